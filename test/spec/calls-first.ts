import { expect } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import { Centre, SECOND } from './centre.ts'
import { configured, saidOf } from './configured.ts'
import { type Row } from './row.ts'

const SUPPORT = queueId('support')
const TAKE_OVER = { takeOver: { prompt: 'keep-place', digit: '1' } }

/** Section 14: the customer calls in first. */
export const CALLS_FIRST: readonly Row[] = [
  [
    '14.1a',
    'Nothing is cancelled by default',
    {
      'Alice’s callback is as it was, and is called when its turn comes': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback().callsIn()
        expect(alice.is).toBe('waiting')
        expect(alice.heard).not.toContain('keep-place')
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
      },
    },
  ],
  [
    '14.1b',
    'the callback keeps its place and the call takes its own',
    {
      'Alice’s callback, Dora’s, Alice’s call': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback()
        alice.callsIn()
        expect([alice.place, dora.place, alice.callsPlace]).toEqual([1, 2, 3])
      },
    },
  ],
  [
    '14.2a',
    'One queue, calls not interrupting callbacks: the callback may go out while the customer is on the line',
    {
      'Alice talks to Bob, and is dialled for Carol': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').callsIn()
        centre.agent('bob').picksUp()
        centre.scene.book({ to: alice.number })
        centre.agent('carol').goesOnQueue()
        expect([alice.callIs, centre.called]).toEqual(['talking', ['Alice']])
      },
    },
  ],
  [
    '14.2b',
    'it meets busy and is settled so',
    {
      'Alice talks to Bob; Carol’s dial meets busy': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('bob').goesOnQueue()
        const caller = centre.customer('Alice').callsIn()
        centre.agent('bob').picksUp()
        expect(caller.callIs).toBe('talking')
        const id = centre.scene.book({ to: caller.number })
        centre.agent('carol').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
        centre.scene.release(centre.scene.customerLeg(id), 'busy')
        expect(centre.scene.record(id)).toMatchObject({ state: 'closed', disposition: 'busy' })
        expect(caller.callIs).toBe('talking')
      },
    },
  ],
  [
    '14.3a',
    'Several queues: the customer may reach an agent first',
    {
      'Alice reaches Bob in support, though her callback of sales was first': () => {
        const queues = [SUPPORT, queueId('sales')]
        const centre = new Centre({ queues: { sales: {} }, agents: { bob: {}, carol: { queues } } })
        const alice = centre.customer('Alice').asksForCallback({ queue: 'sales' })
        centre.pass(SECOND)
        alice.callsIn()
        centre.agent('bob').goesOnQueue().picksUp()
        expect([alice.callIs, alice.is, centre.called]).toEqual(['talking', 'waiting', []])
      },
    },
  ],
  [
    '14.3b',
    'the callback is still routed when its turn comes',
    {
      'Alice reaches Bob in support; her callback of sales goes out when he is done': () => {
        const queues = [SUPPORT, queueId('sales')]
        const centre = new Centre({ queues: { sales: {} }, agents: { bob: { queues } } })
        const alice = centre.customer('Alice').callsIn()
        const id = centre.scene.book({ to: alice.number, queueId: queueId('sales') })
        const bob = centre.agent('bob').goesOnQueue().picksUp()
        expect([alice.callIs, centre.called]).toEqual(['talking', []])
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect(centre.scene.customerLeg(id)).toBeDefined()
      },
    },
  ],
  [
    '14.4a',
    'Opt-in per queue, and no other system found has it: recognise the number',
    {
      'who has no callback is offered nothing': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        expect(centre.customer('Alice').callsIn().heard).not.toContain('keep-place')
      },
      'it is off unless the queue has it': () => {
        expect(saidOf(configured("takeOver: { prompt: keep-place, digit: '1' }"))).toEqual([])
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback().callsIn()
        expect(alice.heard).not.toContain('keep-place')
      },
    },
  ],
  [
    '14.4b',
    'offer to take the callback’s place for this call',
    {
      'Alice hears the offer, takes it, and stands where her callback stood': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback()
        alice.callsIn()
        expect([alice.hears, alice.callsPlace]).toEqual(['keep-place', 3])
        alice.presses('1')
        expect([alice.callsPlace, dora.place]).toEqual([1, 2])
      },
      'she hangs up before: her callback is back at its place': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        const alice = centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback()
        alice.callsIn().presses('1').hangsUp()
        expect([alice.is, alice.place]).toEqual(['waiting', 1])
      },
    },
  ],
  [
    '14.4c',
    'settle the callback when the call is answered by an agent',
    {
      'not before Bob answers, and then as called in': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        const alice = centre.customer('Alice').asksForCallback()
        alice.callsIn().presses('1')
        const bob = centre.agent('bob').goesOnQueue()
        expect([centre.called, alice.outcome]).toEqual([[], undefined])
        bob.picksUp()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'called-in'])
      },
    },
  ],
]
