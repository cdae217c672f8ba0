import { assert } from '../core/assert.ts'
import type { Pacer } from '../softswitch/lab/media/pacer.ts'
import { SipEndpoint, type TransportName } from '../softswitch/lab/sip/endpoint.ts'
import { customerAt, type CustomerReport, type CustomerTimes } from './customers.ts'
import { CallOver, PhoneCall } from './phone-call.ts'
import type { PromptEar } from './prompt-ear.ts'
import type { Recordings } from './recordings.ts'

/** What a lab carrier is made of. */
export interface CarrierOptions {
  readonly bindAddress: string
  /** 0 takes a free port. */
  readonly udpPort: number
  readonly tcpPort: number
  readonly times: CustomerTimes
  readonly pacer: Pacer
  readonly ear: PromptEar
  readonly recordings: Recordings
  /** Told once for each call, when it is over. */
  readonly onCallOver: (report: CustomerReport) => void
}

/** A carrier with scripted customers behind it: a real SIP server on its own sockets. */
export class LabCarrier {
  readonly #options: CarrierOptions
  readonly #calls = new Set<PhoneCall>()
  #endpoint: SipEndpoint | undefined

  constructor(options: CarrierOptions) {
    this.#options = options
  }

  /** Binds its ports. Rejects with `port-busy` where one is taken. */
  async start(): Promise<void> {
    const { bindAddress, udpPort, tcpPort } = this.#options
    this.#endpoint = await SipEndpoint.open(
      { bindAddress, shownAddress: bindAddress, udpPort, tcpPort, contactUser: 'carrier' },
      { onInvite: (request, transport) => void this.#receive(request, transport) },
    )
  }

  port(transport: TransportName): number {
    assert(this.#endpoint !== undefined, 'a carrier has ports once it has been started')
    return this.#endpoint.port(transport)
  }

  /** Ends all calls and closes its ports. */
  stop(): void {
    for (const call of this.#calls) call.switchOff()
    this.#endpoint?.close()
  }

  async #receive(
    request: Parameters<typeof PhoneCall.receive>[2],
    transport: TransportName,
  ): Promise<void> {
    const { bindAddress, pacer, ear, times, recordings } = this.#options
    const endpoint = this.#endpoint
    assert(endpoint !== undefined, 'calls come once the carrier has been started')
    const call = await PhoneCall.receive({ endpoint, transport, pacer, ear }, bindAddress, request)
    const report: CustomerReport = { number: call.calledUser, answered: false, joined: false }
    const script = customerAt(call.calledUser)
    if (!script) return call.reject(404)
    this.#calls.add(call)
    try {
      await script({
        call,
        say: (name) => call.say(recordings.get(name) ?? new Int16Array(0)),
        times,
        report,
      })
    } catch (error) {
      if (!(error instanceof CallOver)) throw error
    } finally {
      this.#calls.delete(call)
      this.#options.onCallOver(report)
    }
  }
}
