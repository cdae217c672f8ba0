import type { Course } from './course.ts'
import type { AgentId, CallbackId, CampaignId, PhoneNumber, QueueId } from '../ids.ts'
import type { Note } from './interaction.ts'
import type { WallTime, Instant, TimeWindow } from '../time.ts'
import type { FlowRun } from './flow-run.ts'
import type { Ranked } from './line.ts'
import { move, type Moves } from '../machine.ts'
import type { Medium, PreferredStep } from './organisation.ts'

/**
 * Where an interaction is. A customer-first callback:
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
 * `listening`: answered, analysis has not said who. `in-flow`: a machine, in the queue's flow, or a
 * person for whom no agent came, in the queue's flow for that; either may be passed on from there.
 * `farewell`: a live customer hears why nobody comes, or is let go by that flow. `ending`: it has its disposition, legs are
 * being let go, then it is closed or goes back to its place. `wrapping`: the talk is over, the
 * agent's code is due.
 *
 * An agent-first callback, after the same `scheduled` and `waiting`:
 *
 * ```
 *  waiting ◄─► offered ─► accepted ◄─► starting ─► calling ─► talking ─► wrapping ─► closed
 *                            │ ▲ ▲        ▲           │                   │
 *                   ending ◄─┘ │ └────────┼───────────┘                   │ the agent calls again
 *                              └──────────┴───────────────────────────────┘
 * ```
 *
 * `starting`: the agent's phone rings; `calling`: the agent is on the line, the customer is dialled.
 * A customer's own call begins as `in-flow`; its flow may put it in a queue's order, on the line, as
 * `queued`, and take it out again. From there it goes on as `alerting` and `talking`. From `talking`
 * a customer may be passed on: to another agent or a queue (`alerting`, `awaiting-agent`, `queued`),
 * or outside (`transferred`). `taken-over`: the customer is on the line in this callback's place.
 */
export type CallbackState =
  | 'scheduled'
  | 'waiting'
  | 'queued'
  | 'offered'
  | 'accepted'
  | 'starting'
  | 'calling'
  | 'taken-over'
  | 'dialling'
  | 'listening'
  | 'awaiting-agent'
  | 'alerting'
  | 'talking'
  | 'transferred'
  | 'in-flow'
  | 'farewell'
  | 'ending'
  | 'wrapping'
  | 'closed'

/** The legal moves of a callback. */
export const CALLBACK_MOVES: Moves<CallbackState> = {
  scheduled: ['waiting', 'taken-over', 'ending'],
  waiting: ['dialling', 'offered', 'scheduled', 'taken-over', 'ending'],
  queued: ['alerting', 'in-flow', 'farewell', 'ending'],
  offered: ['accepted', 'waiting', 'ending'],
  accepted: ['starting', 'ending'],
  starting: ['calling', 'accepted', 'ending'],
  calling: ['talking', 'accepted', 'ending'],
  'taken-over': ['waiting', 'scheduled', 'ending'],
  dialling: ['listening', 'ending'],
  listening: ['awaiting-agent', 'in-flow', 'ending'],
  'awaiting-agent': ['alerting', 'in-flow', 'farewell', 'ending'],
  alerting: ['awaiting-agent', 'queued', 'in-flow', 'talking', 'farewell', 'ending'],
  talking: ['wrapping', 'alerting', 'awaiting-agent', 'queued', 'transferred'],
  transferred: ['awaiting-agent', 'queued', 'in-flow', 'ending'],
  'in-flow': ['awaiting-agent', 'queued', 'alerting', 'transferred', 'farewell', 'ending'],
  farewell: ['scheduled', 'ending'],
  ending: ['scheduled', 'closed'],
  wrapping: ['starting', 'closed'],
  closed: [],
}

/** Whether a callback's customer is dialled, or has answered and waits; a call never is. Pure. */
export function isInFlight({ medium, state }: Callback): boolean {
  if (medium !== 'callback') return false
  const isUnmet = state === 'dialling' || state === 'listening'
  return isUnmet || state === 'awaiting-agent' || state === 'alerting'
}

/** A customer's request to be called, while it is open; a closed one lives in the store. */
export interface Callback extends Ranked {
  readonly id: CallbackId
  readonly medium: Medium
  queueId: QueueId
  readonly customer: PhoneNumber
  readonly bookedAt: Instant
  priority: number
  /** Its place: when it entered the queue; kept through every attempt. */
  rankedAt: Instant
  number: number
  details: BookingDetails
  state: CallbackState
  /** When a scheduled one may enter its queue. */
  dueAt: Instant | undefined
  /** Whoever it waits for alone, until the ownership ends. */
  ownerId: AgentId | undefined
  /** How far its preferred agents have been tried; undefined: not begun. */
  preference: Preference | undefined
  /** The stretch in which it may be called, of those that it came with. */
  window: TimeWindow | undefined
  /** A call: the open callback whose place the caller is offered, or has taken. */
  placeOf: { readonly callbackId: CallbackId; readonly taken: boolean } | undefined
  /** What has come of it since: written through `begun` alone. */
  course: Readonly<Course>
}

/** Where a customer is in the steps of preferred agents. */
export interface Preference {
  readonly steps: readonly PreferredStep[]
  /** The step that is tried; their number when all have been. */
  readonly step: number
}

/** Whether only preferred agents are tried now. Pure. */
export function isPreferring({ preference }: Callback): boolean {
  return preference !== undefined && preference.step < preference.steps.length
}

/** What the booking brought along. */
export interface BookingDetails {
  readonly source: string
  readonly customerName?: string
  readonly callerIdNumber?: PhoneNumber
  readonly callerIdName?: string
  readonly ownerId?: AgentId
  readonly skills?: readonly string[]
  readonly campaignId?: CampaignId
  /** Whom a flow wants tried before everyone else. */
  readonly preferredAgents?: readonly PreferredStep[]
  /** It was booked for a time: its last agent counts even where preferred agents are named. */
  readonly scheduled?: boolean
  /** When the customer may be called, in order; absent: always. */
  readonly windows?: readonly TimeWindow[]
  readonly wallTime?: WallTime
  readonly rescheduledFrom?: CallbackId
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * The timeline so far. Its beginning says what the booking says: it is told from that and kept by
 * nobody, so that a million who wait cost less. Pure.
 */
export function timelineOf({
  medium,
  bookedAt: at,
  rankedAt,
  details,
  course: { timeline },
}: Callback): Note[] {
  if (medium === 'call') return [...timeline]
  // Who was promised a later call keeps the place of their own, which is not later.
  const isLater = rankedAt > at || details.scheduled === true
  const entered = isLater ? 'scheduled' : 'entered-queue'
  return [
    { at, event: 'booked', legId: undefined, detail: { source: details.source } },
    { at, event: entered, legId: undefined, detail: undefined },
    ...timeline,
  ]
}

/** Moves a callback, or stops at a bug. Only `queue.ts` and `state.ts` keep lists that depend on it. */
export function moveCallback(callback: Callback, to: CallbackState): void {
  callback.state = move('callback', CALLBACK_MOVES, callback.state, to)
}

const LED: ReadonlySet<CallbackState> = new Set(['in-flow', 'queued', 'alerting', 'awaiting-agent'])

/** The run of a call that its flow still leads: not one that talks, is over, or is let go. Pure. */
export function activeRun({ state, course: { flow } }: Callback): FlowRun | undefined {
  return LED.has(state) ? flow : undefined
}
