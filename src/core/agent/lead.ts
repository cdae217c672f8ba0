import type { Agent } from '../state/agent.ts'
import { queuesOf } from '../queue/idle.ts'
import { knownOfTrunk } from '../state/learning.ts'
import type { Queue } from '../state/queue.ts'
import { RING_SLOT_MS } from '../state/ring-times.ts'
import { siteOf, type State } from '../state/state.ts'
import { later } from '../time.ts'
import { lookLater, startTimer, type Turn } from '../state/turn.ts'

const SLACK_MS = RING_SLOT_MS

/**
 * An agent's ACW will end by itself: their queues are looked at a shortest ring before, when
 * nobody who is dialled can answer too soon.
 */
export function foresee(turn: Turn, agent: Agent): void {
  const { acwEndsAt } = agent
  if (acwEndsAt === undefined || agent.leaving) return
  let leadMs = 0
  for (const queue of queuesOf(turn.state, agent)) {
    leadMs = Math.max(leadMs, shortestRingMs(turn.state, queue))
  }
  // A little later than the shortest ring: what is learned meanwhile may shorten it.
  const at = later(acwEndsAt, SLACK_MS - Math.floor(leadMs))
  if (leadMs >= 2 * SLACK_MS && at > turn.now) startTimer(turn, 'lead', agent.id, at)
}

/** The moment has come: if the agent still wraps up, a dial from now on may find them idle. */
export function leadReached(turn: Turn, agent: Agent): void {
  if (agent.acwEndsAt === undefined) return
  for (const queue of queuesOf(turn.state, agent)) lookLater(turn, queue.id, 'acw-ends-soon')
}

/** How soon hardly anybody answers over the queue's first trunk; 0 where pacing does not ask. */
function shortestRingMs(state: State, queue: Queue): number {
  const { mode, pacing } = queue.settings
  const trunkId = siteOf(state, queue).trunks[0]
  if (mode !== 'customer-first' || pacing.policy !== 'auto' || trunkId === undefined) return 0
  return knownOfTrunk(queue.learning, trunkId).curve.shortestMs
}
