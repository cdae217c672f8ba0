import { timelineOf, type Callback } from './callback.ts'
import type { InteractionRecord } from './interaction.ts'
import type { Instant } from '../time.ts'
import type { Turn } from './turn.ts'

/**
 * The interaction as it stands. It shares its lists with the callback, so of an open one it is to
 * be read before the next step; that of a closed one never changes again.
 */
export function recordOf(callback: Callback, closedAt?: Instant): InteractionRecord {
  const { customerName, data } = callback.details
  return {
    id: callback.id,
    queueId: callback.queueId,
    number: callback.customer,
    medium: callback.medium === 'call' ? 'call' : undefined,
    campaignId: callback.details.campaignId,
    state: callback.state,
    bookedAt: callback.bookedAt,
    closedAt,
    customerName,
    data,
    verdict: callback.course.verdict,
    disposition: callback.course.disposition,
    cause: callback.course.cause,
    waitInQueueMs: waitInQueue(callback),
    waitAfterAnswerMs: waitAfterAnswer(callback, closedAt),
    timeline: timelineOf(callback),
    attempts: callback.course.attempts,
    participants: callback.course.participants,
    wrapUps: callback.course.wrapUps,
    recordings: callback.course.recordings.length > 0 ? callback.course.recordings : undefined,
    decisions: callback.course.decisions,
  }
}

/** Orders a closed interaction to be saved: from here on only the store knows it. */
export function save(turn: Turn, callback: Callback): void {
  turn.effects.push({ kind: 'SaveInteraction', record: recordOf(callback, turn.now) })
}

/** From its place in the line to the first dial. */
function waitInQueue({ rankedAt, course: { firstDialledAt } }: Callback): number | undefined {
  return firstDialledAt === undefined ? undefined : Math.max(0, firstDialledAt - rankedAt)
}

/** From the answer to the first join; where nobody was joined, to the end of the customer's leg. */
function waitAfterAnswer(callback: Callback, closedAt: Instant | undefined): number | undefined {
  if (callback.course.answeredAt === undefined) return undefined
  const end = firstJoin(callback) ?? callback.course.attempts.at(-1)?.endedAt ?? closedAt
  return end === undefined ? undefined : Math.max(0, end - callback.course.answeredAt)
}

/** When the customer's last call had its first agent, whomever it was passed on to after that. */
function firstJoin({ course: { participants } }: Callback): Instant | undefined {
  const customer = participants.find(({ role }) => role === 'customer')
  return customer?.communications.at(-1)?.joinedAt
}
