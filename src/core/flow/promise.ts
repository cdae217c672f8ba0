import { book, cancelCallback, refusalOf } from '../callback/booking.ts'
import type { Callback } from '../state/callback.ts'
import { settleTakenPlace, takePlace } from '../callback/take-over.ts'
import type { CallbackBooked } from '../state/events.ts'
import type { Next, CallbackPromise, FlowRun } from '../state/flow-run.ts'
import { dataOf, openCallback, positionOf } from './conditions.ts'
import type { PromiseStep } from '../state/flow-program.ts'
import { enterQueue, leaveQueue } from './standing.ts'
import { callbackOfCall, isPhoneNumber, type PhoneNumber } from '../ids.ts'
import type { Mutable } from '../mutable.ts'
import { hasNumber } from '../state/numbers.ts'
import { moveInQueue } from '../queue/place.ts'
import { later, type Instant } from '../time.ts'
import { note, type Turn } from '../state/turn.ts'

/**
 * A callback is promised: the caller leaves the line and keeps their exact place. It begins when
 * this call is over, since a phone that is in use can only be found busy.
 */
export function promise(turn: Turn, call: Callback, run: FlowRun, step: PromiseStep): Next {
  const number = numberOf(call, run, step.numberFrom)
  if (call.medium !== 'call' || number === undefined) return { to: step.otherwise }
  const queueId = step.queueId ?? call.queueId
  const promised = { number, queueId, delayMs: step.delayMs ?? 0 }
  const queue = turn.state.queues.get(queueId)
  if (refusalOf(turn, queue, bookingOf(call, promised)) !== undefined) {
    return { to: step.otherwise }
  }
  const position = call.state === 'queued' ? positionOf(turn.state, call) : 0
  run.enteredAt ??= call.rankedAt
  run.promise = promised
  leaveQueue(turn, call, run)
  note(turn, call, 'callback-promised', { queue: queueId, position })
  return 'next'
}

/**
 * The call is over: what was promised begins, where the caller stood. Where they had taken the place
 * of another callback of theirs and now want the call on another number, that one is done with: a
 * place is one person's.
 */
export function keepPromise(turn: Turn, call: Callback): void {
  const promised = call.course.flow?.promise
  if (call.course.flow === undefined || promised === undefined) return
  call.course.flow.promise = undefined
  book(turn, bookingOf(call, promised, turn), { rankedAt: call.rankedAt, number: call.number })
  if (turn.state.callbacks.has(callbackOfCall(call.id))) settleTakenPlace(turn, call)
}

/** The call takes the place of the caller's own callback. */
export function takeOpen(turn: Turn, call: Callback, run: FlowRun, otherwise: number): Next {
  const id = openCallback(turn.state, call, undefined)
  const callback = id === undefined ? undefined : turn.state.callbacks.get(id)
  if (id === undefined || callback === undefined) return { to: otherwise }
  enterQueue(turn, call, run, { kind: 'enter-queue', queueId: callback.queueId })
  if (call.state !== 'queued') return { to: otherwise }
  takePlace(turn, call, id)
  return 'next'
}

/** The caller wants no call any more. */
export function cancelOpen(turn: Turn, call: Callback, otherwise: number): Next {
  const id = openCallback(turn.state, call, undefined)
  if (id === undefined) return { to: otherwise }
  cancelCallback(turn, { kind: 'CallbackCancelled', callbackId: id, by: 'customer' })
  return 'next'
}

/** The caller wants to be called later: not before so long, nor before it is due, at the place that they have. */
export function moveOpen(turn: Turn, call: Callback, byMs: number, otherwise: number): Next {
  const id = openCallback(turn.state, call, undefined)
  const callback = id === undefined ? undefined : turn.state.callbacks.get(id)
  if (callback === undefined) return { to: otherwise }
  if (callback.state === 'scheduled') moveInQueue(turn, callback, 'waiting')
  const putOffTo = later(turn.now, byMs)
  callback.dueAt = isDueAfter(callback.dueAt, putOffTo) ? callback.dueAt : putOffTo
  moveInQueue(turn, callback, 'scheduled')
  note(turn, callback, 'put-off', { dueAt: callback.dueAt, by: 'customer' })
  return 'next'
}

function isDueAfter(dueAt: Instant | undefined, at: Instant): dueAt is Instant {
  return dueAt !== undefined && dueAt > at
}

function numberOf(
  call: Callback,
  run: FlowRun,
  numberFrom: string | undefined,
): PhoneNumber | undefined {
  if (numberFrom === undefined) return hasNumber(call.customer) ? call.customer : undefined
  const text = dataOf(call, run, numberFrom)
  return text !== undefined && isPhoneNumber(text) ? text : undefined
}

function bookingOf(call: Callback, promised: CallbackPromise, turn?: Turn): CallbackBooked {
  const { details, priority } = call
  const booking: Mutable<CallbackBooked> = {
    kind: 'CallbackBooked',
    callbackId: callbackOfCall(call.id),
    number: promised.number,
    queueId: promised.queueId,
    source: 'flow',
    priority,
  }
  const data = { ...details.data, ...call.course.flow?.data }
  if (Object.keys(data).length > 0) booking.data = data
  if (details.customerName !== undefined) booking.customerName = details.customerName
  if (details.skills !== undefined) booking.skills = details.skills
  if (turn !== undefined && promised.delayMs > 0) booking.dueAt = later(turn.now, promised.delayMs)
  return booking
}
