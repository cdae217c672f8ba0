import { instant, MINUTE_MS, type Instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'

/** One sleep at most: what was slept through (a suspended machine) is noticed by then. */
const SLEEP_MAX_MS = MINUTE_MS

/** What the machine offers: replaced in tests of the clock itself. */
export interface TimeSource {
  /** Milliseconds since 1970, as the operating system has it: may be set back or ahead. */
  wallMs(): number
  /** Milliseconds that have passed since some start: only ever grows. */
  elapsedMs(): number
}

const MACHINE: TimeSource = { wallMs: () => Date.now(), elapsedMs: () => performance.now() }

/**
 * The time of day that never goes back: where the machine's clock is set back, this one runs on at
 * half speed until they meet; where it is set ahead, or the machine was suspended, it follows.
 */
export function createClock(source: TimeSource = MACHINE): Clock {
  let lastMs = source.wallMs()
  let lastElapsedMs = source.elapsedMs()

  const now = (): Instant => {
    const elapsedMs = source.elapsedMs()
    lastMs = Math.max(source.wallMs(), lastMs + (elapsedMs - lastElapsedMs) / 2)
    lastElapsedMs = elapsedMs
    return instant(lastMs)
  }

  const at = (moment: Instant, handler: () => void): (() => void) => {
    let timeout: NodeJS.Timeout
    const sleep = (): void => {
      const sleepMs = Math.min(Math.max(moment - now(), 1), SLEEP_MAX_MS)
      timeout = setTimeout(() => (now() >= moment ? handler() : sleep()), sleepMs)
    }
    sleep()
    return () => clearTimeout(timeout)
  }

  return { now, at }
}
