import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import { addCommunication, nextLegId } from './attempt.ts'
import type { Callback } from '../state/callback.ts'
import { haltFlow } from '../flow/halt.ts'
import { learnWaited } from '../pacing/lessons.ts'
import type { LegId } from '../ids.ts'
import { createLeg } from '../state/leg.ts'
import { moveInQueue } from '../queue/place.ts'
import { becomeBusy, becomeFree } from '../agent/presence.ts'
import type { Queue } from '../state/queue.ts'
import { releaseLeg } from '../call/release.ts'
import { queueOf } from '../state/state.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** The phone of an agent rings for a live customer, who goes on hearing comfort audio. */
export function alertAgent(turn: Turn, queue: Queue, callback: Callback, agent: Agent): void {
  const legId = nextLegId(callback)
  assign(turn, callback, agent, legId)
  note(turn, callback, 'agent-alerting', { agent: agent.id }, legId)
  ringAgent(turn, queue, callback, agent, legId)
}

/** An agent's phone is rung for one call. */
export function ringAgent(
  turn: Turn,
  queue: Queue,
  callback: Callback,
  agent: Agent,
  legId: LegId,
): void {
  agent.callLeg = legId
  const contact = present(agent.contact, 'an idle agent has a phone')
  const origin = { id: legId, role: 'agent', callback, agentId: agent.id, contact } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  turn.effects.push({
    kind: 'DialAgent',
    legId,
    agentId: agent.id,
    contact,
    shownName: callback.details.customerName ?? callback.customer,
    shownNumber: callback.customer,
    ringTimeoutMs: queue.settings.alertingTimeoutMs,
    maxCallMs: queue.settings.maxCallMs,
  })
}

/** A standing leg needs no ringing: the customer is joined to it at once. */
export function joinStanding(turn: Turn, callback: Callback, agent: Agent): void {
  const legId = present(agent.standingLeg, 'a standing agent has a leg')
  const leg = present(turn.state.legs.get(legId), 'a standing leg is up')
  assign(turn, callback, agent, legId)
  leg.callback = callback
  note(turn, callback, 'agent-answered', { agent: agent.id }, legId)
  orderBridge(turn, callback, legId)
}

/** The customer is gone or was told goodbye: an agent whose phone rings for them is let go. */
export function stopAlerting(turn: Turn, callback: Callback): void {
  const { agentLeg } = callback.course
  if (agentLeg === undefined) return
  const leg = turn.state.legs.get(agentLeg)
  if (leg?.presenceId === undefined) return releaseLeg(turn, agentLeg, 'cancelled')
  leg.callback = undefined
  begun(callback).agentLeg = undefined
  const agent = present(turn.state.agents.get(present(leg.agentId, 'an agent leg')), 'an agent')
  becomeFree(turn, agent, 'agent-completed-call')
}

/** A phone that was given up may ring a moment longer: the interaction stays open for that. */
function awaitGivenUp(turn: Turn, callback: Callback): void {
  const { agentLeg } = callback.course
  const leg = agentLeg === undefined ? undefined : turn.state.legs.get(agentLeg)
  if (leg?.agentId === undefined) return
  if (turn.state.agents.get(leg.agentId)?.callbackId !== callback.id) return
  begun(callback).parting = [...callback.course.parting, leg.agentId]
}

function assign(turn: Turn, callback: Callback, agent: Agent, legId: LegId): void {
  learnWaited(turn, callback)
  awaitGivenUp(turn, callback)
  moveInQueue(turn, callback, 'alerting')
  becomeBusy(turn, agent, 'alerting')
  agent.callbackId = callback.id
  begun(callback).agentLeg = legId
  begun(callback).agentId = agent.id
  addCommunication(turn, callback, 'agent', legId, agent.id)
}

/** Customer and agent are to hear each other; a caller who has not been answered yet is so first. */
export function orderBridge(turn: Turn, callback: Callback, agentLeg: LegId): void {
  const customerLeg = present(callback.course.customerLeg, 'a live customer has a leg')
  haltFlow(turn, callback)
  const leg = present(turn.state.legs.get(customerLeg), 'a live customer is on the line')
  if (leg.answeredAt === undefined) {
    const { maxCallMs } = queueOf(turn.state, callback).settings
    turn.effects.push({ kind: 'AnswerLeg', legId: customerLeg, maxCallMs })
    return
  }
  turn.effects.push({ kind: 'StopListening', legId: customerLeg })
  turn.effects.push({ kind: 'BridgeLegs', a: customerLeg, b: agentLeg })
}

/** A caller has been answered: an agent who has answered already waits for them. Says whether one does. */
export function callerAnswered(turn: Turn, callback: Callback): boolean {
  const { agentLeg } = callback.course
  const isThere = agentLeg !== undefined && turn.state.legs.get(agentLeg)?.answeredAt !== undefined
  if (callback.state !== 'alerting' || !isThere) return false
  orderBridge(turn, callback, agentLeg)
  return true
}
