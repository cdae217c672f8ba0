import type { Agent } from './agent.ts'
import { present } from './assert.ts'
import type { Callback } from './callback.ts'
import type { Lane } from './lane.ts'
import { firstInLine, inOrder } from './line.ts'
import type { State } from './state.ts'
import type { AgentId } from './ids.ts'

/**
 * The longest idle agent who qualifies. Who did not answer for this customer before comes last,
 * and only where there is nobody else. Pure.
 */
export function chooseAgent(state: State, lane: Lane, callback: Callback): Agent | undefined {
  const id = longestIdle(lane, callback)
  return id === undefined ? undefined : present(state.agents.get(id), 'an idle agent exists')
}

/** Whether somebody is idle who has not passed this customer over. Pure. */
export function anyOther(lane: Lane, callback: Callback): boolean {
  for (const { agentId } of inOrder(lane.idle)) {
    if (!callback.passedOver.includes(agentId)) return true
  }
  return false
}

function longestIdle(lane: Lane, callback: Callback): AgentId | undefined {
  if (callback.passedOver.length === 0) return firstInLine(lane.idle)?.agentId
  let last: AgentId | undefined
  for (const { agentId } of inOrder(lane.idle)) {
    if (!callback.passedOver.includes(agentId)) return agentId
    last ??= agentId
  }
  return last
}
