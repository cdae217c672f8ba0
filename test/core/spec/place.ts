import { expect } from 'vitest'
import { agentId, phoneNumber, queueId } from '../../../src/core/ids.ts'
import { instant } from '../../../src/core/time.ts'
import { makeOrganisation, makeQueueSettings } from '../../support/organisation.ts'
import { Scene } from '../../support/scene.ts'
import { house, HOUR_MS, MINUTE_MS, type Row } from './row.ts'

/** Sections 3 and 4: booking, and the place in the queue. */
export const PLACE: readonly Row[] = [
  [
    3,
    'The customer’s name and the booking’s data reach the agent; the caller ID is shown',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book({
        customerName: 'Alice',
        callerIdNumber: phoneNumber('+12025550199'),
        callerIdName: 'Support',
        data: { order: 7 },
      })
      expect(scene.orders('DialCustomer')[0]).toMatchObject({
        callerIdNumber: '+12025550199',
        callerIdName: 'Support',
      })
      scene.join(alice)
      expect(scene.orders('DialAgent')[0]?.shownName).toBe('Alice')
      expect(scene.record(alice).data).toEqual({ order: 7 })
    },
  ],
  [
    3,
    'A callback for an exact time is not dialled before it',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book({ dueAt: instant(scene.now + HOUR_MS) })
      scene.wait(HOUR_MS - 1)
      expect(scene.dialled).toEqual([])
      scene.wait(1)
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    3,
    'A callback with a time window is called inside it, or expires when it has passed',
    () => {
      const scene = house()
      const window = {
        opensAt: instant(scene.now + HOUR_MS),
        closesAt: instant(scene.now + 2 * HOUR_MS),
      }
      const alice = scene.book({ windows: [window] })
      scene.wait(HOUR_MS)
      expect(scene.stateOf(alice)).toBe('waiting')
      scene.wait(HOUR_MS)
      expect(scene.record(alice).disposition).toBe('expired')
    },
  ],
  [
    3,
    'When the rules of a time zone change, a scheduled callback goes by the new moment',
    () => {
      const scene = house()
      scene.onQueue()
      const wallTime = { from: '2026-10-25T09:00', timeZone: 'Europe/London' }
      const alice = scene.book({ dueAt: instant(scene.now + 2 * HOUR_MS), wallTime })
      const dueAt = instant(scene.now + HOUR_MS)
      scene.say({ kind: 'ScheduleResolved', callbackId: alice, dueAt })
      scene.wait(HOUR_MS)
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    3,
    'Thirty days ahead at most',
    () => {
      const scene = house()
      scene.book({ dueAt: instant(scene.now + 30 * 24 * HOUR_MS + 1) })
      expect(scene.lastReply).toMatchObject({ ok: false, code: 'schedule-too-far' })
    },
  ],
  [
    3,
    'One open callback per number and queue: a second booking returns the first',
    () => {
      const scene = house()
      const alice = scene.book({ to: '+12025550100' })
      scene.book({ to: '+12025550100' })
      expect(scene.lastReply).toEqual({ ok: true, callbackId: alice, existing: true })
      expect(scene.state.callbacks.size).toBe(1)
    },
  ],
  [
    3,
    'Bad input gets a clear error, nothing is stored',
    () => {
      const scene = house()
      const window = { opensAt: instant(1), closesAt: instant(2) }
      scene.book({ windows: [window] })
      expect(scene.lastReply).toMatchObject({ ok: false, code: 'window-over' })
      expect(scene.state.callbacks.size).toBe(0)
    },
  ],
  [
    4,
    'Calls and callbacks of a queue stand in one order: priority, then the time they entered',
    () => {
      const scene = house()
      const first = scene.book()
      scene.wait(1_000)
      const caller = scene.call()
      scene.wait(1_000)
      const third = scene.book()
      const urgent = scene.call({ priority: 5 })
      expect([urgent, first, caller, third].map((id) => scene.position(id))).toEqual([1, 2, 3, 4])
    },
  ],
  [
    4,
    'A callback that stands before a caller is dialled before the caller gets the agent',
    () => {
      const scene = house()
      const alice = scene.book()
      scene.wait(1_000)
      const caller = scene.call()
      scene.onQueue()
      expect(scene.dialled).toEqual([alice])
      expect(scene.stateOf(caller)).toBe('queued')
      scene.release(scene.customerLeg(alice), 'busy')
      expect(scene.stateOf(caller)).toBe('alerting')
    },
  ],
  [
    4,
    'A caller who stands before a callback gets the agent first, and the callback waits',
    () => {
      const scene = house()
      const caller = scene.call()
      scene.wait(1_000)
      scene.book()
      scene.onQueue()
      expect(scene.stateOf(caller)).toBe('alerting')
      expect(scene.dialled).toEqual([])
    },
  ],
  [
    4,
    'A callback keeps the place from its booking, whatever comes later',
    () => {
      const scene = house()
      const alice = scene.book()
      for (let i = 0; i < 5; i++) scene.book()
      scene.onQueue()
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    4,
    'A scheduled callback enters at its due time, behind who entered before',
    () => {
      const scene = house()
      const later = scene.book({ dueAt: instant(scene.now + 2_000) })
      scene.wait(1_000)
      const first = scene.book()
      scene.wait(2_000)
      expect([first, later].map((id) => scene.position(id))).toEqual([1, 2])
    },
  ],
  [
    4,
    'Position 1 is dialled before everything else, unless a priority says otherwise',
    () => {
      const scene = house()
      scene.book()
      const urgent = scene.book({ priority: 1 })
      scene.onQueue()
      expect(scene.dialled).toEqual([urgent])
    },
  ],
  [
    4,
    'An owned callback waits for its owner alone',
    () => {
      const scene = house({}, { bob: {}, carol: {} })
      const alice = scene.book({ ownerId: agentId('carol') })
      scene.onQueue('bob')
      expect(scene.dialled).toEqual([])
      scene.onQueue('carol')
      expect(scene.dialled).toEqual([alice])
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      expect(scene.rung).toEqual(['carol'])
    },
  ],
  [
    4,
    'While its customer rings, the owner is kept free for it',
    () => {
      const scene = house({ pacing: { policy: 'cap', modifier: 2 } })
      const alice = scene.book({ ownerId: agentId('bob') })
      scene.onQueue()
      expect([scene.agentState(), scene.dialled]).toEqual(['reserved', [alice]])
    },
  ],
  [
    4,
    'After the ownership limit (24 hours) it goes to the queue',
    () => {
      const scene = house({}, { bob: {}, carol: {} })
      const alice = scene.book({ ownerId: agentId('carol') })
      scene.onQueue('bob')
      scene.wait(24 * HOUR_MS)
      scene.onQueue('bob')
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    4,
    'Or it expires, as configured',
    () => {
      const scene = house({ ownership: { limitMs: HOUR_MS, then: 'expire' } })
      const alice = scene.book({ ownerId: agentId('bob') })
      scene.wait(HOUR_MS)
      expect(scene.record(alice).disposition).toBe('expired')
    },
  ],
  [
    4,
    'When the queue closes, who waits is kept in place until it opens',
    () => {
      const scene = house({ whenClosed: { waiting: 'keep' } })
      const alice = scene.book()
      scene.say({ kind: 'QueueClosed', queueId: queueId('support') })
      scene.onQueue()
      expect([scene.dialled, scene.lastRule]).toEqual([[], 'queue-closed'])
      scene.say({ kind: 'QueueOpened', queueId: queueId('support') })
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    4,
    'Or moved to another queue with the same place, or ended, as set',
    () => {
      const night = queueId('night')
      const scene = new Scene(
        makeOrganisation({
          queues: [
            makeQueueSettings({ whenClosed: { waiting: 'move', to: night } }),
            makeQueueSettings({ id: night, whenClosed: { waiting: 'expire' } }),
          ],
        }),
      )
      const alice = scene.book()
      scene.wait(MINUTE_MS)
      const dora = scene.book({ queueId: night })
      scene.say({ kind: 'QueueClosed', queueId: queueId('support') })
      expect([alice, dora].map((id) => scene.position(id))).toEqual([1, 2])
      expect(scene.record(alice).queueId).toBe('night')
      scene.say({ kind: 'QueueClosed', queueId: night })
      expect(scene.record(alice).disposition).toBe('expired')
    },
  ],
]
