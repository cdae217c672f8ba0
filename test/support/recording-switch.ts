import type { SwitchOrder } from '../../src/core/state/effects.ts'
import type { SurveyedLeg, SwitchEvent } from '../../src/core/state/events.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'

/** A switch that takes every order, does nothing, and tells what the test makes it tell. */
export class RecordingSwitch implements Softswitch {
  readonly name = 'recording'
  readonly capabilities = { callsOutliveProcess: true, browserPhones: false, recording: false }
  readonly orders: SwitchOrder[] = []
  /** What the next survey answers; an error makes it fail. */
  legs: readonly SurveyedLeg[] | Error = []
  surveys = 0
  isUp = false
  private emit: (event: SwitchEvent) => void = () => undefined

  async start(emit: (event: SwitchEvent) => void): Promise<void> {
    this.emit = emit
    this.isUp = true
  }

  /** Something happens on the switch. */
  tell(event: SwitchEvent): void {
    this.emit(event)
  }

  perform(order: SwitchOrder): void {
    this.orders.push(order)
  }

  async survey(): Promise<readonly SurveyedLeg[]> {
    this.surveys++
    if (this.legs instanceof Error) throw this.legs
    return this.legs
  }

  async stop(): Promise<void> {
    this.isUp = false
  }
}
