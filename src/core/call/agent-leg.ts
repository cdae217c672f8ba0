import { type Turn, note, findAgentLater, lookLater } from '../state/turn.ts'
import { callbackOf, type Leg, moveLeg } from '../state/leg.ts'
import type { Callback } from '../state/callback.ts'
import { releaseLeg } from './release.ts'
import { communicationOf } from '../dispatch/attempt.ts'
import { present } from '../assert.ts'
import { agentReady, agentLeft, agentNotReady, holds } from '../dispatch/agent-first.ts'
import { orderBridge } from '../dispatch/alerting.ts'
import { startTalk, endTalk } from './talk.ts'
import { playComfort } from './waiting.ts'
import type { LegReleased } from '../state/events.ts'
import { callLegReleased, becomeFree, becomeNotResponding } from '../agent/presence.ts'
import { dropParted } from '../agent/parting.ts'
import { handOver } from './consult.ts'
import { rejoin } from './rejoin.ts'
import { wasLost } from '../state/outcome.ts'
import type { Agent } from '../state/agent.ts'
import { withOne } from '../list.ts'
import { moveInQueue } from '../queue/place.ts'
import { partyGone, resumeFlow } from '../flow/flow.ts'
import { begun } from '../state/course.ts'

/** The agent's phone was answered: the two are to be joined, if the customer is still there. */
export function agentAnswered(turn: Turn, leg: Leg, callback: Callback): void {
  const waits = callback.state === 'alerting' || callback.state === 'starting'
  if (callback.course.agentLeg !== leg.id || !waits) return releaseLeg(turn, leg.id, 'cancelled')
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
  const callback = callbackOf(customer)
  // Told late, of an agent who has passed the customer on: it is no join with the next.
  const agent = customer === a ? b : a
  if (callback?.course.agentLeg !== agent.id || callback.course.customerLeg !== customer.id) return
  if (callback.state === 'alerting' || callback.state === 'calling') {
    return startTalk(turn, callback)
  }
  if (callback.state !== 'talking') return
  // A colleague who was handed the customer is joined now, not when the agent left.
  const communication = communicationOf(callback, agent.id)
  if (communication !== undefined) communication.joinedAt ??= turn.now
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
  const wasTheirs = callback.course.agentLeg === leg.id
  if (wasTheirs) begun(callback).agentLeg = undefined
  if (agent.callLeg === leg.id) callLegReleased(turn, agent)
  dropParted(turn, callback)
  if (!wasTheirs) {
    strayReleased(turn, callback, agent, event)
    return dropParted(turn, callback)
  }
  if (callback.state === 'talking') return leaveTalk(turn, callback, agent, leg, event)
  if (agent.callbackId !== callback.id) return
  if (callback.state === 'calling') return agentLeft(turn, callback)
  if (callback.state === 'starting') return agentNotReady(turn, callback, agent, event)
  if (agent.state === 'alerting') {
    return takeBack(turn, callback, agent, event, leg.answeredAt !== undefined)
  }
  if (callback.state === 'ending') becomeFree(turn, agent, 'agent-completed-call')
}

/** The agent is off the line: whoever else is there goes on, a customer whose agent was lost waits. */
function leaveTalk(
  turn: Turn,
  callback: Callback,
  agent: Agent,
  leg: Leg,
  event: LegReleased,
): void {
  if (callback.course.talk?.third?.answered === true) return handOver(turn, callback)
  const isLost = wasLost(event) && !holds(agent, callback)
  if (isLost) return rejoin(turn, callback, agent, leg, event)
  endTalk(turn, callback, event.cause, 'agent')
}

/** A leg that the call has no use for any more: its agent rang in vain, or has left. */
function strayReleased(turn: Turn, callback: Callback, agent: Agent, event: LegReleased): void {
  if (agent.callbackId !== callback.id || agent.state !== 'alerting') return
  if (rangInVain(event)) becomeFree(turn, agent, 'agent-completed-call')
  else becomeNotResponding(turn, agent, event.cause)
}

/** We gave up, or the switch did: the agent is not to blame. */
function rangInVain({ by, cause }: LegReleased): boolean {
  return (by === 'us' && cause === 'cancelled') || cause === 'interrupted'
}

/** The customer is still there: the next agent is tried, the customer's place is kept. */
function takeBack(
  turn: Turn,
  callback: Callback,
  agent: Agent,
  event: LegReleased,
  wasAnswered: boolean,
): void {
  if (rangInVain(event)) becomeFree(turn, agent, 'agent-completed-call')
  else becomeNotResponding(turn, agent, event.cause)
  if (callback.state !== 'alerting') return
  begun(callback).agentId = undefined
  note(turn, callback, 'agent-not-responding', { agent: agent.id, cause: event.cause }, event.legId)
  if (!callback.course.passedOver.includes(agent.id)) {
    begun(callback).passedOver = withOne(callback.course.passedOver, agent.id)
  }
  waitAgain(turn, callback)
  // Who was joined, or about to be, hears nobody any more.
  if (wasAnswered && callback.course.flow === undefined) playComfort(turn, callback)
  findAgentLater(turn, callback)
}

/** Back to where a customer on the line waits: a call in the line, a callback's customer live. */
export function waitAgain(turn: Turn, callback: Callback): void {
  begun(callback).agentId = undefined
  if (partyGone(turn, callback)) return
  const isCall = callback.medium === 'call'
  moveInQueue(turn, callback, isCall ? 'queued' : 'awaiting-agent')
  resumeFlow(turn, callback)
  if (isCall) lookLater(turn, callback.queueId, 'callback-arrived')
}
