import type { SwitchOrder } from '../core/state/effects.ts'
import type { SurveyedLeg, SwitchEvent } from '../core/state/events.ts'
import type { LegId } from '../core/ids.ts'

/**
 * A switch that places and joins real calls.
 *
 * MUST, for every adapter (the suite in `test/conformance/softswitch.ts` tries each):
 *
 * 1. `perform` never throws and returns at once; what came of it is told by events alone.
 * 2. A leg that was ordered ends with exactly one `LegReleased`, whatever happens, and no event
 *    about it comes after that. An order that cannot be obeyed at all ends its leg as `refused`
 *    (dial) or is answered by nothing (an order for a leg that is gone).
 * 3. A second dial with the id of a leg that is up does not dial; the first goes on undisturbed.
 * 4. Events of one leg come in the order in which they happened: ringing, early media, answered,
 *    then what was heard, then released. `LegAnswered` means the far end answered, not that an
 *    order was taken.
 * 5. A ring time that runs out cancels the leg and ends it as `no-answer`. A 200 that crosses our
 *    CANCEL is acknowledged and hung up, and the leg still ends as what it was cancelled for.
 * 6. A trunk that gives no provisional answer in two seconds, or 5xx, ends the leg as
 *    `network-failure`; an answer of the customer's side (4xx, 6xx) never does.
 * 7. A customer's leg is analysed from its first audio until `StopListening` or a bridge.
 * 8. `LegsBridged` is told when audio flows both ways and not before. When one of two bridged legs
 *    ends, the other stays up and silent, and `LegsSplit` is told before the `LegReleased`.
 * 9. `PlayPrompt` is answered by `PromptEnded`, once, unless the leg ends first. A new prompt ends
 *    the one that plays.
 * 10. A leg that `AttachLeg` attached to another hears what that one says and hears, and is heard as
 *    its mode says, also after the other leg is bridged, split, bridged anew. `LegAttached` tells
 *    each mode that has come into force. When the other leg ends, the attached one stays up and
 *    silent; `BridgeLegs` takes it away from there.
 * 11. `survey` names every leg of ours that is up on the switch, whoever ordered it; of an inbound
 *     leg that is not answered it says the arrival, so that no call is lost between two processes.
 * 12. A call from an address of a trunk is told by `LegArrived`, once, under an id of ours; nobody
 *     else is let in. It rings, unanswered, until `AnswerLeg` or for a minute. `ReleaseLeg` before
 *     that gives the caller 404 (`invalid-number`), 486 (`busy`), 603 (`declined`), 503
 *     (`interrupted`) or else 480; a caller's own CANCEL ends the leg as `normal` by the far end.
 *     Inbound legs are not analysed.
 * 13. `DigitPressed` is told once for each key, whether it came as a telephone event (RFC 4733) or
 *     by SIP INFO (`application/dtmf-relay`).
 * 14. A prompt of several parts is played without a gap, and `PromptEnded` is told of the whole.
 * 15. `StartRecording` writes both directions of a leg from then on, through prompts, joins and
 *     splits: the far end left, what it hears right. `RecordingEnded` is told once: after
 *     `StopRecording`, where nothing more can be written, or before the leg's `LegReleased`. What
 *     cannot be written disturbs nothing else: it ends as not whole.
 */
export interface Softswitch {
  /** What it is called in logs, the board and the readiness check. */
  readonly name: string
  readonly capabilities: SwitchCapabilities
  /** Binds and connects. Rejects with an operating error; emits nothing before it resolves. */
  start(
    emit: (event: SwitchEvent) => void,
    observe: (observation: Observation) => void,
  ): Promise<void>
  perform(order: SwitchOrder): void
  /** The legs that are up. Rejects where the switch cannot be asked. */
  survey(): Promise<readonly SurveyedLeg[]>
  /**
   * Lets go of the switch. Legs that can live without this process stay up (FreeSWITCH); the
   * others are hung up first (lab).
   */
  stop(): Promise<void>
}

/** What an adapter can do beyond the MUSTs. */
export interface SwitchCapabilities {
  /** Whether calls outlive a restart of this process. */
  readonly callsOutliveProcess: boolean
  readonly browserPhones: boolean
  readonly recording: boolean
}

/** Something seen on the switch that no decision rests on: for boards, ladders, logs. Not journalled. */
export type Observation =
  | {
      /** The level of a leg's audio, dB below full scale, about five times a second. */
      readonly kind: 'level'
      readonly legId: LegId
      readonly fromFarEndDbfs: number
      readonly toFarEndDbfs: number
    }
  | {
      readonly kind: 'sip'
      readonly legId: LegId
      readonly direction: 'sent' | 'received'
      /** Milliseconds since 1970. */
      readonly at: number
      /** `INVITE sip:…` or `180 Ringing`. */
      readonly firstLine: string
      /** The whole message with credentials removed. */
      readonly message: string
    }
  | {
      /** What call analysis heard of a leg, linear samples at 8 kHz: told once, when it ends. */
      readonly kind: 'analysed'
      readonly legId: LegId
      readonly samples: Int16Array
      /** What of them never came, in order. */
      readonly gaps: readonly { readonly at: number; readonly count: number }[]
    }
