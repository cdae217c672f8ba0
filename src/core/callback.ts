import type { Decision } from './decision.ts'
import type { AgentId, CallbackId, LegId, PhoneNumber, QueueId } from './ids.ts'
import type { AttemptRecord, Note, ParticipantRecord, WrapUpRecord } from './interaction.ts'
import type { Ranked } from './line.ts'
import { move, type Moves } from './machine.ts'
import type { Cause, Disposition, Verdict } from './outcome.ts'
import type { Instant } from './time.ts'

/**
 * Where a customer-first callback is.
 *
 * ```
 *  scheduled ─► waiting ─► dialling ─► listening ─► awaiting-agent ◄─► alerting ─► talking
 *      ▲           │        │    ▲         │  │        │   │  ▲           │           │
 *      │           │        └────┘         │  └► in-flow ◄─┘  │           │           │
 *      │           │      next trunk       │      │  └────────┘           │           ▼
 *      ├───────────┼── rebooked ───────────┼──────┼─ farewell ◄───────────┘       wrapping
 *      │           │                       │      │      │                            │
 *      └───────────┴────────► ending ◄─────┴──────┴──────┘           closed ◄─────────┤
 *                               └─────────────────────────────────────────────────────┘
 * ```
 *
 * `listening`: answered, analysis has not said who. `in-flow`: a machine, in the queue's flow.
 * `farewell`: a live customer hears why nobody comes. `ending`: it has its disposition, legs are
 * being let go. `wrapping`: the talk is over, the agent's code is due.
 */
export type CallbackState =
  | 'scheduled'
  | 'waiting'
  | 'dialling'
  | 'listening'
  | 'awaiting-agent'
  | 'alerting'
  | 'talking'
  | 'in-flow'
  | 'farewell'
  | 'ending'
  | 'wrapping'
  | 'closed'

/** The legal moves of a callback. */
export const CALLBACK_MOVES: Moves<CallbackState> = {
  scheduled: ['waiting', 'ending'],
  waiting: ['dialling', 'ending'],
  dialling: ['listening', 'ending'],
  listening: ['awaiting-agent', 'in-flow', 'ending'],
  'awaiting-agent': ['alerting', 'in-flow', 'farewell', 'ending'],
  alerting: ['awaiting-agent', 'talking', 'farewell', 'ending'],
  talking: ['wrapping'],
  'in-flow': ['awaiting-agent', 'ending'],
  farewell: ['scheduled', 'ending'],
  ending: ['closed'],
  wrapping: ['closed'],
  closed: [],
}

/** The states in which a callback's customer is dialled, or has answered and waits. */
export const IN_FLIGHT: ReadonlySet<CallbackState> = new Set([
  'dialling',
  'listening',
  'awaiting-agent',
  'alerting',
])

/** A customer's request to be called, while it is open; a closed one lives in the store. */
export interface Callback extends Ranked {
  readonly id: CallbackId
  readonly queueId: QueueId
  readonly customer: PhoneNumber
  readonly bookedAt: Instant
  readonly priority: number
  /** Its place: when it entered the queue; kept through every attempt. */
  readonly rankedAt: Instant
  readonly number: number
  readonly details: BookingDetails
  state: CallbackState
  /** When a scheduled one may enter its queue. */
  dueAt: Instant | undefined
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
  /** The index of the flow step that runs. */
  flowStep: number | undefined
  /** A machine's greeting is over: said by analysis, perhaps before the flow asked. */
  ready: boolean
  /** A code is still due from the agent; the interaction stays open for it. */
  wrapUpDue: boolean
  readonly timeline: Note[]
  attempts: readonly AttemptRecord[]
  participants: readonly ParticipantRecord[]
  wrapUps: readonly WrapUpRecord[]
  decisions: readonly Decision[]
}

/** What the booking brought along. */
export interface BookingDetails {
  readonly source: string
  readonly customerName?: string
  readonly callerIdNumber?: PhoneNumber
  readonly callerIdName?: string
  readonly ownerId?: AgentId
  readonly skills?: readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
}

/** Moves a callback, or stops at a bug. Only `queue.ts` and `state.ts` keep lists that depend on it. */
export function moveCallback(callback: Callback, to: CallbackState): void {
  callback.state = move('callback', CALLBACK_MOVES, callback.state, to)
}
