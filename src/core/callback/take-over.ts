import type { Callback } from '../state/callback.ts'
import type { CallbackId } from '../ids.ts'
import { changePlace, moveInQueue } from '../queue/place.ts'
import { settle } from './settle.ts'
import { queueOf } from '../state/state.ts'
import { lookLater, note, type Turn } from '../state/turn.ts'
import { play } from '../call/waiting.ts'
import { closeIfDone } from './close.ts'
import { takenFrom } from './taken-place.ts'

/**
 * The customer calls while a callback of theirs waits in the queue: where the queue says so, they
 * are offered its place. By default nothing is, and nothing is cancelled.
 */
export function offerPlace(turn: Turn, call: Callback): void {
  const queue = queueOf(turn.state, call)
  const { takeOver } = queue.settings
  const id = queue.open.get(call.customer)
  if (takeOver === undefined || id === undefined || !isWaiting(turn, id)) return
  call.placeOf = { callbackId: id, taken: false }
  play(turn, call, takeOver.prompt, false)
  note(turn, call, 'place-offered', { callback: id })
}

/** A digit of a caller who waits: the one that takes the place takes it. */
export function digitPressed(turn: Turn, call: Callback, digit: string): void {
  const { takeOver } = queueOf(turn.state, call).settings
  if (call.placeOf === undefined || call.placeOf.taken || takeOver?.digit !== digit) return
  if (call.state === 'queued') takePlace(turn, call, call.placeOf.callbackId)
}

/** The call stands where the callback stood; the callback is not dialled meanwhile. */
export function takePlace(turn: Turn, call: Callback, id: CallbackId): void {
  const callback = turn.state.callbacks.get(id)
  if (callback === undefined || !isWaiting(turn, id)) return
  moveInQueue(turn, callback, 'taken-over')
  note(turn, callback, 'place-taken', { call: call.id })
  changePlace(turn, call, () => {
    call.placeOf = { callbackId: id, taken: true }
    call.priority = callback.priority
    call.rankedAt = callback.rankedAt
    call.number = callback.number
  })
  note(turn, call, 'place-taken', { callback: id })
  lookLater(turn, call.queueId, 'callback-arrived')
}

/** An agent answered the call, or its place has gone on: the callback whose place it took is done with. */
export function settleTakenPlace(turn: Turn, call: Callback): void {
  const callback = takenFrom(turn, call)
  if (callback === undefined) return
  settle(turn, callback, 'called-in', 'cancelled')
  closeIfDone(turn, callback)
}

function isWaiting(turn: Turn, id: CallbackId): boolean {
  const state = turn.state.callbacks.get(id)?.state
  return state === 'waiting' || state === 'scheduled'
}
