import type { SurveyEvent } from '../core/state/events.ts'
import { LIMITS } from '../core/limits.ts'
import { later, type Instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Softswitch } from '../ports/softswitch.ts'

type Survey = Extract<SurveyEvent, { kind: 'SwitchSurveyed' }>

/**
 * Asks the switch what is up, after a start and every `LIMITS.reconcileMs`, and tells of the answer
 * where it says something new; after a start and after a loss in any case.
 */
export class Surveys {
  private readonly softswitch: Softswitch
  private readonly clock: Clock
  private readonly tell: (event: SurveyEvent) => void
  private readonly isNews: (survey: Survey) => boolean
  private disarm: (() => void) | undefined
  private isStopped = false
  private isLost = false
  private mustTell = true

  constructor(
    softswitch: Softswitch,
    clock: Clock,
    tell: (event: SurveyEvent) => void,
    isNews: (survey: Survey) => boolean,
  ) {
    this.softswitch = softswitch
    this.clock = clock
    this.tell = tell
    this.isNews = isNews
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
      const survey: Survey = { kind: 'SwitchSurveyed', askedAt, legs }
      if (!this.isStopped && (this.mustTell || this.isNews(survey))) this.tell(survey)
      this.mustTell = false
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      if (!this.isStopped && !this.isLost) this.tell({ kind: 'SwitchLost', why })
      this.isLost = true
      this.mustTell = true
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
