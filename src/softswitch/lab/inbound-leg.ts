import type { Core } from 'sip.js'
import { assert } from '../../core/assert.ts'
import type { Arrival, LegEvent, LegReleased, SurveyedLeg } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import type { Cause } from '../../core/state/outcome.ts'
import { UNANSWERED_MS } from '../arrival.ts'
import { statusOfCause } from '../release-cause.ts'
import type { LegAudio } from './leg-audio.ts'
import { afterAwake } from './patience.ts'
import type { SipEndpoint, TransportName } from './sip/endpoint.ts'
import { IncomingCall } from './sip/incoming-call.ts'
import type { SwitchLeg } from './switch-leg.ts'

/** What an inbound leg is made of and whom it tells. */
export interface InboundLegParts {
  readonly legId: LegId
  readonly arrival: Arrival
  readonly endpoint: SipEndpoint
  readonly transport: TransportName
  readonly request: Core.IncomingInviteRequest
  readonly mediaTimeoutMs: number
  readonly emit: (event: LegEvent) => void
  readonly onDigit: (digit: string) => void
  /** Called once, before nothing more comes of this leg. */
  readonly onEnd: (leg: InboundLeg, released: LegReleased) => void
}

/**
 * A call that came to us:
 *
 *     arrived ──AnswerLeg──► answered ──► released
 *        └──ReleaseLeg, CANCEL, 60 s──────────▲
 *
 * Nothing is answered before it is ordered; a release before the answer is a SIP status.
 */
export class InboundLeg implements SwitchLeg {
  readonly legId: LegId
  readonly #parts: InboundLegParts
  readonly #call: IncomingCall
  readonly #timers = new Set<() => void>()
  #state: 'arrived' | 'answered' | 'released' = 'arrived'
  #audio: LegAudio | undefined
  /** An answer that was ordered before the audio was there. */
  #maxCallMs: number | undefined

  constructor(parts: InboundLegParts) {
    this.legId = parts.legId
    this.#parts = parts
    this.#call = new IncomingCall(parts.endpoint, parts.transport, parts.request, {
      onCancel: () => this.#release({ cause: 'normal', by: 'far-end', sipStatus: 487 }),
      onHangUp: (reason) => this.#release({ cause: 'normal', by: 'far-end', ...reason }),
      onReoffer: (sdp) => this.#agree(sdp),
      onDigit: (digit) => parts.onDigit(digit),
    })
    this.#call.ring()
    this.#after(UNANSWERED_MS, () => this.#expire())
  }

  /** The leg may be answered from now on; it owns the audio. */
  equip(audio: LegAudio): void {
    if (this.#state === 'released') return audio.close()
    this.#audio = audio
    if (this.#maxCallMs !== undefined) this.answer(this.#maxCallMs)
  }

  answer(maxCallMs: number): void {
    if (this.#state !== 'arrived') return
    this.#maxCallMs = maxCallMs
    if (this.#audio === undefined) return
    const sdp = this.#agree(this.#call.offer)
    if (sdp === undefined) {
      this.#call.reject(488)
      return this.#release({ cause: 'incompatible', by: 'switch', sipStatus: 488 })
    }
    this.#call.answer(sdp)
    this.#state = 'answered'
    this.#parts.emit({ kind: 'LegAnswered', legId: this.legId })
    this.#audio.answered()
    this.#after(maxCallMs, () => this.release('max-duration', 'switch'))
  }

  get audio(): LegAudio | undefined {
    return this.#state === 'answered' ? this.#audio : undefined
  }

  get surveyed(): SurveyedLeg {
    const { legId } = this
    if (this.#state === 'answered') return { legId, state: 'answered' }
    return { legId, state: 'ringing', arrival: this.#parts.arrival }
  }

  release(cause: Cause, by: LegReleased['by'] = 'us', detail?: string): void {
    if (this.#state === 'released') return
    if (this.#state === 'answered') this.#call.hangUp()
    else this.#call.reject(statusOfCause(cause))
    this.#release({ cause, by, ...(detail === undefined ? {} : { detail }) })
  }

  refuse(cause: Cause, detail: string): void {
    this.release(cause, 'switch', detail)
  }

  /** Ends an answered leg whose far end has sent no audio for too long. */
  heardNothingFor(ms: number): void {
    if (this.#state === 'answered' && ms >= this.#parts.mediaTimeoutMs)
      this.release('media-timeout', 'switch')
  }

  takeAudio(): LegAudio | undefined {
    assert(this.#state === 'released', 'the audio is taken from a leg that has ended')
    return this.#audio
  }

  #expire(): void {
    if (this.#state === 'arrived') this.release('no-answer', 'switch')
  }

  #agree(sdp: string | undefined): string | undefined {
    const stream = this.#audio?.stream
    if (sdp === undefined) return stream?.offer()
    return stream?.accept(sdp)
  }

  #release(how: Omit<LegReleased, 'kind' | 'legId'>): void {
    if (this.#state === 'released') return
    this.#state = 'released'
    for (const disarm of this.#timers) disarm()
    this.#parts.onEnd(this, { kind: 'LegReleased', legId: this.legId, ...how })
  }

  #after(ms: number, act: () => void): void {
    this.#timers.add(afterAwake(ms, act))
  }
}
