import type { Callback } from '../state/callback.ts'
import { chooseAgent } from './choice.ts'
import type { DecisionTrigger, Answered } from '../state/decision.ts'
import type { Lane } from '../state/lane.ts'
import { decide } from '../state/ledger.ts'
import { give } from './matching.ts'
import { agentsPromised, type Queue } from '../state/queue.ts'
import type { Turn } from '../state/turn.ts'

/**
 * A call that is first in the queue's order gets the longest idle agent, as long as somebody is
 * idle beyond those promised to customers who are being dialled: these were before it.
 */
export function connectNext(
  turn: Turn,
  queue: Queue,
  lane: Lane,
  callback: Callback,
  trigger: DecisionTrigger,
): Answered {
  const promised = agentsPromised(queue)
  if (lane.idle.size > promised) {
    const agent = chooseAgent(turn.state, lane, callback)
    if (agent !== undefined) {
      give(turn, queue, callback, agent, 'agent-chosen')
      return 'served'
    }
  }
  const numbers = {
    agentsLoggedIn: queue.loggedIn,
    agentsIdle: lane.idle.size,
    agentsPromised: promised,
  }
  const rule = lane.idle.size === 0 ? 'no-agent-idle' : 'agents-promised'
  decide(turn, queue, { trigger, rule, numbers, callback })
  return 'no'
}
