import { leaveFlow } from './halt.ts'
import { stopAlerting } from '../dispatch/alerting.ts'
import { refusalOfLane } from '../callback/booking.ts'
import type { Callback } from '../state/callback.ts'
import type { Next, FlowRun } from '../state/flow-run.ts'
import type { FlowStep } from '../state/flow-program.ts'
import { moveInQueue } from '../queue/place.ts'
import { beginPreference, endPreference } from '../queue/preference.ts'
import { later } from '../time.ts'
import {
  cancelTimer,
  findAgentLater,
  lookLater,
  note,
  startTimer,
  type Turn,
} from '../state/turn.ts'
import { awaitAgent, playComfort } from '../call/waiting.ts'
import { begun } from '../state/course.ts'

/**
 * A caller stands in a queue's line while their flow goes on. Whoever changes queues keeps the time
 * at which they first stood in line. A machine's callback asks for an agent at once: they have
 * waited before.
 */
export function enterQueue(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  step: Extract<FlowStep, { kind: 'enter-queue' }>,
): Next {
  if (callback.medium === 'callback') {
    if (callback.state !== 'in-flow') return 'next'
    leaveFlow(turn, callback)
    playComfort(turn, callback)
    awaitAgent(turn, callback)
    return 'wait'
  }
  const queue = turn.state.queues.get(step.queueId)
  if (queue === undefined || refusalOfLane(queue, 'call', callback.details.skills)) return 'next'
  if (callback.state !== 'in-flow' && callback.queueId === queue.id) return 'next'
  leaveQueue(turn, callback, run)
  callback.queueId = queue.id
  if (run.enteredAt === undefined) callback.rankedAt = turn.now
  run.enteredAt ??= turn.now
  moveInQueue(turn, callback, 'queued')
  note(turn, callback, 'entered-queue', { queue: queue.id })
  if (step.limitMs !== undefined && step.limitTo !== undefined) {
    run.limitTo = step.limitTo
    startTimer(turn, 'flow-limit', callback.id, later(turn.now, step.limitMs))
  }
  if (beginPreference(turn, queue, callback)) findAgentLater(turn, callback)
  else lookLater(turn, queue.id, 'callback-arrived')
  return 'next'
}

/** Out of the line; an agent whose phone rings for them is let go. */
export function leaveQueue(turn: Turn, callback: Callback, run: FlowRun): void {
  run.keys = {}
  run.limitTo = undefined
  cancelTimer(turn, 'flow-limit', callback.id)
  if (callback.state === 'in-flow') return
  stopAlerting(turn, callback)
  begun(callback).agentId = undefined
  moveInQueue(turn, callback, 'in-flow')
  endPreference(turn, callback)
  callback.preference = undefined
  cancelTimer(turn, 'announce', callback.id)
  cancelTimer(turn, 'wait', callback.id)
}
