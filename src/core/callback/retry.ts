import type { Callback } from '../state/callback.ts'
import { LIMITS } from '../limits.ts'
import { RETRIED_OUTCOMES } from '../state/organisation.ts'
import type { Disposition } from '../state/outcome.ts'
import { moveInQueue } from '../queue/place.ts'
import { queueOf } from '../state/state.ts'
import { later, type Instant } from '../time.ts'
import type { Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** Ends of attempts that are our doing, not the customer's: they use up no retry. */
const OURS: ReadonlySet<Disposition> = new Set<Disposition>(['abandoned', 'cancelled'])

/**
 * When an attempt with this outcome is made again; undefined: not at all, which is so unless the
 * queue asks for retries, names the outcome, and has one left. Only what was dialled by itself is
 * retried by itself. Pure.
 */
export function retryTime(
  turn: Turn,
  callback: Callback,
  outcome: Disposition,
): Instant | undefined {
  const { retries, mode } = queueOf(turn.state, callback).settings
  if (retries === undefined || mode === 'agent-first' || callback.medium === 'call')
    return undefined
  if (callback.course.disposition !== undefined || callback.course.attempts.length === 0)
    return undefined
  if (callback.details.campaignId !== undefined) return undefined
  if (!(retries.outcomes ?? RETRIED_OUTCOMES).includes(outcome)) return undefined
  const made = callback.course.attempts.filter(
    ({ outcome: one }) => one === undefined || !OURS.has(one),
  ).length
  if (made > retries.max || callback.course.attempts.length >= LIMITS.attemptsPerCallback)
    return undefined
  return later(turn.now, retries.delayMs)
}

/** Its legs are gone: it waits for its next attempt, and comes back to its very place. */
export function awaitRetry(turn: Turn, callback: Callback): void {
  callback.dueAt = callback.course.retryAt
  begun(callback).retryAt = undefined
  begun(callback).answeredAt = undefined
  moveInQueue(turn, callback, 'scheduled')
}
