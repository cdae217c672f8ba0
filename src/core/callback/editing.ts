import { refusalOfLane } from './booking.ts'
import type { Callback } from '../state/callback.ts'
import type { RefusalCode } from '../state/effects.ts'
import type { BookingEvent, CallbackEdited } from '../state/events.ts'
import { LIMITS } from '../limits.ts'
import { changePlace, moveInQueue } from '../queue/place.ts'
import { queueOf } from '../state/state.ts'
import { lookAtOwner, lookLater, note, reply, type Turn } from '../state/turn.ts'

/**
 * A supervisor changes a callback that waits or is scheduled: moved to another queue it keeps its
 * place by the time it has waited. Who did it and which fields is on its timeline.
 */
export function editCallback(turn: Turn, event: CallbackEdited): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) return refuse(turn, 'unknown-callback', event.callbackId)
  if (callback.state !== 'waiting' && callback.state !== 'scheduled') {
    return refuse(turn, 'not-now', callback.state)
  }
  const why = refusalOf(turn, callback, event)
  if (why !== undefined) return refuse(turn, why.code, why.detail)
  const from = queueOf(turn.state, callback)
  changePlace(turn, callback, () => apply(turn, callback, event))
  if (event.dueAt !== undefined) schedule(turn, callback, event)
  const { kind: _, callbackId: __, by, ...changes } = event
  note(turn, callback, 'edited', { by, fields: Object.keys(changes).join(', ') })
  reply(turn, { ok: true, callbackId: callback.id })
  lookLater(turn, from.id, 'callback-arrived')
  lookLater(turn, callback.queueId, 'callback-arrived')
  if (callback.ownerId !== undefined) lookAtOwner(turn, callback.ownerId)
}

/** Somebody has seen a number in full: it is on record. */
export function revealNumber(
  turn: Turn,
  event: Extract<BookingEvent, { kind: 'NumberRevealed' }>,
): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback !== undefined) note(turn, callback, 'revealed', { by: event.by })
  reply(turn, { ok: true, callbackId: event.callbackId })
}

function refusalOf(
  turn: Turn,
  callback: Callback,
  event: CallbackEdited,
): { readonly code: RefusalCode; readonly detail: string } | undefined {
  const { queueId = callback.queueId, ownerId, dueAt } = event
  const target = turn.state.queues.get(queueId)
  if (target === undefined) return { code: 'unknown-queue', detail: queueId }
  if (ownerId !== undefined && ownerId !== null && !turn.state.agents.has(ownerId)) {
    return { code: 'unknown-agent', detail: ownerId }
  }
  if (dueAt !== undefined && dueAt > turn.now + LIMITS.scheduleHorizonMs) {
    return { code: 'schedule-too-far', detail: String(dueAt) }
  }
  if (queueId === callback.queueId) return undefined
  const { campaignId, skills } = callback.details
  if (campaignId !== undefined) return { code: 'unknown-campaign', detail: campaignId }
  if (target.open.has(callback.customer)) return { code: 'not-now', detail: 'booked there already' }
  if (refusalOfLane(target, 'callback', skills)) return { code: 'too-many-lanes', detail: queueId }
  return undefined
}

function apply(turn: Turn, callback: Callback, event: CallbackEdited): void {
  const { customerName, data, priority, queueId, ownerId } = event
  if (priority !== undefined) callback.priority = priority
  if (ownerId !== undefined) callback.ownerId = ownerId ?? undefined
  if (customerName !== undefined) callback.details = { ...callback.details, customerName }
  if (data !== undefined) callback.details = { ...callback.details, data }
  if (queueId === undefined || queueId === callback.queueId) return
  callback.preference = undefined
  queueOf(turn.state, callback).open.delete(callback.customer)
  callback.queueId = queueId
  queueOf(turn.state, callback).open.set(callback.customer, callback.id)
}

/** Not before this moment; one that had waited already keeps the time it has waited. */
function schedule(turn: Turn, callback: Callback, { dueAt }: CallbackEdited): void {
  if (dueAt === undefined) return
  if (callback.state === 'scheduled') {
    changePlace(turn, callback, () => {
      callback.dueAt = dueAt
      if (callback.course.attempts.length === 0) callback.rankedAt = dueAt
    })
  } else if (dueAt > turn.now) {
    callback.dueAt = dueAt
    moveInQueue(turn, callback, 'scheduled')
  }
}

function refuse(turn: Turn, code: RefusalCode, detail: string): void {
  reply(turn, { ok: false, code, detail })
}
