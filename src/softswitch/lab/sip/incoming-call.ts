import type { Core } from 'sip.js'
import { agreeAgain, reasonOf, sdpOf, SDP_TYPE, type Reason } from './dialog.ts'
import { takeInfo } from './digit-info.ts'
import type { SipEndpoint, TransportName } from './endpoint.ts'

/** What a call that came in tells its owner. */
export interface IncomingCallHandlers {
  /** The caller gave up before the answer; 487 has been sent. */
  onCancel(): void
  /** The caller hung up after the answer. */
  onHangUp(reason: Reason): void
  /** The caller offers another description; the answer, or undefined to refuse. */
  onReoffer(sdp: string | undefined): string | undefined
  /** A key was pressed, told by SIP INFO. */
  onDigit?(digit: string): void
}

const body = (content: string): Core.Body => ({
  contentDisposition: 'session',
  contentType: SDP_TYPE,
  content,
})

/** A call that came in and has not been answered yet, or has. Source: RFC 3261 section 13.3. */
export class IncomingCall {
  readonly offer: string | undefined
  readonly calledUser: string
  readonly #request: Core.IncomingInviteRequest
  readonly #contactHeader: string
  readonly #handlers: IncomingCallHandlers
  #session: Core.Session | undefined
  #state: 'ringing' | 'answered' | 'over' = 'ringing'

  constructor(
    endpoint: SipEndpoint,
    transport: TransportName,
    request: Core.IncomingInviteRequest,
    handlers: IncomingCallHandlers,
  ) {
    this.#request = request
    this.#handlers = handlers
    this.#contactHeader = `Contact: <${endpoint.contact(transport)}>`
    this.offer = sdpOf(request.message)
    this.calledUser = endpoint.originOf(request.message).calledUser
    request.delegate = { onCancel: () => this.#cancelled() }
    request.trying()
  }

  /** 180, or 183 with a description where one is given. */
  ring(sdp?: string): void {
    if (this.#state !== 'ringing') return
    this.#request.progress(sdp ? { statusCode: 183, body: body(sdp) } : { statusCode: 180 })
  }

  answer(sdp: string): void {
    if (this.#state !== 'ringing') return
    this.#state = 'answered'
    const { session } = this.#request.accept({ statusCode: 200, body: body(sdp) })
    this.#session = session
    session.delegate = {
      onBye: (bye) => {
        bye.accept()
        this.#ended(reasonOf(bye.message))
      },
      onInvite: (reinvite) =>
        agreeAgain(session, reinvite, this.#contactHeader, (offer) =>
          this.#handlers.onReoffer(offer),
        ),
      onInfo: (info) => takeInfo(info, (digit) => this.#handlers.onDigit?.(digit)),
    }
  }

  reject(statusCode: number): void {
    if (this.#state !== 'ringing') return
    this.#state = 'over'
    this.#request.reject({ statusCode })
  }

  /** Ends an answered call; waits for the caller's ACK where it has not come, as RFC 3261 section 15 asks. */
  hangUp(): void {
    if (this.#state !== 'answered' || !this.#session) return
    this.#state = 'over'
    const session = this.#session
    if (session.sessionState === 'AckWait') session.delegate = { onAck: () => void session.bye() }
    else session.bye()
  }

  #cancelled(): void {
    if (this.#state !== 'ringing') return
    this.#state = 'over'
    this.#request.reject({ statusCode: 487 })
    this.#handlers.onCancel()
  }

  #ended(reason: Reason): void {
    if (this.#state !== 'answered') return
    this.#state = 'over'
    this.#handlers.onHangUp(reason)
  }
}
