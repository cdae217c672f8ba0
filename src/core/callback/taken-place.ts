import { type Turn, note, lookLater, lookAtOwner } from '../state/turn.ts'
import type { Callback } from '../state/callback.ts'
import { moveInQueue } from '../queue/place.ts'

/** The call ended without an agent: the callback is back at its place. */
export function returnPlace(turn: Turn, call: Callback): void {
  const callback = takenFrom(turn, call)
  if (callback === undefined) return
  const isDue = callback.dueAt === undefined || callback.dueAt <= turn.now
  // Its window may have passed meanwhile: it enters the line as whoever comes due does.
  if (isDue && callback.details.windows !== undefined) {
    callback.dueAt = turn.now
    moveInQueue(turn, callback, 'scheduled')
    note(turn, callback, 'place-returned', { call: call.id })
    return
  }
  moveInQueue(turn, callback, isDue ? 'waiting' : 'scheduled')
  note(turn, callback, 'place-returned', { call: call.id })
  lookLater(turn, callback.queueId, 'callback-arrived')
  if (callback.ownerId !== undefined) lookAtOwner(turn, callback.ownerId)
}

/** The callback whose place a call has taken; undefined where it took none. Pure. */
export function takenFrom(turn: Turn, call: Callback): Callback | undefined {
  if (call.placeOf?.taken !== true) return undefined
  const callback = turn.state.callbacks.get(call.placeOf.callbackId)
  return callback?.state === 'taken-over' ? callback : undefined
}
