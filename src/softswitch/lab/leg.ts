import { assert } from '../../core/assert.ts'
import type { LegEvent, LegReleased, SurveyedLeg } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import type { Cause } from '../../core/state/outcome.ts'
import { causeOfAnswer, causeOfHangUp, type Side } from '../release-cause.ts'
import type { LegAudio } from './leg-audio.ts'
import { afterAwake } from './patience.ts'
import type { SipEndpoint } from './sip/endpoint.ts'
import { OutgoingCall, type CallRequest, type Failure } from './sip/outgoing-call.ts'
import type { SwitchLeg } from './switch-leg.ts'

/** A cancelled leg waits this long for the far end's last word, then ends without it. */
const CANCEL_PATIENCE_MS = 1_000

/** How long each part of a leg may take. */
export interface LegTimes {
  /** Without any provisional answer for so long the next hop is not there. */
  readonly provisionalTimeoutMs: number
  readonly ringTimeoutMs: number
  readonly maxCallMs: number
  /** Answered, and no audio packet for so long. */
  readonly mediaTimeoutMs: number
}

/** What a leg is made of and whom it tells. */
export interface LegParts {
  readonly legId: LegId
  readonly side: Side
  readonly endpoint: SipEndpoint
  readonly request: Omit<CallRequest, 'offer'>
  readonly times: LegTimes
  readonly emit: (event: LegEvent) => void
  /** The far end pressed a key, told by SIP INFO. */
  readonly onDigit: (digit: string) => void
  /** Called once, before nothing more comes of this leg. */
  readonly onEnd: (leg: Leg, released: LegReleased) => void
}

type State = 'dialling' | 'ringing' | 'answered' | 'ending' | 'released'

/**
 * One call of ours:
 *
 *     dialling ──► ringing ──► answered ──► released
 *         └───────────┴──► ending ──────────────▲
 *
 * `ending` waits for the far end's word on our CANCEL. Early media may come in `dialling` and
 * `ringing`. Whatever happens, the leg is released once.
 */
export class Leg implements SwitchLeg {
  readonly legId: LegId
  readonly #parts: LegParts
  readonly #timers = new Set<() => void>()
  #state: State = 'dialling'
  #audio: LegAudio | undefined
  #call: OutgoingCall | undefined
  #disarmProvisional: () => void = () => undefined
  #disarmRing: () => void = () => undefined
  #earlyMedia = false
  #end: Pick<LegReleased, 'cause' | 'by'> | undefined

  constructor(parts: LegParts) {
    this.legId = parts.legId
    this.#parts = parts
  }

  /** Sends the INVITE. The leg owns the audio from now on. */
  dial(audio: LegAudio): void {
    this.#audio = audio
    if (this.#state !== 'dialling') return audio.close()
    const { endpoint, request, times } = this.#parts
    this.#call = new OutgoingCall(
      endpoint,
      { ...request, offer: audio.stream.offer() },
      {
        onTrying: () => this.#disarmProvisional(),
        onProgress: (status, sdp) => this.#progress(status, sdp),
        onAnswer: (sdp) => this.#answer(sdp),
        onFailure: (failure) => this.#failure(failure),
        onHangUp: (reason) => {
          const cause = causeOfHangUp(reason.q850, this.#parts.side)
          this.#release({ cause, by: 'far-end', ...reason })
        },
        onReoffer: (sdp) => this.#reoffer(sdp),
        onDigit: (digit) => this.#parts.onDigit(digit),
      },
    )
    this.#disarmProvisional = this.#after(times.provisionalTimeoutMs, () => this.#noProvisional())
    this.#disarmRing = this.#after(times.ringTimeoutMs, () => this.cancel('no-answer', 'us'))
  }

  /** The audio of a leg that has agreed on some; undefined before and after. */
  get audio(): LegAudio | undefined {
    return this.#state === 'released' || !this.#audio?.stream.agreed ? undefined : this.#audio
  }

  /** The audio of a leg that has ended, to be closed. */
  takeAudio(): LegAudio | undefined {
    assert(this.#state === 'released', 'the audio is taken from a leg that has ended')
    return this.#audio
  }

  /** Ends an answered leg whose far end has sent no audio for too long. */
  heardNothingFor(ms: number): void {
    if (this.#state !== 'answered' || ms < this.#parts.times.mediaTimeoutMs) return
    this.release('media-timeout', 'switch')
  }

  get surveyed(): SurveyedLeg {
    const { legId } = this
    if (this.#state === 'answered' || this.#state === 'ringing')
      return { legId, state: this.#state }
    return { legId, state: 'dialling' }
  }

  /** Ends the leg as ordered, whatever it is doing. */
  release(cause: Cause, by: LegReleased['by'] = 'us', detail?: string): void {
    if (this.#state !== 'answered') return this.cancel(cause, by)
    this.#call?.hangUp()
    this.#release({ cause, by, ...(detail === undefined ? {} : { detail }) })
  }

  /** Ends a leg that could not even be begun. */
  refuse(cause: Cause, detail: string): void {
    this.#release({ cause, by: 'switch', detail })
  }

  /** Gives up before the answer; a leg that has been answered is released. */
  cancel(cause: Cause, by: LegReleased['by']): void {
    if (this.#state === 'answered') return this.release(cause, by)
    if (this.#state !== 'dialling' && this.#state !== 'ringing') return
    this.#state = 'ending'
    this.#end = { cause, by }
    if (!this.#call) return this.#release(this.#end)
    this.#after(CANCEL_PATIENCE_MS, () => this.#release({ cause, by }))
    this.#call.cancel()
  }

  #progress(status: number, sdp: string | undefined): void {
    this.#disarmProvisional()
    if (this.#state === 'ending') return
    if (status === 180 && this.#state === 'dialling') {
      this.#state = 'ringing'
      this.#parts.emit({ kind: 'LegRinging', legId: this.legId })
    }
    if (this.#earlyMedia || !this.#agree(sdp)) return
    this.#earlyMedia = true
    this.#parts.emit({ kind: 'LegEarlyMedia', legId: this.legId })
  }

  #answer(sdp: string | undefined): void {
    assert(
      this.#state === 'dialling' || this.#state === 'ringing',
      'only a leg that rings is answered',
    )
    const agreed = this.#agree(sdp) || this.#earlyMedia
    this.#disarmProvisional()
    this.#disarmRing()
    this.#state = 'answered'
    if (!agreed) return this.release('incompatible', 'switch', 'the answer has no G.711 audio')
    this.#parts.emit({ kind: 'LegAnswered', legId: this.legId })
    this.#audio?.answered()
    this.#after(this.#parts.times.maxCallMs, () => this.release('max-duration', 'switch'))
  }

  #failure(failure: Failure): void {
    if (failure.kind === 'answered-no') {
      const { status, reason } = failure
      const cause = causeOfAnswer({ sipStatus: status, ...reason }, this.#parts.side)
      const end = this.#end ?? { cause, by: 'far-end' as const }
      return this.#release({ ...end, sipStatus: status, ...reason })
    }
    const cause = this.#parts.side === 'agent' ? 'unreachable' : 'network-failure'
    this.#release({ ...(this.#end ?? { cause, by: 'switch' }), detail: failure.kind })
  }

  #noProvisional(): void {
    const cause = this.#parts.side === 'agent' ? 'unreachable' : 'network-failure'
    this.#call?.cancel()
    this.#release({ cause, by: 'switch', detail: 'no provisional answer in time' })
  }

  #agree(sdp: string | undefined): boolean {
    return sdp !== undefined && this.#audio?.stream.accept(sdp) !== undefined
  }

  #reoffer(sdp: string | undefined): string | undefined {
    const stream = this.#audio?.stream
    return sdp === undefined ? stream?.offer() : stream?.accept(sdp)
  }

  #release(how: Omit<LegReleased, 'kind' | 'legId'>): void {
    if (this.#state === 'released') return
    this.#state = 'released'
    for (const disarm of this.#timers) disarm()
    this.#parts.onEnd(this, { kind: 'LegReleased', legId: this.legId, ...how })
  }

  #after(ms: number, act: () => void): () => void {
    if (this.#state === 'released') return () => undefined
    const disarm = afterAwake(ms, act)
    this.#timers.add(disarm)
    return disarm
  }
}
