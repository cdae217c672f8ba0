import { contactOf, isOnQueue, moveAgent, type Agent } from '../state/agent.ts'
import type { DecisionTrigger } from '../state/decision.ts'
import type { AgentEvent, LegReleased, PhoneEvent, PhoneLoss } from '../state/events.ts'
import { type AgentId, type CallbackId, type PresenceId } from '../ids.ts'
import type { Leg } from '../state/leg.ts'
import { LIMITS } from '../limits.ts'
import { wasLost, type Cause } from '../state/outcome.ts'
import { listIdle, queuesOf, relistIdle, unlistIdle } from '../queue/idle.ts'
import { countLoggedIn } from '../queue/team.ts'
import {
  becomeAbsent,
  becomeUnreached,
  connectionOf,
  endAbsence,
  isReachable,
  raise,
} from './absence.ts'
import { agentChanged, agentsGone } from './change.ts'
import { leaveOldPage, rangElsewhere } from './device.ts'
import { learnTaken } from '../pacing/lessons.ts'
import { expectAgent } from '../pacing/prospect.ts'
import { releaseLeg } from '../call/release.ts'
import { cancelTimer, lookLater, matchLater, reply, startTimer, type Turn } from '../state/turn.ts'

/** What the desk shows of an agent who went off queue because their phone did not come back. */
const LOST_REASON = 'phone-lost'

/** An agent asks to be on queue: at once where their phone is known, not at all where it is not. */
export function goOnQueue(
  turn: Turn,
  event: Extract<AgentEvent, { kind: 'AgentWentOnQueue' }>,
): void {
  const agent = turn.state.agents.get(event.agentId)
  if (agent === undefined)
    return reply(turn, { ok: false, code: 'unknown-agent', detail: event.agentId })
  if (agent.contact === undefined) {
    return reply(turn, { ok: false, code: 'no-phone', detail: event.agentId })
  }
  if (agent.watching !== undefined) {
    return reply(turn, { ok: false, code: 'agent-busy', detail: event.agentId })
  }
  enter(turn, agent, event.presenceId)
  reply(turn, { ok: true })
}

/** An agent asks to be off queue: at once where they are free, else when their work is done. */
export function goOffQueue(turn: Turn, agentId: AgentId, reason?: string): void {
  const agent = turn.state.agents.get(agentId)
  if (agent === undefined) return reply(turn, { ok: false, code: 'unknown-agent', detail: agentId })
  agent.offQueueReason = reason
  leave(turn, agent)
  reply(turn, { ok: true })
}

/** A phone registered, or refreshed what it had registered. */
export function phoneRegistered(
  turn: Turn,
  event: Extract<PhoneEvent, { kind: 'PhoneRegistered' }>,
): void {
  const agent = turn.state.agents.get(event.agentId)
  if (agent === undefined) return
  const isNew = agent.contact === undefined
  const isSame = agent.registeredContact === event.contact
  leaveOldPage(turn, agent, event.contact)
  agent.registeredContact = event.contact
  agent.contact = contactOf(agent)
  expectAgent(turn.state, agent)
  agent.contactExpiresAt = event.expiresAt
  startTimer(turn, 'phone', agent.id, event.expiresAt)
  if (!isSame) agentChanged(turn, agent)
  const wasUnreached = agent.state === 'not-responding' && !isNew && isSame
  if (agent.absentUntil !== undefined && !wasUnreached) comeBack(turn, agent, event.presenceId)
  if (!agent.settings.onQueueWhenRegistered) return
  if (agent.state === 'off-queue' || isNew) enter(turn, agent, event.presenceId)
}

/**
 * A phone is gone. One that was signed off takes its agent off queue; after any other loss they have
 * a moment to come back. Who talks or wraps up does that first.
 */
export function phoneGone(turn: Turn, agentId: AgentId, why: PhoneLoss): void {
  const agent = turn.state.agents.get(agentId)
  if (agent === undefined) return
  dropContact(turn, agent)
  if (agent.contact !== undefined) return
  const atWork = agent.state === 'communicating' || agent.state === 'acw'
  if (!isOnQueue(agent) || (why === 'asked' && !atWork)) return leave(turn, agent)
  const isFree = agent.state === 'idle' || agent.state === 'not-responding'
  if (isFree && !agent.leaving) becomeAbsent(turn, agent)
}

/** What a phone registered holds no longer. */
export function dropContact(turn: Turn, agent: Agent): void {
  cancelTimer(turn, 'phone', agent.id)
  agent.registeredContact = undefined
  agent.contact = contactOf(agent)
  agent.contactExpiresAt = undefined
  agentChanged(turn, agent)
}

/** An agent's work is done: idle again, or off queue where they asked for it meanwhile. */
export function becomeFree(turn: Turn, agent: Agent, trigger: DecisionTrigger): void {
  agent.freeing = agent.callLeg !== undefined
  if (agent.freeing) return
  learnTaken(turn, agent)
  agent.callbackId = undefined
  if (agent.acwEndsAt !== undefined) cancelTimer(turn, 'lead', agent.id)
  agent.acwEndsAt = undefined
  if (agent.leaving && agent.held.length === 0) return goOff(turn, agent)
  if (agent.state !== 'idle') moveAgent(agent, 'idle', turn.now)
  agentChanged(turn, agent)
  if (agent.leaving) return
  if (!isReachable(turn.state, agent)) {
    becomeAbsent(turn, agent)
    return raise(turn, agent)
  }
  endAbsence(turn, agent)
  listIdle(turn, agent)
  matchLater(turn, agent.id)
  for (const queue of queuesOf(turn.state, agent)) lookLater(turn, queue.id, trigger)
}

/** The agent takes something up: no longer among the idle. */
export function becomeBusy(turn: Turn, agent: Agent, to: 'reserved' | 'alerting'): void {
  unlistIdle(turn.state, agent)
  endAbsence(turn, agent)
  moveAgent(agent, to, turn.now)
  agentChanged(turn, agent)
}

/** The agent did not answer: nobody is offered to them until they say that they are back. */
export function becomeNotResponding(turn: Turn, agent: Agent, cause?: Cause): void {
  agent.callbackId = undefined
  if (agent.leaving && agent.held.length === 0) return goOff(turn, agent)
  if (agent.contact === undefined || cause === 'unreachable') return becomeUnreached(turn, agent)
  moveAgent(agent, 'not-responding', turn.now)
  agentsGone(turn, agent)
  agentChanged(turn, agent)
}

/** The leg of one call is gone: an agent who only waited for that is free. */
export function callLegReleased(turn: Turn, agent: Agent): void {
  agent.callLeg = undefined
  if (agent.freeing) becomeFree(turn, agent, 'agent-completed-call')
}

/** A standing leg is up: its agent is on queue from now. */
export function standingLegAnswered(turn: Turn, agent: Agent): void {
  if (agent.state === 'off-queue') logIn(turn, agent)
  else if (agent.absentUntil !== undefined) becomeFree(turn, agent, 'agent-on-queue')
}

/** A standing leg is gone: so is its agent, at once where they hung up, else unless it stands again. */
export function standingLegReleased(turn: Turn, agent: Agent, leg: Leg, event: LegReleased): void {
  if (agent.standingLeg !== leg.id) return
  agent.standingLeg = undefined
  const isLost = wasLost(event)
  // Back on queue before the old leg was quite gone.
  if (leg.releasing && !isLost && agent.presenceId !== leg.presenceId) {
    return agent.state === 'off-queue' ? raise(turn, agent) : undefined
  }
  if (isOnQueue(agent) && isLost && !agent.leaving) {
    return standingLegLost(turn, agent, leg, event)
  }
  agent.leaving = true
  if (isOnQueue(agent)) unlistIdle(turn.state, agent)
  expectAgent(turn.state, agent)
  agentsGone(turn, agent)
  if (isOnQueue(agent) && agent.callbackId === undefined && agent.held.length === 0) {
    goOff(turn, agent)
  }
  if (!isOnQueue(agent)) agent.presenceId = undefined
}

/** The phone may be there still; one that never was heard is not rung on, another one is. */
function standingLegLost(turn: Turn, agent: Agent, leg: Leg, event: LegReleased): void {
  const isElsewhere = rangElsewhere(agent, leg)
  if (event.cause === 'unreachable' && !isElsewhere) dropContact(turn, agent)
  if (agent.state !== 'idle' && agent.state !== 'not-responding') return
  becomeAbsent(turn, agent)
  const stoodMs = turn.now - (leg.answeredAt ?? turn.now)
  if (isElsewhere || stoodMs > LIMITS.standingProofMs) raise(turn, agent)
}

/** An agent-first callback has ended: whoever held it may take more. */
export function dropWork(turn: Turn, agent: Agent, callbackId: CallbackId): void {
  if (!agent.held.some((work) => work.callbackId === callbackId)) return
  relistIdle(turn.state, agent, () => {
    agent.held = agent.held.filter((work) => work.callbackId !== callbackId)
  })
  agentChanged(turn, agent)
  const isFree = agent.state === 'idle' || agent.state === 'not-responding'
  if (agent.leaving && isFree && agent.held.length === 0) return goOff(turn, agent)
  if (agent.idleTurn === undefined) return
  matchLater(turn, agent.id)
  for (const queue of queuesOf(turn.state, agent)) {
    lookLater(turn, queue.id, 'agent-completed-call')
  }
}

function enter(turn: Turn, agent: Agent, presence: PresenceId): void {
  const wasLeaving = agent.leaving
  if (agent.watching !== undefined) return
  agent.offQueueReason = undefined
  agent.leaving = false
  expectAgent(turn.state, agent)
  const waits = agent.state === 'idle' && wasLeaving
  if (agent.absentUntil !== undefined) return comeBack(turn, agent, presence)
  if (agent.state === 'not-responding' || waits) return becomeFree(turn, agent, 'agent-on-queue')
  if (agent.state !== 'off-queue') return
  agent.presenceId = presence
  if (connectionOf(agent) === 'per-call') return logIn(turn, agent)
  raise(turn, agent)
}

function logIn(turn: Turn, agent: Agent): void {
  countLoggedIn(turn.state, agent, 1)
  becomeFree(turn, agent, 'agent-on-queue')
}

/** The agent goes off queue, now or when their work is done. */
function leave(turn: Turn, agent: Agent): void {
  endAbsence(turn, agent)
  if (agent.standingLeg !== undefined && agent.callbackId === undefined) {
    releaseLeg(turn, agent.standingLeg, 'released')
  }
  if (!isOnQueue(agent)) return agentChanged(turn, agent)
  agent.leaving = true
  unlistIdle(turn.state, agent)
  agentsGone(turn, agent)
  const free = agent.state === 'idle' || agent.state === 'not-responding'
  if (free && agent.held.length === 0) goOff(turn, agent)
  else agentChanged(turn, agent)
}

function goOff(turn: Turn, agent: Agent): void {
  endAbsence(turn, agent)
  unlistIdle(turn.state, agent)
  agentsGone(turn, agent)
  countLoggedIn(turn.state, agent, -1)
  moveAgent(agent, 'off-queue', turn.now)
  agent.leaving = false
  agent.callbackId = undefined
  if (agent.standingLeg === undefined) agent.presenceId = undefined
  else releaseLeg(turn, agent.standingLeg, 'released')
  agentChanged(turn, agent)
}

/** The phone of an absent agent is there: they are free again, once a leg that should stand does. */
function comeBack(turn: Turn, agent: Agent, presence: PresenceId): void {
  agent.presenceId = presence
  if (isReachable(turn.state, agent)) becomeFree(turn, agent, 'agent-on-queue')
  else raise(turn, agent)
}

/** The phone did not come back in time. Who was merely not reached stays not responding. */
export function absenceOver(turn: Turn, agent: Agent): void {
  if (agent.absentUntil === undefined) return
  endAbsence(turn, agent)
  if (agent.state === 'not-responding' && agent.contact !== undefined) return
  agent.offQueueReason = LOST_REASON
  leave(turn, agent)
}
