import { stopAlerting } from './alerting.ts'
import { assert } from './assert.ts'
import type { BookingDetails, Callback } from './callback.ts'
import type { BookingEvent, CallbackBooked } from './events.ts'
import { LIMITS } from './limits.ts'
import type { Mutable } from './mutable.ts'
import { placeInQueue } from './place.ts'
import type { Queue } from './queue.ts'
import { settle } from './settle.ts'
import { siteOf } from './state.ts'
import { destinationRefusal } from './site.ts'
import { later } from './time.ts'
import { lookLater, note, reply, type Turn } from './turn.ts'
import { closeIfDone } from './wrap-up.ts'

/** A booking arrives: it takes its place, or the one that is already open answers for it. */
export function book(turn: Turn, event: CallbackBooked): void {
  const queue = turn.state.queues.get(event.queueId)
  const existing = alreadyBooked(turn, queue, event)
  if (existing !== undefined) return reply(turn, { ok: true, callbackId: existing, existing: true })
  const refusal = refusalOf(turn, queue, event)
  if (refusal !== undefined) return reply(turn, refusal)
  const callback = createCallback(turn, event)
  const { callbacks } = turn.state
  const openBefore = callbacks.size
  callbacks.set(callback.id, callback)
  assert(callbacks.size === openBefore + 1, 'a callback id is used once')
  queue?.open.set(callback.customer, callback.id)
  rememberKey(turn, event)
  for (const line of callback.timeline) {
    turn.effects.push({ kind: 'Publish', callbackId: callback.id, note: line })
  }
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

function alreadyBooked(turn: Turn, queue: Queue | undefined, event: CallbackBooked) {
  const key = event.idempotencyKey
  const underKey = key === undefined ? undefined : turn.state.idempotencyKeys.get(key)
  return underKey?.callbackId ?? queue?.open.get(event.number)
}

function refusalOf(turn: Turn, queue: Queue | undefined, event: CallbackBooked) {
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

/** What a callback has none of yet; lists of a callback are replaced, never added to. */
const NONE: readonly never[] = []

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
    passedOver: NONE,
    firstDialledAt: undefined,
    answeredAt: undefined,
    joinedAt: undefined,
    verdict: undefined,
    disposition: undefined,
    cause: undefined,
    flowStep: undefined,
    ready: false,
    wrapUpDue: false,
    timeline: [
      { at: turn.now, event: 'booked', detail: { source: event.source } },
      { at: turn.now, event: due === undefined ? 'entered-queue' : 'scheduled' },
    ],
    attempts: NONE,
    participants: NONE,
    wrapUps: NONE,
    decisions: NONE,
  }
}

function detailsOf(event: CallbackBooked): BookingDetails {
  const details: Mutable<BookingDetails> = { source: event.source }
  if (event.customerName !== undefined) details.customerName = event.customerName
  if (event.callerIdNumber !== undefined) details.callerIdNumber = event.callerIdNumber
  if (event.callerIdName !== undefined) details.callerIdName = event.callerIdName
  if (event.ownerId !== undefined) details.ownerId = event.ownerId
  if (event.skills !== undefined) details.skills = event.skills
  if (event.data !== undefined) details.data = event.data
  return details
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
