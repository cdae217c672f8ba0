import type { Callback } from './callback.ts'
import type { InteractionRecord } from './interaction.ts'
import type { Instant } from './time.ts'
import type { Turn } from './turn.ts'

/**
 * The interaction as it stands. It shares its lists with the callback, so of an open one it is to
 * be read before the next step; that of a closed one never changes again.
 */
export function recordOf(callback: Callback, closedAt?: Instant): InteractionRecord {
  const { customerName, data } = callback.details
  const { firstDialledAt } = callback
  return {
    id: callback.id,
    queueId: callback.queueId,
    number: callback.customer,
    state: callback.state,
    bookedAt: callback.bookedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(customerName === undefined ? {} : { customerName }),
    ...(data === undefined ? {} : { data }),
    ...(callback.verdict === undefined ? {} : { verdict: callback.verdict }),
    ...(callback.disposition === undefined ? {} : { disposition: callback.disposition }),
    ...(callback.cause === undefined ? {} : { cause: callback.cause }),
    ...(firstDialledAt === undefined
      ? {}
      : { waitInQueueMs: Math.max(0, firstDialledAt - callback.rankedAt) }),
    ...waitAfterAnswer(callback, closedAt),
    timeline: callback.timeline,
    attempts: callback.attempts,
    participants: callback.participants,
    wrapUps: callback.wrapUps,
    decisions: callback.decisions,
  }
}

/** Orders a closed interaction to be saved: from here on only the store knows it. */
export function save(turn: Turn, callback: Callback): void {
  turn.effects.push({ kind: 'SaveInteraction', record: recordOf(callback, turn.now) })
}

/** From the answer to the join; where nobody was joined, to the end of the customer's leg. */
function waitAfterAnswer(
  callback: Callback,
  closedAt: Instant | undefined,
): { waitAfterAnswerMs?: number } {
  if (callback.answeredAt === undefined) return {}
  const end = callback.joinedAt ?? callback.attempts.at(-1)?.endedAt ?? closedAt
  return end === undefined ? {} : { waitAfterAnswerMs: Math.max(0, end - callback.answeredAt) }
}
