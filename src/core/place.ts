import type { Agent } from './agent.ts'
import { assert, present } from './assert.ts'
import { IN_FLIGHT, moveCallback, type Callback, type CallbackState } from './callback.ts'
import { firstInLine, joinLine, leaveLine } from './line.ts'
import type { Due, Queue } from './queue.ts'
import { queueOf, type State } from './state.ts'
import type { Instant } from './time.ts'
import { cancelTimer, startTimer, type Turn } from './turn.ts'

/**
 * Moves a callback and keeps its queue's lists and counts in step: the line, the schedule, the
 * live customers, those in flight. Nothing else touches them.
 */
export function moveInQueue(turn: Turn, callback: Callback, to: CallbackState): void {
  const queue = queueOf(turn.state, callback)
  leaveLists(turn, queue, callback)
  if (IN_FLIGHT.has(callback.state)) queue.inFlight--
  if (callback.state === 'alerting') queue.alerting--
  moveCallback(callback, to)
  if (IN_FLIGHT.has(to)) queue.inFlight++
  if (to === 'alerting') queue.alerting++
  assert(queue.inFlight >= queue.alerting && queue.alerting >= 0, 'counts of a queue are sound')
  joinLists(turn, queue, callback)
}

/** A new callback takes its place, in the line or on the schedule. */
export function placeInQueue(turn: Turn, callback: Callback): void {
  joinLists(turn, queueOf(turn.state, callback), callback)
}

/** The name of the timer that wakes a queue when its next scheduled callback is due. Pure. */
export function dueTimer(queue: Queue): string {
  return `due ${queue.id}`
}

/** Arms the queue's timer for the next due callback, or disarms it. */
export function armSchedule(turn: Turn, queue: Queue): void {
  const next = firstInLine(queue.schedule)
  if (next === undefined) cancelTimer(turn, dueTimer(queue))
  else startTimer(turn, dueTimer(queue), next.rankedAt as Instant)
}

/** An agent is idle with a phone: the last of the idle of every queue that they serve. */
export function listIdle(turn: Turn, agent: Agent): void {
  unlistIdle(turn, agent)
  agent.idleTurn = {
    priority: 0,
    rankedAt: turn.now,
    number: ++turn.state.lastNumber,
    agentId: agent.id,
  }
  for (const queue of queuesOf(turn.state, agent)) joinLine(queue.idle, agent.idleTurn)
}

/** An agent is not idle any more. */
export function unlistIdle(turn: Turn, agent: Agent): void {
  if (agent.idleTurn === undefined) return
  for (const queue of queuesOf(turn.state, agent)) leaveLine(queue.idle, agent.idleTurn)
  agent.idleTurn = undefined
}

/** The queues that an agent serves. */
export function* queuesOf(state: State, agent: Agent): Generator<Queue> {
  for (const id of agent.settings.queues) {
    const queue = state.queues.get(id)
    if (queue !== undefined) yield queue
  }
}

function leaveLists(turn: Turn, queue: Queue, callback: Callback): void {
  if (callback.state === 'waiting') leaveLine(queue.line, callback)
  if (callback.state === 'awaiting-agent') leaveLine(queue.live, callback)
  if (callback.state !== 'scheduled') return
  const due = present(queue.dueEntries.get(callback), 'a scheduled callback is on the schedule')
  queue.dueEntries.delete(callback)
  leaveLine(queue.schedule, due)
  armSchedule(turn, queue)
}

function joinLists(turn: Turn, queue: Queue, callback: Callback): void {
  if (callback.state === 'waiting') joinLine(queue.line, callback)
  if (callback.state === 'awaiting-agent') joinLine(queue.live, callback)
  if (callback.state !== 'scheduled') return
  const due: Due = {
    priority: 0,
    rankedAt: present(callback.dueAt, 'a scheduled callback has a due time'),
    number: callback.number,
    callback,
  }
  queue.dueEntries.set(callback, due)
  joinLine(queue.schedule, due)
  if (firstInLine(queue.schedule) === due) armSchedule(turn, queue)
}
