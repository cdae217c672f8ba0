import { stopAlerting } from './alerting.ts'
import { assert } from './assert.ts'
import type { BookingDetails, Callback } from './callback.ts'
import type { BookingEvent, CallbackBooked } from './events.ts'
import { LIMITS } from './limits.ts'
import { placeInQueue } from './place.ts'
import { settle } from './settle.ts'
import { openKey, siteOf, type State } from './state.ts'
import { destinationRefusal } from './site.ts'
import { later } from './time.ts'
import { lookLater, note, reply, type Turn } from './turn.ts'
import { closeIfDone } from './wrap-up.ts'

/** A booking arrives: it takes its place, or the one that is already open answers for it. */
export function book(turn: Turn, event: CallbackBooked): void {
  const existing = alreadyBooked(turn.state, event)
  if (existing !== undefined) return reply(turn, { ok: true, callbackId: existing, existing: true })
  const refusal = refusalOf(turn, event)
  if (refusal !== undefined) return reply(turn, refusal)
  const callback = createCallback(turn, event)
  turn.state.callbacks.set(callback.id, callback)
  turn.state.openByNumber.set(openKey(callback.queueId, callback.customer), callback.id)
  rememberKey(turn, event)
  note(turn, callback, 'booked', { source: event.source })
  note(turn, callback, callback.state === 'scheduled' ? 'scheduled' : 'entered-queue')
  placeInQueue(turn, callback)
  reply(turn, { ok: true, callbackId: callback.id, existing: false })
  if (callback.state === 'waiting') lookLater(turn, callback.queueId, 'callback-arrived')
}

/** A callback is given up: at once where nobody talks yet, and not at all where they do. */
export function cancelCallback(
  turn: Turn,
  event: Extract<BookingEvent, { kind: 'CallbackCancelled' }>,
): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) {
    return reply(turn, { ok: false, code: 'unknown-callback', detail: event.callbackId })
  }
  if (callback.disposition !== undefined || callback.state === 'talking') {
    return reply(turn, { ok: false, code: 'callback-closed', detail: event.callbackId })
  }
  note(turn, callback, 'cancelled', { by: event.by })
  stopAlerting(turn, callback)
  settle(turn, callback, 'cancelled', 'cancelled')
  reply(turn, { ok: true, callbackId: callback.id })
  closeIfDone(turn, callback)
}

function alreadyBooked(state: State, event: CallbackBooked) {
  const key = event.idempotencyKey
  const underKey = key === undefined ? undefined : state.idempotencyKeys.get(key)
  if (underKey !== undefined) return underKey.callbackId
  if (state.callbacks.has(event.callbackId)) return event.callbackId
  return state.openByNumber.get(openKey(event.queueId, event.number))
}

function refusalOf(turn: Turn, event: CallbackBooked) {
  const queue = turn.state.queues.get(event.queueId)
  if (queue === undefined) {
    return { ok: false, code: 'unknown-queue', detail: event.queueId } as const
  }
  if (event.ownerId !== undefined && !turn.state.agents.has(event.ownerId)) {
    return { ok: false, code: 'unknown-agent', detail: event.ownerId } as const
  }
  if (event.dueAt !== undefined && event.dueAt > later(turn.now, LIMITS.scheduleHorizonMs)) {
    return { ok: false, code: 'schedule-too-far', detail: 'at most 30 days ahead' } as const
  }
  if (queue.line.size + queue.schedule.size >= LIMITS.waitingPerQueue) {
    return { ok: false, code: 'queue-full', detail: queue.id } as const
  }
  const destination = destinationRefusal(siteOf(turn.state, queue), event.number)
  if (destination === undefined) return undefined
  return { ok: false, code: 'destination-refused', detail: destination } as const
}

function createCallback(turn: Turn, event: CallbackBooked): Callback {
  const due = event.dueAt !== undefined && event.dueAt > turn.now ? event.dueAt : undefined
  const priority = event.priority ?? 0
  assert(priority >= LIMITS.prioritiesMin && priority <= LIMITS.prioritiesMax, 'priority in range')
  return {
    id: event.callbackId,
    queueId: event.queueId,
    customer: event.number,
    bookedAt: turn.now,
    priority,
    rankedAt: due ?? turn.now,
    number: ++turn.state.lastNumber,
    details: detailsOf(event),
    state: due === undefined ? 'waiting' : 'scheduled',
    dueAt: due,
    legCount: 0,
    customerLeg: undefined,
    agentLeg: undefined,
    agentId: undefined,
    passedOver: [],
    firstDialledAt: undefined,
    answeredAt: undefined,
    joinedAt: undefined,
    verdict: undefined,
    disposition: undefined,
    cause: undefined,
    flowStep: undefined,
    ready: false,
    wrapUpDue: false,
    timeline: [],
    attempts: [],
    participants: [],
    wrapUps: [],
    decisions: [],
  }
}

function detailsOf(event: CallbackBooked): BookingDetails {
  const { source, customerName, callerIdNumber, callerIdName, ownerId, skills, data } = event
  return {
    source,
    ...(customerName === undefined ? {} : { customerName }),
    ...(callerIdNumber === undefined ? {} : { callerIdNumber }),
    ...(callerIdName === undefined ? {} : { callerIdName }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(skills === undefined ? {} : { skills }),
    ...(data === undefined ? {} : { data }),
  }
}

/** Keys are kept for a day, and no more of them than the limit: the oldest go first. */
function rememberKey(turn: Turn, event: CallbackBooked): void {
  const keys = turn.state.idempotencyKeys
  for (const [key, { at }] of keys) {
    if (keys.size < LIMITS.idempotencyKeys && turn.now - at < LIMITS.idempotencyKeyMs) break
    keys.delete(key)
  }
  if (event.idempotencyKey === undefined) return
  keys.set(event.idempotencyKey, { callbackId: event.callbackId, at: turn.now })
}
