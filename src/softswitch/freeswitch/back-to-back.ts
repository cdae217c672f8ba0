import type { LegId } from '../../core/ids.ts'
import type { Ledger } from './ledger.ts'
import type {
  B2buaProgress,
  SentInvite,
  SipDialog,
  SipRequest,
  SipResponse,
  SipStack,
} from './sip-stack.ts'

/** Statuses that FreeSWITCH and drachtio-srf know; another one would leave the leg hanging. */
const PASSED_ON: ReadonlySet<number> = new Set([
  400, 401, 403, 404, 405, 406, 407, 408, 410, 415, 480, 481, 482, 483, 484, 485, 486, 487, 488,
  491, 500, 501, 502, 503, 504, 600, 603, 604, 606,
])

/** A call of ours behind the one that FreeSWITCH made. */
export interface BackToBack {
  readonly legId: LegId
  readonly target: string
  readonly headers: Record<string, string>
  /** Without any provisional answer for so long nobody is there: 408, and a CANCEL. */
  readonly provisionalTimeoutMs?: number
  readonly auth?: { readonly username: string; readonly password: string }
}

/**
 * Passes a leg on by a call of our own, where FreeSWITCH does not speak the transport of the far
 * end: two dialogs back to back, whose ids are written down at once so that a later process can
 * end them. Resolves with the final status of the far end; undefined where it cannot be known.
 */
export async function callBackToBack(
  stack: SipStack,
  ledger: Ledger,
  call: BackToBack,
  request: SipRequest,
  response: SipResponse,
): Promise<number | undefined> {
  const { legId, target, headers, auth } = call
  const watch = watchFor(call.provisionalTimeoutMs, response)
  try {
    const options = {
      localSdpB: request.body,
      passFailure: false,
      headers: { ...headers, 'X-Leg': legId },
      proxyResponseHeaders: ['reason'],
      ...(auth === undefined ? {} : { auth }),
    } as const
    const { uas, uac } = await stack.createB2BUA(request, response, target, options, watch)
    ledger.keepDialogs(legId, [uas.id, uac.id])
    link(uas, uac)
    link(uac, uas)
    return 200
  } catch (error) {
    const { status } = error as { readonly status?: unknown }
    const known = typeof status === 'number' ? status : undefined
    if (!response.finalResponseSent) {
      response.send(known !== undefined && PASSED_ON.has(known) ? known : 500)
    }
    return known
  } finally {
    watch.end()
  }
}

interface Watch extends B2buaProgress {
  end(): void
}

/** Gives a far end up that says nothing at all. */
function watchFor(patienceMs: number | undefined, response: SipResponse): Watch {
  let sent: SentInvite | undefined
  const giveUp = (): void => {
    if (!response.finalResponseSent) response.send(408)
    sent?.cancel(() => undefined)
  }
  const timer = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs)
  const end = (): void => clearTimeout(timer)
  return { cbRequest: (_, request) => (sent = request), cbProvisional: end, end }
}

/** The URI that FreeSWITCH wrote into From. */
export function fromUriOf(request: SipRequest): string {
  const from = request.get('From') ?? ''
  return /<([^>]+)>/.exec(from)?.[1]?.split(';')[0] ?? 'sip:anonymous@anonymous.invalid'
}

function link(from: SipDialog, to: SipDialog): void {
  from.on('destroy', (bye) => {
    const reason = bye.get('Reason')
    // The leg's end may have ended the other dialog already.
    void to
      .destroy(reason === undefined ? undefined : { headers: { Reason: reason } })
      .catch(() => undefined)
  })
  from.on('modify', (request, response) => {
    to.modify(request.body).then(
      (body) => response.send(200, { body }),
      () => response.send(488),
    )
  })
  from.on('refer', (_, response) => response.send(403))
}
