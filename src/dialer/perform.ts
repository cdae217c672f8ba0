import type { Ask, Effect, Reply } from '../core/state/effects.ts'
import type { Instant } from '../core/time.ts'
import type { Softswitch } from '../ports/softswitch.ts'
import type { Letter } from './mailbox.ts'
import type { Metrics } from './metrics.ts'
import type { Publications } from './publications.ts'
import { publish } from './recovery.ts'
import type { Timers } from './timers.ts'

/** One event after its step: what it ordered, and who waits for the answer. */
export interface Stepped {
  readonly letter: Letter
  readonly sequence: number
  readonly at: Instant
  readonly effects: readonly Effect[]
}

/** Where effects go. */
export interface Outlets {
  readonly softswitch: Softswitch
  readonly timers: Timers
  /** Questions of flows to the world outside. */
  readonly ask: (question: Ask) => void
  readonly publications: Publications
  readonly metrics: Metrics
  /** A follower of the stream threw; nothing else suffers from it. */
  readonly followerFailed: (failure: unknown) => void
}

/**
 * Performs what one durable event ordered, in the order in which it was ordered; the world and the
 * sender are told last. The caller has made the event durable: nothing here may run before.
 */
export function perform({ letter, sequence, at, effects }: Stepped, outlets: Outlets): void {
  let answer: Reply = { ok: true }
  for (const effect of effects) {
    outlets.metrics.performed(effect)
    switch (effect.kind) {
      case 'StartTimer':
      case 'CancelTimer':
        outlets.timers.perform(effect)
        break
      case 'Reply':
        answer = effect.reply
        break
      case 'Ask':
        outlets.ask(effect)
        break
      case 'Publish':
      case 'PublishDecision':
      case 'PublishAgent':
      case 'SaveInteraction': // saved with the event itself
        break
      default:
        outlets.softswitch.perform(effect)
    }
  }
  const failure = publish(outlets.publications, sequence, at, effects)
  if (failure !== undefined) outlets.followerFailed(failure)
  letter.answer?.resolve(answer)
}
