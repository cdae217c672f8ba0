import type { Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import { mayServe } from '../dispatch/choice.ts'
import { dialNext } from '../dispatch/dispatch.ts'
import type { Answered } from '../state/decision.ts'
import type { AgentId } from '../ids.ts'
import { laneOf } from '../queue/idle.ts'
import { firstInLine } from '../state/line.ts'
import { offer } from '../dispatch/offer.ts'
import { isOffered, type Queue } from '../state/queue.ts'
import { queueOf } from '../state/state.ts'
import type { Turn } from '../state/turn.ts'

/**
 * An owner is idle, or has a new callback of their own: it is dialled with them kept free for it,
 * or offered to them. An owned callback waits for its owner alone.
 */
export function serveOwner(turn: Turn, ownerId: AgentId): void {
  const agent = turn.state.agents.get(ownerId)
  for (;;) {
    const line = turn.state.owned.get(ownerId)
    const callback = line === undefined ? undefined : firstInLine(line)
    if (agent?.idleTurn === undefined || callback === undefined) break
    const queue = queueOf(turn.state, callback)
    if (!mayServe(turn.state, agent, laneOf(turn.state, queue, callback), callback)) break
    const answered = serveOwn(turn, queue, callback, agent)
    if (answered === 'later') queue.blockedOwners.add(ownerId)
    if (answered !== 'gone') break
  }
  if (turn.state.owned.get(ownerId)?.size === 0) turn.state.owned.delete(ownerId)
}

function serveOwn(turn: Turn, queue: Queue, callback: Callback, agent: Agent): Answered {
  if (isOffered(queue, callback)) return offer(turn, queue, callback, agent, 'owner-idle')
  return dialNext(turn, queue, callback, 'owner-idle', agent)
}
