import { randomUUID } from 'node:crypto'
import type { FreeswitchOptions } from './settings.ts'
import type { SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/** What an inbound call needs of the edge. */
export interface InboundContext {
  readonly stack: SipStack
  readonly options: FreeswitchOptions
}

/**
 * Takes a call that neither FreeSWITCH nor a phone of ours made: from a listed source of a trunk it
 * is proxied to FreeSWITCH, where it waits in park; from anyone else it is turned away before
 * anything looks at it. A caller's own `X-Leg` is turned away too, since a proxy cannot remove it.
 */
export function inboundCall(
  context: InboundContext,
  request: SipRequest,
  response: SipResponse,
): void {
  const { stack, options } = context
  const known = options.trunks.some((trunk) => trunk.inboundFrom.includes(request.source_address))
  const [server] = options.servers
  if (!known || server === undefined || request.get('X-Leg') !== undefined) {
    return response.send(403)
  }
  const number = /^\+?[0-9]{1,20}$/.exec(request.calledNumber)?.[0]
  if (number === undefined) return response.send(404)
  const target = `sip:${number}@${server.sipHost}:${server.sipPort}`
  const headers = { 'X-Leg': randomUUID() }
  const settings = { recordRoute: true, provisionalTimeout: '2000ms', headers }
  stack.proxyRequest(request, target, settings).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    options.report('an inbound call could not be passed on', { why })
    if (!response.finalResponseSent) response.send(500)
  })
}
