import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { qualifies, type Lane } from '../state/lane.ts'
import { firstInLine, inOrder } from '../state/line.ts'
import { accepts } from '../queue/preference.ts'
import type { State } from '../state/state.ts'
import { hasRoom, mayPreview, utilizationOf } from '../state/utilization.ts'
import type { AgentId } from '../ids.ts'

/**
 * The longest idle agent who qualifies. Who did not answer for this customer before comes last,
 * and only where there is nobody else. Who waits for an owner gets that one or nobody. Pure.
 */
export function chooseAgent(state: State, lane: Lane, callback: Callback): Agent | undefined {
  if (callback.ownerId !== undefined) {
    const owner = present(state.agents.get(callback.ownerId), 'an owner exists')
    return owner.idleTurn !== undefined && mayServe(state, owner, lane, callback)
      ? owner
      : undefined
  }
  const id = longestIdle(lane, callback)
  return id === undefined ? undefined : present(state.agents.get(id), 'an idle agent exists')
}

/** Whether an agent whose phone is free may be given a customer. Pure. */
export function mayServe(state: State, agent: Agent, lane: Lane, callback: Callback): boolean {
  if (callback.ownerId === undefined) {
    return accepts(callback, agent.id) && qualifies(state.organisation, agent, lane)
  }
  if (callback.ownerId !== agent.id) return false
  const { campaignId } = callback.details
  if (campaignId !== undefined) return mayPreview(agent, campaignId)
  return hasRoom(utilizationOf(state.organisation, agent), agent, 'callback')
}

/** Whether somebody who may serve this customer is idle and has not passed them over. Pure. */
export function anyOther(state: State, lane: Lane, callback: Callback): boolean {
  for (const { agentId } of inOrder(lane.idle)) {
    if (callback.course.passedOver.includes(agentId)) continue
    const agent = present(state.agents.get(agentId), 'an idle agent exists')
    if (mayServe(state, agent, lane, callback)) return true
  }
  return false
}

function longestIdle(lane: Lane, callback: Callback): AgentId | undefined {
  if (callback.course.passedOver.length === 0) return firstInLine(lane.idle)?.agentId
  let last: AgentId | undefined
  for (const { agentId } of inOrder(lane.idle)) {
    if (!callback.course.passedOver.includes(agentId)) return agentId
    last ??= agentId
  }
  return last
}
