import { isOnQueue, type Agent } from '../state/agent.ts'
import { NONE, withOne } from '../list.ts'
import { byRank } from '../state/line.ts'
import type { QueueId } from '../ids.ts'
import type { Callback } from '../state/callback.ts'
import { firstOf, type Queue, type Team } from '../state/queue.ts'
import type { State } from '../state/state.ts'
import { queuesOf } from './idle.ts'

/** Agents who serve the same queues become a team, where these are several. Idle ones join later. */
export function formTeams(state: State): void {
  const teams = new Map<string, Team>()
  state.teams.clear()
  for (const queue of state.queues.values()) queue.teams = NONE
  for (const agent of state.agents.values()) {
    const queues = [...new Set(queuesOf(state, agent))]
    if (queues.length < 2) continue
    const key = JSON.stringify(queues.map(({ id }) => id).sort())
    const team = teams.get(key) ?? { queues, idle: 0, loggedIn: 0 }
    if (!teams.has(key)) for (const queue of queues) queue.teams = withOne(queue.teams, team)
    teams.set(key, team)
    state.teams.set(agent.id, team)
    if (isOnQueue(agent)) team.loggedIn++
  }
}

/** An agent is logged in to their queues, or no longer. */
export function countLoggedIn(state: State, agent: Agent, by: 1 | -1): void {
  for (const queue of queuesOf(state, agent)) queue.loggedIn += by
  const team = state.teams.get(agent.id)
  if (team !== undefined) team.loggedIn += by
}

/** Whether the first of a queue goes before the first of another. Pure. */
export function goesBefore({ queues }: State, a: QueueId, b: QueueId): boolean {
  const [one, other] = [queues.get(a), queues.get(b)].map((queue) => queue && firstOf(queue))
  return one !== undefined && (other === undefined || byRank(one, other) < 0)
}

/**
 * Whether a queue that shares agents waits for them, and its first goes before this customer: then
 * nobody is dialled past it for whom no agent is idle. Pure.
 */
export function mustYield({ agentless }: State, queue: Queue, callback: Callback): boolean {
  for (const team of queue.teams) {
    if (team.loggedIn === 0) continue
    for (const other of team.queues) {
      if (other === queue || other.closed || !agentless.has(other.id)) continue
      const first = firstOf(other)
      if (first !== undefined && byRank(first, callback) < 0) return true
    }
  }
  return false
}
