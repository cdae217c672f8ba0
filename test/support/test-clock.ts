import { instant, type Instant } from '../../src/core/time.ts'
import type { Clock } from '../../src/ports/clock.ts'

/** A clock that tests turn by hand. */
export class TestClock implements Clock {
  private present: Instant
  private readonly alarms = new Set<{ readonly moment: Instant; readonly handler: () => void }>()

  constructor(startMs = 1_700_000_000_000) {
    this.present = instant(startMs)
  }

  now(): Instant {
    return this.present
  }

  at(moment: Instant, handler: () => void): () => void {
    const alarm = { moment, handler }
    this.alarms.add(alarm)
    return () => this.alarms.delete(alarm)
  }

  /** Lets time pass; what comes due runs in the order of its moments, each at its own moment. */
  advance(byMs: number): void {
    const until = instant(this.present + byMs)
    for (;;) {
      const [next] = [...this.alarms]
        .filter(({ moment }) => moment <= until)
        .sort((a, b) => a.moment - b.moment)
      if (next === undefined) break
      this.alarms.delete(next)
      this.present = instant(Math.max(this.present, next.moment))
      next.handler()
    }
    this.present = until
  }
}
