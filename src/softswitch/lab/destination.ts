import type { DialAgent, DialCustomer, DialOutside } from '../../core/state/effects.ts'
import type { TrunkConnection } from '../settings.ts'
import type { Law } from '../../amd/g711.ts'
import type { Credentials } from './sip/credentials.ts'
import type { TransportName } from './sip/endpoint.ts'
import { hopOfUri } from './sip/next-hop.ts'

/** Where a leg goes and how, or why the lab switch cannot go there. */
export type Destination =
  | {
      /** The Request-URI. */
      readonly target: string
      readonly transport: TransportName
      readonly from: { readonly user: string; readonly displayName: string }
      readonly laws: readonly Law[]
      readonly credentials?: Credentials
      readonly provisionalTimeoutMs: number
    }
  | { readonly refusal: string }

/** An agent's phone that says nothing at all for so long is not there. */
const PHONE_PROVISIONAL_MS = 4_000
/** The codings that the lab switch speaks, as it prefers them. */
export const LAWS: readonly Law[] = ['PCMU', 'PCMA']
const ANONYMOUS = 'anonymous'

/** Where a number is called: over the trunk that the order names. Pure. */
export function customerCall(
  order: DialCustomer | DialOutside,
  trunks: readonly TrunkConnection[],
): Destination {
  const trunk = trunks.find(({ id }) => id === order.trunkId)
  if (!trunk) return { refusal: `there is no trunk ${order.trunkId}` }
  const { host, port, transport, username, password, codecs, provisionalTimeoutMs } = trunk
  if (transport === 'tls') return { refusal: 'the lab switch does no TLS' }
  return {
    target: `sip:${order.number}@${host}:${port};transport=${transport}`,
    transport,
    from: {
      user: order.callerIdNumber ?? username ?? ANONYMOUS,
      displayName: order.callerIdName ?? '',
    },
    laws: codecs.length > 0 ? codecs : LAWS,
    ...(username !== undefined && password !== undefined
      ? { credentials: { username, password } }
      : {}),
    provisionalTimeoutMs,
  }
}

/** Where an agent is called: the Contact as it was registered, over the transport that it names. Pure. */
export function agentCall(order: DialAgent): Destination {
  const { contact, shownName, shownNumber } = order
  const transport = /;transport=(\w+)/i.exec(contact)?.[1]?.toLowerCase() ?? 'udp'
  if (!/^sip:/i.test(contact) || !hopOfUri(contact))
    return { refusal: 'the contact is no SIP address' }
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'ws') {
    return { refusal: `the lab switch does not speak SIP over ${transport}` }
  }
  return {
    target: contact,
    transport,
    from: { user: shownNumber, displayName: shownName.replace(/["\\\r\n]/g, ' ') },
    laws: LAWS,
    provisionalTimeoutMs: PHONE_PROVISIONAL_MS,
  }
}
