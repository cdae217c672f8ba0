import type { DialAgent } from '../../core/state/effects.ts'
import { displayName, safe } from './argument.ts'
import { callBackToBack, fromUriOf } from './back-to-back.ts'
import type { Ledger } from './ledger.ts'
import { phoneLinkOf } from './originate.ts'
import type { SipRequest, SipResponse, SipStack } from './sip-stack.ts'

const PHONE_PROVISIONAL_MS = 4_000

/**
 * Passes an agent's leg on to the phone. A desk phone over UDP or TCP is reached by a transport that
 * FreeSWITCH speaks too, so it is proxied like a trunk. A phone on a WebSocket or over TLS is
 * reached through the connection it made itself, which only a call of our own at its exact Contact
 * finds.
 */
export async function phoneCall(
  stack: SipStack,
  ledger: Ledger,
  order: DialAgent,
  request: SipRequest,
  response: SipResponse,
): Promise<void> {
  const contact = safe('contact', 'contact', order.contact)
  if (phoneLinkOf(contact) === 'plain') {
    const options = { recordRoute: true, provisionalTimeout: `${PHONE_PROVISIONAL_MS}ms` }
    await stack.proxyRequest(request, contact, options)
    return
  }
  const headers = { From: `"${displayName(order.shownName)}" <${fromUriOf(request)}>` }
  const { legId } = order
  const call = { legId, target: contact, headers, provisionalTimeoutMs: PHONE_PROVISIONAL_MS }
  await callBackToBack(stack, ledger, call, request, response)
}
