import { firstDue } from '../state/agenda.ts'
import type { Callback } from '../state/callback.ts'
import type { TimeWindow } from '../time.ts'
import type { BookingEvent } from '../state/events.ts'
import { armAgendas, changePlace, moveInQueue } from '../queue/place.ts'
import type { Queue } from '../state/queue.ts'
import { settle } from './settle.ts'
import { lookAtOwner, lookLater, note, reply, type Turn } from '../state/turn.ts'
import { isOver, windowAt } from '../state/window.ts'
import { closeIfDone } from './close.ts'

/** Every scheduled callback that is due by now enters the line, and the queue is looked at. */
export function enterDue(turn: Turn, queue: Queue): void {
  queue.armed.due = undefined
  for (;;) {
    const callback = firstDue(queue.schedule, turn.now)
    if (callback === undefined) break
    enterLine(turn, queue, callback)
  }
  armAgendas(turn, queue)
}

/** Waits in line that have come to their end: an ownership, a window. */
export function deadlinesReached(turn: Turn, queue: Queue): void {
  queue.armed.deadline = undefined
  for (;;) {
    const callback = firstDue(queue.deadlines, turn.now)
    if (callback === undefined) break
    if (callback.window !== undefined && callback.window.closesAt <= turn.now) {
      windowClosed(turn, callback)
    } else endOwnership(turn, queue, callback)
  }
  armAgendas(turn, queue)
}

/** A time zone's rules have changed: what has not entered the line yet goes by the new times. */
export function scheduleResolved(
  turn: Turn,
  event: Extract<BookingEvent, { kind: 'ScheduleResolved' }>,
): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) {
    return reply(turn, { ok: false, code: 'unknown-callback', detail: event.callbackId })
  }
  reply(turn, { ok: true, callbackId: callback.id })
  const dueAt = event.dueAt ?? windowAt(event.windows, turn.now)?.opensAt
  if (callback.state !== 'scheduled' || dueAt === undefined || callback.course.attempts.length > 0)
    return
  note(turn, callback, 'resolved', { dueAt })
  changePlace(turn, callback, () => {
    callback.dueAt = dueAt
    callback.rankedAt = dueAt
    if (event.windows === undefined) return
    callback.details = { ...callback.details, windows: event.windows }
    callback.window = windowAt(event.windows, dueAt)
  })
}

/** From the schedule into the line; where its window has passed meanwhile, to the next or its end. */
function enterLine(turn: Turn, queue: Queue, callback: Callback): void {
  if (isOver(callback, turn.now)) return expire(turn, callback)
  const window = windowAt(callback.details.windows, turn.now)
  if (window !== undefined && window.opensAt > turn.now) return awaitWindow(turn, callback, window)
  callback.window = window
  moveInQueue(turn, callback, 'waiting')
  callback.dueAt = undefined
  note(turn, callback, 'entered-queue')
  if (callback.ownerId === undefined) lookLater(turn, queue.id, 'callback-arrived')
  else lookAtOwner(turn, callback.ownerId)
}

/**
 * Whether a callback in line has outlived its window, and so has left the line: a process that stood
 * still may look at a queue before the timer of the window's end gets its turn.
 */
export function hasOutlived(turn: Turn, queue: Queue, callback: Callback): boolean {
  if (callback.window === undefined || callback.window.closesAt > turn.now) return false
  windowClosed(turn, callback)
  armAgendas(turn, queue)
  return true
}

function windowClosed(turn: Turn, callback: Callback): void {
  note(turn, callback, 'window-closed')
  const next = windowAt(callback.details.windows, turn.now)
  if (next === undefined) return expire(turn, callback)
  callback.dueAt = next.opensAt
  moveInQueue(turn, callback, 'scheduled')
  callback.window = next
}

function awaitWindow(turn: Turn, callback: Callback, window: TimeWindow): void {
  changePlace(turn, callback, () => {
    callback.window = window
    callback.dueAt = window.opensAt
  })
}

/** The owner did not come to it in time: it goes to the queue at its place, or ends, as set. */
function endOwnership(turn: Turn, queue: Queue, callback: Callback): void {
  note(turn, callback, 'ownership-ended', { agent: callback.ownerId ?? '' })
  if (queue.settings.ownership?.then === 'expire') return expire(turn, callback)
  changePlace(turn, callback, () => {
    callback.ownerId = undefined
  })
  lookLater(turn, queue.id, 'callback-arrived')
}

function expire(turn: Turn, callback: Callback): void {
  settle(turn, callback, 'expired', 'cancelled')
  closeIfDone(turn, callback)
}
