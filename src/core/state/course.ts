import type { Conversation } from './conversation.ts'
import type { Decision } from './decision.ts'
import type { FlowRun } from './flow-run.ts'
import type { AgentId, LegId } from '../ids.ts'
import type {
  AttemptRecord,
  Note,
  ParticipantRecord,
  RecordingRecord,
  WrapUpRecord,
} from './interaction.ts'
import { NONE } from '../list.ts'
import type { Cause, Disposition, Verdict } from './outcome.ts'
import type { Instant } from '../time.ts'

/**
 * What has come of a callback since it was booked: its legs, who talks, how it was settled, what is
 * on record. Of a million who only wait nothing has come, and they share one empty course.
 */
export interface Course {
  /** It is being settled, to be dialled again at this time. */
  retryAt: Instant | undefined
  legCount: number
  customerLeg: LegId | undefined
  agentLeg: LegId | undefined
  agentId: AgentId | undefined
  /** Agents who did not answer for this customer, so that the next is tried. */
  passedOver: readonly AgentId[]
  firstDialledAt: Instant | undefined
  answeredAt: Instant | undefined
  joinedAt: Instant | undefined
  verdict: Verdict | undefined
  disposition: Disposition | undefined
  cause: Cause | undefined
  /** Where it is in a flow: a caller's, or that of a queue for machines. */
  flow: FlowRun | undefined
  /** A machine's greeting is over: said by analysis, perhaps before the flow asked. */
  ready: boolean
  /** Agent-first: its time to start by itself has come, the agent was not free. */
  startDue: boolean
  /** A code is still due from the agent; the interaction stays open for it. */
  wrapUpDue: boolean
  /** While it talks, or was passed on outside: who is on the line, and how. */
  talk: Conversation | undefined
  /** Agents who have left the call and have not let go of the interaction: after-call work. */
  parting: readonly AgentId[]
  /** What happened after the booking: `timelineOf` tells the whole. */
  timeline: Note[]
  attempts: readonly AttemptRecord[]
  participants: readonly ParticipantRecord[]
  wrapUps: readonly WrapUpRecord[]
  recordings: readonly RecordingRecord[]
  decisions: readonly Decision[]
}

/** The timeline of whoever only waits; replaced with the first note. */
const NO_NOTES: Note[] = []

/** The course of whoever only waits; nobody writes into it. */
export const NOTHING_YET: Readonly<Course> = Object.freeze(emptyCourse())

/** The course of somebody to whom something happens now: their own from here on. */
export function begun(one: { course: Readonly<Course> }): Course {
  if (one.course === NOTHING_YET) one.course = emptyCourse()
  return one.course
}

function emptyCourse(): Course {
  return {
    retryAt: undefined,
    legCount: 0,
    customerLeg: undefined,
    agentLeg: undefined,
    agentId: undefined,
    passedOver: NONE,
    firstDialledAt: undefined,
    answeredAt: undefined,
    joinedAt: undefined,
    verdict: undefined,
    disposition: undefined,
    cause: undefined,
    flow: undefined,
    ready: false,
    startDue: false,
    wrapUpDue: false,
    talk: undefined,
    parting: NONE,
    timeline: NO_NOTES,
    attempts: NONE,
    participants: NONE,
    wrapUps: NONE,
    recordings: NONE,
    decisions: NONE,
  }
}
