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
/** A turn so long is a machine's: the longest business answer lasts 3.5 s. */
const LONG_TURN_MS = 3_550
/** A machine's pause inside its greeting is seldom longer than this. */
const MOST_QUIET_MS = 690
/** Who passed for a person and fills so much of so long is a machine; two hellos do not. */
const TALKATIVE_MS = 4_300
const DENSE_SHARE = 0.42
/** Short words with a long wait between them are someone who says hello again. */
const AGAIN_MS = 5_600
const AGAIN_GAP_MS = 1_000
const AGAIN_RUN_MS = 1_500

/**
 * The opinion about a turn at hop `hop`; undefined while more must be heard. `stirring` says that
 * the newest hops, not judged yet, hold what may be voice. Pure.
 *
 * People who answer say a little and wait; machines go on. The quiet that is waited for grows with
 * the turn: among recorded greetings a pause of 300 ms in the first second is rare, one of 600 ms
 * after the second second is not.
 */
export function judgeTurn(cadence: Cadence, hop: number, stirring: boolean): Opinion | undefined {
  if (cadence.onset < 0) return undefined
  if (isLong(cadence, hop, stirring))
    return { kind: 'machine', confidence: machineConfidence(cadence) }
  const spanMs = cadence.span * HOP_MS
  const quietMs = (hop - cadence.last - 1) * HOP_MS
  if (stirring || spanMs < LEAST_TURN_MS || quietMs < neededQuietMs(spanMs)) return undefined
  return { kind: 'human', confidence: humanConfidence(spanMs) }
}

/** Whether one who passed for a person talks on as only machines do. Pure. */
export function isTalkative(cadence: Cadence, hop: number, stirring: boolean): boolean {
  if (cadence.onset < 0 || !(stirring || hop - cadence.last < 25)) return false
  const elapsed = stirring ? hop - cadence.onset : cadence.span
  const isAgain =
    cadence.longestGap * HOP_MS >= AGAIN_GAP_MS && cadence.longestRun * HOP_MS < AGAIN_RUN_MS
  const mostMs = isAgain ? AGAIN_MS : TALKATIVE_MS
  return elapsed * HOP_MS >= mostMs && cadence.voiced >= DENSE_SHARE * elapsed
}

function isLong(cadence: Cadence, hop: number, stirring: boolean): boolean {
  const quietMs = (hop - cadence.last - 1) * HOP_MS
  if (stirring) return (hop - cadence.onset) * HOP_MS >= LONG_TURN_MS
  return cadence.span * HOP_MS >= LONG_TURN_MS && quietMs < 250
}

/** The quiet after a turn of so many milliseconds that says the speaker waits. */
function neededQuietMs(spanMs: number): number {
  if (spanMs <= 1_000) return 290 + 0.07 * spanMs
  return Math.min(MOST_QUIET_MS, 360 + 0.55 * (spanMs - 1_000))
}

/** Fitted on the training half: 94 % of the shortest turns are people's, 83 % of those of 3 s. */
function humanConfidence(spanMs: number): number {
  return logistic(2.8 - 0.0004 * spanMs)
}

/** Receptionists talk for longer than 3.5 s too, but seldom without a breath. */
function machineConfidence(cadence: Cadence): number {
  return logistic(2.2 + 0.0004 * cadence.longestRun * HOP_MS)
}

function logistic(x: number): number {
  return Math.round(1_000 / (1 + Math.exp(-x))) / 1_000
}
