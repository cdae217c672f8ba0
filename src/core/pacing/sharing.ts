import { present } from '../assert.ts'
import { serves } from '../state/agent.ts'
import type { Lane } from '../state/lane.ts'
import { inOrder } from '../state/line.ts'
import { agentsPromised, type Queue, type Team } from '../state/queue.ts'
import type { State } from '../state/state.ts'

/** A queue that shares agents, with customers in flight for whom no agent of its own idles. */
interface Rival {
  readonly teams: readonly Team[]
  unmet: number
  /** For how many of them the idle of each team are meant. */
  readonly meant: Map<Team, number>
}

/**
 * How many of a queue's idle agents are needed by customers in flight of other queues, who cannot
 * be helped elsewhere: an agent of two queues is one agent. `soonFree`: so many more of the queue's
 * agents count as idle, and may be needed too. Exact: each customer is meant for one agent, other
 * queues' own agents first (augmenting paths; Ford and Fulkerson 1956). Costs nothing where no
 * agent serves two queues, and does not grow with how many wait, or idle. Pure.
 */
export function spokenFor(queue: Queue, soonFree = 0): number {
  if (queue.teams.length === 0) return 0
  const rivals = rivalsOf(queue)
  if (rivals.length === 0) return 0
  const room = new Map<Team, number>()
  for (const { teams } of rivals) for (const team of teams) room.set(team, team.idle)
  for (const team of queue.teams) room.set(team, 0)
  meetAll(rivals, room)
  for (const team of queue.teams) {
    room.set(team, team.idle + Math.min(soonFree, team.loggedIn - team.idle))
  }
  return meetAll(rivals, room)
}

/** How many of a skilled lane's idle agents other queues' customers in flight need likewise. Pure. */
export function spokenForIn(state: State, queue: Queue, lane: Lane): number {
  if (lane === queue.plain) return spokenFor(queue)
  let spoken = 0
  for (const other of sharersOf(queue)) {
    for (const theirs of other.lanes.values()) {
      if (theirs.promised === 0 || !lane.skills.every((skill) => theirs.skills.includes(skill))) {
        continue
      }
      spoken += theirs.promised - idleElsewhere(state, queue, theirs)
    }
  }
  return spoken
}

/** The queues that share an agent with one. Pure. */
export function sharersOf(queue: Queue): Set<Queue> {
  const sharers = new Set(queue.teams.flatMap(({ queues }) => queues))
  sharers.delete(queue)
  return sharers
}

/** The share of another queue's agents who serve this one too. Pure. */
export function shareOf(queue: Queue, other: Queue): number {
  let shared = 0
  for (const { queues, loggedIn } of queue.teams) if (queues.includes(other)) shared += loggedIn
  return other.loggedIn === 0 ? 0 : shared / other.loggedIn
}

/** Of those idle in a lane, no more than it has promised, who do not serve a queue. */
function idleElsewhere(state: State, queue: Queue, lane: Lane): number {
  let elsewhere = 0
  for (const { agentId } of inOrder(lane.idle)) {
    if (elsewhere === lane.promised) break
    const agent = present(state.agents.get(agentId), 'who idles exists')
    if (!serves(agent, queue.id)) elsewhere++
  }
  return elsewhere
}

/** Rivals of a queue, and of its rivals: those of one may drive those of another to a third's agents. */
function rivalsOf(queue: Queue): Rival[] {
  const rivals: Rival[] = []
  const seen = new Set([queue])
  const toGo = [queue]
  for (let next = toGo.pop(); next !== undefined; next = toGo.pop()) {
    for (const other of sharersOf(next)) {
      if (seen.has(other)) continue
      seen.add(other)
      const ownIdle = other.teams.reduce((idle, team) => idle - team.idle, other.plain.idle.size)
      const unmet = agentsPromised(other) - ownIdle
      if (unmet <= 0) continue
      rivals.push({ teams: other.teams, unmet, meant: new Map() })
      toGo.push(other)
    }
  }
  return rivals
}

/** Means as many as possible of those unmet for somebody, and says for how many that came off. */
function meetAll(rivals: readonly Rival[], room: Map<Team, number>): number {
  let met = 0
  for (const rival of rivals) {
    while (rival.unmet > 0) {
      const more = meet(rival, rival.unmet, { rivals, room, tried: new Set() })
      if (more === 0) break
      rival.unmet -= more
      met += more
    }
  }
  return met
}

interface Search {
  readonly rivals: readonly Rival[]
  readonly room: Map<Team, number>
  readonly tried: Set<Team>
}

/** Means up to so many of a rival's customers for a team: one with room, or one that others leave. */
function meet(rival: Rival, wanted: number, search: Search): number {
  const { rivals, room, tried } = search
  for (const team of rival.teams) {
    const free = Math.min(wanted, room.get(team) ?? 0)
    if (free === 0) continue
    room.set(team, (room.get(team) ?? 0) - free)
    return mean(rival, team, free)
  }
  for (const team of rival.teams) {
    if (tried.has(team)) continue
    tried.add(team)
    for (const other of rivals) {
      const theirs = other.meant.get(team) ?? 0
      if (other === rival || theirs === 0) continue
      const moved = meet(other, Math.min(wanted, theirs), search)
      if (moved === 0) continue
      mean(other, team, -moved)
      return mean(rival, team, moved)
    }
  }
  return 0
}

function mean(rival: Rival, team: Team, customers: number): number {
  rival.meant.set(team, (rival.meant.get(team) ?? 0) + customers)
  return Math.abs(customers)
}
