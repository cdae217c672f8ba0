import type { TimerEffect } from '../core/state/effects.ts'
import type { Instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'

/** The core's timers on the clock: each name is armed at most once. */
export class Timers {
  private readonly armed = new Map<string, () => void>()
  private readonly clock: Clock
  private readonly fired: (timer: string) => void

  constructor(clock: Clock, fired: (timer: string) => void) {
    this.clock = clock
    this.fired = fired
  }

  get size(): number {
    return this.armed.size
  }

  perform(effect: TimerEffect): void {
    this.disarm(effect.timer)
    if (effect.kind === 'StartTimer') this.arm(effect.timer, effect.at)
  }

  /** Arms exactly these, as after a restart. */
  replaceAll(timers: Iterable<readonly [name: string, at: Instant]>): void {
    this.disarmAll()
    for (const [timer, at] of timers) this.arm(timer, at)
  }

  disarmAll(): void {
    for (const timer of [...this.armed.keys()]) this.disarm(timer)
  }

  private arm(timer: string, at: Instant): void {
    const disarm = this.clock.at(at, () => {
      this.armed.delete(timer)
      this.fired(timer)
    })
    this.armed.set(timer, disarm)
  }

  private disarm(timer: string): void {
    this.armed.get(timer)?.()
    this.armed.delete(timer)
  }
}
