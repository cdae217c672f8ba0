import type { Agent } from '../state/agent.ts'
import { alertAgent, joinStanding } from './alerting.ts'
import { present } from '../assert.ts'
import { isPreferring, type Callback } from '../state/callback.ts'
import { anyOther, chooseAgent, mayServe } from './choice.ts'
import type { DecisionRule } from '../state/decision.ts'
import type { AgentId } from '../ids.ts'
import { laneOf, queuesOf } from '../queue/idle.ts'
import { decide } from '../state/ledger.ts'
import { byRank, inOrder, type Line } from '../state/line.ts'
import { offer } from './offer.ts'
import { endPreference, preferredOf } from '../queue/preference.ts'
import type { Queue } from '../state/queue.ts'
import { endReservation, useReservation } from './reservation.ts'
import { reservedAgent, queueOf } from '../state/state.ts'
import type { Turn } from '../state/turn.ts'

/**
 * An agent has become free: of the live customers of all their queues, the one whose turn it is
 * gets them, before anybody is dialled. Then those who prefer this agent.
 */
export function serveLiveCustomer(turn: Turn, agentId: AgentId): void {
  const agent = present(turn.state.agents.get(agentId), 'a freed agent exists')
  if (agent.idleTurn === undefined) return
  const live = firstFor(turn, agent, (queue) => queue.live)
  if (live !== undefined) return serve(turn, live, agent)
  const preferring = firstFor(turn, agent, (queue) => queue.preferring)
  if (preferring !== undefined) serve(turn, preferring, agent)
}

/**
 * A customer needs an agent: the one kept free for them, a preferred one, the longest idle; none of
 * these, they wait.
 */
export function findAgent(turn: Turn, callback: Callback): void {
  const stands = callback.state === 'waiting' || callback.state === 'queued'
  if (callback.state !== 'awaiting-agent' && !(stands && isPreferring(callback))) return
  const queue = queueOf(turn.state, callback)
  const reserved = reservedAgent(turn.state, callback)
  if (reserved !== undefined) {
    if (reserved.contact !== undefined && !reserved.leaving) {
      useReservation(turn, callback)
      return give(turn, queue, callback, reserved, 'reserved-agent')
    }
    endReservation(turn, callback)
  }
  const lane = laneOf(turn.state, queue, callback)
  const agent = isPreferring(callback)
    ? preferredOf(turn, queue, lane, callback)
    : chooseAgent(turn.state, lane, callback)
  if (agent !== undefined) return serve(turn, callback, agent)
  const numbers = {
    agentsLoggedIn: queue.loggedIn,
    agentsIdle: lane.idle.size,
    live: queue.live.size,
  }
  const rule = isPreferring(callback) ? 'preferred-busy' : 'no-agent-idle'
  decide(turn, queue, { trigger: 'customer-live', rule, numbers, callback })
}

/** One customer is given to one agent: the phone rings, or a standing leg is there already. */
export function give(
  turn: Turn,
  queue: Queue,
  callback: Callback,
  agent: Agent,
  rule: DecisionRule,
): void {
  const numbers = {
    idleMs: turn.now - agent.stateSince,
    agentsIdle: queue.plain.idle.size,
    waitAfterAnswerMs: turn.now - (callback.course.answeredAt ?? turn.now),
  }
  decide(turn, queue, { trigger: 'customer-live', rule, numbers, callback, agent })
  if (agent.standingLeg === undefined) alertAgent(turn, queue, callback, agent)
  else joinStanding(turn, callback, agent)
  endPreference(turn, callback)
}

function serve(turn: Turn, callback: Callback, agent: Agent): void {
  const queue = queueOf(turn.state, callback)
  if (callback.state === 'waiting') {
    offer(turn, queue, callback, agent, 'customer-live')
    return
  }
  give(turn, queue, callback, agent, isPreferring(callback) ? 'preferred-agent' : 'agent-chosen')
}

/** The first of a line, over all queues of an agent, whom this agent may be given. */
function firstFor(
  turn: Turn,
  agent: Agent,
  lineOf: (queue: Queue) => Line<Callback>,
): Callback | undefined {
  let best: Callback | undefined
  for (const queue of queuesOf(turn.state, agent)) {
    const line = lineOf(queue)
    if (line.size === 0) continue
    for (const callback of inOrder(line)) {
      const lane = laneOf(turn.state, queue, callback)
      if (!mayServe(turn.state, agent, lane, callback)) continue
      if (callback.course.passedOver.includes(agent.id) && anyOther(turn.state, lane, callback))
        continue
      if (best === undefined || byRank(callback, best) < 0) best = callback
      break
    }
  }
  return best
}
