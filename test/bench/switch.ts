import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { LegId } from '../../src/core/ids.ts'
import { Edge } from '../../src/softswitch/freeswitch/edge.ts'
import { EventSocket } from '../../src/softswitch/freeswitch/event-socket.ts'
import { ECHOES, RINGS_OUT } from '../../src/lab/scenario.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { originateCustomer } from '../../src/softswitch/freeswitch/originate.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { tone } from '../support/peer-audio.ts'
import { type PeerCall, SipPeer } from '../support/sip-peer.ts'
import { dialAlice, dialBob } from '../support/switch-recorder.ts'
import { optionsFor } from '../switch/adapter.ts'
import { Sipp } from '../switch/sipp.ts'
import { type FoundServers, findServers, SwitchServers } from '../switch/servers.ts'
import { trunkTo } from '../switch/stage.ts'
import type { Figure } from './figure.ts'

const DIAL_SECONDS = 10
const OUTSTANDING = 20
const JOINS = 25
const ANALYSED_LEGS = 100
const CPU_SECONDS = 10
const TICKS_PER_SECOND = 100

/** Someone who rings legs and says when each rings: our adapter, or the bare event socket. */
interface Ringer {
  ring(legId: LegId): void
  cancel(legId: LegId): void
  onRinging: (legId: LegId) => void
  onGone: (legId: LegId) => void
  close(): Promise<void>
}

/** The cost of Ringfirst over bare FreeSWITCH, side by side in one run on one pair of servers. */
export async function benchSwitch(): Promise<readonly Figure[]> {
  const found = findServers()
  if (typeof found === 'string') {
    process.stderr.write(`the switch is not measured: ${found}\n`)
    return []
  }
  const servers = await SwitchServers.start(found)
  try {
    return [
      ...(await benchDials(found, servers)),
      ...(await joins(servers)),
      ...(await analysisCost(found, servers)),
    ]
  } finally {
    await servers.stop()
  }
}

// Dials: as many as come back ringing, with so many outstanding; then the time to the ringing.

async function benchDials(found: FoundServers, servers: SwitchServers): Promise<Figure[]> {
  const carrier = await Sipp.open(found.sipp, RINGS_OUT, servers.folder)
  const rounds = { bare: [] as DialRound[], ours: [] as DialRound[] }
  for (let round = 0; round < 2; round++) {
    rounds.bare.push(await dialRound(await bareRinger(servers, carrier.port)))
    rounds.ours.push(await dialRound(await ourRinger(servers, carrier.port)))
  }
  await carrier.close()
  const rate = (of: DialRound[]): number => sum(of.map(({ rung }) => rung)) / (2 * DIAL_SECONDS)
  const delays = (of: DialRound[]): number[] => of.flatMap(({ delaysMs }) => delaysMs)
  const [bareRate, ourRate] = [rate(rounds.bare), rate(rounds.ours)]
  const [bareP95, ourP95] = [
    quantile(delays(rounds.bare), 0.95),
    quantile(delays(rounds.ours), 0.95),
  ]
  return [
    figure('dials a second, bare originate', bareRate, '/s'),
    figure(
      'dials a second, Ringfirst',
      ourRate,
      '/s',
      'at least 95 % of bare',
      ourRate >= 0.95 * bareRate,
    ),
    figure('post-dial delay p50, bare', quantile(delays(rounds.bare), 0.5), 'ms'),
    figure('post-dial delay p50, Ringfirst', quantile(delays(rounds.ours), 0.5), 'ms'),
    figure('post-dial delay p95, bare', bareP95, 'ms'),
    figure(
      'post-dial delay p95, Ringfirst',
      ourP95,
      'ms',
      'at most 5 ms over bare',
      ourP95 <= bareP95 + 5,
    ),
  ]
}

interface DialRound {
  readonly rung: number
  readonly delaysMs: readonly number[]
}

/** Throughput with a fixed number outstanding, then the delay of calls one after the other. */
async function dialRound(ringer: Ringer): Promise<DialRound> {
  let rung = 0
  let open = true
  const next = (): void => {
    if (open) ringer.ring(dialAlice().legId)
  }
  ringer.onRinging = (legId) => {
    if (open) rung += 1
    ringer.cancel(legId)
  }
  ringer.onGone = next
  for (let i = 0; i < OUTSTANDING; i++) next()
  await sleep(DIAL_SECONDS * 1_000)
  open = false
  await sleep(1_500)
  const delaysMs: number[] = []
  for (let i = 0; i < 100; i++) delaysMs.push(await oneDelay(ringer))
  await ringer.close()
  return { rung, delaysMs }
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
  const edge = new Edge(options, { onPhone: () => undefined, place: () => undefined })
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

// Joins: from the order to the moment when both far ends hear the other.

async function joins(servers: SwitchServers): Promise<Figure[]> {
  const [carrier, desk] = [await SipPeer.open(), await SipPeer.open()]
  const events: SwitchEvent[] = []
  const softswitch = createFreeswitch(optionsFor(servers, { trunks: [trunkTo(carrier.port)] }))
  await softswitch.start(
    (event) => void events.push(event),
    () => undefined,
  )
  const { address: host, eslPort: port, eslPassword: password } = servers.addresses
  const orders = await EventSocket.open({ host, port, password })
  const alice = await talk(softswitch, carrier, 'customer', events)
  const bob = await talk(softswitch, desk, 'agent', events)
  const [a, b] = [alice.legId, bob.legId]
  const times = { bare: [] as number[], ours: [] as number[] }
  const bare = (): unknown => orders.api(`uuid_bridge ${a} ${b}`)
  const ours = (): unknown => softswitch.perform({ kind: 'BridgeLegs', a, b })
  for (let i = 0; i < 2 * JOINS; i++) {
    const isOurs = i % 2 === 0
    times[isOurs ? 'ours' : 'bare'].push(await joinOnce(alice.call, bob.call, isOurs ? ours : bare))
    softswitch.perform({ kind: 'SplitLegs', a, b })
    await sleep(700)
  }
  for (const legId of [a, b]) softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
  await sleep(500)
  orders.close('done')
  await softswitch.stop()
  carrier.close()
  desk.close()
  const [bareP50, ourP50] = [quantile(times.bare, 0.5), quantile(times.ours, 0.5)]
  const ratio = ourP50 / bareP50
  return [
    figure('join to two-way audio p50, bare uuid_bridge', bareP50, 'ms'),
    figure('join to two-way audio p50, Ringfirst', ourP50, 'ms'),
    figure('join to two-way audio p95, bare uuid_bridge', quantile(times.bare, 0.95), 'ms'),
    figure('join to two-way audio p95, Ringfirst', quantile(times.ours, 0.95), 'ms'),
    figure('join to two-way audio, ratio', ratio, '', 'at most 1.1', ratio <= 1.1),
  ]
}

async function talk(
  softswitch: Softswitch,
  peer: SipPeer,
  side: 'customer' | 'agent',
  events: readonly SwitchEvent[],
): Promise<{ legId: LegId; call: PeerCall }> {
  const order = side === 'customer' ? dialAlice() : dialBob(peer.contact('bob'))
  softswitch.perform(order)
  const call = await peer.call(0)
  call.audio.say(tone(side === 'customer' ? 523 : 784))
  call.answer()
  const { legId } = order
  while (!events.some((event) => event.kind === 'LegAnswered' && event.legId === legId))
    await sleep(10)
  await sleep(300)
  return { legId, call }
}

async function joinOnce(alice: PeerCall, bob: PeerCall, join: () => unknown): Promise<number> {
  alice.audio.forget()
  bob.audio.forget()
  const startedAt = performance.now()
  join()
  while (alice.audio.loudest() < 2_000 || bob.audio.loudest() < 2_000) await sleep(1)
  return performance.now() - startedAt
}

// Analysis: processor time of both processes with so many legs heard, and with none of them heard.

async function analysisCost(found: FoundServers, servers: SwitchServers): Promise<Figure[]> {
  const carrier = await Sipp.open(found.sipp, ECHOES, servers.folder)
  const softswitch = createFreeswitch(optionsFor(servers, { trunks: [trunkTo(carrier.port)] }))
  let answered = 0
  await softswitch.start(
    (event) => {
      if (event.kind === 'LegAnswered') answered += 1
    },
    () => undefined,
  )
  const legs = Array.from({ length: ANALYSED_LEGS }, () => dialAlice())
  for (const order of legs) {
    softswitch.perform(order)
    await sleep(25)
  }
  while (answered < ANALYSED_LEGS) await sleep(50)
  await sleep(1_500)
  const heard = await processorShare(servers)
  for (const { legId } of legs) softswitch.perform({ kind: 'StopListening', legId })
  await sleep(1_500)
  const unheard = await processorShare(servers)
  for (const { legId } of legs) softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
  await sleep(1_500)
  await softswitch.stop()
  await carrier.close()
  return [
    figure(
      'processor of Ringfirst for 100 analysed legs',
      heard.ours - unheard.ours,
      '% of a core',
    ),
    figure(
      'processor of FreeSWITCH for tapping 100 legs',
      heard.theirs - unheard.theirs,
      '% of a core',
    ),
    figure('processor of FreeSWITCH for 100 legs unheard', unheard.theirs, '% of a core'),
  ]
}

async function processorShare(servers: SwitchServers): Promise<{ ours: number; theirs: number }> {
  const pid = servers.freeswitchPid ?? 0
  const [ours, theirs] = [process.cpuUsage(), processorTicks(pid)]
  await sleep(CPU_SECONDS * 1_000)
  const used = process.cpuUsage(ours)
  return {
    ours: (used.user + used.system) / 1e4 / CPU_SECONDS,
    theirs: ((processorTicks(pid) - theirs) / TICKS_PER_SECOND / CPU_SECONDS) * 100,
  }
}

function processorTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

function figure(name: string, value: number, unit: string, goal?: string, met?: boolean): Figure {
  const rounded = Math.round(value * 100) / 100
  return {
    name,
    value: rounded,
    unit,
    ...(goal === undefined ? {} : { goal }),
    ...(met === undefined ? {} : { met }),
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
