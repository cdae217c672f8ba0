import type { Agent } from '../state/agent.ts'
import { assert, present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { createLane, laneKeyOf, PLAIN_LANE, qualifies, type Lane } from '../state/lane.ts'
import { LIMITS } from '../limits.ts'
import { joinLine, leaveLine } from '../state/line.ts'
import type { Queue } from '../state/queue.ts'
import type { State } from '../state/state.ts'
import { lookAtAgentless, type Turn } from '../state/turn.ts'

/** An agent's phone is free: the last of the idle in every lane for which they qualify. */
export function listIdle(turn: Turn, agent: Agent): void {
  unlistIdle(turn.state, agent)
  const number = ++turn.state.lastNumber
  agent.idleTurn = { priority: 0, rankedAt: turn.now, number, agentId: agent.id }
  joinIdle(turn.state, agent)
  lookAtAgentless(turn)
}

/** An agent's phone is not free any more. */
export function unlistIdle(state: State, agent: Agent): void {
  if (agent.idleTurn === undefined) return
  leaveIdle(state, agent)
  agent.idleTurn = undefined
}

/** What an agent holds or may do changes; who idles keeps their turn. */
export function relistIdle(state: State, agent: Agent, change: () => void): void {
  if (agent.idleTurn !== undefined) leaveIdle(state, agent)
  change()
  if (agent.idleTurn !== undefined) joinIdle(state, agent)
}

/** Puts an agent with a turn into the idle lines of their queues. */
export function joinIdle(state: State, agent: Agent): void {
  const turn = agent.idleTurn
  if (turn === undefined) return
  for (const queue of queuesOf(state, agent)) {
    for (const lane of queue.lanes.values()) {
      if (qualifies(state.organisation, agent, lane)) joinLine(lane.idle, turn)
    }
  }
  countInTeam(state, agent, 1)
}

/** An agent of several queues is one of the idle of their team, or no longer. */
function countInTeam(state: State, agent: Agent, by: 1 | -1): void {
  const team = state.teams.get(agent.id)
  const plain = team?.queues[0]?.plain
  if (team === undefined || plain === undefined) return
  if (qualifies(state.organisation, agent, plain)) team.idle += by
}

/** The queues that an agent serves. */
export function queuesOf(state: State, agent: Agent): readonly Queue[] {
  return agent.settings.queues.map((id) =>
    present(state.queues.get(id), 'an agent serves queues that exist'),
  )
}

/** The lane of a callback, made where it is the first of its kind. */
export function laneOf(state: State, queue: Queue, callback: Callback): Lane {
  const key = laneKeyOf(callback)
  if (key === PLAIN_LANE) return queue.plain
  return queue.lanes.get(key) ?? openLane(state, queue, key, callback)
}

function openLane(state: State, queue: Queue, key: string, callback: Callback): Lane {
  assert(queue.lanes.size < LIMITS.lanesPerQueue, 'lanes of a queue are bounded')
  const { skills, campaignId } = callback.details
  const medium = campaignId === undefined ? callback.medium : 'preview'
  const lane = createLane(key, medium, skills, campaignId)
  queue.lanes.set(key, lane)
  for (const agent of state.agents.values()) {
    if (agent.idleTurn === undefined || !agent.settings.queues.includes(queue.id)) continue
    if (qualifies(state.organisation, agent, lane)) joinLine(lane.idle, agent.idleTurn)
  }
  return lane
}

function leaveIdle(state: State, agent: Agent): void {
  const turn = agent.idleTurn
  if (turn === undefined) return
  for (const queue of queuesOf(state, agent)) {
    for (const lane of queue.lanes.values()) {
      if (qualifies(state.organisation, agent, lane)) leaveLine(lane.idle, turn)
    }
  }
  countInTeam(state, agent, -1)
}
