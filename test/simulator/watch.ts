import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId, LegId } from '../../src/core/ids.ts'
import type { Instant } from '../../src/core/time.ts'

/** One judge of one kind of rule: it sees facts and orders, never the state. */
export interface Watch {
  observe(event: Event, effects: readonly Effect[], now: Instant): void
  /** What must be so when everything has come to rest. */
  finish?(): void
}

/** Tells of something that must not be. */
export type Blame = (what: string) => void

/** Whether the event was taken, and as something new. */
export function isTaken(effects: readonly Effect[]): boolean {
  for (const effect of effects) {
    if (effect.kind === 'Reply') return effect.reply.ok && effect.reply.existing !== true
  }
  return true
}

/** The interaction to which an ordered leg belongs: their ids differ in the last four digits. */
export function interactionOf(legId: LegId): CallbackId {
  return `${legId.slice(0, -4)}0000` as CallbackId
}
