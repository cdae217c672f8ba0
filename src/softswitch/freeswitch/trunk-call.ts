import type { TrunkConnection } from '../settings.ts'
import { safe, safePort } from './argument.ts'
import type { SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/**
 * Passes a customer's leg on to its trunk. Proxied to exactly one target: the call then needs
 * neither this process nor drachtio-server's memory to be answered, changed and hung up, and no
 * answer of the customer's side is ever taken to another trunk. A challenge comes through here
 * twice with one leg; each time is the same.
 */
export async function trunkCall(
  stack: SipStack,
  trunk: TrunkConnection | undefined,
  request: SipRequest,
  response: SipResponse,
): Promise<void> {
  if (trunk === undefined) return response.send(503)
  await stack.proxyRequest(request, targetOf(trunk, request.calledNumber), {
    recordRoute: true,
    provisionalTimeout: `${trunk.provisionalTimeoutMs}ms`,
  })
}

/** The one address that a number is called at over a trunk. Throws `unsafe-argument`. Pure. */
export function targetOf(trunk: TrunkConnection, number: string): string {
  const user = safe('number', 'number', number)
  const host = safe('host', 'trunk.host', trunk.host)
  const transport = trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`
  return `sip:${user}@${host}:${safePort('trunk.port', trunk.port)}${transport}`
}
