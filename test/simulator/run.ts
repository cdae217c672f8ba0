import { fork } from 'node:child_process'
import { failureOf, recipe, shrink, type Failure } from './shrink.ts'
import { runWorld, type WorldReport } from './world.ts'

/**
 * Runs simulated worlds: `npm run simulate -- [--seed N] [--seconds N] [--callbacks N] [--quiet]
 * [--workers N] [--unshrunk]`, or `--processor-seconds N`. With a seed, that one world; else new worlds
 * until the time is over, in as many processes as asked for. The first fault ends it, with the smallest
 * world of its seed that still shows it.
 */
const argument = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}

/** What was run, and what it cost. */
interface Sum {
  worlds: number
  steps: number
  dials: number
  calls: number
  closed: number
  processorS: number
}

const nothing = (): Sum => ({ worlds: 0, steps: 0, dials: 0, calls: 0, closed: 0, processorS: 0 })

/** Worlds until the time is over, or one; stops at the first that is to blame. */
function runWorlds(): Sum | Failure {
  const seed = argument('seed')
  const goesOn = timeIsLeft()
  const sum = nothing()
  let next = seed ?? Math.floor(Math.random() * 2 ** 31)
  do {
    const options = {
      seed: next++,
      callbacks: argument('callbacks') ?? 300,
      withFaults: !process.argv.includes('--quiet'),
      checkEverySteps: seed === undefined ? 50 : 1,
    }
    let report: WorldReport | undefined
    const what = failureOf(options, (given) => (report = runWorld(given)))
    if (what !== undefined || report === undefined) {
      const failure = { options, what: what ?? 'no report' }
      const isShrunk = seed === undefined && !process.argv.includes('--unshrunk')
      return isShrunk ? shrink(failure) : failure
    }
    sum.worlds++
    sum.steps += report.steps
    sum.dials += report.dials
    sum.calls += report.calls
    sum.closed += report.closed
  } while (seed === undefined && goesOn())
  return { ...sum, processorS: processorS() }
}

function processorS(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Until so many seconds are over: by the clock, or of the processor's time, on a busy machine as on an idle one. */
function timeIsLeft(): () => boolean {
  const ofProcessor = argument('processor-seconds')
  const endsAt = performance.now() + (argument('seconds') ?? 60) * 1_000
  if (ofProcessor === undefined) return () => performance.now() < endsAt
  return () => processorS() < ofProcessor
}

/** The same in several processes at once. */
async function runWorkers(count: number): Promise<Sum | Failure> {
  const script = process.argv[1] ?? ''
  const args = [...process.argv.slice(2), '--worker']
  const children = Array.from({ length: count }, () => fork(script, args))
  const outcomes = children.map(
    (child) =>
      new Promise<Sum | Failure>((resolve, reject) => {
        child.once('message', (message) => {
          if ('options' in (message as object)) for (const other of children) other.kill()
          resolve(message as Sum | Failure)
        })
        child.once('exit', (code) => {
          if (code === null) resolve(nothing())
          else reject(new Error(`a worker ended with ${code}`))
        })
      }),
  )
  const total = nothing()
  for (const outcome of await Promise.all(outcomes)) {
    if ('options' in outcome) return outcome
    for (const key of Object.keys(total) as (keyof Sum)[]) total[key] += outcome[key]
  }
  return total
}

const workers = argument('workers') ?? 1
const isWorker = process.argv.includes('--worker')
const outcome = workers > 1 && !isWorker ? await runWorkers(workers) : runWorlds()
if (isWorker) process.send?.(outcome, () => process.disconnect())
else if ('options' in outcome) {
  process.stderr.write(`${recipe(outcome)}\n`)
  process.exitCode = 1
} else {
  const { worlds, steps, dials, calls, closed, processorS } = outcome
  process.stdout.write(
    `${worlds} worlds, ${steps} events, ${dials} dials, ${calls} calls in, ` +
      `${closed} interactions closed, ${Math.round(processorS)} s of processor time: ` +
      `nothing to blame\n`,
  )
}
