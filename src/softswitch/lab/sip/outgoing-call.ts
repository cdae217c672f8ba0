import type { Core } from 'sip.js'
import { Grammar, type URI } from 'sip.js'
import { answerChallenge, type Credentials } from './credentials.ts'
import { agreeAgain, reasonOf, sdpOf, SDP_TYPE, type Reason } from './dialog.ts'
import { takeInfo } from './digit-info.ts'
import type { SipEndpoint, TransportName } from './endpoint.ts'

/** Whom to call and how. */
export interface CallRequest {
  /** The Call-ID: ours to choose, so that a call is known before anything answers. */
  readonly callId: string
  /** The Request-URI. */
  readonly target: string
  readonly transport: TransportName
  readonly from: { readonly user: string; readonly displayName: string }
  readonly offer: string
  readonly credentials?: Credentials
}

/** How a call that was never answered ended. */
export type Failure =
  | { readonly kind: 'answered-no'; readonly status: number; readonly reason: Reason }
  | { readonly kind: 'transport-failed' }
  | { readonly kind: 'timed-out' }
  /** It was answered after all while our CANCEL was on its way, and has been hung up. */
  | { readonly kind: 'answer-crossed' }

/** What a call we place tells its owner, in the order in which it happens. */
export interface CallHandlers {
  /** 100: the next hop is there. */
  onTrying(): void
  /** 180 to 199, with or without a description. */
  onProgress(status: number, sdp: string | undefined): void
  /** 200; it has been acknowledged. */
  onAnswer(sdp: string | undefined): void
  /** The end of a call that was not answered, cancelled ones included. */
  onFailure(failure: Failure): void
  /** The far end hung up after answering. */
  onHangUp(reason: Reason): void
  /** The far end offers another description in the dialog; the answer, or undefined to refuse. */
  onReoffer(sdp: string | undefined): string | undefined
  /** A key was pressed, told by SIP INFO. */
  onDigit(digit: string): void
}

/**
 * A call that we place. A second 200 (a fork, or one that crossed our CANCEL) is acknowledged and
 * hung up at once. Source: RFC 3261 sections 13.2.2.4 and 9.1.
 */
export class OutgoingCall {
  readonly #endpoint: SipEndpoint
  readonly #request: CallRequest
  readonly #handlers: CallHandlers
  readonly #fromTag = Math.random().toString(36).slice(2)
  #client: Core.OutgoingInviteRequest
  #message: Core.OutgoingRequestMessage
  #session: Core.Session | undefined
  #challenged = false
  #state: 'calling' | 'cancelling' | 'answered' | 'over' = 'calling'

  /** Sends the INVITE. Throws where the target is no SIP URI. */
  constructor(endpoint: SipEndpoint, request: CallRequest, handlers: CallHandlers) {
    this.#endpoint = endpoint
    this.#request = request
    this.#handlers = handlers
    this.#message = this.#invite(1, [])
    this.#client = this.#send()
  }

  /** Gives up before the answer: CANCEL as soon as the far end has shown itself, never before. */
  cancel(): void {
    if (this.#state !== 'calling') return
    this.#state = 'cancelling'
    if (this.#message.branch) this.#endpoint.abandon(this.#request.transport, this.#message.branch)
    this.#client.cancel()
  }

  /** Ends an answered call. */
  hangUp(): void {
    if (this.#state !== 'answered') return
    this.#state = 'over'
    this.#session?.bye()
  }

  #invite(cseq: number, extraHeaders: readonly string[]): Core.OutgoingRequestMessage {
    const { callId, target, transport, from, offer } = this.#request
    const core = this.#endpoint.core(transport)
    const uri = sipUri(target)
    const fromUri = sipUri(`sip:${from.user}@${this.#endpoint.shownAddress}`)
    const headers = [`Contact: <${this.#endpoint.contact(transport)}>`, ALLOW, ...extraHeaders]
    return core.makeOutgoingRequestMessage(
      'INVITE',
      uri,
      fromUri,
      uri,
      { callId, cseq, fromTag: this.#fromTag, fromDisplayName: from.displayName },
      headers,
      { contentDisposition: 'session', contentType: SDP_TYPE, content: offer },
    )
  }

  #send(): Core.OutgoingInviteRequest {
    const message = this.#message
    return this.#endpoint.core(this.#request.transport).invite(message, {
      onTrying: () => this.#whileCalling(() => this.#handlers.onTrying()),
      onProgress: ({ message: answer }) =>
        this.#whileCalling(() => this.#handlers.onProgress(answer.statusCode ?? 0, sdpOf(answer))),
      onAccept: (answer) => this.#accepted(answer),
      onRedirect: ({ message: answer }) => this.#rejected(answer),
      onReject: ({ message: answer }) => this.#rejected(answer),
    })
  }

  #accepted(answer: Core.AckableIncomingResponseWithSession): void {
    const { session } = answer
    answer.ack()
    if (this.#state !== 'calling') {
      session.bye()
      this.#failed({ kind: 'answer-crossed' })
      return
    }
    this.#state = 'answered'
    this.#session = session
    session.delegate = {
      onBye: (bye) => {
        bye.accept()
        this.#ended(reasonOf(bye.message))
      },
      onInvite: (reinvite) =>
        agreeAgain(session, reinvite, this.#contactHeader(), (sdp) =>
          this.#handlers.onReoffer(sdp),
        ),
      onInfo: (info) => takeInfo(info, (digit) => this.#handlers.onDigit(digit)),
    }
    this.#handlers.onAnswer(sdpOf(answer.message))
  }

  #rejected(answer: Core.IncomingResponseMessage): void {
    if (this.#state === 'calling' && this.#authenticate(answer)) return
    // The stack tells of its own troubles with answers that never were on the wire.
    const made = !answer.hasHeader('via')
    const status = answer.statusCode ?? 0
    if (!made) this.#failed({ kind: 'answered-no', status, reason: reasonOf(answer) })
    else this.#failed({ kind: status === 408 ? 'timed-out' : 'transport-failed' })
  }

  #failed(failure: Failure): void {
    if (this.#state !== 'calling' && this.#state !== 'cancelling') return
    this.#state = 'over'
    this.#handlers.onFailure(failure)
  }

  #authenticate(answer: Core.IncomingResponseMessage): boolean {
    const { credentials } = this.#request
    if (answer.statusCode !== 401 && answer.statusCode !== 407) return false
    if (!credentials || this.#challenged) return false
    const header = answerChallenge(answer, this.#message, credentials)
    if (header === undefined) return false
    this.#challenged = true
    this.#message = this.#invite(2, [header])
    this.#client = this.#send()
    return true
  }

  #ended(reason: Reason): void {
    if (this.#state !== 'answered') return
    this.#state = 'over'
    this.#handlers.onHangUp(reason)
  }

  #whileCalling(tell: () => void): void {
    if (this.#state === 'calling') tell()
  }

  #contactHeader(): string {
    return `Contact: <${this.#endpoint.contact(this.#request.transport)}>`
  }
}

const ALLOW = 'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO'

/** A SIP URI in the stack's form. Throws where the text is none. */
export function sipUri(text: string): URI {
  const uri = Grammar.URIParse(text)
  if (!uri) throw new Error(`not a SIP address: ${text}`)
  return uri
}
