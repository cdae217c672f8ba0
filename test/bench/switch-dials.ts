import { setTimeout as sleep } from 'node:timers/promises'
import type { LegId } from '../../src/core/ids.ts'
import { RINGS_OUT } from '../../src/lab/scenario.ts'
import { Edge } from '../../src/softswitch/freeswitch/edge.ts'
import { EventSocket } from '../../src/softswitch/freeswitch/event-socket.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { originateCustomer } from '../../src/softswitch/freeswitch/originate.ts'
import { dialAlice } from '../support/switch-recorder.ts'
import { optionsFor } from '../switch/adapter.ts'
import { type FoundServers, findServers, SwitchServers } from '../switch/servers.ts'
import { Sipp } from '../switch/sipp.ts'
import { trunkTo } from '../switch/stage.ts'
import { type Figure, figure, median, quantile } from './figure.ts'
import { processorMs } from './processor.ts'

const PAIRS = 6
const WARM_UP_MS = 1_000
const COUNTED_MS = 4_000
const SETTLE_MS = 800
const OUTSTANDING = 20
const DELAYS = 60

/** Someone who rings legs and says when each rings: our adapter, or the bare event socket. */
interface Ringer {
  ring(legId: LegId): void
  cancel(legId: LegId): void
  onRinging: (legId: LegId) => void
  onGone: (legId: LegId) => void
  close(): Promise<void>
}

/** What one ringer did in one round. */
interface Round {
  readonly dialsPerSecond: number
  readonly delaysMs: readonly number[]
  /** Processor time of each process for one dial, milliseconds. */
  readonly spentMs: Readonly<Record<string, number>>
}

type Opener = (servers: SwitchServers, port: number) => Promise<Ringer>

/**
 * Dials a second and the delay to the ringing, through us and by bare `bgapi originate`, on one path:
 * the same servers, edge, trunk and far end. They take turns in short rounds, each pair begun by the
 * other one, so that whatever else the machine does meets both; what counts is the median of the
 * pairs' ratios. Only one can be connected at a time: the edge would share the calls out.
 */
export async function benchSwitchDials(): Promise<readonly Figure[]> {
  const found = findServers()
  if (typeof found === 'string') {
    process.stderr.write(`dials are not measured: ${found}\n`)
    return []
  }
  const servers = await SwitchServers.start(found)
  try {
    return await dialFigures(found, servers)
  } finally {
    await servers.stop()
  }
}

async function dialFigures(
  found: FoundServers,
  servers: SwitchServers,
): Promise<readonly Figure[]> {
  const carrier = await Sipp.open(found.sipp, RINGS_OUT, servers.folder)
  const pids = { FreeSWITCH: servers.freeswitchPid, drachtio: servers.drachtioPid }
  const rounds = { bare: [] as Round[], ours: [] as Round[] }
  const openers = { bare: bareRinger, ours: ourRinger } as const
  for (let pair = 0; pair < PAIRS; pair++) {
    const turns = pair % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)
    for (const turn of turns) {
      const open: Opener = openers[turn]
      rounds[turn].push(await playRound(await open(servers, carrier.port), pids))
    }
  }
  await carrier.close()
  return [...rateFigures(rounds.bare, rounds.ours), ...delayFigures(rounds.bare, rounds.ours)]
}

function rateFigures(bare: readonly Round[], ours: readonly Round[]): readonly Figure[] {
  const ratios = ours.map(
    ({ dialsPerSecond }, pair) => dialsPerSecond / (bare[pair]?.dialsPerSecond ?? 0),
  )
  const ratio = median(ratios)
  const rate = (of: readonly Round[]): number => median(of.map((round) => round.dialsPerSecond))
  const spent = (of: readonly Round[], whose: string): number =>
    median(of.map(({ spentMs }) => spentMs[whose] ?? 0))
  return [
    figure('dials a second, bare originate', rate(bare), '/s'),
    figure('dials a second, Ringfirst', rate(ours), '/s'),
    figure('dials a second, ratio', ratio, '', 'at least 0.95', ratio >= 0.95),
    figure('dials a second, lowest ratio of a pair', Math.min(...ratios), ''),
    ...['this process', 'FreeSWITCH', 'drachtio'].flatMap((whose) => [
      figure(`processor for a dial, bare, ${whose}`, spent(bare, whose), 'ms'),
      figure(`processor for a dial, Ringfirst, ${whose}`, spent(ours, whose), 'ms'),
    ]),
  ]
}

function delayFigures(bare: readonly Round[], ours: readonly Round[]): readonly Figure[] {
  const delay = (of: readonly Round[], share: number): number =>
    quantile(
      of.flatMap(({ delaysMs }) => delaysMs),
      share,
    )
  const added = delay(ours, 0.95) - delay(bare, 0.95)
  return [
    figure('post-dial delay p50, bare', delay(bare, 0.5), 'ms'),
    figure('post-dial delay p50, Ringfirst', delay(ours, 0.5), 'ms'),
    figure('post-dial delay p95, bare', delay(bare, 0.95), 'ms'),
    figure('post-dial delay p95, Ringfirst', delay(ours, 0.95), 'ms'),
    figure('post-dial delay p95, added', added, 'ms', 'at most 5', added <= 5),
  ]
}

/** Throughput with a fixed number outstanding, then the delay of calls one after the other. */
async function playRound(
  ringer: Ringer,
  pids: Readonly<Record<string, number | undefined>>,
): Promise<Round> {
  let rung = 0
  let open = true
  ringer.onRinging = (legId) => {
    rung += 1
    ringer.cancel(legId)
  }
  ringer.onGone = () => {
    if (open) ringer.ring(dialAlice().legId)
  }
  for (let i = 0; i < OUTSTANDING; i++) ringer.ring(dialAlice().legId)
  await sleep(WARM_UP_MS)
  const [rungBefore, spentBefore, startedAt] = [rung, spentBy(pids), performance.now()]
  await sleep(COUNTED_MS)
  const [dials, spent, ranMs] = [rung - rungBefore, spentBy(pids), performance.now() - startedAt]
  open = false
  await sleep(SETTLE_MS)
  const delaysMs: number[] = []
  for (let i = 0; i < DELAYS; i++) delaysMs.push(await oneDelay(ringer))
  await ringer.close()
  const spentMs = Object.entries(spent).map(
    ([whose, ms]) => [whose, (ms - (spentBefore[whose] ?? 0)) / Math.max(1, dials)] as const,
  )
  return { dialsPerSecond: (dials * 1_000) / ranMs, delaysMs, spentMs: Object.fromEntries(spentMs) }
}

function oneDelay(ringer: Ringer): Promise<number> {
  const { legId } = dialAlice()
  return new Promise((resolve) => {
    const startedAt = performance.now()
    let delayMs = 0
    ringer.onRinging = (rings) => {
      delayMs = performance.now() - startedAt
      ringer.cancel(rings)
    }
    ringer.onGone = () => resolve(delayMs)
    ringer.ring(legId)
  })
}

async function ourRinger(servers: SwitchServers, port: number): Promise<Ringer> {
  const softswitch = createFreeswitch(optionsFor(servers, { trunks: [trunkTo(port)] }))
  const ringer: Ringer = {
    ring: (legId) => softswitch.perform({ ...dialAlice(), legId }),
    cancel: (legId) => softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'cancelled' }),
    onRinging: () => undefined,
    onGone: () => undefined,
    close: () => softswitch.stop(),
  }
  await softswitch.start(
    (event) => {
      if (event.kind === 'LegRinging') ringer.onRinging(event.legId)
      if (event.kind === 'LegReleased') ringer.onGone(event.legId)
    },
    () => undefined,
  )
  return ringer
}

/** The same path through the same edge, without legs, timers and analysis of ours. */
async function bareRinger(servers: SwitchServers, port: number): Promise<Ringer> {
  const options = optionsFor(servers, { trunks: [trunkTo(port)] })
  const { address: host, eslPort, eslPassword: password } = servers.addresses
  const at = { host, port: eslPort, password }
  const edge = new Edge(options, {
    onPhone: () => undefined,
    onTrunk: () => undefined,
    onLost: () => undefined,
    onBack: () => undefined,
    onMade: () => true,
    place: () => undefined,
  })
  await edge.start()
  const [orders, hearing] = [await EventSocket.open(at), await EventSocket.open(at)]
  const ringer: Ringer = {
    ring: (legId) => {
      const order = { ...dialAlice(), legId }
      edge.expect(order)
      void orders.startJob(legId, originateCustomer(order, trunkTo(port), options.edge))
    },
    cancel: (legId) => void orders.api(`uuid_kill ${legId} ORIGINATOR_CANCEL`),
    onRinging: () => undefined,
    onGone: () => undefined,
    close: async () => {
      orders.close('done')
      hearing.close('done')
      await edge.stop()
    },
  }
  hearing.onEvent = (event) => {
    const legId = event['Unique-ID'] as LegId
    if (event['Event-Name'] === 'CHANNEL_PROGRESS') ringer.onRinging(legId)
    if (event['Event-Name'] === 'CHANNEL_HANGUP_COMPLETE') ringer.onGone(legId)
  }
  await hearing.subscribe(['CHANNEL_PROGRESS', 'CHANNEL_HANGUP_COMPLETE'])
  return ringer
}

/** Processor milliseconds so far, of this process and of those named. */
function spentBy(pids: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const { user, system } = process.cpuUsage()
  const others = Object.entries(pids).map(([whose, pid]) => [whose, processorMs(pid ?? 0)] as const)
  return { 'this process': (user + system) / 1_000, ...Object.fromEntries(others) }
}
