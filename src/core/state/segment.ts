import type { AgentId, LegId } from '../ids.ts'
import type { CommunicationRecord, InteractionRecord, NoteEvent } from './interaction.ts'
import type { Instant } from '../time.ts'

/** A stretch of an interaction that a report may count: the whole callback, or one voice call in it. */
export interface Segment {
  readonly kind: 'callback' | 'call' | 'voice'
  /** The interaction's id, and for a voice call its customer leg's. */
  readonly id: string
  readonly startedAt: Instant
  readonly endedAt?: Instant
  /** Of a voice call. */
  readonly agentId?: AgentId
  readonly legs: readonly LegId[]
  readonly talkMs?: number
}

/** A step of the work on an interaction, with its time. */
export interface SubTask {
  readonly at: Instant
  readonly task: (typeof SUB_TASKS)[number]
}

/** The timeline's words that are steps of the work, in the order in which a callback meets them. */
const SUB_TASKS = [
  'accepted', // agent-first: the agent accepted
  'dialling', // outbound call initiated, number dialled
  'answered', // connected
  'judged', // analysed
  'joined', // voice conversation
  'wrap-up',
] as const satisfies readonly NoteEvent[]

/**
 * The interaction as segments: itself, and every voice conversation inside it as one of its own.
 * Reports count either; nothing is counted twice, since each names its kind. Pure.
 */
export function segmentsOf(record: InteractionRecord): readonly Segment[] {
  const whole: Segment = {
    kind: record.medium ?? 'callback',
    id: record.id,
    startedAt: record.bookedAt,
    ...(record.closedAt === undefined ? {} : { endedAt: record.closedAt }),
    legs: record.participants.flatMap((one) => one.communications.map((call) => call.legId)),
  }
  return [whole, ...voiceCalls(record)]
}

/** The steps of the work with their times, each attempt's anew. Pure. */
export function subTasksOf(record: InteractionRecord): readonly SubTask[] {
  return record.timeline.flatMap(({ at, event }) => {
    const task = SUB_TASKS.find((one) => one === event)
    return task === undefined ? [] : [{ at, task }]
  })
}

/** A conversation is a customer's call and the agent's that were joined at the same moment. */
function voiceCalls(record: InteractionRecord): readonly Segment[] {
  const joined = (role: 'customer' | 'agent') =>
    record.participants
      .filter((one) => one.role === role)
      .flatMap((one) => one.communications.map((call) => ({ call, agentId: one.agentId })))
      .filter(({ call }) => call.joinedAt !== undefined)
  return joined('customer').flatMap(({ call }) => {
    const partner = joined('agent').find((one) => one.call.joinedAt === call.joinedAt)
    if (partner === undefined || call.joinedAt === undefined) return []
    const endedAt = firstEnd(call, partner.call)
    return [
      {
        kind: 'voice' as const,
        id: call.legId,
        startedAt: call.startedAt,
        ...(partner.agentId === undefined ? {} : { agentId: partner.agentId }),
        legs: [call.legId, partner.call.legId],
        ...(endedAt === undefined ? {} : { endedAt, talkMs: endedAt - call.joinedAt }),
      },
    ]
  })
}

function firstEnd(a: CommunicationRecord, b: CommunicationRecord): Instant | undefined {
  if (a.endedAt === undefined || b.endedAt === undefined) return a.endedAt ?? b.endedAt
  return a.endedAt < b.endedAt ? a.endedAt : b.endedAt
}
