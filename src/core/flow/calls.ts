import { addCommunication } from '../dispatch/attempt.ts'
import { createContact, refusalOfLane } from '../callback/booking.ts'
import type { CallArrived } from '../state/events.ts'
import { WITHHELD_NUMBER } from '../state/numbers.ts'
import { createLeg } from '../state/leg.ts'
import { placeInQueue } from '../queue/place.ts'
import { beginPreference } from '../queue/preference.ts'
import { recordFrom } from '../call/recording.ts'
import { findAgentLater, lookLater, note, reply, type Turn } from '../state/turn.ts'
import { offerPlace } from '../callback/take-over.ts'
import { playComfort } from '../call/waiting.ts'
import { begun } from '../state/course.ts'

/**
 * A customer's own call stands in the queue's one order, on the line, from the moment in which it
 * enters. A flow may have had it before; none of that concerns its place.
 */
export function callArrived(turn: Turn, event: CallArrived): void {
  const queue = turn.state.queues.get(event.queueId)
  if (queue === undefined) return refuse(turn, event, 'unknown-queue')
  if (refusalOfLane(queue, 'call', event.skills)) return refuse(turn, event, 'too-many-lanes')
  if (turn.state.callbacks.has(event.callId) || turn.state.legs.has(event.legId)) {
    return reply(turn, { ok: true, callbackId: event.callId, existing: true })
  }
  const call = createContact(turn, {
    id: event.callId,
    medium: 'call',
    queueId: event.queueId,
    customer: event.number ?? WITHHELD_NUMBER,
    priority: event.priority ?? 0,
    details: detailsOf(event),
    dueAt: undefined,
  })
  call.state = 'queued'
  begun(call).customerLeg = event.legId
  turn.state.callbacks.set(call.id, call)
  const leg = createLeg({ id: event.legId, role: 'customer', callback: call }, turn.now)
  leg.state = 'answered'
  leg.answeredAt = turn.now
  turn.state.legs.set(leg.id, leg)
  addCommunication(turn, call, 'customer', event.legId)
  const communication = call.course.participants[0]?.communications[0]
  if (communication !== undefined) communication.answeredAt = turn.now
  note(turn, call, 'call-arrived', undefined, event.legId)
  recordFrom(turn, call, 'answer')
  placeInQueue(turn, call)
  reply(turn, { ok: true, callbackId: call.id, existing: false })
  playComfort(turn, call)
  offerPlace(turn, call)
  if (beginPreference(turn, queue, call)) findAgentLater(turn, call)
  else lookLater(turn, queue.id, 'callback-arrived')
}

function refuse(turn: Turn, event: CallArrived, code: 'unknown-queue' | 'too-many-lanes'): void {
  turn.effects.push({ kind: 'ReleaseLeg', legId: event.legId, cause: 'released' })
  reply(turn, { ok: false, code, detail: event.queueId })
}

function detailsOf(event: CallArrived) {
  return {
    source: 'call',
    ...(event.customerName === undefined ? {} : { customerName: event.customerName }),
    ...(event.skills === undefined ? {} : { skills: event.skills }),
    ...(event.data === undefined ? {} : { data: event.data }),
  }
}
