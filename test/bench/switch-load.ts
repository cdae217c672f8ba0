import { readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { ECHOES } from '../../src/lab/scenario.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { dialAlice } from '../support/switch-recorder.ts'
import { optionsFor } from '../switch/adapter.ts'
import { Sipp } from '../switch/sipp.ts'
import { type FoundServers, findServers, SwitchServers } from '../switch/servers.ts'
import { trunkTo } from '../switch/stage.ts'
import type { Figure } from './figure.ts'

const CALLS_PER_SECOND = 20
const TALK_MS = 9_500
const SAMPLE_MS = 5_000
/** As often as the dialer asks. */
const SURVEY_MS = 10_000
/** Threads and memory are held against what they were once the load had settled. */
const SETTLED_MS = 20_000

/** How long the load lasts; the goal was set for 300 s. */
const seconds = Number(process.env['RINGFIRST_LOAD_SECONDS'] ?? 60)

interface Sample {
  readonly threads: number
  readonly switchMb: number
  readonly ourMb: number
  readonly legs: number
}

/**
 * 20 new calls a second, about 200 at once, each with audio and analysis, for as long as asked:
 * the load at which other dialers are reported to lose calls and threads.
 */
export async function benchSwitchLoad(): Promise<readonly Figure[]> {
  const found = findServers()
  if (typeof found === 'string') {
    process.stderr.write(`the load on the switch is not measured: ${found}\n`)
    return []
  }
  const servers = await SwitchServers.start(found)
  try {
    return await load(found, servers)
  } finally {
    await servers.stop()
  }
}

async function load(found: FoundServers, servers: SwitchServers): Promise<readonly Figure[]> {
  const carrier = await Sipp.open(found.sipp, ECHOES, servers.folder)
  const softswitch = createFreeswitch(optionsFor(servers, { trunks: [trunkTo(carrier.port)] }))
  const tally = new Tally(softswitch)
  await softswitch.start(tally.hear, () => undefined)
  const samples: Sample[] = []
  const sampling = setInterval(() => samples.push(sample(servers, tally.up)), SAMPLE_MS)
  const surveys = setInterval(() => void softswitch.survey().catch(() => undefined), SURVEY_MS)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const before = process.cpuUsage()
  const startedAt = performance.now()
  for (let dialled = 0; dialled < seconds * CALLS_PER_SECOND; dialled++) {
    const dueMs = startedAt + (dialled * 1_000) / CALLS_PER_SECOND - performance.now()
    if (dueMs > 0) await sleep(dueMs)
    tally.dialled += 1
    softswitch.perform(dialAlice())
  }
  const used = process.cpuUsage(before)
  delay.disable()
  clearInterval(sampling)
  clearInterval(surveys)
  await sleep(TALK_MS + 4_000)
  const left = (await softswitch.survey()).length
  await softswitch.stop()
  await carrier.close()
  const ourShare = (used.user + used.system) / 1e4 / seconds
  return [...tally.figures(left), ...growth(samples), ...cost(ourShare, delay.percentile(99) / 1e6)]
}

/** Counts what became of each call; ends each some seconds after its answer. */
class Tally {
  dialled = 0
  up = 0
  #answered = 0
  #judged = 0
  readonly #released: Record<string, number> = {}
  readonly #softswitch: Softswitch

  constructor(softswitch: Softswitch) {
    this.#softswitch = softswitch
  }

  readonly hear = (event: SwitchEvent): void => {
    if (event.kind === 'LegJudged') this.#judged += 1
    if (event.kind === 'LegReleased') {
      this.up -= 1
      this.#released[event.cause] = (this.#released[event.cause] ?? 0) + 1
    }
    if (event.kind === 'LegRinging') this.up += 1
    if (event.kind !== 'LegAnswered') return
    this.#answered += 1
    const { legId } = event
    setTimeout(
      () => this.#softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' }),
      TALK_MS,
    )
  }

  figures(left: number): readonly Figure[] {
    const ended = Object.values(this.#released).reduce((sum, count) => sum + count, 0)
    const clean = this.#released['released'] ?? 0
    return [
      { name: 'calls dialled', value: this.dialled, unit: '' },
      goal('calls answered', this.#answered, '', 'every one', this.#answered === this.dialled),
      goal('calls ended by our order', clean, '', 'every one', clean === this.dialled),
      goal('calls stuck', this.dialled - ended, '', 'none', ended === this.dialled),
      goal('legs left on the switch', left, '', 'none', left === 0),
      { name: 'calls judged', value: this.#judged, unit: '' },
      ...Object.entries(this.#released).map(([cause, value]) => ({
        name: `calls ended as ${cause}`,
        value,
        unit: '',
      })),
    ]
  }
}

function growth(samples: readonly Sample[]): readonly Figure[] {
  const settled = samples.slice(Math.ceil(SETTLED_MS / SAMPLE_MS))
  const third = Math.max(1, Math.floor(settled.length / 3))
  const mean = (of: readonly Sample[], key: keyof Sample): number =>
    Math.round(of.reduce((sum, each) => sum + each[key], 0) / Math.max(1, of.length))
  const figures: Figure[] = [
    { name: 'calls at once, mean', value: mean(settled, 'legs'), unit: '' },
  ]
  for (const [key, name, unit, slack] of [
    ['threads', 'threads of FreeSWITCH', '', 20],
    ['switchMb', 'memory of FreeSWITCH', 'MB', 15],
    ['ourMb', 'memory of Ringfirst', 'MB', 40],
  ] as const) {
    const [first, last] = [mean(settled.slice(0, third), key), mean(settled.slice(-third), key)]
    figures.push({ name: `${name}, first third`, value: first, unit })
    figures.push(goal(`${name}, last third`, last, unit, 'flat', last <= first + slack))
  }
  return figures
}

function cost(ourShare: number, delayMs: number): readonly Figure[] {
  const rounded = Math.round(delayMs * 10) / 10
  return [
    { name: 'processor of Ringfirst', value: Math.round(ourShare * 10) / 10, unit: '% of a core' },
    { name: 'event loop delay p99 of Ringfirst', value: rounded, unit: 'ms' },
  ]
}

function sample(servers: SwitchServers, legs: number): Sample {
  const pid = servers.freeswitchPid ?? 0
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
  return {
    threads: readdirSync(`/proc/${pid}/task`).length,
    switchMb: Math.round(kilobytes / 1_024),
    ourMb: Math.round(process.memoryUsage().rss / 1_048_576),
    legs,
  }
}

function goal(name: string, value: number, unit: string, text: string, met: boolean): Figure {
  return { name, value, unit, goal: text, met }
}
