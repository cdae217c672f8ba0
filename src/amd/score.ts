import type { Cadence } from './cadence.ts'
import { HOP_MS } from './hop.ts'

/** Whether a turn is a person's or a machine's, or cannot be told yet. */
export interface Opinion {
  readonly kind: 'human' | 'machine'
  readonly confidence: number
}

/**
 * The opinion about a turn at hop `hop`; undefined while more must be heard. Pure.
 *
 * People who answer say a little and wait; machines go on. The quiet that is waited for grows
 * with the turn, because a machine's pauses inside a greeting are as long as a person's wait.
 */
export function judgeTurn(cadence: Cadence, hop: number): Opinion | undefined {
  if (cadence.onset < 0) return undefined
  const spanMs = cadence.span * HOP_MS
  const quietMs = (hop - cadence.last) * HOP_MS
  const longestRunMs = cadence.longestRun * HOP_MS
  if (quietMs < 100 && spanMs >= 1_900 && longestRunMs >= 1_900)
    return { kind: 'machine', confidence: 0.85 }
  if (quietMs < 200 && spanMs >= 3_500) return { kind: 'machine', confidence: 0.9 }
  if (spanMs < 80 || quietMs < neededQuietMs(spanMs)) return undefined
  return { kind: 'human', confidence: spanMs < 1_500 ? 0.95 : 0.8 }
}

/** The quiet after a turn of so many milliseconds that says the speaker waits. */
function neededQuietMs(spanMs: number): number {
  if (spanMs <= 1_000) return 400
  return Math.min(800, 400 + (spanMs - 1_000) * 0.2)
}
