import { moveAgent, type Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import type { AgentId } from '../ids.ts'
import { becomeFree, dropWork } from './presence.ts'
import { agentChanged } from './change.ts'
import { releaseLeg } from '../call/release.ts'
import { queueOf } from '../state/state.ts'
import { agentOf, cancelTimer, startTimer, type Turn } from '../state/turn.ts'
import { later } from '../time.ts'
import { closeIfDone } from '../callback/close.ts'
import { tagTimeout } from './wrap-up-code.ts'
import { begun } from '../state/course.ts'

/**
 * The agent leaves a call that goes on without them: their leg is let go, their after-call work
 * begins, and the interaction stays open until it is done.
 */
export function part(turn: Turn, callback: Callback): void {
  const agent = agentOf(turn, callback)
  const { agentLeg } = callback.course
  const leg = agentLeg === undefined ? undefined : turn.state.legs.get(agentLeg)
  const course = begun(callback)
  course.agentLeg = undefined
  course.agentId = undefined
  if (leg?.presenceId !== undefined) leg.callback = undefined
  else if (leg !== undefined) releaseLeg(turn, leg.id, 'released')
  const { mode, timeoutMs } = queueOf(turn.state, callback).settings.acw
  if (agent.held.some((work) => work.callbackId === callback.id)) dropWork(turn, agent, callback.id)
  if (mode === 'optional') {
    becomeFree(turn, agent, 'agent-completed-call')
    // Their phone has not hung up yet: the interaction stays open for that.
    if (agent.freeing) course.parting = [...course.parting, agent.id]
    return
  }
  course.parting = [...course.parting, agent.id]
  moveAgent(agent, 'acw', turn.now)
  agent.acwForced = mode === 'forced'
  agent.acwEndsAt = mode === 'mandatory' ? undefined : later(turn.now, timeoutMs)
  agentChanged(turn, agent)
  if (mode !== 'mandatory') startTimer(turn, 'parting', agent.id, later(turn.now, timeoutMs))
}

/** The agent who left has chosen a code: done, unless their time is fixed. */
export function partingCoded(turn: Turn, callback: Callback, agentId: AgentId): void {
  const isForced = turn.state.agents.get(agentId)?.acwForced === true
  if (callback.course.parting.includes(agentId) && !isForced) endParting(turn, callback, agentId)
}

/** The time for the after-call work of an agent who left is over. */
export function partingTimedOut(turn: Turn, agentId: AgentId): void {
  const agent: Agent | undefined = turn.state.agents.get(agentId)
  const callback =
    agent?.callbackId === undefined ? undefined : turn.state.callbacks.get(agent.callbackId)
  if (callback?.course.parting.includes(agentId) !== true) return
  if (!callback.course.wrapUps.some((one) => one.agentId === agentId))
    tagTimeout(turn, callback, agentId)
  endParting(turn, callback, agentId)
}

/** Whoever has let go of the interaction, work and leg, is forgotten by it. */
export function dropParted(turn: Turn, callback: Callback): void {
  if (callback.course.parting.length === 0) return
  begun(callback).parting = callback.course.parting.filter(
    (id) => turn.state.agents.get(id)?.callbackId === callback.id,
  )
}

function endParting(turn: Turn, callback: Callback, agentId: AgentId): void {
  cancelTimer(turn, 'parting', agentId)
  const agent = present(turn.state.agents.get(agentId), 'who leaves a call exists')
  if (agent.callbackId === callback.id) becomeFree(turn, agent, 'agent-completed-call')
  dropParted(turn, callback)
  closeIfDone(turn, callback)
}
