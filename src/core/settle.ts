import { assert } from './assert.ts'
import { IN_FLIGHT, type Callback } from './callback.ts'
import type { Cause, Disposition } from './outcome.ts'
import { moveInQueue } from './place.ts'
import { save } from './record.ts'
import { releaseLeg } from './release.ts'
import { queueOf } from './state.ts'
import { cancelTimer, lookLater, note, type Turn } from './turn.ts'

/** The timers that count from a customer's answer. Pure. */
export function waitTimers(callback: Callback): {
  readonly announce: string
  readonly limit: string
} {
  return { announce: `announce ${callback.id}`, limit: `wait ${callback.id}` }
}

/** The timer of a flow step or a farewell. Pure. */
export function flowTimer(callback: Callback): string {
  return `flow ${callback.id}`
}

/** Disarms everything that was armed for the call that is up. */
export function disarmCall(turn: Turn, callback: Callback): void {
  if (callback.answeredAt === undefined) return
  const { announce, limit } = waitTimers(callback)
  cancelTimer(turn, announce)
  cancelTimer(turn, limit)
  if (callback.flowStep !== undefined || callback.state === 'farewell') {
    cancelTimer(turn, flowTimer(callback))
  }
}

/** The interaction has its disposition; there is only ever one. */
export function dispose(
  turn: Turn,
  callback: Callback,
  disposition: Disposition,
  cause: Cause,
): void {
  assert(callback.disposition === undefined, 'a disposition is given once')
  callback.disposition = disposition
  callback.cause = cause
  queueOf(turn.state, callback).open.delete(callback.customer)
  note(turn, callback, 'attempt-settled', { disposition, cause })
}

/** It ends without a talk: nothing of it is in flight any more, its legs are let go. */
export function settle(
  turn: Turn,
  callback: Callback,
  disposition: Disposition,
  cause: Cause,
): void {
  const wasInFlight = IN_FLIGHT.has(callback.state)
  dispose(turn, callback, disposition, cause)
  disarmCall(turn, callback)
  moveInQueue(turn, callback, 'ending')
  if (callback.customerLeg !== undefined) releaseLeg(turn, callback.customerLeg, cause)
  if (wasInFlight) lookLater(turn, callback.queueId, 'callback-dispatched')
}

/** The interaction is over: saved, and no longer part of the state. */
export function close(turn: Turn, callback: Callback): void {
  const { disposition } = callback
  assert(disposition !== undefined, 'a closed interaction has a disposition')
  moveInQueue(turn, callback, 'closed')
  note(turn, callback, 'closed', { disposition })
  save(turn, callback)
  turn.state.callbacks.delete(callback.id)
}
