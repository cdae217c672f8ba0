import { abandonmentView } from '../callback/abandonment.ts'
import type { Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { Conversation, ThirdParty } from '../state/conversation.ts'
import type { Decision } from '../state/decision.ts'
import type { CallbackId } from '../ids.ts'
import { byRank, inOrder } from '../state/line.ts'
import { DAY_MS, type Instant } from '../time.ts'
import type { Queue } from '../state/queue.ts'
import type { State } from '../state/state.ts'

/** Late answers of all that people gave: what the rules allow, 3 %; 16 CFR 310.4(b)(4)(i). */
export const LATE_TARGET = 0.03

/** At most so many who wait are shown of each queue. */
const WAITING_SHOWN = 1_000

/** A queue as a supervisor sees it: moments, not durations, so that it is the same while it waits. Pure. */
export function liveQueue(queue: Queue, now: Instant) {
  const { pacing, mode } = queue.settings
  let waitingCalls = 0
  let waitingCallbacks = queue.preferring.size
  let oldest: Callback | undefined
  for (const lane of queue.lanes.values()) {
    if (lane.medium === 'call') waitingCalls += lane.line.size
    else waitingCallbacks += lane.line.size
    for (const first of inOrder(lane.line)) {
      if (oldest === undefined || first.rankedAt < oldest.rankedAt) oldest = first
      break
    }
  }
  const { live, machines, late, abandoned, liveRate } = abandonmentView(queue, now, DAY_MS)
  return {
    id: queue.id,
    mode,
    closed: queue.closed,
    waitingCalls,
    waitingCallbacks,
    scheduled: queue.schedule.line.size,
    ...(oldest === undefined ? {} : { oldestSince: oldest.rankedAt }),
    inFlight: queue.inFlight,
    live: queue.live.size,
    agentsOnQueue: queue.loggedIn,
    agentsIdle: queue.plain.idle.size,
    pacing: {
      policy: pacing.policy,
      modifier: pacing.modifier,
      cap: Math.floor(pacing.modifier * queue.loggedIn),
    },
    answered: {
      ...{ live, machines, late, abandoned },
      lateShare: liveRate,
      abandonedShare: live === 0 ? 0 : abandoned / live,
      target: LATE_TARGET,
    },
  }
}

/** The newest decision of a queue that says more than that nobody waits. Pure. */
export function tellingDecision(queue: Queue): Decision | undefined {
  return queue.decisions.findLast(({ rule }) => rule !== 'nobody-waiting')
}

/** An agent as everyone sees them. Pure. */
export function liveAgent(state: State, agent: Agent) {
  const callback =
    agent.callbackId === undefined ? undefined : state.callbacks.get(agent.callbackId)
  const talk = callback?.course.agentId === agent.id ? callback.course.talk?.state : undefined
  return {
    id: agent.id,
    name: agent.settings.name,
    role: agent.settings.role ?? ('agent' as const),
    state: agent.state,
    since: agent.stateSince,
    ...(agent.offQueueReason === undefined ? {} : { reason: agent.offQueueReason }),
    queues: agent.settings.queues,
    hasPhone: agent.contact !== undefined,
    leaving: agent.leaving,
    ...(agent.callbackId === undefined ? {} : { callbackId: agent.callbackId }),
    ...(talk === undefined ? {} : { talk }),
  }
}

/** A call with whoever is on it. Pure. */
export function liveCall(state: State, callback: Callback) {
  const { customerName } = callback.details
  const { talk, timeline } = callback.course
  return {
    id: callback.id,
    queueId: callback.queueId,
    medium: callback.medium,
    number: callback.customer,
    ...(customerName === undefined ? {} : { customerName }),
    state: callback.state,
    since: timeline.at(-1)?.at ?? callback.bookedAt,
    ...(callback.course.answeredAt === undefined ? {} : { answeredAt: callback.course.answeredAt }),
    ...(callback.course.joinedAt === undefined ? {} : { joinedAt: callback.course.joinedAt }),
    ...(callback.course.agentId === undefined ? {} : { agentId: callback.course.agentId }),
    ...talkView(talk),
    watchers: watchersOf(talk),
    legs: legsOf(state, callback),
  }
}

/** How a conversation stands, and with whom else. Pure. */
export function talkView(talk: Conversation | undefined) {
  if (talk === undefined) return {}
  return { talk: talk.state, ...(talk.third === undefined ? {} : { third: thirdView(talk.third) }) }
}

/** The supervisors who are on a call. Pure. */
export function watchersOf(talk: Conversation | undefined) {
  return (talk?.watchers ?? [])
    .filter(({ present }) => present)
    .map(({ agentId, mode, since }) => ({ agentId, mode, since }))
}

function thirdView({ agentId, number, answered }: ThirdParty) {
  return {
    ...(agentId === undefined ? {} : { agentId }),
    ...(number === undefined ? {} : { number }),
    state: answered ? ('answered' as const) : ('ringing' as const),
  }
}

function legsOf(state: State, callback: Callback) {
  const { talk } = callback.course
  const others = [talk?.third?.legId, ...(talk?.watchers ?? []).map(({ legId }) => legId)]
  return [callback.course.customerLeg, callback.course.agentLeg, ...others].flatMap((id) => {
    const leg = id === undefined ? undefined : state.legs.get(id)
    if (leg === undefined) return []
    const role = talk?.third?.legId === leg.id ? ('third' as const) : leg.role
    return [{ id: leg.id, role, state: leg.state }]
  })
}

/** Everybody in a queue's line, in its one order, the first thousand. Pure. */
export function* liveWaiting(queue: Queue) {
  let shown = 0
  const lines = [queue.preferring, ...[...queue.lanes.values()].map((lane) => lane.line)]
  const firsts = lines.flatMap((line) => firstOf(line, WAITING_SHOWN))
  for (const callback of firsts.sort(byRank)) {
    if (shown++ === WAITING_SHOWN) return
    yield waitingRow(callback)
  }
}

function firstOf(line: Queue['preferring'], most: number): Callback[] {
  const firsts: Callback[] = []
  for (const callback of inOrder(line)) {
    if (firsts.length === most) break
    firsts.push(callback)
  }
  return firsts
}

function waitingRow(callback: Callback) {
  const { customerName, skills } = callback.details
  return {
    id: callback.id,
    queueId: callback.queueId,
    medium: callback.medium,
    number: callback.customer,
    ...(customerName === undefined ? {} : { customerName }),
    priority: callback.priority,
    rankedAt: callback.rankedAt,
    order: callback.number,
    ...(callback.ownerId === undefined ? {} : { ownerId: callback.ownerId }),
    ...(skills === undefined ? {} : { skills }),
    attempts: callback.course.attempts.length,
  }
}

/** Everyone on the line or in somebody's hands: found through legs and agents. Pure. */
export function callsUp(state: State): Callback[] {
  const ids = new Set<CallbackId>()
  for (const { callback } of state.legs.values()) if (callback !== undefined) ids.add(callback.id)
  for (const agent of state.agents.values()) {
    if (agent.callbackId !== undefined) ids.add(agent.callbackId)
  }
  return [...ids].flatMap((id) => state.callbacks.get(id) ?? [])
}
