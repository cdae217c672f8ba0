import { timelineOf, type Callback } from './callback.ts'
import type { InteractionRecord } from './interaction.ts'
import type { Mutable } from './mutable.ts'
import type { Instant } from './time.ts'
import type { Turn } from './turn.ts'

/**
 * The interaction as it stands. It shares its lists with the callback, so of an open one it is to
 * be read before the next step; that of a closed one never changes again.
 */
export function recordOf(callback: Callback, closedAt?: Instant): InteractionRecord {
  const { customerName, data } = callback.details
  const record: Mutable<InteractionRecord> = {
    id: callback.id,
    queueId: callback.queueId,
    number: callback.customer,
    state: callback.state,
    bookedAt: callback.bookedAt,
    timeline: timelineOf(callback),
    attempts: callback.attempts,
    participants: callback.participants,
    wrapUps: callback.wrapUps,
    decisions: callback.decisions,
  }
  if (callback.medium === 'call') record.medium = 'call'
  if (callback.details.campaignId !== undefined) record.campaignId = callback.details.campaignId
  if (closedAt !== undefined) record.closedAt = closedAt
  if (customerName !== undefined) record.customerName = customerName
  if (data !== undefined) record.data = data
  if (callback.verdict !== undefined) record.verdict = callback.verdict
  if (callback.disposition !== undefined) record.disposition = callback.disposition
  if (callback.cause !== undefined) record.cause = callback.cause
  if (callback.firstDialledAt !== undefined) {
    record.waitInQueueMs = Math.max(0, callback.firstDialledAt - callback.rankedAt)
  }
  const waitAfterAnswerMs = waitAfterAnswer(callback, closedAt)
  if (waitAfterAnswerMs !== undefined) record.waitAfterAnswerMs = waitAfterAnswerMs
  return record
}

/** Orders a closed interaction to be saved: from here on only the store knows it. */
export function save(turn: Turn, callback: Callback): void {
  turn.effects.push({ kind: 'SaveInteraction', record: recordOf(callback, turn.now) })
}

/** From the answer to the join; where nobody was joined, to the end of the customer's leg. */
function waitAfterAnswer(callback: Callback, closedAt: Instant | undefined): number | undefined {
  if (callback.answeredAt === undefined) return undefined
  const end = callback.joinedAt ?? callback.attempts.at(-1)?.endedAt ?? closedAt
  return end === undefined ? undefined : Math.max(0, end - callback.answeredAt)
}
