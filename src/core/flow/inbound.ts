import { addCommunication } from '../dispatch/attempt.ts'
import { createContact } from '../callback/booking.ts'
import type { Callback } from '../state/callback.ts'
import type { LegArrived } from '../state/events.ts'
import { enterFlow } from './flow.ts'
import { callIdOf } from '../ids.ts'
import { createLeg, moveLeg } from '../state/leg.ts'
import { WITHHELD_NUMBER } from '../state/numbers.ts'
import type { Cause } from '../state/outcome.ts'
import { flowNamed } from '../state/state.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/**
 * Somebody calls one of our numbers: an interaction of its own begins, in the flow that the number
 * leads to; once, also where a call that has just ended is told again. Nothing is answered until a step of the flow needs it. A number that leads nowhere is
 * refused as one that does not exist, and during a drain nobody new is taken.
 */
export function legArrived(turn: Turn, event: LegArrived): void {
  const { state } = turn
  const id = callIdOf(event.legId)
  if (state.legs.has(event.legId) || state.callbacks.has(id)) return
  if (state.endedCalls.has(id)) return refuse(turn, event, 'interrupted')
  const entry = state.organisation?.numbers?.find(({ number }) => number === event.calledNumber)
  const flow = entry === undefined ? undefined : flowNamed(state, entry.flow)
  if (entry === undefined || flow === undefined || !state.queues.has(entry.queueId)) {
    return refuse(turn, event, 'invalid-number')
  }
  if (state.paused) return refuse(turn, event, 'interrupted')
  const name = event.customerName
  const call = createContact(turn, {
    id,
    medium: 'call',
    queueId: entry.queueId,
    customer: event.number ?? WITHHELD_NUMBER,
    priority: 0,
    details: { source: 'call', ...(name === undefined ? {} : { customerName: name }) },
    dueAt: undefined,
  })
  call.state = 'in-flow'
  begun(call).customerLeg = event.legId
  begun(call).legCount = 1
  state.callbacks.set(id, call)
  takeLeg(turn, event, call)
  addCommunication(turn, call, 'customer', event.legId)
  note(
    turn,
    call,
    'call-arrived',
    { trunk: event.trunkId, called: event.calledNumber },
    event.legId,
  )
  enterFlow(turn, call, flow, entry.language)
}

/** The carrier has used one of the trunk's channels, whether it had one left or not. */
function takeLeg(turn: Turn, { legId, trunkId }: LegArrived, call: Callback): void {
  const { state, now } = turn
  const trunk = state.trunks.get(trunkId)
  const known = trunk === undefined ? {} : { trunkId }
  const leg = createLeg({ id: legId, role: 'customer', callback: call, ...known }, now)
  moveLeg(leg, 'ringing')
  state.legs.set(legId, leg)
  if (trunk !== undefined) trunk.channelsInUse++
}

function refuse(turn: Turn, { legId }: LegArrived, cause: Cause): void {
  turn.effects.push({ kind: 'ReleaseLeg', legId, cause })
}
