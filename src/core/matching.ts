import { alertAgent, joinStanding } from './alerting.ts'
import { present } from './assert.ts'
import type { Callback } from './callback.ts'
import type { Agent } from './agent.ts'
import { recordDecision } from './dispatch.ts'
import type { AgentId } from './ids.ts'
import { byRank, firstInLine, inOrder } from './line.ts'
import { queuesOf } from './place.ts'
import type { Queue } from './queue.ts'
import { queueOf } from './state.ts'
import type { Turn } from './turn.ts'

/**
 * An agent has become free: of the live customers of all their queues, the one whose turn it is
 * gets them, before anybody is dialled.
 */
export function serveLiveCustomer(turn: Turn, agentId: AgentId): void {
  const agent = present(turn.state.agents.get(agentId), 'a freed agent exists')
  if (agent.idleTurn === undefined) return
  let best: Callback | undefined
  for (const queue of queuesOf(turn.state, agent)) {
    for (const callback of inOrder(queue.live)) {
      if (callback.passedOver.includes(agentId) && anyOther(queue, callback)) continue
      if (best === undefined || byRank(callback, best) < 0) best = callback
      break
    }
  }
  if (best !== undefined) give(turn, queueOf(turn.state, best), best, agent)
}

/** A live customer needs an agent: the longest idle gets them; none idle, they wait. */
export function findAgent(turn: Turn, callback: Callback): void {
  if (callback.state !== 'awaiting-agent') return
  const queue = queueOf(turn.state, callback)
  const agentId = longestIdle(queue, callback)
  if (agentId !== undefined) {
    return give(
      turn,
      queue,
      callback,
      present(turn.state.agents.get(agentId), 'an idle agent exists'),
    )
  }
  recordDecision(
    turn,
    queue,
    {
      at: turn.now,
      queueId: queue.id,
      trigger: 'customer-live',
      rule: 'no-agent-idle',
      accepted: false,
      callbackId: callback.id,
      waiting: queue.line.size,
      numbers: { agentsLoggedIn: queue.loggedIn, agentsIdle: 0, live: queue.live.size },
    },
    callback,
  )
}

/** Who passed a customer over comes last, and only where there is nobody else. */
function longestIdle(queue: Queue, callback: Callback): AgentId | undefined {
  if (callback.passedOver.length === 0) return firstInLine(queue.idle)?.agentId
  let last: AgentId | undefined
  for (const { agentId } of inOrder(queue.idle)) {
    if (!callback.passedOver.includes(agentId)) return agentId
    last ??= agentId
  }
  return last
}

function anyOther(queue: Queue, callback: Callback): boolean {
  for (const { agentId } of inOrder(queue.idle)) {
    if (!callback.passedOver.includes(agentId)) return true
  }
  return false
}

function give(turn: Turn, queue: Queue, callback: Callback, agent: Agent): void {
  recordDecision(
    turn,
    queue,
    {
      at: turn.now,
      queueId: queue.id,
      trigger: 'customer-live',
      rule: 'agent-chosen',
      accepted: true,
      callbackId: callback.id,
      agentId: agent.id,
      waiting: queue.line.size,
      numbers: {
        idleMs: turn.now - agent.stateSince,
        agentsIdle: queue.idle.size,
        waitAfterAnswerMs: turn.now - (callback.answeredAt ?? turn.now),
      },
    },
    callback,
  )
  if (agent.standingLeg === undefined) alertAgent(turn, queue, callback, agent)
  else joinStanding(turn, callback, agent)
}
