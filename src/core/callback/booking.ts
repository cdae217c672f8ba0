import { stopAlerting } from '../dispatch/alerting.ts'
import { assert } from '../assert.ts'
import { timelineOf, type BookingDetails, type Callback } from '../state/callback.ts'
import { isBarred, siteOf } from '../state/state.ts'
import { NOTHING_YET } from '../state/course.ts'
import { closingQueue } from '../queue/closing.ts'
import type { RefusalCode } from '../state/effects.ts'
import type { BookingEvent, CallbackBooked } from '../state/events.ts'
import type { CallbackId, PhoneNumber, QueueId } from '../ids.ts'
import { laneKeyOf } from '../state/lane.ts'
import { LIMITS } from '../limits.ts'
import type { Mutable } from '../mutable.ts'
import type { Medium } from '../state/organisation.ts'
import { placeInQueue } from '../queue/place.ts'
import type { Queue } from '../state/queue.ts'
import { settle } from './settle.ts'
import { destinationRefusal } from '../state/site.ts'
import { later, type Instant } from '../time.ts'
import { lookAtOwner, lookLater, note, reply, type Moment, type Turn } from '../state/turn.ts'
import { firstMoment, windowAt } from '../state/window.ts'
import { closeIfDone } from './close.ts'

interface Refusal {
  readonly ok: false
  readonly code: RefusalCode
  readonly detail: string
}

/** The place in line of a call that becomes a callback. */
export type KeptPlace = Pick<Callback, 'rankedAt' | 'number'>

/** A booking arrives: it takes its place, or the one that is already open answers for it. */
export function book(turn: Turn, event: CallbackBooked, place?: KeptPlace): void {
  const queue = turn.state.queues.get(event.queueId)
  const existing = alreadyBooked(turn, queue, event)
  if (existing !== undefined) return reply(turn, { ok: true, callbackId: existing, existing: true })
  const refusal = refusalOf(turn, queue, event)
  if (refusal !== undefined) return reply(turn, refusal)
  const target = closingQueue(turn.state, queue)
  const other = target?.open.get(event.number)
  if (other !== undefined) return reply(turn, { ok: true, callbackId: other, existing: true })
  enter(turn, event, target?.id ?? event.queueId, place)
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
  if (callback.course.disposition !== undefined || callback.state === 'talking') {
    return reply(turn, { ok: false, code: 'callback-closed', detail: event.callbackId })
  }
  note(turn, callback, 'cancelled', { by: event.by })
  stopAlerting(turn, callback)
  settle(turn, callback, 'cancelled', 'cancelled')
  reply(turn, { ok: true, callbackId: callback.id })
  closeIfDone(turn, callback)
}

/** Why a booking is not taken; undefined: it is. Nothing of a refused one is stored. Pure. */
export function refusalOf(
  turn: Moment,
  queue: Queue | undefined,
  event: CallbackBooked,
): Refusal | undefined {
  if (queue === undefined) return { ok: false, code: 'unknown-queue', detail: event.queueId }
  return (
    refusalOfNames(turn, event) ?? refusalOfTime(turn, event) ?? refusalOfQueue(turn, queue, event)
  )
}

/** Whether a queue tells so many kinds of contact apart already that no new one fits. Pure. */
export function refusalOfLane(
  queue: Queue,
  medium: Medium,
  skills: readonly string[] | undefined,
): boolean {
  if (queue.lanes.size < LIMITS.lanesPerQueue) return false
  const details: BookingDetails = { source: '', ...(skills === undefined ? {} : { skills }) }
  return !queue.lanes.has(laneKeyOf({ medium, details }))
}

/** What a contact is made of. */
export interface ContactOrigin {
  readonly id: CallbackId
  readonly medium: Medium
  readonly queueId: QueueId
  readonly customer: PhoneNumber
  readonly priority: number
  readonly details: BookingDetails
  readonly dueAt: Instant | undefined
}

/** An interaction at its very beginning: waiting, or scheduled where it is due later. */
export function createContact(turn: Turn, origin: ContactOrigin): Callback {
  const { id, medium, queueId, customer, priority, details } = origin
  assert(priority >= LIMITS.prioritiesMin && priority <= LIMITS.prioritiesMax, 'priority in range')
  const due = origin.dueAt !== undefined && origin.dueAt > turn.now ? origin.dueAt : undefined
  return {
    id,
    medium,
    queueId,
    customer,
    bookedAt: turn.now,
    priority,
    rankedAt: due ?? turn.now,
    number: ++turn.state.lastNumber,
    details,
    state: due === undefined ? 'waiting' : 'scheduled',
    dueAt: due,
    ownerId: details.ownerId,
    preference: undefined,
    window: undefined,
    placeOf: undefined,
    course: NOTHING_YET,
  }
}

function enter(turn: Turn, event: CallbackBooked, queueId: QueueId, place?: KeptPlace): void {
  const details = detailsOf(event)
  const callback = createContact(turn, {
    id: event.callbackId,
    medium: 'callback',
    queueId,
    customer: event.number,
    priority: event.priority ?? 0,
    details,
    dueAt: firstMoment(event, turn.now),
  })
  if (place !== undefined) Object.assign(callback, place)
  callback.window = windowAt(details.windows, callback.dueAt ?? turn.now)
  const { callbacks } = turn.state
  const openBefore = callbacks.size
  callbacks.set(callback.id, callback)
  assert(callbacks.size === openBefore + 1, 'a callback id is used once')
  turn.state.queues.get(queueId)?.open.set(callback.customer, callback.id)
  rememberKey(turn, event)
  for (const line of timelineOf(callback)) {
    turn.effects.push({ kind: 'Publish', callbackId: callback.id, note: line })
  }
  if (queueId !== event.queueId) {
    note(turn, callback, 'moved', { from: event.queueId, to: queueId })
  }
  placeInQueue(turn, callback)
  reply(turn, { ok: true, callbackId: callback.id, existing: false })
  if (callback.state !== 'waiting') return
  if (callback.ownerId === undefined) lookLater(turn, callback.queueId, 'callback-arrived')
  else lookAtOwner(turn, callback.ownerId)
}

function alreadyBooked(turn: Turn, queue: Queue | undefined, event: CallbackBooked) {
  const key = event.idempotencyKey
  const underKey = key === undefined ? undefined : turn.state.idempotencyKeys.get(key)
  return underKey?.callbackId ?? queue?.open.get(event.number)
}

function refusalOfNames({ state }: Moment, event: CallbackBooked): Refusal | undefined {
  if (event.ownerId !== undefined && !state.agents.has(event.ownerId)) {
    return { ok: false, code: 'unknown-agent', detail: event.ownerId }
  }
  const { campaignId } = event
  if (campaignId === undefined) return undefined
  const campaign = state.organisation?.campaigns?.find(({ id }) => id === campaignId)
  if (campaign?.queueId === event.queueId) return undefined
  return { ok: false, code: 'unknown-campaign', detail: campaignId }
}

function refusalOfTime(turn: Moment, event: CallbackBooked): Refusal | undefined {
  const first = event.dueAt ?? event.windows?.[0]?.opensAt
  if (first !== undefined && first > later(turn.now, LIMITS.scheduleHorizonMs)) {
    return { ok: false, code: 'schedule-too-far', detail: 'at most 30 days ahead' }
  }
  const { windows } = event
  if (windows === undefined || windows.some(({ closesAt }) => closesAt > turn.now)) return undefined
  return { ok: false, code: 'window-over', detail: 'the time in which to call has passed' }
}

function refusalOfQueue(turn: Moment, queue: Queue, event: CallbackBooked): Refusal | undefined {
  if (queue.closed && queue.settings.whenClosed?.waiting === 'expire') {
    return { ok: false, code: 'queue-closed', detail: queue.id }
  }
  if (queue.waiting + queue.schedule.line.size >= LIMITS.waitingPerQueue) {
    return { ok: false, code: 'queue-full', detail: queue.id }
  }
  if (refusalOfLane(queue, 'callback', event.skills)) {
    return { ok: false, code: 'too-many-lanes', detail: queue.id }
  }
  if (isBarred(turn.state, event.number)) return { ok: false, code: 'do-not-call', detail: '' }
  const destination = destinationRefusal(siteOf(turn.state, queue), event.number)
  if (destination === undefined) return undefined
  return { ok: false, code: 'destination-refused', detail: destination }
}

/** Bookings that bring nothing along share their details. */
const PLAIN_DETAILS: Readonly<Record<CallbackBooked['source'], BookingDetails>> = {
  api: { source: 'api' },
  cli: { source: 'cli' },
  import: { source: 'import' },
  agent: { source: 'agent' },
  flow: { source: 'flow' },
}

const PLAIN_FIELDS: ReadonlySet<string> = new Set<keyof CallbackBooked>([
  'kind',
  'callbackId',
  'number',
  'queueId',
  'source',
  'priority',
  'idempotencyKey',
])

function isPlain(event: CallbackBooked): boolean {
  for (const field in event) if (!PLAIN_FIELDS.has(field)) return false
  return true
}

function detailsOf(event: CallbackBooked): BookingDetails {
  if (isPlain(event)) return PLAIN_DETAILS[event.source]
  const details: Mutable<BookingDetails> = { source: event.source }
  if (event.customerName !== undefined) details.customerName = event.customerName
  if (event.callerIdNumber !== undefined) details.callerIdNumber = event.callerIdNumber
  if (event.callerIdName !== undefined) details.callerIdName = event.callerIdName
  if (event.ownerId !== undefined) details.ownerId = event.ownerId
  if (event.skills !== undefined && event.skills.length > 0) details.skills = event.skills
  if (event.campaignId !== undefined) details.campaignId = event.campaignId
  if (event.wallTime !== undefined) details.wallTime = event.wallTime
  if (event.windows !== undefined) details.windows = event.windows
  if (event.dueAt !== undefined || event.windows !== undefined) details.scheduled = true
  if (event.rescheduledFrom !== undefined) details.rescheduledFrom = event.rescheduledFrom
  if (event.data !== undefined) details.data = event.data
  return details
}

/** Keys are kept for a day, and no more of them than the limit: the oldest go first. */
function rememberKey(turn: Turn, event: CallbackBooked): void {
  const keys = turn.state.idempotencyKeys
  if (keys.size > 0) forgetOldKeys(turn, keys)
  if (event.idempotencyKey === undefined) return
  keys.set(event.idempotencyKey, { callbackId: event.callbackId, at: turn.now })
}

function forgetOldKeys(turn: Turn, keys: Turn['state']['idempotencyKeys']): void {
  for (const [key, { at }] of keys) {
    if (keys.size < LIMITS.idempotencyKeys && turn.now - at < LIMITS.idempotencyKeyMs) break
    keys.delete(key)
  }
}
