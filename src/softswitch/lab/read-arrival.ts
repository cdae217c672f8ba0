import type { Core } from 'sip.js'
import type { Arrival } from '../../core/state/events.ts'
import { arrivalOf, trunkOfSource, type ReadNumber } from '../arrival.ts'
import type { TrunkConnection } from '../settings.ts'
import type { SipEndpoint } from './sip/endpoint.ts'

const CALLED = /^\+?[0-9]{1,20}$/

/**
 * What an INVITE from outside says of itself; undefined where it comes from no trunk's address or
 * asks for no number. A carrier's P-Asserted-Identity goes before From (RFC 3325).
 */
export function readArrival(
  endpoint: SipEndpoint,
  request: Core.IncomingInviteRequest,
  settings: { readonly trunks: readonly TrunkConnection[]; readonly readNumber?: ReadNumber },
): Arrival | undefined {
  const { message } = request
  const { from, calledUser } = endpoint.originOf(message)
  const trunk = trunkOfSource(settings.trunks, from.host)
  if (trunk === undefined || !CALLED.test(calledUser)) return undefined
  const asserted = /<(?:sips?|tel):([^@;>]+)/i.exec(message.getHeader('p-asserted-identity') ?? '')
  const announced = {
    trunkId: trunk.id,
    calledUser,
    callerUser: asserted?.[1] ?? message.from.uri.user ?? '',
    // Declared as text, and absent where From has none.
    callerName: (message.from.displayName as string | undefined) ?? '',
    isPrivate: /\b(?:id|user|header)\b/i.test(message.getHeader('privacy') ?? ''),
  }
  return arrivalOf(announced, settings.readNumber)
}
