import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import { agentLeft, agentNotReady, agentReady } from './agent-first.ts'
import { addCommunication, communicationOf, nextLegId } from './attempt.ts'
import type { Callback } from '../state/callback.ts'
import type { LegReleased } from '../state/events.ts'
import { haltFlow, resumeFlow } from '../flow/flow.ts'
import { learnWaited } from '../pacing/lessons.ts'
import type { LegId } from '../ids.ts'
import { createLeg, moveLeg, type Leg } from '../state/leg.ts'
import { withOne } from '../list.ts'
import { handOver } from '../call/consult.ts'
import { dropParted } from '../agent/parting.ts'
import { moveInQueue } from '../queue/place.ts'
import { becomeBusy, becomeFree, becomeNotResponding, callLegReleased } from '../agent/presence.ts'
import type { Queue } from '../state/queue.ts'
import { releaseLeg } from '../call/release.ts'
import { findAgentLater, lookLater, note, type Turn } from '../state/turn.ts'
import { endTalk, startTalk } from '../call/talk.ts'

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
  const origin = { id: legId, role: 'agent', callbackId: callback.id, agentId: agent.id } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  turn.effects.push({
    kind: 'DialAgent',
    legId,
    agentId: agent.id,
    contact: present(agent.contact, 'an idle agent has a phone'),
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
  leg.callbackId = callback.id
  note(turn, callback, 'agent-answered', { agent: agent.id }, legId)
  orderBridge(turn, callback, legId)
}

/** The agent's phone was answered: the two are to be joined, if the customer is still there. */
export function agentAnswered(turn: Turn, leg: Leg, callback: Callback): void {
  const waits = callback.state === 'alerting' || callback.state === 'starting'
  if (callback.agentLeg !== leg.id || !waits) return releaseLeg(turn, leg.id, 'cancelled')
  const communication = communicationOf(callback, leg.id)
  if (communication !== undefined) communication.answeredAt = turn.now
  note(turn, callback, 'agent-answered', { agent: present(leg.agentId, 'an agent leg') }, leg.id)
  if (callback.state === 'starting') agentReady(turn, callback)
  else orderBridge(turn, callback, leg.id)
}

/** Audio flows both ways: from here on it is a conversation. */
export function legsBridged(turn: Turn, a: Leg, b: Leg): void {
  for (const leg of [a, b]) if (leg.state === 'answered') moveLeg(leg, 'bridged')
  const customer = a.role === 'customer' ? a : b
  const callback =
    customer.callbackId === undefined ? undefined : turn.state.callbacks.get(customer.callbackId)
  // Told late, of an agent who has passed the customer on: it is no join with the next.
  const agent = customer === a ? b : a
  if (callback?.agentLeg !== agent.id || callback.customerLeg !== customer.id) return
  if (callback.state === 'alerting' || callback.state === 'calling') startTalk(turn, callback)
}

/** The agent's leg is over: they did not answer, they hung up, or we gave up. */
export function agentLegReleased(
  turn: Turn,
  leg: Leg,
  callback: Callback,
  event: LegReleased,
): void {
  const agent = present(turn.state.agents.get(present(leg.agentId, 'an agent leg')), 'an agent')
  const communication = communicationOf(callback, leg.id)
  if (communication !== undefined) {
    communication.endedAt = turn.now
    communication.cause = event.cause
  }
  note(turn, callback, 'leg-released', { role: 'agent', cause: event.cause }, leg.id)
  const wasTheirs = callback.agentLeg === leg.id
  if (wasTheirs) callback.agentLeg = undefined
  if (agent.callLeg === leg.id) callLegReleased(turn, agent)
  dropParted(turn, callback)
  if (!wasTheirs) return strayReleased(turn, callback, agent, event)
  if (callback.state === 'talking' && callback.talk?.third?.answered === true) {
    return handOver(turn, callback)
  }
  if (callback.state === 'talking') return endTalk(turn, callback, event.cause, 'agent')
  if (agent.callbackId !== callback.id) return
  if (callback.state === 'calling') return agentLeft(turn, callback)
  if (callback.state === 'starting') return agentNotReady(turn, callback, agent, event)
  if (agent.state === 'alerting') return takeBack(turn, callback, agent, event)
  if (callback.state === 'ending') becomeFree(turn, agent, 'agent-completed-call')
}

/** A leg that the call has no use for any more: its agent rang in vain, or has left. */
function strayReleased(turn: Turn, callback: Callback, agent: Agent, event: LegReleased): void {
  if (agent.callbackId !== callback.id || agent.state !== 'alerting') return
  if (rangInVain(event)) becomeFree(turn, agent, 'agent-completed-call')
  else becomeNotResponding(turn, agent)
}

/** We gave up, or the switch did: the agent is not to blame. */
function rangInVain({ by, cause }: LegReleased): boolean {
  return (by === 'us' && cause === 'cancelled') || cause === 'interrupted'
}

/** The customer is gone or was told goodbye: an agent whose phone rings for them is let go. */
export function stopAlerting(turn: Turn, callback: Callback): void {
  if (callback.agentLeg === undefined) return
  const leg = turn.state.legs.get(callback.agentLeg)
  if (leg?.presenceId === undefined) return releaseLeg(turn, callback.agentLeg, 'cancelled')
  leg.callbackId = undefined
  callback.agentLeg = undefined
  const agent = present(turn.state.agents.get(present(leg.agentId, 'an agent leg')), 'an agent')
  becomeFree(turn, agent, 'agent-completed-call')
}

function assign(turn: Turn, callback: Callback, agent: Agent, legId: LegId): void {
  learnWaited(turn, callback)
  moveInQueue(turn, callback, 'alerting')
  becomeBusy(turn, agent, 'alerting')
  agent.callbackId = callback.id
  callback.agentLeg = legId
  callback.agentId = agent.id
  addCommunication(turn, callback, 'agent', legId, agent.id)
}

/** Customer and agent are to hear each other. */
export function orderBridge(turn: Turn, callback: Callback, agentLeg: LegId): void {
  const customerLeg = present(callback.customerLeg, 'a live customer has a leg')
  haltFlow(turn, callback)
  turn.effects.push({ kind: 'StopListening', legId: customerLeg })
  turn.effects.push({ kind: 'BridgeLegs', a: customerLeg, b: agentLeg })
}

/** The customer is still there: the next agent is tried, the customer's place is kept. */
function takeBack(turn: Turn, callback: Callback, agent: Agent, event: LegReleased): void {
  if (rangInVain(event)) becomeFree(turn, agent, 'agent-completed-call')
  else becomeNotResponding(turn, agent)
  if (callback.state !== 'alerting') return
  callback.agentId = undefined
  note(turn, callback, 'agent-not-responding', { agent: agent.id, cause: event.cause }, event.legId)
  if (!callback.passedOver.includes(agent.id)) {
    callback.passedOver = withOne(callback.passedOver, agent.id)
  }
  waitAgain(turn, callback)
  findAgentLater(turn, callback)
}

/** Back to where a customer on the line waits: a call in the line, a callback's customer live. */
export function waitAgain(turn: Turn, callback: Callback): void {
  callback.agentId = undefined
  const isCall = callback.medium === 'call'
  moveInQueue(turn, callback, isCall ? 'queued' : 'awaiting-agent')
  if (!isCall) return
  resumeFlow(turn, callback)
  lookLater(turn, callback.queueId, 'callback-arrived')
}
