import type { SurveyEvent } from '../core/events.ts'
import { LIMITS } from '../core/limits.ts'
import { later, type Instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Softswitch } from '../ports/softswitch.ts'

/** Asks the switch what is up, after a start and every `LIMITS.reconcileMs`, and tells of the answer. */
export class Surveys {
  private readonly softswitch: Softswitch
  private readonly clock: Clock
  private readonly tell: (event: SurveyEvent) => void
  private disarm: (() => void) | undefined
  private isStopped = false
  private isLost = false

  constructor(softswitch: Softswitch, clock: Clock, tell: (event: SurveyEvent) => void) {
    this.softswitch = softswitch
    this.clock = clock
    this.tell = tell
  }

  /**
   * Asks once, and again after the interval. `orderedBefore` gives the moment up to which all orders
   * have been given to the switch: legs of later ones cannot be up yet and are not judged.
   */
  async ask(orderedBefore: () => Instant): Promise<void> {
    const askedAt = orderedBefore()
    try {
      const legs = await this.softswitch.survey()
      this.isLost = false
      if (!this.isStopped) this.tell({ kind: 'SwitchSurveyed', askedAt, legs })
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      if (!this.isStopped && !this.isLost) this.tell({ kind: 'SwitchLost', why })
      this.isLost = true
    }
    if (this.isStopped) return
    this.disarm?.()
    this.disarm = this.clock.at(later(this.clock.now(), LIMITS.reconcileMs), () => {
      void this.ask(orderedBefore)
    })
  }

  stop(): void {
    this.isStopped = true
    this.disarm?.()
  }
}
