import { addToAgenda, nextMoment, removeFromAgenda } from '../state/agenda.ts'
import { assert, present } from '../assert.ts'
import {
  isInFlight,
  isPreferring,
  moveCallback,
  type Callback,
  type CallbackState,
} from '../state/callback.ts'
import { laneOf } from './idle.ts'
import { noteDeparture } from './estimate.ts'
import { emptyLine, joinLine, leaveLine, type Line } from '../state/line.ts'
import { LIMITS } from '../limits.ts'
import { agentsPromised, type Queue } from '../state/queue.ts'
import { queueOf, type State } from '../state/state.ts'
import { later, type Instant } from '../time.ts'
import { cancelTimer, lookAtAgentless, lookLater, startTimer, type Turn } from '../state/turn.ts'

/**
 * Moves a callback and keeps its queue's lists and counts in step: the line, the schedule, the
 * live customers, those in flight. Nothing else touches them.
 */
export function moveInQueue(turn: Turn, callback: Callback, to: CallbackState): void {
  const queue = queueOf(turn.state, callback)
  const promised = agentsPromised(queue)
  leaveLists(turn, queue, callback)
  const wasInFlight = isInFlight(callback)
  if (wasInFlight) leaveFlight(turn, queue, callback)
  // Who comes back to the line has their preferred agents tried anew.
  if (to === 'waiting' && isPreferring(callback)) callback.preference = undefined
  if (isServed(callback, to)) noteDeparture(queue, turn.now)
  moveCallback(callback, to)
  if (isInFlight(callback)) joinFlight(turn.state, queue, callback)
  assert(queue.inFlight >= queue.alerting && queue.alerting >= 0, 'counts of a queue are sound')
  joinLists(turn, queue, callback)
  if (agentsPromised(queue) < promised) lookAtAgentless(turn)
  // A dispatch has ended without taking an agent: its place in flight is free.
  if (wasInFlight && !isInFlight(callback) && to !== 'talking') {
    lookLater(turn, queue.id, 'callback-dispatched')
  }
}

/** Whether a move takes someone out of the queue's own line to be served. */
function isServed(callback: Callback, to: CallbackState): boolean {
  if (callback.state !== 'waiting' && callback.state !== 'queued') return false
  if (to !== 'dialling' && to !== 'offered' && to !== 'alerting') return false
  return callback.ownerId === undefined && callback.details.campaignId === undefined
}

/** A new callback takes its place, in the line or on the schedule. */
export function placeInQueue(turn: Turn, callback: Callback): void {
  joinLists(turn, queueOf(turn.state, callback), callback)
}

/** Changes what decides where a callback stands: its owner, its preference, its rank, its queue. */
export function changePlace(turn: Turn, callback: Callback, change: () => void): void {
  leaveLists(turn, queueOf(turn.state, callback), callback)
  change()
  joinLists(turn, queueOf(turn.state, callback), callback)
}

/** The line in which someone stands: their owner's, that of the preferring, or their lane's. */
export function lineOf(state: State, queue: Queue, callback: Callback): Line<Callback> {
  if (callback.ownerId !== undefined) return ownedLine(state, callback.ownerId)
  if (isPreferring(callback)) return queue.preferring
  return laneOf(state, queue, callback).line
}

/** Callbacks that wait for one agent alone, of all queues. */
export function ownedLine(state: State, owner: NonNullable<Callback['ownerId']>): Line<Callback> {
  const line = state.owned.get(owner) ?? emptyLine()
  if (line.size === 0) state.owned.set(owner, line)
  return line
}

/** Counts a callback among those in flight. */
export function joinFlight(state: State, queue: Queue, callback: Callback): void {
  queue.inFlight++
  if (callback.state === 'alerting') queue.alerting++
  else if (callback.details.skills !== undefined) laneOf(state, queue, callback).promised++
}

function leaveFlight(turn: Turn, queue: Queue, callback: Callback): void {
  queue.inFlight--
  if (callback.state === 'alerting') queue.alerting--
  else if (callback.details.skills !== undefined) laneOf(turn.state, queue, callback).promised--
}

/** Puts a callback into the lists of its state, with no timer: for snapshots. */
export function joinListsQuietly(state: State, queue: Queue, callback: Callback): void {
  if (callback.state === 'waiting' || callback.state === 'queued') {
    joinLine(lineOf(state, queue, callback), callback)
    if (callback.ownerId === undefined) queue.waiting++
    const deadline = deadlineOf(queue, callback)
    if (deadline !== undefined) addToAgenda(queue.deadlines, callback, deadline)
  } else if (callback.state === 'awaiting-agent') joinLine(queue.live, callback)
  else if (callback.state === 'scheduled') {
    const dueAt = present(callback.dueAt, 'a scheduled callback has a due time')
    addToAgenda(queue.schedule, callback, dueAt)
  }
}

function joinLists(turn: Turn, queue: Queue, callback: Callback): void {
  joinListsQuietly(turn.state, queue, callback)
  armAgendas(turn, queue)
}

function leaveLists(turn: Turn, queue: Queue, callback: Callback): void {
  if (callback.state === 'waiting' || callback.state === 'queued') {
    leaveLine(lineOf(turn.state, queue, callback), callback)
    if (callback.ownerId === undefined) queue.waiting--
    if (deadlineOf(queue, callback) !== undefined) removeFromAgenda(queue.deadlines, callback)
  } else if (callback.state === 'awaiting-agent') leaveLine(queue.live, callback)
  else if (callback.state === 'scheduled') removeFromAgenda(queue.schedule, callback)
}

/** When a wait in line ends by itself: with the ownership, or with the window. Pure. */
export function deadlineOf(queue: Queue, callback: Callback): Instant | undefined {
  const closesAt = callback.window?.closesAt
  if (callback.ownerId === undefined) return closesAt
  const owned = later(callback.rankedAt, queue.settings.ownership?.limitMs ?? LIMITS.ownershipMs)
  return closesAt === undefined || owned < closesAt ? owned : closesAt
}

/** Arms the queue's two timers, for the next due callback and the next deadline, or disarms them. */
export function armAgendas(turn: Turn, queue: Queue): void {
  arm(turn, queue, nextMoment(queue.schedule), 'due')
  arm(turn, queue, nextMoment(queue.deadlines), 'deadline')
}

function arm(turn: Turn, queue: Queue, at: Instant | undefined, kind: 'due' | 'deadline'): void {
  if (at === queue.armed[kind]) return
  queue.armed[kind] = at
  if (at === undefined) cancelTimer(turn, kind, queue.id)
  else startTimer(turn, kind, queue.id, at)
}
