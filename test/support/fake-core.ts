import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import { callbackId, legIdOf, phoneNumber, queueId, type CallbackId } from '../../src/core/ids.ts'
import type { State } from '../../src/core/state/state.ts'
import { timerName, timerNamed } from '../../src/core/state/timer.ts'
import type { Instant } from '../../src/core/time.ts'
import { assert } from '../../src/core/assert.ts'
import { interactionRecord } from '../conformance/store.ts'

/** The booking of that number, from 1. */
export function booking(number: number): Event {
  return {
    kind: 'CallbackBooked',
    callbackId: callbackOf(number),
    number: phoneNumber('+12025550100'),
    queueId: queueId('sales'),
    source: 'api',
  }
}

/** The id of the callback of that number. */
export function callbackOf(number: number): CallbackId {
  return callbackId(`aaaaaaaa-aaaa-4aaa-8aaa-${number.toString(16).padStart(8, '0')}0000`)
}

/**
 * A core that is easy to foresee: each booking orders one of every kind of effect, the orders to the
 * switch carry the number of the booking, and `lastNumber` counts events. The number 13 is a bug.
 */
export function fakeStep(
  state: State,
  event: Event,
  now: Instant,
): { state: State; effects: readonly Effect[] } {
  state.lastNumber++
  if (event.kind === 'TimerFired') {
    state.timers.wait.delete(timerNamed(event.timer)?.whose ?? '')
  }
  if (event.kind !== 'CallbackBooked') return { state, effects: [] }
  const number = numberOf(event.callbackId)
  assert(number !== 13, 'thirteen is a bug')
  const legId = legIdOf(event.callbackId, 1)
  const timer = timerName('wait', event.callbackId)
  state.timers.wait.set(event.callbackId, (now + 60_000) as Instant)
  const effects: Effect[] = [
    { kind: 'SendDigits', legId, digits: String(number) },
    { kind: 'StartTimer', timer, at: (now + 60_000) as Instant },
    { kind: 'Publish', callbackId: event.callbackId, note: { at: now, event: 'booked' } },
    { kind: 'SaveInteraction', record: interactionRecord(number, 'open') },
    { kind: 'Reply', reply: { ok: true, callbackId: event.callbackId } },
    { kind: 'StopPrompt', legId },
    { kind: 'Publish', callbackId: event.callbackId, note: { at: now, event: 'dialling' } },
  ]
  return { state, effects }
}

function numberOf(id: CallbackId): number {
  return parseInt(id.slice(24, 32), 16)
}
