import type { Decision } from './decision.ts'
import type { RecordingFault, Cause, Disposition, Verdict, VerdictKind } from './outcome.ts'
import type {
  AgentId,
  AttemptId,
  CallbackId,
  CampaignId,
  LegId,
  PhoneNumber,
  QueueId,
  RecordingId,
  TrunkId,
} from '../ids.ts'
import type { Medium } from './organisation.ts'
import type { Instant } from '../time.ts'

/** One line of an interaction's timeline: a sub-task of the spec or a fact about a leg. */
export interface Note {
  readonly at: Instant
  readonly event: NoteEvent
  readonly legId?: LegId | undefined
  readonly detail?: NoteDetail | undefined
}

/** What a line says beside its word; what is undefined is not said. */
export type NoteDetail = Readonly<Record<string, string | number | boolean | undefined>>

/** The words of the timeline, in the order in which a call meets them. */
export type NoteEvent =
  | 'booked'
  | 'scheduled'
  | 'entered-queue'
  | 'dialling' // outbound call initiated
  | 'ringing'
  | 'early-media'
  | 'answered'
  | 'comfort'
  | 'judged'
  | 'beep'
  | 'announcement'
  | 'waiting-for-agent'
  | 'call-arrived' // a customer's own call enters the queue
  | 'agent-reserved'
  | 'preferring' // preferred agents are tried alone
  | 'offered' // agent-first: shown to an agent
  | 'accepted' // agent accepted
  | 'starting' // agent-first: the agent's phone rings
  | 'not-dialled' // agent-first: a rule or a limit forbade the dial
  | 'held-back' // out of the line until a rule lets it be dialled
  | 'withdrawn' // agents are gone: it rings no longer, and keeps its place
  | 'retry' // unsuccessful, to be dialled again
  | 'ownership-ended'
  | 'window-closed'
  | 'moved' // to another queue
  | 'rescheduled' // by the agent, as a callback of its own
  | 'resolved' // its wall-clock time was resolved anew
  | 'place-offered'
  | 'place-taken'
  | 'place-returned'
  | 'agent-alerting'
  | 'agent-answered'
  | 'agent-not-responding'
  | 'agent-lost'
  | 'joined' // voice conversation
  | 'held'
  | 'resumed'
  | 'third-ringing' // a colleague or a number outside, consulted or transferred to
  | 'third-answered'
  | 'conference'
  | 'transferred'
  | 'not-transferred' // by a flow: nobody could be rung, or nobody answered
  | 'watch-asked' // a supervisor's phone rings
  | 'watch-began'
  | 'watch-changed'
  | 'watch-ended'
  | 'flow-started'
  | 'flow-failed'
  | 'keyed' // an entry that was right
  | 'keyed-wrong'
  | 'key-pressed' // one that led elsewhere in the flow
  | 'http-answered'
  | 'callback-promised' // at the caller's place, as soon as the call is over
  | 'put-off' // by the caller: to be called later, at the same place
  | 'wait-limit'
  | 'message-started'
  | 'message-ended'
  | 'no-agent-treatment'
  | 'rebooked'
  | 'recording-started' // by a flow: the caller's own words
  | 'recording-incomplete'
  | 'leg-released'
  | 'attempt-settled'
  | 'wrap-up'
  | 'cancelled'
  | 'edited'
  | 'revealed' // its number was seen in full by somebody
  | 'closed'

/** One dial of one callback, over one trunk and, where the network failed, the next. */
export interface AttemptRecord {
  readonly id: AttemptId
  readonly startedAt: Instant
  answeredAt?: Instant | undefined
  endedAt?: Instant | undefined
  cause?: Cause | undefined
  sipStatus?: number | undefined
  q850?: number | undefined
  ringingAt?: Instant | undefined
  /** Who answered, as analysis said last. */
  verdict?: VerdictKind | undefined
  /** When a person was recognised, who needs an agent from then on. */
  liveAt?: Instant | undefined
  /** When the greeting of whoever answered was over: the abandon clock starts. */
  greetingEndAt?: Instant | undefined
  joinedAt?: Instant | undefined
  /** When the message for want of an agent began. */
  messageAt?: Instant | undefined
  outcome?: Disposition | undefined
  readonly legs: { readonly legId: LegId; readonly trunkId: TrunkId }[]
}

/** A dial at its order: whatever comes of it has its field from the start. */
export function createAttempt(
  id: AttemptId,
  startedAt: Instant,
  leg: AttemptRecord['legs'][number],
): AttemptRecord {
  return {
    id,
    startedAt,
    answeredAt: undefined,
    endedAt: undefined,
    cause: undefined,
    sipStatus: undefined,
    q850: undefined,
    ringingAt: undefined,
    verdict: undefined,
    liveAt: undefined,
    greetingEndAt: undefined,
    joinedAt: undefined,
    messageAt: undefined,
    outcome: undefined,
    legs: [leg],
  }
}

/** A party of the interaction and its calls. */
export interface ParticipantRecord {
  readonly role: 'customer' | 'agent' | 'third' | 'supervisor'
  readonly agentId?: AgentId | undefined
  readonly communications: CommunicationRecord[]
}

/** One call of a participant. */
export interface CommunicationRecord {
  readonly legId: LegId
  readonly startedAt: Instant
  answeredAt?: Instant | undefined
  joinedAt?: Instant | undefined
  endedAt?: Instant | undefined
  cause?: Cause | undefined
}

/** A call at its order. */
export function createCommunication(legId: LegId, startedAt: Instant): CommunicationRecord {
  return {
    legId,
    startedAt,
    answeredAt: undefined,
    joinedAt: undefined,
    endedAt: undefined,
    cause: undefined,
  }
}

/** A code that an agent chose, tagged as the queue's level says. */
export interface WrapUpRecord {
  readonly at: Instant
  readonly agentId: AgentId
  readonly codes: readonly string[]
  readonly note?: string | undefined
  readonly setBy: 'agent' | 'system'
  /** `callback` and every voice call's leg at participant level; the leg alone at communication level. */
  readonly taggedTo: readonly string[]
  readonly level?: 'participant' | 'communication' | undefined
}

/** One recording of one leg: the far end on the left, what it heard on the right. */
export interface RecordingRecord {
  readonly id: RecordingId
  readonly legId: LegId
  readonly startedAt: Instant
  /** Absent from here on where its end was never told: the switch or we were not there. */
  endedAt?: Instant | undefined
  /** Its name within the recordings folder. */
  file?: string | undefined
  lengthMs?: number | undefined
  whole?: boolean | undefined
  why?: RecordingFault | undefined
}

/** One contact with one customer, from booking to disposition: what is kept for ever. */
export interface InteractionRecord {
  readonly id: CallbackId
  readonly queueId: QueueId
  readonly number: PhoneNumber
  /** Absent: a callback. */
  readonly medium?: Medium | undefined
  readonly campaignId?: CampaignId | undefined
  readonly state: string
  readonly bookedAt: Instant
  readonly closedAt?: Instant | undefined
  readonly customerName?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly verdict?: Verdict | undefined
  readonly disposition?: Disposition | undefined
  readonly cause?: Cause | undefined
  readonly waitInQueueMs?: number | undefined
  /** From the customer's answer to the join, or to the end where there was none. */
  readonly waitAfterAnswerMs?: number | undefined
  readonly timeline: readonly Note[]
  readonly attempts: readonly AttemptRecord[]
  readonly participants: readonly ParticipantRecord[]
  readonly wrapUps: readonly WrapUpRecord[]
  /** Absent: nothing was recorded. */
  readonly recordings?: readonly RecordingRecord[] | undefined
  readonly decisions: readonly Decision[]
}
