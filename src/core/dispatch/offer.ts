import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import { joinParticipants } from './attempt.ts'
import type { Callback } from '../state/callback.ts'
import { chooseAgent } from './choice.ts'
import { hasOutlived } from '../callback/schedule.ts'
import { clearanceOf, holdBack, barrier } from '../queue/clearance.ts'
import type { DecisionTrigger, Answered } from '../state/decision.ts'
import type { Lane } from '../state/lane.ts'
import { decide } from '../state/ledger.ts'
import { withOne } from '../list.ts'
import { spokenForIn } from '../pacing/sharing.ts'
import { moveInQueue } from '../queue/place.ts'
import { beginPreference, endPreference } from '../queue/preference.ts'
import { becomeBusy, becomeNotResponding } from '../agent/presence.ts'
import { agentsPromised, type Queue } from '../state/queue.ts'
import { queueOf } from '../state/state.ts'
import { later } from '../time.ts'
import {
  cancelTimer,
  findAgentLater,
  lookAtOwner,
  lookLater,
  note,
  startTimer,
  type Turn,
} from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** Agent-first: the first in line is offered to the longest idle agent, preferred agents first. */
export function offerNext(
  turn: Turn,
  queue: Queue,
  lane: Lane,
  callback: Callback,
  trigger: DecisionTrigger,
): Answered {
  if (lane.medium !== 'preview' && beginPreference(turn, queue, callback)) {
    findAgentLater(turn, callback)
    return 'gone'
  }
  const spoken = lane.idle.size === 0 ? 0 : spokenForIn(turn.state, queue, lane)
  const numbers = { agentsIdle: lane.idle.size, agentsPromised: agentsPromised(queue) + spoken }
  const agent =
    numbers.agentsIdle > numbers.agentsPromised
      ? chooseAgent(turn.state, lane, callback)
      : undefined
  if (agent !== undefined) return offer(turn, queue, callback, agent, trigger)
  if (queue.teams.length > 0) turn.state.agentless.add(queue.id)
  const rule = queue.loggedIn === 0 ? 'no-agent-on-queue' : 'no-agent-idle'
  decide(turn, queue, { trigger, rule, numbers, callback })
  return 'no'
}

/** One agent is shown the callback and has the alerting time to accept it. */
export function offer(
  turn: Turn,
  queue: Queue,
  callback: Callback,
  agent: Agent,
  trigger: DecisionTrigger,
): Answered {
  const barred = barrier(turn, queue)
  if (barred !== undefined) {
    decide(turn, queue, { trigger, rule: barred, numbers: {}, callback })
    return 'later'
  }
  if (hasOutlived(turn, queue, callback)) return 'gone'
  const bar = clearanceOf(turn, queue, callback)
  if (bar !== undefined) {
    decide(turn, queue, { trigger, rule: bar.rule, numbers: bar.numbers, callback })
    holdBack(turn, callback, bar)
    return 'gone'
  }
  const { alertingTimeoutMs } = queue.settings
  decide(turn, queue, { trigger, rule: 'offered', numbers: { alertingTimeoutMs }, callback, agent })
  moveInQueue(turn, callback, 'offered')
  endPreference(turn, callback)
  becomeBusy(turn, agent, 'alerting')
  agent.callbackId = callback.id
  begun(callback).agentId = agent.id
  joinParticipants(callback, 'agent', agent.id)
  note(turn, callback, 'offered', { agent: agent.id })
  startTimer(turn, 'offer', callback.id, later(turn.now, alertingTimeoutMs))
  return 'served'
}

/** The agent did not accept in time: not responding; the callback is back at its place. */
export function offerTimedOut(turn: Turn, callback: Callback): void {
  if (callback.state !== 'offered') return
  const agent = present(
    turn.state.agents.get(present(callback.course.agentId, 'an offer has an agent')),
    'an agent that exists',
  )
  withdraw(turn, callback)
  if (!callback.course.passedOver.includes(agent.id)) {
    begun(callback).passedOver = withOne(callback.course.passedOver, agent.id)
  }
  note(turn, callback, 'agent-not-responding', { agent: agent.id })
  becomeNotResponding(turn, agent)
  moveInQueue(turn, callback, 'waiting')
  lookLater(turn, queueOf(turn.state, callback).id, 'callback-arrived')
  if (callback.ownerId !== undefined) lookAtOwner(turn, callback.ownerId)
}

/** Nobody is offered the callback any more. */
export function withdraw(turn: Turn, callback: Callback): void {
  cancelTimer(turn, 'offer', callback.id)
  begun(callback).agentId = undefined
}
