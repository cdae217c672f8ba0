const FIRST_MS = 250
const LONGEST_MS = 15_000
/** Phones of one floor do not all come back in the same instant. */
const SPREAD = 0.2

/**
 * How long to wait before trying to connect again: doubling from 250 ms up to 15 s, spread by a
 * fifth each way. `attempt` counts from 0, `chance` is 0 to 1. Pure.
 */
export function backOffMs(attempt: number, chance: number): number {
  const plainMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(plainMs * (1 - SPREAD + 2 * SPREAD * chance))
}
