import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../../src/config/settings.ts'
import { presenceId } from '../../src/core/ids.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { createLabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { CallerCrowd } from '../support/caller-crowd.ts'
import type { CallerDeed } from '../support/caller-scenario.ts'
import { CrowdOfCallers } from '../support/crowd-day.ts'
import { eventually } from '../support/eventually.ts'
import { HeardOnTheWire } from '../support/heard-on-the-wire.ts'
import { ENGLISH, FlowHouse, type HouseSwitch } from '../support/flow-house.ts'
import { PromptnessMeter } from '../support/promptness.ts'
import { optionsFor } from '../switch/adapter.ts'
import { findServers, SwitchServers } from '../switch/servers.ts'
import type { Figure } from './figure.ts'

const CALLERS = Number(process.env['RINGFIRST_FLOW_CALLERS'] ?? 200)
const CALLS_PER_SECOND = 10
const SETTLED_MS = 5_000
const SAMPLE_MS = 1_000
/** Nobody waits for their next prompt, or in silence, for longer. */
const SILENCE_MS = 500
const AGENTS = 10
const WAITS: readonly CallerDeed[] = [
  { waitMs: 2_500 },
  { press: '2' },
  { waitMs: 45_000 },
  'hang-up',
]

/**
 * Callers in the example's flows at once, on FreeSWITCH and, where it is named by
 * `RINGFIRST_FLOW_LAB=1`, on the lab switch: first they wait in line together, then everybody takes
 * a callback, is called, and reaches an agent.
 */
export async function benchFlows(): Promise<readonly Figure[]> {
  if (process.env['RINGFIRST_FLOW_LAB'] === '1') return inFlows('lab', makeLab, () => undefined)
  const found = findServers()
  if (typeof found === 'string') {
    process.stderr.write(`callers in flows are not measured: ${found}\n`)
    return []
  }
  const servers = await SwitchServers.start(found)
  const { address: host, edgeSipPort: port } = servers.addresses
  const makeSwitch = (settings: Settings): HouseSwitch => {
    const { trunks, phones } = settings
    const options = { ...optionsFor(servers, { trunks, phones }), findPrompt: createFindPrompt() }
    return { softswitch: createFreeswitch(options), sip: () => ({ host, port }) }
  }
  try {
    return await inFlows('FreeSWITCH', makeSwitch, () => servers.freeswitchPid)
  } finally {
    await servers.stop()
  }
}

type MakeSwitch = (settings: Settings) => HouseSwitch

async function inFlows(
  name: string,
  makeSwitch: MakeSwitch,
  switchPid: () => number | undefined,
): Promise<readonly Figure[]> {
  const meter = new PromptnessMeter()
  const house = await FlowHouse.open((settings) => {
    const made = makeSwitch(settings)
    return { ...made, softswitch: meter.watch(made.softswitch) }
  }, withManyAgents)
  try {
    const waiting = await waitTogether(house, meter, switchPid)
    const called = await takeCallbacks(house)
    return [...waiting, ...called].map((each) => ({ ...each, name: `${name}: ${each.name}` }))
  } finally {
    await house.close()
  }
}

/** Everybody waits in line at once; one caller of our making listens for silence. */
async function waitTogether(
  house: FlowHouse,
  meter: PromptnessMeter,
  switchPid: () => number | undefined,
): Promise<readonly Figure[]> {
  const half = CALLERS / 2
  const crowds = await Promise.all(
    (['info', 'event'] as const).map((keysBy, crowd) =>
      CallerCrowd.start({
        to: house.sip,
        called: ENGLISH,
        keysBy,
        deeds: WAITS,
        callers: [...Array(half).keys()].map((i) => [`+1202558${(crowd + 1) * 1_000 + i}`]),
        callsPerSecond: CALLS_PER_SECOND / 2,
      }),
    ),
  )
  const wire = HeardOnTheWire.start(crowds.map(({ mediaPort }) => mediaPort))
  await sleep(1_000)
  const listener = await house.call('+12025550101')
  await listener.answered()
  const samples: { calls: number; ourMb: number; switchMb: number }[] = []
  let most = 0
  const queued = new Set<string>()
  while (crowds.some(({ exitCode }) => exitCode === undefined)) {
    await sleep(SAMPLE_MS)
    const { callbacks } = house.dialer.state
    for (const { id, state } of callbacks.values()) if (state === 'queued') queued.add(id)
    most = Math.max(most, callbacks.size)
    samples.push({ calls: callbacks.size, ourMb: ourMb(), switchMb: residentMb(switchPid()) })
  }
  listener.hangUp()
  await eventually(() => house.dialer.state.callbacks.size === 0, 30_000).catch(() => undefined)
  const full = samples.filter(({ calls }) => calls >= most - 1).slice(SETTLED_MS / SAMPLE_MS)
  const clean = crowds.filter(({ exitCode }) => exitCode === 0).length
  for (const crowd of crowds) await crowd.stop()
  return [
    goal('callers in flows at once', most, '', `${CALLERS}`, most >= CALLERS),
    goal('callers who came into line', queued.size, '', `${CALLERS}`, queued.size >= CALLERS),
    goal('SIPp crowds without a complaint', clean, 'of 2', 'both', clean === 2),
    ...promptness(meter),
    ...silence('a caller among them', [listener.audio.longestSilenceMs()]),
    ...silence('callers in line', await wire?.silencesMs()),
    ...flat(
      'memory of Ringfirst, its callers and its carrier',
      full.map(({ ourMb }) => ourMb),
    ),
    ...(switchPid() === undefined
      ? []
      : flat(
          'memory of the switch',
          full.map(({ switchMb }) => switchMb),
        )),
  ]
}

async function takeCallbacks(house: FlowHouse): Promise<readonly Figure[]> {
  const crowd = new CrowdOfCallers(house, CALLERS)
  await crowd.call(house.sip, CALLS_PER_SECOND)
  const wire = HeardOnTheWire.start(crowd.mediaPorts)
  await eventually(() => crowd.areGone, 120_000, 250)
  const taking = silence('callers who take a callback', await wire?.silencesMs())
  const names = [...Array(AGENTS).keys()].map((index) => `agent-${index}`)
  const day = await crowd.serve(names, 180_000)
  await crowd.close()
  for (const complaint of day.complaints) process.stderr.write(`${complaint}\n`)
  const all = (what: string, value: number): Figure =>
    goal(what, value, `of ${day.callers}`, 'all', value === day.callers)
  return [
    ...taking,
    all('callbacks at the very place of their call, by the journal', day.atTheirPlace),
    goal(
      'callbacks dialled before one with a better place',
      day.outOfTurn,
      '',
      '0',
      day.outOfTurn === 0,
    ),
    all('customers called back who reached an agent', day.joined),
    goal('crowds with a complaint', day.complaints.length, '', '0', day.complaints.length === 0),
  ]
}

/** How soon after an answer, a prompt's end or a key the next order of that leg was given. */
function promptness({ delaysMs }: PromptnessMeter): readonly Figure[] {
  const sorted = [...delaysMs].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const late = sorted.filter((each) => each > SILENCE_MS).length
  return [
    { name: 'next order, median', value: rounded(at(0.5)), unit: 'ms' },
    { name: 'next order, p99', value: rounded(at(0.99)), unit: 'ms' },
    { name: 'next order, worst', value: rounded(at(1)), unit: 'ms' },
    goal('orders that were late', late, `of ${sorted.length}`, 'none', late === 0),
  ]
}

/** How long anybody heard nothing, by what was sent to them; nothing where that could not be taken. */
function silence(whose: string, silencesMs: readonly number[] | undefined): readonly Figure[] {
  if (silencesMs === undefined) {
    process.stderr.write(`silence of ${whose} is not measured: dumpcap is not installed\n`)
    return []
  }
  const longestMs = Math.round(silencesMs.reduce((most, each) => Math.max(most, each), 0))
  const tooLong = silencesMs.filter((each) => each >= SILENCE_MS).length
  return [
    { name: `${whose}: streams listened to`, value: silencesMs.length, unit: '' },
    goal(
      `${whose}: longest silence`,
      longestMs,
      `ms, ${tooLong} of them too long`,
      `under ${SILENCE_MS}`,
      tooLong === 0,
    ),
  ]
}

function flat(name: string, samples: readonly number[]): readonly Figure[] {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const mean = (of: readonly number[]): number =>
    Math.round(of.reduce((sum, each) => sum + each, 0) / Math.max(1, of.length))
  const [first, last] = [mean(samples.slice(0, third)), mean(samples.slice(-third))]
  return [
    { name: `${name}, first third`, value: first, unit: 'MB' },
    goal(`${name}, last third`, last, 'MB', 'flat', last <= first * 1.1 + 5),
  ]
}

function makeLab(settings: Settings): HouseSwitch {
  const { trunks, phones } = settings
  const softswitch = createLabSwitch({
    bindAddress: '127.0.0.1',
    udpPort: 0,
    tcpPort: 0,
    trunks,
    phones,
    findPrompt: createFindPrompt(),
    recordingsFolder: join(tmpdir(), 'ringfirst-bench-recordings'),
    makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
  })
  return { softswitch, sip: () => ({ host: '127.0.0.1', port: softswitch.sipPort('udp') }) }
}

function withManyAgents(text: string): string {
  const agents = [...Array(AGENTS).keys()].map((i) => `  agent-${i}: { queues: [support] }`)
  return text
    .replace('\nagents:\n', `\nagents:\n${agents.join('\n')}\n`)
    .replace('say: [please-hold, you-are-number', 'say: [you-are-number')
}

function ourMb(): number {
  return process.memoryUsage().rss / 1_048_576
}

function residentMb(pid: number | undefined): number {
  if (pid === undefined) return 0
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024
}

function goal(name: string, value: number, unit: string, words: string, met: boolean): Figure {
  return { name, value, unit, goal: words, met }
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
