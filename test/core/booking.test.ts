import { describe, expect, it } from 'vitest'
import { agentId, queueId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { Scene, type Booking } from '../support/scene.ts'

const DAY_MS = 86_400_000

describe('a booking', () => {
  it('of a number that is open in the queue already returns the first', () => {
    const scene = new Scene()
    const first = scene.book({ to: '+12025550100' })
    scene.book({ to: '+12025550100' })
    expect(scene.lastReply).toEqual({ ok: true, callbackId: first, existing: true })
    expect(scene.state.callbacks.size).toBe(1)
  })

  it('under a key that was used returns the first, even when that one has ended', () => {
    const scene = new Scene()
    scene.onQueue()
    const first = scene.book({ idempotencyKey: 'k1' })
    scene.release(scene.customerLeg(first), 'busy')
    scene.book({ idempotencyKey: 'k1' })
    expect(scene.lastReply).toEqual({ ok: true, callbackId: first, existing: true })
  })

  it('of a number whose last callback has ended is a new one', () => {
    const scene = new Scene()
    scene.onQueue()
    const first = scene.book({ to: '+12025550100' })
    scene.release(scene.customerLeg(first), 'busy')
    const second = scene.book({ to: '+12025550100' })
    expect(scene.lastReply).toEqual({ ok: true, callbackId: second, existing: false })
  })

  it.each<[string, Booking, string]>([
    ['names a queue that does not exist', { queueId: queueId('sales') }, 'unknown-queue'],
    ['names an owner who does not exist', { ownerId: agentId('nobody') }, 'unknown-agent'],
    [
      'is due more than 30 days ahead',
      { dueAt: instant(1_000_000 + 31 * DAY_MS) },
      'schedule-too-far',
    ],
    ['goes to a number that the site refuses', { to: '+19005550100' }, 'destination-refused'],
  ])('is refused and not stored where it %s', (_, booking, code) => {
    const scene = new Scene()
    scene.book(booking)
    expect(scene.lastReply).toMatchObject({ ok: false, code })
    expect(scene.state.callbacks.size).toBe(0)
  })

  it('that waits is cancelled at once; one that rings when its leg is gone; one that talks not at all', () => {
    const scene = new Scene()
    const waiting = scene.book()
    scene.say({ kind: 'CallbackCancelled', callbackId: waiting, by: 'api' })
    expect(scene.record(waiting)).toMatchObject({ disposition: 'cancelled', state: 'closed' })
    scene.onQueue()
    const ringing = scene.book()
    scene.say({ kind: 'CallbackCancelled', callbackId: ringing, by: 'api' })
    expect(scene.record(ringing)).toMatchObject({ disposition: 'cancelled', state: 'ending' })
    scene.release(scene.customerLeg(ringing), 'cancelled', { by: 'us' })
    expect(scene.record(ringing).state).toBe('closed')
    const talking = scene.book()
    scene.join(talking)
    scene.say({ kind: 'CallbackCancelled', callbackId: talking, by: 'api' })
    expect(scene.lastReply).toMatchObject({ ok: false, code: 'callback-closed' })
  })
})
