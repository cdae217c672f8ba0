import type { Callback } from './callback.ts'
import type { InteractionRecord } from './interaction.ts'
import type { Instant } from './time.ts'
import type { Turn } from './turn.ts'

/** The interaction as it stands, to be kept: a copy, so that later turns do not change it. */
export function recordOf(callback: Callback, closedAt?: Instant): InteractionRecord {
  const { customerName, data } = callback.details
  const { firstDialledAt } = callback
  return structuredCopy({
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
  })
}

/** Orders the interaction to be saved as it stands. */
export function save(turn: Turn, callback: Callback): void {
  const closedAt = callback.state === 'closed' ? turn.now : undefined
  turn.effects.push({ kind: 'SaveInteraction', record: recordOf(callback, closedAt) })
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

function structuredCopy(record: InteractionRecord): InteractionRecord {
  return JSON.parse(JSON.stringify(record)) as InteractionRecord
}
