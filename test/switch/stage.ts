import { agentId, trunkId, type LegId } from '../../src/core/ids.ts'
import type { DialAgent, DialCustomer } from '../../src/core/state/effects.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import type { PhoneAccount, TrunkConnection } from '../../src/softswitch/settings.ts'
import { type PeerCall, SipPeer } from '../support/sip-peer.ts'
import { dialAlice, SwitchRecorder } from '../support/switch-recorder.ts'
import { type AdapterSetup, optionsFor } from './adapter.ts'
import { type FoundServers, findServers, SwitchServers } from './servers.ts'

/** Bob's account. */
export const BOB: PhoneAccount = {
  agentId: agentId('bob'),
  username: 'bob',
  password: 'a-long-secret-of-bob',
}

/** Real servers, an adapter that drives them, and Alice's carrier. */
export interface Stage {
  readonly servers: SwitchServers
  readonly carrier: SipPeer
  readonly told: SwitchRecorder
  readonly softswitch: Softswitch
  /** Lets go of the adapter and starts another one, as a restart of the process would. */
  restart(): Promise<void>
  /** Alice's phone answers; what she says is silence. */
  talk(changes?: Partial<DialCustomer>): Promise<{ legId: LegId; call: PeerCall }>
  ringBob(contact: string): DialAgent
  close(): Promise<void>
}

/** The servers of this machine, or a printed line that says why these tests are skipped. */
export function serversOrSkip(what: string): FoundServers | undefined {
  const found = findServers()
  if (typeof found !== 'string') return found
  process.stdout.write(`${what} is not tested: ${found}\n`)
  return undefined
}

/** A trunk to a far end on this machine. */
export function trunkTo(port: number, name = 'peer'): TrunkConnection {
  return {
    id: trunkId(name),
    host: '127.0.0.1',
    port,
    transport: 'udp',
    codecs: ['PCMU', 'PCMA'],
    provisionalTimeoutMs: 2_000,
    inboundFrom: [],
  }
}

export async function openStage(
  found: FoundServers,
  changes: Partial<AdapterSetup> = {},
  hasCertificate = false,
): Promise<Stage> {
  const servers = await SwitchServers.start(found, hasCertificate)
  const carrier = await SipPeer.open()
  const told = new SwitchRecorder()
  const make = async (): Promise<Softswitch> => {
    const setup = { trunks: [trunkTo(carrier.port)], phones: [BOB], ...changes }
    const made = createFreeswitch(optionsFor(servers, setup))
    await made.start(told.emit, told.observe)
    return made
  }
  let softswitch = await make()
  return {
    servers,
    carrier,
    told,
    get softswitch() {
      return softswitch
    },
    async restart() {
      await softswitch.stop()
      softswitch = await make()
    },
    async talk(dial) {
      const order = dialAlice(dial)
      const before = carrier.calls.length
      softswitch.perform(order)
      const call = await carrier.call(before)
      call.ring()
      call.audio.say(() => 0)
      call.answer()
      await told.sees(order.legId, 'LegAnswered')
      return { legId: order.legId, call }
    },
    ringBob(contact) {
      const order = dialBobAt(contact)
      softswitch.perform(order)
      return order
    },
    async close() {
      await softswitch.stop()
      carrier.close()
      await servers.stop()
    },
  }
}

function dialBobAt(contact: string): DialAgent {
  const { legId } = dialAlice()
  return {
    kind: 'DialAgent',
    legId,
    agentId: BOB.agentId,
    contact,
    shownName: "Alice O'Hara <script>",
    shownNumber: '+12025550100' as DialAgent['shownNumber'],
    ringTimeoutMs: 15_000,
    maxCallMs: 600_000,
  }
}
