import { type Agent, moveAgent, isOnQueue } from '../state/agent.ts'
import { orderBridge, ringAgent } from './alerting.ts'
import { addCommunication, attemptOf, nextLegId, openAttempt, trunkForAttempt } from './attempt.ts'
import type { Callback } from '../state/callback.ts'
import { clearanceOf, barrier } from '../queue/clearance.ts'
import { dispositionOfRelease } from '../state/disposition.ts'
import { present } from '../assert.ts'
import type { AgentEvent, LegReleased } from '../state/events.ts'
import type { AgentId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { withdraw } from './offer.ts'
import { moveInQueue } from '../queue/place.ts'
import { isBeingRaised } from '../agent/absence.ts'
import { becomeBusy, becomeFree, becomeNotResponding } from '../agent/presence.ts'
import { agentChanged } from '../agent/change.ts'
import { releaseLeg } from '../call/release.ts'
import { queueOf } from '../state/state.ts'
import { agentOf, cancelTimer, note, reply, startTimer, type Turn } from '../state/turn.ts'
import { isUncallable } from '../state/window.ts'
import { later } from '../time.ts'
import { giveUp, resumeFromWrapUp, wrapUpTimedOut } from '../agent/wrap-up.ts'
import { begun } from '../state/course.ts'

/** The agent accepts what is offered: theirs from now on, until it ends. */
export function accept(turn: Turn, event: Extract<AgentEvent, { kind: 'CallbackAccepted' }>): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback?.state !== 'offered' || callback.course.agentId !== event.agentId) {
    return reply(turn, { ok: false, code: 'callback-not-in-hand', detail: event.callbackId })
  }
  const agent = agentOf(turn, callback)
  const queue = queueOf(turn.state, callback)
  withdraw(turn, callback)
  begun(callback).agentId = agent.id
  moveInQueue(turn, callback, 'accepted')
  const { campaignId } = callback.details
  const work = { callbackId: callback.id, ...(campaignId === undefined ? {} : { campaignId }) }
  agent.held = [...agent.held, work]
  note(turn, callback, 'accepted', { agent: agent.id })
  const { autoStartMs } = queue.settings
  if (autoStartMs !== undefined) {
    startTimer(turn, 'auto-start', callback.id, later(turn.now, autoStartMs))
  }
  reply(turn, { ok: true, callbackId: callback.id })
  becomeFree(turn, agent, 'callback-dispatched')
}

/** The agent calls, for the first time or again within the same interaction. */
export function start(turn: Turn, event: Extract<AgentEvent, { kind: 'CallbackStarted' }>): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  const agent = turn.state.agents.get(event.agentId)
  if (callback === undefined || agent === undefined || !holds(agent, callback)) {
    return reply(turn, { ok: false, code: 'callback-not-in-hand', detail: event.callbackId })
  }
  const mayStart = callback.state === 'accepted' || callback.state === 'wrapping'
  const isTheirs = agent.callbackId === undefined || agent.callbackId === callback.id
  const isUp = callback.course.customerLeg !== undefined || callback.course.agentLeg !== undefined
  const rings = agent.callLeg !== undefined || isBeingRaised(turn.state, agent)
  if (!mayStart || !isTheirs || isUp || rings || !isOnQueue(agent)) {
    return reply(turn, { ok: false, code: 'agent-busy', detail: event.agentId })
  }
  if (agent.contact === undefined) {
    return reply(turn, { ok: false, code: 'no-phone', detail: event.agentId })
  }
  if (callback.course.attempts.length >= LIMITS.attemptsPerCallback) {
    return reply(turn, { ok: false, code: 'callback-closed', detail: 'no attempt is left' })
  }
  reply(turn, { ok: true, callbackId: callback.id })
  ringForStart(turn, callback, agent)
}

/** Whether the agent has accepted the callback and not ended it. Pure. */
export function holds(agent: Agent, callback: Callback): boolean {
  return agent.held.some((work) => work.callbackId === callback.id)
}

/** The time to start by itself: at once where the agent is free, else as soon as they are. */
export function autoStart(turn: Turn, callback: Callback): void {
  if (callback.state !== 'accepted' || callback.course.agentId === undefined) return
  const agent = agentOf(turn, callback)
  begun(callback).startDue = agent.idleTurn === undefined
  if (agent.idleTurn !== undefined) ringForStart(turn, callback, agent)
}

/** An agent is free: what should have started by itself meanwhile starts now. */
export function startWhatIsDue(turn: Turn, agentId: AgentId): void {
  const agent = present(turn.state.agents.get(agentId), 'a freed agent exists')
  for (const work of agent.held) {
    const callback = turn.state.callbacks.get(work.callbackId)
    if (agent.idleTurn !== undefined && callback?.course.startDue === true)
      autoStart(turn, callback)
  }
}

/** The time to end by itself: with its code, or one that the system sets. */
export function autoEnd(turn: Turn, callback: Callback): void {
  if (callback.state === 'wrapping') wrapUpTimedOut(turn, callback)
  else if (callback.state === 'accepted') giveUp(turn, callback)
}

/** The agent's phone is answered: now the customer is dialled, if everything still lets it. */
export function agentReady(turn: Turn, callback: Callback): void {
  const queue = queueOf(turn.state, callback)
  const callable = isUncallable(callback, turn.now) ? 'callable-times' : undefined
  const rule = callable ?? barrier(turn, queue) ?? clearanceOf(turn, queue, callback)?.rule
  const choice = rule === undefined ? trunkForAttempt(turn, queue, callback.customer, []) : { rule }
  if (!('trunk' in choice)) {
    note(turn, callback, 'not-dialled', { rule: choice.rule })
    return backToAgent(turn, callback)
  }
  const agent = agentOf(turn, callback)
  moveInQueue(turn, callback, 'calling')
  moveAgent(agent, 'communicating', turn.now)
  agentChanged(turn, agent)
  openAttempt(turn, queue, callback, choice.trunk)
}

/** The agent's phone was not answered, or the call was given up. */
export function agentNotReady(
  turn: Turn,
  callback: Callback,
  agent: Agent,
  event: LegReleased,
): void {
  const gaveUp = event.by === 'us' && event.cause === 'cancelled'
  moveInQueue(turn, callback, 'accepted')
  armAutoEnd(turn, callback)
  if (gaveUp) return becomeFree(turn, agent, 'agent-completed-call')
  note(turn, callback, 'agent-not-responding', { agent: agent.id, cause: event.cause }, event.legId)
  becomeNotResponding(turn, agent, event.cause)
}

/** The agent hung up before the customer answered. */
export function agentLeft(turn: Turn, callback: Callback): void {
  if (callback.course.customerLeg === undefined) backToAgent(turn, callback)
  else releaseLeg(turn, callback.course.customerLeg, 'cancelled')
}

/** The customer answered: the agent is on the line already, nobody listens for machines. */
export function customerReady(turn: Turn, callback: Callback): void {
  if (callback.course.agentLeg === undefined || callback.course.customerLeg === undefined) return
  orderBridge(turn, callback, callback.course.agentLeg)
}

/** The customer did not answer, or was gone before the join: nothing is retried by itself. */
export function attemptFailed(turn: Turn, callback: Callback, event: LegReleased): void {
  const outcome = dispositionOfRelease('dialling', event.cause, undefined)
  attemptOf(callback).outcome = outcome
  note(turn, callback, 'attempt-settled', { disposition: outcome, cause: event.cause })
  backToAgent(turn, callback)
}

/** No call is up any more: the callback is in the agent's hands as before. */
function backToAgent(turn: Turn, callback: Callback): void {
  const agent = agentOf(turn, callback)
  const { agentLeg } = callback.course
  const leg = agentLeg === undefined ? undefined : turn.state.legs.get(agentLeg)
  moveInQueue(turn, callback, 'accepted')
  armAutoEnd(turn, callback)
  if (leg?.presenceId !== undefined) {
    leg.callback = undefined
    begun(callback).agentLeg = undefined
  } else if (leg !== undefined) releaseLeg(turn, leg.id, 'released')
  becomeFree(turn, agent, 'agent-completed-call')
}

/** The end by itself counts from the last call. */
export function armAutoEnd(turn: Turn, callback: Callback): void {
  const { autoEndMs } = queueOf(turn.state, callback).settings
  if (autoEndMs === undefined) return
  startTimer(turn, 'auto-end', callback.id, later(turn.now, autoEndMs))
}

function ringForStart(turn: Turn, callback: Callback, agent: Agent): void {
  begun(callback).startDue = false
  cancelTimer(turn, 'auto-start', callback.id)
  cancelTimer(turn, 'auto-end', callback.id)
  if (agent.state === 'not-responding') moveAgent(agent, 'idle', turn.now)
  if (callback.state === 'wrapping') resumeFromWrapUp(turn, callback)
  moveInQueue(turn, callback, 'starting')
  becomeBusy(turn, agent, 'alerting')
  agent.callbackId = callback.id
  const legId = agent.standingLeg ?? nextLegId(callback)
  begun(callback).agentLeg = legId
  begun(callback).agentId = agent.id
  addCommunication(turn, callback, 'agent', legId, agent.id)
  note(turn, callback, 'starting', { agent: agent.id }, legId)
  const standing = turn.state.legs.get(legId)
  if (standing === undefined) {
    return ringAgent(turn, queueOf(turn.state, callback), callback, agent, legId)
  }
  standing.callback = callback
  agentReady(turn, callback)
}
