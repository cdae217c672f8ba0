import { failureOf, recipe, shrink } from './shrink.ts'
import { runWorld, type WorldReport } from './world.ts'

/**
 * Runs simulated worlds: `npm run simulate -- [--seed N] [--seconds N] [--callbacks N] [--quiet]`.
 * With a seed, that one world; else new worlds until the time is over. The first fault ends it,
 * with the smallest world of its seed that still shows it.
 */
const argument = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}

const seed = argument('seed')
const callbacks = argument('callbacks') ?? 300
const endsAt = performance.now() + (argument('seconds') ?? 60) * 1_000
const withFaults = !process.argv.includes('--quiet')
let next = seed ?? Math.floor(Math.random() * 2 ** 31)
const sum = { worlds: 0, steps: 0, dials: 0, calls: 0, closed: 0 }

do {
  const checkEverySteps = seed === undefined ? 50 : 1
  const options = { seed: next, callbacks, withFaults, checkEverySteps }
  let report: WorldReport | undefined
  const what = failureOf(options, (given) => (report = runWorld(given)))
  if (what !== undefined || report === undefined) {
    const failure = { options, what: what ?? 'no report' }
    process.stderr.write(`${recipe(seed === undefined ? shrink(failure) : failure)}\n`)
    process.exit(1)
  }
  sum.worlds++
  sum.steps += report.steps
  sum.dials += report.dials
  sum.calls += report.calls
  sum.closed += report.closed
  next++
} while (seed === undefined && performance.now() < endsAt)

process.stdout.write(
  `${sum.worlds} worlds, ${sum.steps} events, ${sum.dials} dials, ${sum.calls} calls in, ` +
    `${sum.closed} interactions closed: nothing to blame\n`,
)
