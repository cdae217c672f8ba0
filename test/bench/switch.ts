import { setTimeout as sleep } from 'node:timers/promises'
import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { LegId } from '../../src/core/ids.ts'
import { EventSocket } from '../../src/softswitch/freeswitch/event-socket.ts'
import { ECHOES } from '../../src/lab/scenario.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { tone } from '../support/peer-audio.ts'
import { type PeerCall, SipPeer } from '../support/sip-peer.ts'
import { dialAlice, dialBob } from '../support/switch-recorder.ts'
import { optionsFor } from '../switch/adapter.ts'
import { Sipp } from '../switch/sipp.ts'
import { type FoundServers, findServers, SwitchServers } from '../switch/servers.ts'
import { trunkTo } from '../switch/stage.ts'
import { type Figure, figure, quantile } from './figure.ts'
import { processorMs } from './processor.ts'

const JOINS = 25
const ANALYSED_LEGS = 100
const CPU_SECONDS = 10

/** The cost of Ringfirst over bare FreeSWITCH, side by side in one run on one pair of servers. */
export async function benchSwitch(): Promise<readonly Figure[]> {
  const found = findServers()
  if (typeof found === 'string') {
    process.stderr.write(`the switch is not measured: ${found}\n`)
    return []
  }
  const servers = await SwitchServers.start(found)
  try {
    return [...(await joins(servers)), ...(await analysisCost(found, servers))]
  } finally {
    await servers.stop()
  }
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
  const [ours, theirs] = [process.cpuUsage(), processorMs(pid)]
  await sleep(CPU_SECONDS * 1_000)
  const used = process.cpuUsage(ours)
  return {
    ours: (used.user + used.system) / 1e4 / CPU_SECONDS,
    theirs: (processorMs(pid) - theirs) / 10 / CPU_SECONDS,
  }
}
