import { book, refusalOf } from './booking.ts'
import type { Callback } from '../state/callback.ts'
import type { CallbackBooked, CallbackRescheduled } from '../state/events.ts'
import type { Mutable } from '../mutable.ts'
import { settle } from './settle.ts'
import { queueOf } from '../state/state.ts'
import { note, reply, type Turn } from '../state/turn.ts'
import { isUncallable } from '../state/window.ts'
import { closeIfDone } from './close.ts'

/**
 * The agent has the customer called at another time. It is a callback of its own: number, queue,
 * name, caller ID number and name, skills, priority and data carry over, and a contact's callable times,
 * inside which the new time must be; this one ends, or goes on to its wrap-up where the two have talked.
 */
export function reschedule(turn: Turn, event: CallbackRescheduled): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined || !isTheirs(callback, event)) {
    return reply(turn, { ok: false, code: 'callback-not-in-hand', detail: event.callbackId })
  }
  if (isUncallable(callback, event.dueAt)) {
    const detail = 'the contact may not be called then'
    return reply(turn, { ok: false, code: 'window-over', detail })
  }
  const queue = queueOf(turn.state, callback)
  const booking = bookingOf(callback, event)
  const refusal = refusalOf(turn, queue, booking)
  if (refusal !== undefined) return reply(turn, refusal)
  note(turn, callback, 'rescheduled', { to: event.newCallbackId, dueAt: event.dueAt })
  if (callback.state === 'accepted') {
    settle(turn, callback, callback.course.attempts.at(-1)?.outcome ?? 'rescheduled', 'released')
  }
  book(turn, booking)
  closeIfDone(turn, callback)
}

function isTheirs(callback: Callback, event: CallbackRescheduled): boolean {
  const inHand = ['accepted', 'talking', 'wrapping'].includes(callback.state)
  return inHand && callback.course.agentId === event.agentId
}

function bookingOf(callback: Callback, event: CallbackRescheduled): CallbackBooked {
  const { details } = callback
  const booking: Mutable<CallbackBooked> = {
    kind: 'CallbackBooked',
    callbackId: event.newCallbackId,
    number: callback.customer,
    queueId: callback.queueId,
    source: 'agent',
    dueAt: event.dueAt,
    priority: callback.priority,
    rescheduledFrom: callback.id,
  }
  if (event.ownerId !== undefined) booking.ownerId = event.ownerId
  if (event.wallTime !== undefined) booking.wallTime = event.wallTime
  if (details.customerName !== undefined) booking.customerName = details.customerName
  if (details.callerIdNumber !== undefined) booking.callerIdNumber = details.callerIdNumber
  if (details.callerIdName !== undefined) booking.callerIdName = details.callerIdName
  if (details.skills !== undefined) booking.skills = details.skills
  const { campaignId, windows } = details
  if (campaignId !== undefined) booking.campaignId = campaignId
  if (campaignId !== undefined && windows !== undefined) booking.windows = windows
  if (details.data !== undefined) booking.data = details.data
  return booking
}
