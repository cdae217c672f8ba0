import { assert } from '../core/assert.ts'
import type { Pacer } from '../softswitch/lab/media/pacer.ts'
import type { Credentials } from '../softswitch/lab/sip/credentials.ts'
import { SipEndpoint, type TransportName } from '../softswitch/lab/sip/endpoint.ts'
import { CallOver, PhoneCall } from './phone-call.ts'
import type { PromptEar } from './prompt-ear.ts'
import type { RecordingName, Recordings } from './recordings.ts'
import { Registration } from './registration.ts'

/** What a lab agent's phone is made of. */
export interface AgentPhoneOptions {
  readonly bindAddress: string
  readonly registrar: { readonly host: string; readonly port: number }
  readonly transport: TransportName
  readonly credentials: Credentials
  readonly pacer: Pacer
  readonly ear: PromptEar
  readonly recordings: Recordings
  /** Rings so long before it answers. */
  readonly answerAfterMs: number
  /** Hangs up after hearing nothing for so long. */
  readonly silenceMs: number
}

const REGISTERED_SECONDS = 60
/** The agent speaks after the customer has been quiet for so long. */
const TURN_MS = 700

/** A phone with an agent who answers every call, talks, and hangs up when nobody is there any more. */
export class AgentPhone {
  readonly #options: AgentPhoneOptions
  readonly #calls = new Set<PhoneCall>()
  #endpoint: SipEndpoint | undefined
  #registration: Registration | undefined

  constructor(options: AgentPhoneOptions) {
    this.#options = options
  }

  /** Opens its ports and begins to register. */
  async start(): Promise<void> {
    const { bindAddress, registrar, transport, credentials } = this.#options
    const endpoint = await SipEndpoint.open(
      {
        bindAddress,
        shownAddress: bindAddress,
        udpPort: 0,
        tcpPort: 0,
        contactUser: credentials.username,
      },
      { onInvite: (request, over) => void this.#receive(request, over) },
    )
    this.#endpoint = endpoint
    this.#registration = new Registration(endpoint, {
      registrar,
      transport,
      credentials,
      expiresSeconds: REGISTERED_SECONDS,
    })
    this.#registration.start()
  }

  /** Ends its calls and signs off. */
  stop(): void {
    for (const call of this.#calls) call.switchOff()
    this.#registration?.stop()
  }

  /** Closes its ports, after the last words of `stop` are gone. */
  close(): void {
    this.#endpoint?.close()
  }

  async #receive(
    request: Parameters<typeof PhoneCall.receive>[2],
    transport: TransportName,
  ): Promise<void> {
    const { bindAddress, pacer, ear } = this.#options
    const endpoint = this.#endpoint
    assert(endpoint !== undefined, 'calls come once the phone has been started')
    const call = await PhoneCall.receive({ endpoint, transport, pacer, ear }, bindAddress, request)
    if (this.#calls.size > 0) return call.reject(486)
    this.#calls.add(call)
    try {
      await this.#talk(call)
    } catch (error) {
      if (!(error instanceof CallOver)) throw error
    } finally {
      this.#calls.delete(call)
    }
  }

  async #talk(call: PhoneCall): Promise<void> {
    const { answerAfterMs, silenceMs } = this.#options
    await call.ring(answerAfterMs)
    call.answer()
    await call.pause(300)
    await call.say(this.#recording('agent'))
    while (await call.until(() => call.hearing.someoneSpeaks, silenceMs)) {
      await call.until(() => call.hearing.quietMs > TURN_MS, silenceMs)
      await call.say(this.#recording('agent-more'))
      await call.pause(1_000)
    }
    call.hangUp()
  }

  #recording(name: RecordingName): Int16Array {
    return this.#options.recordings.get(name) ?? new Int16Array(0)
  }
}
