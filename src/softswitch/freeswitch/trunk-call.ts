import type { TrunkConnection } from '../settings.ts'
import { safe, safePort } from './argument.ts'
import type { ProxyResult, SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/** What a trunk said of a call in the end: its final status, or nothing at all in time. */
export type TrunkWord = number | 'silence'

/**
 * Passes a customer's leg on to its trunk. Proxied to exactly one target: the call then needs
 * neither this process nor drachtio-server's memory to be answered, changed and hung up, and no
 * answer of the customer's side is ever taken to another trunk. A challenge comes through here
 * twice with one leg; each time is the same. Resolves with the trunk's word.
 */
export async function trunkCall(
  stack: SipStack,
  trunk: TrunkConnection | undefined,
  request: SipRequest,
  response: SipResponse,
): Promise<TrunkWord | undefined> {
  if (trunk === undefined) {
    response.send(503)
    return undefined
  }
  const result = await stack.proxyRequest(request, targetOf(trunk, request.calledNumber), {
    recordRoute: true,
    provisionalTimeout: `${trunk.provisionalTimeoutMs}ms`,
  })
  return wordOf(result)
}

function wordOf({ responses }: ProxyResult): TrunkWord | undefined {
  const said = responses.flatMap(({ msgs }) => msgs.map(({ status }) => status))
  if (said.length === 0) return 'silence'
  return said.findLast((status) => status >= 200)
}

/** The one address that a number is called at over a trunk. Throws `unsafe-argument`. Pure. */
export function targetOf(trunk: TrunkConnection, number: string): string {
  const user = safe('number', 'number', number)
  const host = safe('host', 'trunk.host', trunk.host)
  const transport = trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`
  return `sip:${user}@${host}:${safePort('trunk.port', trunk.port)}${transport}`
}
