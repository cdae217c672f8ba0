import type { AgentState } from '../state/agent.ts'
import type { Callback, CallbackState } from '../state/callback.ts'
import type { Decision } from '../state/decision.ts'
import type { AgentId, CallbackId, LegId, PhoneNumber, QueueId, TrunkId } from '../ids.ts'
import type { InteractionRecord } from '../state/interaction.ts'
import { estimateWait, type WaitEstimate } from '../queue/estimate.ts'
import type { Leg, LegState } from '../state/leg.ts'
import { byRank, inOrder } from '../state/line.ts'
import type { PacingPolicy } from '../state/organisation.ts'
import { positionOf } from '../queue/position.ts'
import type { Queue } from '../state/queue.ts'
import { recordOf } from '../state/record.ts'
import { queueOf, type State } from '../state/state.ts'
import type { Instant } from '../time.ts'
import { whyNotServed, type Why } from './why.ts'

/** What is going on now, as plain data: a copy that nobody's step changes. */
export interface BoardView {
  readonly at: Instant
  readonly switchUp: boolean
  readonly paused: boolean
  readonly queues: readonly QueueView[]
  readonly agents: readonly AgentView[]
  readonly calls: readonly CallView[]
  readonly trunks: readonly TrunkView[]
}

export interface QueueView {
  readonly id: QueueId
  readonly waiting: number
  readonly scheduled: number
  readonly oldestWaitMs: number
  readonly inFlight: number
  readonly live: number
  readonly agentsLoggedIn: number
  readonly agentsIdle: number
  readonly pacing: {
    readonly policy: PacingPolicy
    readonly modifier: number
    readonly cap: number
  }
  /** The newest decision: why the last one was, or was not, dialled. */
  readonly lastDecision?: Decision
  /** The first in line, at most ten. */
  readonly next: readonly WaitingView[]
}

export interface WaitingView {
  readonly id: CallbackId
  readonly number: PhoneNumber
  readonly customerName?: string
  readonly waitMs: number
  readonly priority: number
}

export interface AgentView {
  readonly id: AgentId
  readonly name: string
  readonly state: AgentState
  readonly stateSince: Instant
  readonly queues: readonly QueueId[]
  readonly hasPhone: boolean
  readonly leaving: boolean
  readonly callbackId?: CallbackId
}

/** A callback that is on the line, or whose agent is wrapping up. */
export interface CallView {
  readonly id: CallbackId
  readonly queueId: QueueId
  readonly number: PhoneNumber
  readonly customerName?: string
  readonly state: CallbackState
  readonly agentId?: AgentId
  readonly legs: readonly {
    readonly id: LegId
    readonly role: Leg['role']
    readonly state: LegState
  }[]
  readonly interaction: InteractionRecord
}

export interface TrunkView {
  readonly id: TrunkId
  readonly channelsInUse: number
  readonly channels: number
  readonly callsPerSecond: number
}

/** One callback with its place and everything on record. */
export interface CallbackView {
  readonly interaction: InteractionRecord
  /** 1 is next; absent where it does not wait in line. */
  readonly position?: number
  /** How long it will still wait for its turn, where the queue has moved lately. */
  readonly estimatedWait?: WaitEstimate
  /** Why it is not being dialled at this very moment; absent where it is, or is done. */
  readonly why?: Why
  readonly dueAt?: Instant
  /** The queue's newest decisions, newest last: they answer for everyone who waits. */
  readonly queueDecisions: readonly Decision[]
}

const NEXT_IN_LINE_SHOWN = 10
const QUEUE_DECISIONS_SHOWN = 5

/** Everything that a board shows. Its cost grows with calls and agents, not with who waits. Pure. */
export function boardView(state: State, now: Instant): BoardView {
  return {
    at: now,
    switchUp: state.switchUp,
    paused: state.paused,
    queues: [...state.queues.values()].map((queue) => queueView(queue, now)),
    agents: [...state.agents.values()].map((agent) => ({
      id: agent.id,
      name: agent.settings.name,
      state: agent.state,
      stateSince: agent.stateSince,
      queues: agent.settings.queues,
      hasPhone: agent.contact !== undefined,
      leaving: agent.leaving,
      ...(agent.callbackId === undefined ? {} : { callbackId: agent.callbackId }),
    })),
    calls: callsOf(state),
    trunks: [...state.trunks.values()].map((trunk) => ({
      id: trunk.id,
      channelsInUse: trunk.channelsInUse,
      channels: trunk.settings.channels,
      callsPerSecond: trunk.settings.callsPerSecond,
    })),
  }
}

/**
 * One open callback; undefined where it is not open (closed ones are in the store). With the time,
 * also how long it will wait and why it does. Pure.
 */
export function callbackView(
  state: State,
  id: CallbackId,
  now?: Instant,
): CallbackView | undefined {
  const callback = state.callbacks.get(id)
  if (callback === undefined) return undefined
  const queue = queueOf(state, callback)
  const position = positionOf(state, callback)
  const estimatedWait =
    position === undefined || now === undefined ? undefined : estimateWait(queue, position, now)
  const why = now === undefined ? undefined : whyNotServed(state, callback, now)
  return {
    interaction: recordOf(callback),
    ...(position === undefined ? {} : { position }),
    ...(estimatedWait === undefined ? {} : { estimatedWait }),
    ...(why === undefined ? {} : { why }),
    ...(callback.dueAt === undefined ? {} : { dueAt: callback.dueAt }),
    queueDecisions: queue.decisions.slice(-QUEUE_DECISIONS_SHOWN),
  }
}

function queueView(queue: Queue, now: Instant): QueueView {
  const next: WaitingView[] = []
  for (const callback of firstOf(queue)) next.push(waitingView(callback, now))
  const lastDecision = queue.decisions.at(-1)
  const { policy, modifier } = queue.settings.pacing
  return {
    id: queue.id,
    waiting: queue.waiting,
    scheduled: queue.schedule.line.size,
    oldestWaitMs: next.reduce((oldest, one) => Math.max(oldest, one.waitMs), 0),
    inFlight: queue.inFlight,
    live: queue.live.size,
    agentsLoggedIn: queue.loggedIn,
    agentsIdle: queue.plain.idle.size,
    pacing: { policy, modifier, cap: Math.floor(modifier * queue.loggedIn) },
    ...(lastDecision === undefined ? {} : { lastDecision }),
    next,
  }
}

/** The first in the queue's one order, over all lanes. */
function firstOf(queue: Queue): readonly Callback[] {
  const firsts: Callback[] = []
  for (const lane of queue.lanes.values()) {
    let shown = 0
    for (const callback of inOrder(lane.line)) {
      if (shown++ === NEXT_IN_LINE_SHOWN) break
      firsts.push(callback)
    }
  }
  return firsts.sort(byRank).slice(0, NEXT_IN_LINE_SHOWN)
}

function waitingView(callback: Callback, now: Instant): WaitingView {
  const { customerName } = callback.details
  return {
    id: callback.id,
    number: callback.customer,
    ...(customerName === undefined ? {} : { customerName }),
    waitMs: now - callback.rankedAt,
    priority: callback.priority,
  }
}

/** Every callback with a leg or an agent: found through legs and agents, not through who waits. */
function callsOf(state: State): CallView[] {
  const ids = new Set<CallbackId>()
  for (const { callback } of state.legs.values()) if (callback !== undefined) ids.add(callback.id)
  for (const agent of state.agents.values()) {
    if (agent.callbackId !== undefined) ids.add(agent.callbackId)
  }
  return [...ids].flatMap((id) => {
    const callback = state.callbacks.get(id)
    return callback === undefined ? [] : [callView(state, callback)]
  })
}

function callView(state: State, callback: Callback): CallView {
  const { customerName } = callback.details
  const legs = [callback.course.customerLeg, callback.course.agentLeg].flatMap((id) => {
    const leg = id === undefined ? undefined : state.legs.get(id)
    return leg === undefined ? [] : [{ id: leg.id, role: leg.role, state: leg.state }]
  })
  return {
    id: callback.id,
    queueId: callback.queueId,
    number: callback.customer,
    ...(customerName === undefined ? {} : { customerName }),
    state: callback.state,
    ...(callback.course.agentId === undefined ? {} : { agentId: callback.course.agentId }),
    legs,
    interaction: recordOf(callback),
  }
}
