import { newInboundLegId, trunkOfSource } from '../arrival.ts'
import { writeTag } from './inbound-tag.ts'
import type { FreeswitchOptions, MediaServerSettings } from './settings.ts'
import type { SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/** What an inbound call needs of the edge. */
export interface InboundContext {
  readonly stack: SipStack
  readonly options: FreeswitchOptions
  /** Where a new call goes; undefined while no media server is up. */
  readonly place: () => MediaServerSettings | undefined
}

const NUMBER = /^\+?[0-9]{1,20}$/

/**
 * Takes a call that neither FreeSWITCH nor a phone of ours made: from a listed source of a trunk it
 * is proxied to FreeSWITCH, where it waits in park under a leg id of ours; from anyone else it is
 * turned away before anything looks at it. A caller's own `X-Leg` is turned away too, since a
 * proxy cannot remove it.
 */
export function inboundCall(
  context: InboundContext,
  request: SipRequest,
  response: SipResponse,
): void {
  const { stack, options, place } = context
  const trunk = trunkOfSource(options.trunks, request.source_address)
  if (trunk === undefined || request.get('X-Leg') !== undefined) return response.send(403)
  const number = NUMBER.exec(request.calledNumber)?.[0]
  if (number === undefined) return response.send(404)
  const server = place()
  if (server === undefined) return response.send(503)
  const target = `sip:${number}@${server.sipHost}:${server.sipPort}`
  const caller = callerOf(request)
  const tag = { legId: newInboundLegId(), trunkId: trunk.id, ...(caller ? { caller } : {}) }
  const headers = { 'X-Leg': writeTag(tag) }
  const settings = { recordRoute: true, provisionalTimeout: '2000ms', headers }
  stack.proxyRequest(request, target, settings).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    options.report('an inbound call could not be passed on', { why })
    if (!response.finalResponseSent) response.send(500)
  })
}

/** Who calls: as the carrier asserts it (RFC 3325), else From; nobody where they ask for privacy. */
function callerOf(request: SipRequest): string | undefined {
  if (/\b(?:id|user|header)\b/i.test(request.get('Privacy') ?? '')) return undefined
  const user = userOf(request.get('P-Asserted-Identity')) ?? userOf(request.get('From'))
  return user !== undefined && NUMBER.test(user) ? user : undefined
}

function userOf(header: string | undefined): string | undefined {
  return /(?:sips?|tel):([^@;>,\s]+)/i.exec(header ?? '')?.[1]
}
