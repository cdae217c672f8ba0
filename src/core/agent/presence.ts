import { contactOf, isOnQueue, moveAgent, type Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import type { DecisionTrigger } from '../state/decision.ts'
import type { AgentEvent, PhoneEvent } from '../state/events.ts'
import { legIdOf, phoneNumber, type AgentId, type CallbackId, type PresenceId } from '../ids.ts'
import { createLeg } from '../state/leg.ts'
import { LIMITS } from '../limits.ts'
import { listIdle, queuesOf, relistIdle, unlistIdle } from '../queue/idle.ts'
import { learnTaken } from '../pacing/lessons.ts'
import { expectAgent } from '../pacing/prospect.ts'
import { releaseLeg } from '../call/release.ts'
import {
  cancelTimer,
  lookLater,
  matchLater,
  reply,
  startTimer,
  thin,
  type Turn,
} from '../state/turn.ts'

/** What a standing leg's phone shows: it belongs to no customer yet. */
const STANDING_NUMBER = phoneNumber('+10000000')

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
  agent.registeredContact = event.contact
  agent.contact = contactOf(agent)
  expectAgent(turn.state, agent)
  agent.contactExpiresAt = event.expiresAt
  startTimer(turn, 'phone', agent.id, event.expiresAt)
  if (!isSame) agentChanged(turn, agent)
  if (!agent.settings.onQueueWhenRegistered) return
  if (agent.state === 'off-queue' || isNew) enter(turn, agent, event.presenceId)
}

/**
 * A phone is gone: whoever has none is not on queue. Who talks or wraps up does that first, and stays
 * on queue where the phone is back by then.
 */
export function phoneGone(turn: Turn, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId)
  if (agent === undefined) return
  cancelTimer(turn, 'phone', agentId)
  agent.registeredContact = undefined
  agent.contact = contactOf(agent)
  agent.contactExpiresAt = undefined
  expectAgent(turn.state, agent)
  agentChanged(turn, agent)
  const atWork = agent.state === 'communicating' || agent.state === 'acw'
  if (agent.contact === undefined && !atWork) leave(turn, agent)
}

/** An agent's work is done: idle again, or off queue where they asked for it meanwhile. */
export function becomeFree(turn: Turn, agent: Agent, trigger: DecisionTrigger): void {
  agent.freeing = agent.callLeg !== undefined
  if (agent.freeing) return
  learnTaken(turn, agent)
  agent.callbackId = undefined
  if (agent.acwEndsAt !== undefined) cancelTimer(turn, 'lead', agent.id)
  agent.acwEndsAt = undefined
  const goes = agent.leaving || agent.contact === undefined
  if (goes && agent.held.length === 0) return goOff(turn, agent)
  if (agent.state !== 'idle') moveAgent(agent, 'idle', turn.now)
  agentChanged(turn, agent)
  if (goes) return
  listIdle(turn, agent)
  matchLater(turn, agent.id)
  for (const queue of queuesOf(turn.state, agent)) lookLater(turn, queue.id, trigger)
}

/** The agent takes something up: no longer among the idle. */
export function becomeBusy(turn: Turn, agent: Agent, to: 'reserved' | 'alerting'): void {
  unlistIdle(turn.state, agent)
  moveAgent(agent, to, turn.now)
  agentChanged(turn, agent)
}

/** The agent did not answer: nobody is offered to them until they say that they are back. */
export function becomeNotResponding(turn: Turn, agent: Agent): void {
  agent.callbackId = undefined
  if ((agent.leaving || agent.contact === undefined) && agent.held.length === 0) {
    return goOff(turn, agent)
  }
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
}

/** A standing leg is gone: so is its agent. */
export function standingLegReleased(turn: Turn, agent: Agent): void {
  agent.standingLeg = undefined
  agent.leaving = true
  if (isOnQueue(agent)) unlistIdle(turn.state, agent)
  expectAgent(turn.state, agent)
  agentsGone(turn, agent)
  if (isOnQueue(agent) && agent.callbackId === undefined && agent.held.length === 0) {
    goOff(turn, agent)
  }
  if (!isOnQueue(agent)) agent.presenceId = undefined
}

/** An agent-first callback has ended: whoever held it may take more. */
export function dropWork(turn: Turn, agent: Agent, callbackId: CallbackId): void {
  if (!agent.held.some((work) => work.callbackId === callbackId)) return
  relistIdle(turn.state, agent, () => {
    agent.held = agent.held.filter((work) => work.callbackId !== callbackId)
  })
  agentChanged(turn, agent)
  const isFree = agent.state === 'idle' || agent.state === 'not-responding'
  const goes = agent.leaving || agent.contact === undefined
  if (goes && isFree && agent.held.length === 0) return goOff(turn, agent)
  if (agent.idleTurn === undefined) return
  matchLater(turn, agent.id)
  for (const queue of queuesOf(turn.state, agent)) {
    lookLater(turn, queue.id, 'agent-completed-call')
  }
}

/** What an agent does has changed: their queues expect something else of them, the world is told. */
export function agentChanged(turn: Turn, agent: Agent): void {
  expectAgent(turn.state, agent)
  turn.effects.push({ kind: 'PublishAgent', agentId: agent.id })
}

function enter(turn: Turn, agent: Agent, presence: PresenceId): void {
  const wasLeaving = agent.leaving
  if (agent.watching !== undefined) return
  agent.offQueueReason = undefined
  agent.leaving = false
  expectAgent(turn.state, agent)
  const waits = agent.state === 'idle' && wasLeaving
  if (agent.state === 'not-responding' || waits) return becomeFree(turn, agent, 'agent-on-queue')
  if (agent.state !== 'off-queue') return
  agent.presenceId = presence
  if ((agent.connection ?? agent.settings.connection) === 'per-call') return logIn(turn, agent)
  if (agent.standingLeg === undefined) dialStandingLeg(turn, agent, presence)
}

function logIn(turn: Turn, agent: Agent): void {
  for (const queue of queuesOf(turn.state, agent)) queue.loggedIn++
  becomeFree(turn, agent, 'agent-on-queue')
}

function leave(turn: Turn, agent: Agent): void {
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
  unlistIdle(turn.state, agent)
  agentsGone(turn, agent)
  for (const queue of queuesOf(turn.state, agent)) queue.loggedIn--
  moveAgent(agent, 'off-queue', turn.now)
  agent.leaving = false
  agent.callbackId = undefined
  if (agent.standingLeg === undefined) agent.presenceId = undefined
  else releaseLeg(turn, agent.standingLeg, 'released')
  agentChanged(turn, agent)
}

/** Their queues have one agent less: who rings for them may be one too many. */
function agentsGone(turn: Turn, agent: Agent): void {
  for (const queue of queuesOf(turn.state, agent)) {
    if (queue.outlook.ringingCount > 0) thin(turn, queue.id)
  }
}

function dialStandingLeg(turn: Turn, agent: Agent, presence: PresenceId): void {
  agent.standingLegCount++
  const legId = legIdOf(presence, agent.standingLegCount)
  agent.standingLeg = legId
  const origin = { id: legId, role: 'agent', agentId: agent.id, presenceId: presence } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  turn.effects.push({
    kind: 'DialAgent',
    legId,
    agentId: agent.id,
    contact: present(agent.contact, 'who goes on queue has a phone'),
    shownName: 'Ringfirst',
    shownNumber: STANDING_NUMBER,
    ringTimeoutMs: LIMITS.alertingTimeoutMaxMs,
    maxCallMs: LIMITS.shiftMaxMs,
  })
}
