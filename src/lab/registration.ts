import type { Core } from 'sip.js'
import { answerChallenge, type Credentials } from '../softswitch/lab/sip/credentials.ts'
import type { SipEndpoint, TransportName } from '../softswitch/lab/sip/endpoint.ts'
import { sipUri } from '../softswitch/lab/sip/outgoing-call.ts'

/** Where and as whom a phone registers. */
export interface RegistrationOptions {
  readonly registrar: { readonly host: string; readonly port: number }
  readonly transport: TransportName
  readonly credentials: Credentials
  readonly expiresSeconds: number
}

const RETRY_MS = 5_000

/** Keeps a phone registered: proves its password, comes back before the time runs out, tries again when refused. */
export class Registration {
  readonly #endpoint: SipEndpoint
  readonly #options: RegistrationOptions
  readonly #callId = `${Math.random().toString(36).slice(2)}@lab`
  #sequence = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(endpoint: SipEndpoint, options: RegistrationOptions) {
    this.#endpoint = endpoint
    this.#options = options
  }

  start(): void {
    this.#send(this.#options.expiresSeconds)
  }

  /** Signs off. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#send(0)
  }

  #send(expiresSeconds: number, authorization?: string): void {
    const message = this.#message(expiresSeconds, authorization)
    const retry = (): void => this.#again(RETRY_MS)
    this.#endpoint.core(this.#options.transport).register(message, {
      onAccept: () => this.#again((expiresSeconds * 1_000) / 2),
      onRedirect: retry,
      onReject: ({ message: answer }) => {
        const { credentials } = this.#options
        const challenged = authorization === undefined && answer.hasHeader('via')
        const header = challenged ? answerChallenge(answer, message, credentials) : undefined
        if (header === undefined) retry()
        else this.#send(expiresSeconds, header)
      },
    })
  }

  #again(afterMs: number): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.start(), afterMs)
  }

  #message(expiresSeconds: number, authorization?: string): Core.OutgoingRequestMessage {
    const { registrar, transport, credentials } = this.#options
    const target = sipUri(`sip:${registrar.host}:${registrar.port};transport=${transport}`)
    const self = sipUri(`sip:${credentials.username}@${registrar.host}:${registrar.port}`)
    this.#sequence += 1
    const headers = [
      `Contact: <${this.#endpoint.contact(transport)}>`,
      `Expires: ${expiresSeconds}`,
      ...(authorization === undefined ? [] : [authorization]),
    ]
    const options = { callId: this.#callId, cseq: this.#sequence }
    const core = this.#endpoint.core(transport)
    return core.makeOutgoingRequestMessage('REGISTER', target, self, self, options, headers)
  }
}
