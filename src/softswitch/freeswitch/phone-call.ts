import type { DialAgent } from '../../core/state/effects.ts'
import { displayName, safe } from './argument.ts'
import type { Ledger } from './ledger.ts'
import { phoneLinkOf } from './originate.ts'
import type { SipDialog, SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/** Statuses that FreeSWITCH and drachtio-srf know; another one would leave the leg hanging. */
const PASSED_ON: ReadonlySet<number> = new Set([
  400, 401, 403, 404, 405, 406, 407, 408, 410, 415, 480, 481, 482, 483, 484, 485, 486, 487, 488,
  491, 500, 501, 502, 503, 504, 600, 603, 604, 606,
])
const PHONE_PROVISIONAL = '4000ms'

/**
 * Passes an agent's leg on to the phone. A desk phone over UDP or TCP is reached by a transport that
 * FreeSWITCH speaks too, so it is proxied like a trunk. A phone on a WebSocket or over TLS is
 * reached through the connection it made itself, which only a call of our own at its exact Contact
 * finds: two dialogs back to back, whose ids are written down at once so that a later process can
 * end them.
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
    const options = { recordRoute: true, provisionalTimeout: PHONE_PROVISIONAL }
    await stack.proxyRequest(request, contact, options)
    return
  }
  const joined = await callBackToBack(stack, order, contact, request, response)
  if (joined === undefined) return
  const { uas, uac } = joined
  ledger.keepDialogs(order.legId, [uas.id, uac.id])
  link(uas, uac)
  link(uac, uas)
}

async function callBackToBack(
  stack: SipStack,
  order: DialAgent,
  contact: string,
  request: SipRequest,
  response: SipResponse,
): Promise<{ uas: SipDialog; uac: SipDialog } | undefined> {
  const from = request.get('From') ?? ''
  const uri = /<([^>]+)>/.exec(from)?.[1]?.split(';')[0] ?? 'sip:anonymous@anonymous.invalid'
  const headers = { From: `"${displayName(order.shownName)}" <${uri}>`, 'X-Leg': order.legId }
  try {
    return await stack.createB2BUA(request, response, contact, {
      localSdpB: request.body,
      passFailure: false,
      headers,
      proxyResponseHeaders: ['reason'],
    })
  } catch (error) {
    const status = (error as { readonly status?: unknown }).status
    if (!response.finalResponseSent) {
      response.send(typeof status === 'number' && PASSED_ON.has(status) ? status : 500)
    }
    return undefined
  }
}

function link(from: SipDialog, to: SipDialog): void {
  from.on('destroy', () => to.destroy())
  from.on('modify', (request, response) => {
    to.modify(request.body).then(
      (body) => response.send(200, { body }),
      () => response.send(488),
    )
  })
  from.on('refer', (_, response) => response.send(403))
}
