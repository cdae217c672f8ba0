/**
 * Why a leg was released: one word for every way a call ends, whatever the switch called it.
 * The table from SIP status and Q.850 is in `softswitch/release-cause.ts`.
 */
export type Cause =
  | 'normal' // the far end hung up after answering
  | 'released' // we hung up
  | 'busy' // 486, 600; Q.850 17
  | 'no-answer' // rang, nobody answered in the ring time; 480; Q.850 18, 19
  | 'declined' // 603, 403; Q.850 21
  | 'invalid-number' // 404, 410, 484, 604; Q.850 1, 22, 28
  | 'unreachable' // Q.850 20, 27: the phone is off or the contact is gone
  | 'unwanted' // 607, 608: the callee or an analytics engine refuses us
  | 'network-failure' // 5xx, no provisional in time, transport error, no route
  | 'incompatible' // 415, 488, 606: no common media
  | 'cancelled' // we gave up before the answer
  | 'media-timeout' // no audio packets for too long
  | 'max-duration' // the longest allowed call was reached
  | 'interrupted' // our process or the switch died
  | 'refused'

// the switch did not take the order

/** What call analysis concluded about who answered. */
export type VerdictKind =
  | 'human'
  | 'machine'
  | 'fax'
  | 'special-information-tone'
  | 'busy'
  | 'congestion'
  | 'ringback'
  | 'silence'
  | 'unsure'

/** What kind of machine a machine is. */
export type MachineKind = 'voicemail' | 'ivr' | 'screening' | 'unavailable'

/** A conclusion of call analysis with what it rests on. Times count from the answer; before it, from the first early audio. */
export interface Verdict {
  readonly kind: VerdictKind
  readonly machine?: MachineKind
  /** The kind of special information tone, as ITU-T E.180 and Telcordia name it. */
  readonly tone?: 'intercept' | 'vacant-code' | 'reorder' | 'no-circuit' | 'unknown'
  /** 0 to 1, calibrated: of verdicts at 0.9, nine in ten are right. */
  readonly confidence: number
  /** When the first words of whoever answered were over; absent: when it was said. */
  readonly greetingEndMs?: number
  /** The moment in the audio at which it was said. */
  readonly atMs: number
  /** What it rests on, as short facts: `speech 820 ms then 600 ms of quiet`. */
  readonly evidence: readonly string[]
}

/**
 * Whether a leg that was up broke off: its audio stopped, or its page said that it goes. Whoever
 * was on it did not hang up. Pure.
 */
export function wasLost({ cause }: { readonly cause: Cause }): boolean {
  return cause === 'media-timeout' || cause === 'unreachable'
}

/** How an interaction ended; computed, never chosen. */
export type Disposition =
  | 'connected' // the customer and an agent were joined
  | 'machine'
  | 'fax'
  | 'special-information-tone'
  | 'busy'
  | 'congestion'
  | 'ringback'
  | 'silence'
  | 'unsure'
  | 'no-answer'
  | 'declined'
  | 'invalid-number'
  | 'unreachable'
  | 'unwanted'
  | 'network-failure'
  | 'refused' // a rule forbade the dial: destination, limits, do-not-call
  | 'customer-hung-up' // answered, then left before a verdict or while waiting
  | 'abandoned' // a live customer waited the longest allowed time and no agent came
  | 'interrupted' // our process or the switch died in the middle
  | 'cancelled' // by the customer, an agent, the API
  | 'expired' // ownership, window or closing time
  | 'rescheduled' // by the agent: another callback goes on with it
  | 'callback-booked' // a call: the caller keeps their place and will be called
  | 'flow-ended' // a call: its flow came to its end without an agent
  | 'transferred' // by a flow, to somebody outside who answered
  | 'called-in'

/** Why a recording is not whole: nothing could be written, or not to the end, or we cannot say. */
export type RecordingFault = 'cannot-record' | 'cut-short' | 'unknown-end'
