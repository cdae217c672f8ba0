import type { Instant } from '../core/time.ts'

/** The time and the alarm. Production has one, tests another that they turn by hand. */
export interface Clock {
  /** The present, in whole milliseconds; never goes back within a process. */
  now(): Instant
  /**
   * Runs the handler once at the moment or as soon after as it can, never before, never at once.
   * Returns a function that disarms it.
   */
  at(moment: Instant, handler: () => void): () => void
}
