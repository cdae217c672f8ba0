import type { Cadence } from './cadence.ts'
import { HOP_MS } from './hop.ts'

/** Whether a turn is a person's or a machine's. */
export interface Opinion {
  readonly kind: 'human' | 'machine'
  /** 0 to 1. */
  readonly confidence: number
}

/** Shorter than this it was a noise and no turn. */
const LEAST_TURN_MS = 80
/** A turn so long is a machine's: business answers last up to 3.5 s. */
const LONG_TURN_MS = 3_500
/** Two thirds of the business answers are over by then or soon after; greetings are not. */
const LIKELY_MS = 2_000
/** Half of the people say less than 0.8 s; they wait for an answer, and so do we, but briefly. */
const SHORT_TURN_MS = 950
const SHORT_QUIET_MS = 290
/** A machine's pause inside its greeting is seldom longer than this. */
const LONGER_QUIET_MS = 640
/** Who passed for a person and fills so much of so long is a machine; two hellos do not. */
const TALKATIVE_MS = 3_550
/** It has gone on for so long after its last wait. */
const TALKED_ON_MS = 600
const DENSE_SHARE = 0.42
/** Talk is clear for so much of that; noise that swells, after a hello, is not. */
const CLEAR_SHARE = 0.25
const CLEAR_SINCE_WAIT_SHARE = 0.35
const CLEAR_PHRASE_SHARE = 0.55
/** Short words with a long wait between them are someone who says hello again. */
const AGAIN_MS = 5_600
const AGAIN_GAP_MS = 1_000
/** Who says so much at once after a pause, though nobody has answered, talks to nobody. */
const MORE_MS = 1_300

/**
 * The opinion about a turn at hop `hop`; undefined while more must be heard. `stirredTo` says how
 * far the newest hops, not judged yet, hold what may be voice; 0 where they do not. Pure.
 *
 * People who answer say a little and wait; machines go on. The quiet that is waited for grows with
 * the turn: among recorded greetings a pause of 300 ms in the first second is rare, one of 600 ms
 * after the second second is not.
 */
export function judgeTurn(
  cadence: Cadence,
  hop: number,
  stirredTo: number,
  quietHops: number,
): Opinion | undefined {
  if (cadence.onset < 0) return undefined
  if (isLong(cadence, hop, stirredTo))
    return { kind: 'machine', confidence: machineConfidence(cadence) }
  const spanMs = cadence.span * HOP_MS
  const quietMs = quietHops * HOP_MS
  if (stirredTo > 0 || spanMs < LEAST_TURN_MS || quietMs < neededQuietMs(spanMs)) return undefined
  return { kind: 'human', confidence: humanConfidence(spanMs) }
}

/** How likely a machine is that talks on after `LIKELY_MS`, by the training part's calls. */
export const LIKELY_CONFIDENCE = 0.78

/** Whether a turn is longer than those of most people, though not of every receptionist. Pure. */
export function isLikelyMachine(cadence: Cadence, stirredTo: number): boolean {
  if (cadence.onset < 0) return false
  const talked = Math.max(cadence.span, stirredTo - cadence.onset)
  return talked * HOP_MS >= LIKELY_MS
}

/** Whether one who passed for a person talks on as only machines do. Pure. */
export function isTalkative(cadence: Cadence, hop: number, stirredTo: number): boolean {
  const { turn, sinceWait } = cadence
  if (turn.onset < 0 || hop - cadence.last >= 25) return false
  if (saysMore(cadence)) return true
  const isTalk = sinceWait.clear >= CLEAR_SINCE_WAIT_SHARE * sinceWait.voiced
  if (!isTalk || sinceWait.voiced * HOP_MS < TALKED_ON_MS) return false
  const elapsed = stirredTo > 0 ? stirredTo - cadence.onset : cadence.span
  const isAgain =
    cadence.longestGap * HOP_MS >= AGAIN_GAP_MS && cadence.longestRun * HOP_MS < MORE_MS
  const mostMs = isAgain ? AGAIN_MS : TALKATIVE_MS
  const isDense = turn.voiced >= DENSE_SHARE * elapsed && turn.clear >= CLEAR_SHARE * elapsed
  return elapsed * HOP_MS >= mostMs && isDense
}

/** Whether a phrase after a pause is longer than those of people who say hello again. */
function saysMore({ turn, phrase, lastClear }: Cadence): boolean {
  const span = lastClear - phrase.onset + 1
  if (phrase.onset === turn.onset || span * HOP_MS < MORE_MS) return false
  return phrase.clear >= CLEAR_PHRASE_SHARE * span
}

function isLong(cadence: Cadence, hop: number, stirredTo: number): boolean {
  const quietMs = (hop - cadence.last - 1) * HOP_MS
  if (stirredTo > 0) return (stirredTo - cadence.onset) * HOP_MS >= LONG_TURN_MS
  return cadence.span * HOP_MS >= LONG_TURN_MS && quietMs < 250
}

/** The quiet after a turn of so many milliseconds that says the speaker waits. */
function neededQuietMs(spanMs: number): number {
  return spanMs <= SHORT_TURN_MS ? SHORT_QUIET_MS : LONGER_QUIET_MS
}

/** Fitted on the training part by `test/eval/confidence.ts`: 0.95 for the shortest, 0.83 for 3.5 s. */
function humanConfidence(spanMs: number): number {
  return logistic(3.02 - 0.00041 * spanMs)
}

/** Likewise: receptionists talk for longer than 3.5 s too, but seldom without a breath. */
function machineConfidence(cadence: Cadence): number {
  return logistic(-1.6 + 0.00268 * Math.min(2_500, cadence.longestRun * HOP_MS))
}

function logistic(x: number): number {
  return Math.round(1_000 / (1 + Math.exp(-x))) / 1_000
}
