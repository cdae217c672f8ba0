import { moveAgent, type Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { AgentEvent } from '../state/events.ts'
import { foresee } from './lead.ts'
import { becomeFree } from './presence.ts'
import { agentChanged } from './change.ts'
import { partingCoded } from './parting.ts'
import type { Queue } from '../state/queue.ts'
import { settle } from '../callback/settle.ts'
import { queueOf } from '../state/state.ts'
import { later } from '../time.ts'
import { cancelTimer, reply, startTimer, type Turn } from '../state/turn.ts'
import { tag, tagTimeout } from './wrap-up-code.ts'
import { closeIfDone } from '../callback/close.ts'
import { begun } from '../state/course.ts'

/**
 * After-call work begins. `optional` frees the agent at once and keeps the interaction open for a
 * late code; `mandatory` waits for the code; `mandatory-timed` until its time; `forced` lasts its
 * whole time, code or not.
 */
export function beginWrapUp(turn: Turn, queue: Queue, callback: Callback, agent: Agent): void {
  const { mode, timeoutMs } = queue.settings.acw
  begun(callback).wrapUpDue = true
  if (mode !== 'mandatory') startTimer(turn, 'wrap-up', callback.id, later(turn.now, timeoutMs))
  if (mode === 'optional') becomeFree(turn, agent, 'agent-completed-call')
  else {
    moveAgent(agent, 'acw', turn.now)
    agent.acwEndsAt = mode === 'mandatory' ? undefined : later(turn.now, timeoutMs)
    agentChanged(turn, agent)
    foresee(turn, agent)
  }
}

/** The agent chose codes: tagged at the queue's level, and the after-call work may end. */
export function completeWrapUp(
  turn: Turn,
  event: Extract<AgentEvent, { kind: 'WrapUpCompleted' }>,
): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) {
    return reply(turn, { ok: false, code: 'unknown-callback', detail: event.callbackId })
  }
  if (!callback.course.participants.some((one) => one.agentId === event.agentId)) {
    return reply(turn, { ok: false, code: 'agent-not-on-call', detail: event.agentId })
  }
  const known = turn.state.organisation?.wrapUpCodes ?? []
  const unknown = event.codes.find((code) => !known.some((one) => one.code === code))
  if (unknown !== undefined) {
    return reply(turn, { ok: false, code: 'unknown-wrap-up-code', detail: unknown })
  }
  tag(turn, callback, { codes: event.codes, setBy: 'agent' }, event.agentId, event.note)
  reply(turn, { ok: true, callbackId: callback.id })
  const { mode } = queueOf(turn.state, callback).settings.acw
  if (callback.course.parting.includes(event.agentId)) partingCoded(turn, callback, event.agentId)
  else if (callback.state === 'wrapping' && mode !== 'forced') endWrapUp(turn, callback)
  else if (callback.state === 'accepted') giveUp(turn, callback)
}

/** Agent-first: it ends without a call; as its last attempt ended, or nothing was tried. */
export function giveUp(turn: Turn, callback: Callback): void {
  const last = callback.course.attempts.at(-1)
  settle(turn, callback, last?.outcome ?? 'cancelled', last?.cause ?? 'cancelled')
  closeIfDone(turn, callback)
}

/** Agent-first: the agent calls again, and wraps up after that. */
export function resumeFromWrapUp(turn: Turn, callback: Callback): void {
  begun(callback).wrapUpDue = false
  cancelTimer(turn, 'wrap-up', callback.id)
  const { agentId } = callback.course
  const agent = agentId === undefined ? undefined : turn.state.agents.get(agentId)
  if (agent !== undefined) agent.acwEndsAt = undefined
}

/** The time for after-call work is over. */
export function wrapUpTimedOut(turn: Turn, callback: Callback): void {
  const { mode } = queueOf(turn.state, callback).settings.acw
  const { agentId, wrapUps } = callback.course
  const hasCode = wrapUps.some((one) => one.agentId === agentId)
  if (mode !== 'optional' && !hasCode && agentId !== undefined) {
    tagTimeout(turn, callback, agentId)
  }
  endWrapUp(turn, callback)
}

function endWrapUp(turn: Turn, callback: Callback): void {
  begun(callback).wrapUpDue = false
  cancelTimer(turn, 'wrap-up', callback.id)
  const { agentId } = callback.course
  const agent = agentId === undefined ? undefined : turn.state.agents.get(agentId)
  if (agent?.state === 'acw' && agent.callbackId === callback.id) {
    becomeFree(turn, agent, 'agent-completed-call')
  }
  closeIfDone(turn, callback)
}
