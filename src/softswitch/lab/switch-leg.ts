import type { LegReleased, SurveyedLeg } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import type { Cause } from '../../core/state/outcome.ts'
import type { LegAudio } from './leg-audio.ts'

/** One call on the lab switch, whoever placed it. */
export interface SwitchLeg {
  readonly legId: LegId
  /** The audio of a leg that has agreed on some; undefined before and after. */
  readonly audio: LegAudio | undefined
  /** As a survey names it, but for the bridge. */
  readonly surveyed: SurveyedLeg
  /** Ends the leg as ordered, whatever it is doing. */
  release(cause: Cause, by?: LegReleased['by'], detail?: string): void
  /** Ends it without a word to the far end, which is not there or cannot be told. */
  refuse(cause: Cause, detail: string): void
  /** The audio of a leg that has ended, to be closed. */
  takeAudio(): LegAudio | undefined
}
