import { expect } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { configured, labSettings, saidOf } from './configured.ts'
import { bookOverHttp } from './over-http.ts'
import type { Row } from './row.ts'

const SUPPORT = queueId('support')

/** Carol owns Alice's callback, and Bob is there. */
function carolsCallback(ownership?: { readonly limitMs: number; readonly then: 'expire' }) {
  const centre = new Centre({
    agents: { bob: {}, carol: {} },
    ...(ownership === undefined ? {} : { queue: { ownership } }),
  })
  const alice = centre.customer('Alice').asksForCallback({ owner: 'carol' })
  centre.agent('bob').goesOnQueue()
  return { centre, alice }
}

/** Section 4: the place in the queue. */
export const PLACE: readonly Row[] = [
  [
    '4.1a',
    'Calls and callbacks of a queue stand in one order',
    {
      'a callback before a caller is dialled before the caller has the agent': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(SECOND)
        const dora = centre.customer('Dora').callsIn()
        const bob = centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, bob.timesRung]).toEqual([1, 0])
        alice.isBusy()
        expect([dora.callIs, bob.timesRung]).toEqual(['alerting', 1])
      },
      'a caller before a callback has the agent first': () => {
        const centre = new Centre()
        centre.customer('Dora').callsIn()
        centre.pass(SECOND)
        const alice = centre.customer('Alice').asksForCallback()
        const bob = centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, bob.timesRung]).toEqual([0, 1])
      },
    },
  ],
  [
    '4.1b',
    'priority (higher first)',
    {
      'an urgent caller before all, a callback without hurry behind all': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback({ priority: -1 })
        centre.pass(SECOND)
        const dora = centre.customer('Dora').callsIn()
        const frank = centre.customer('Frank').callsIn({ priority: 5 })
        expect([frank, dora, alice].map(({ place }) => place)).toEqual([1, 2, 3])
      },
    },
  ],
  [
    '4.1c',
    'then the time they entered the queue',
    {
      'a callback, a caller, a callback, each a second later': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(SECOND)
        const dora = centre.customer('Dora').callsIn()
        centre.pass(SECOND)
        const eve = centre.customer('Eve').asksForCallback()
        expect([alice, dora, eve].map(({ place }) => place)).toEqual([1, 2, 3])
      },
    },
  ],
  [
    '4.2a',
    'A callback keeps the place from its booking',
    {
      'whoever comes later stands behind it': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        for (const name of ['Dora', 'Eve', 'Frank']) centre.customer(name).asksForCallback()
        expect(alice.place).toBe(1)
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
      },
      'though it was moved to another queue at closing time': () => {
        const night = queueId('night')
        const centre = new Centre({
          queue: { whenClosed: { waiting: 'move', to: night } },
          queues: { night: { whenClosed: { waiting: 'expire' } } },
        })
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(MINUTE)
        const dora = centre.customer('Dora').asksForCallback({ queue: 'night' })
        centre.closes()
        expect([alice.place, dora.place, alice.record.queueId]).toEqual([1, 2, 'night'])
        centre.closes('night')
        expect(alice.outcome).toBe('expired')
      },
      'and while the queue is closed': () => {
        const centre = new Centre({ queue: { whenClosed: { waiting: 'keep' } } })
        const alice = centre.customer('Alice').asksForCallback()
        centre.closes()
        centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, alice.place, centre.rule]).toEqual([0, 1, 'queue-closed'])
        centre.opens()
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '4.2b',
    'from the call it came from',
    {
      'Alice called before Dora booked, and takes a callback after it': () => {
        const centre = new Centre({
          flow: [
            { kind: 'enter-queue', queueId: SUPPORT },
            { kind: 'listen', keys: { '1': 3 } },
            { kind: 'hold', music: 'music', forMs: HOUR },
            { kind: 'create-callback', otherwise: 4 },
          ],
        })
        const alice = centre.customer('Alice').callsOurNumber()
        centre.pass(MINUTE)
        centre.customer('Dora').asksForCallback()
        centre.pass(MINUTE)
        alice.presses('1')
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
      },
    },
  ],
  [
    '4.3',
    'A scheduled callback enters at its due time',
    {
      'behind who entered before it was due, though it was booked first': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback({ in: 2 * SECOND })
        expect(alice.place).toBeUndefined()
        centre.pass(SECOND)
        const dora = centre.customer('Dora').asksForCallback()
        centre.pass(2 * SECOND)
        const eve = centre.customer('Eve').asksForCallback()
        expect([dora, alice, eve].map(({ place }) => place)).toEqual([1, 2, 3])
      },
    },
  ],
  [
    '4.4a',
    'Position 1 means eligible to be dialled',
    {
      'Alice is first, and called as soon as there is an agent': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        expect(alice.place).toBe(1)
        centre.agent('bob').goesOnQueue()
        expect(alice.timesCalled).toBe(1)
      },
      'who may not be dialled yet has no position': () => {
        const centre = new Centre()
        expect(centre.customer('Alice').asksForCallback({ in: HOUR }).place).toBeUndefined()
        expect(centre.customer('Dora').asksForCallback().place).toBe(1)
      },
    },
  ],
  [
    '4.4b',
    'before everything else',
    {
      'before later callbacks and before later callers': () => {
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 1 } } })
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(SECOND)
        const dora = centre.customer('Dora').asksForCallback()
        const eve = centre.customer('Eve').callsIn()
        expect([alice, dora, eve].map(({ place }) => place)).toEqual([1, 2, 3])
        const bob = centre.agent('bob').goesOnQueue()
        expect([centre.called, bob.timesRung]).toEqual([['Alice'], 0])
      },
    },
  ],
  [
    '4.4c',
    'unless a priority set by a flow or the API says otherwise',
    {
      'a priority given with the booking goes before it': () => {
        const centre = new Centre()
        centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback({ priority: 1 })
        expect(dora.place).toBe(1)
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Dora'])
      },
      'and so does one set by a flow': () => {
        const centre = new Centre({
          flow: [
            { kind: 'set', priority: 5 },
            { kind: 'enter-queue', queueId: SUPPORT },
            { kind: 'hold', music: 'music', forMs: HOUR },
          ],
        })
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').callsOurNumber()
        expect([dora.place, alice.place]).toEqual([1, 2])
      },
      'and one set through the API while it waits': async () => {
        const { bench, answer } = await bookOverHttp({ number: '+12025550100' })
        const headers = bench.as('admin')
        const payload = { number: '+12025550101' }
        const url = '/v1/callbacks'
        const second = await bench.app.inject({ method: 'POST', url, headers, payload })
        const id = second.json<{ id: string }>().id
        await bench.app.inject({
          method: 'PATCH',
          url: `${url}/${id}`,
          headers,
          payload: { priority: 2 },
        })
        const place = async (one: string) =>
          (await bench.app.inject({ url: `${url}/${one}`, headers })).json<{ position: number }>()
            .position
        expect([await place(id), await place(answer.json<{ id: string }>().id)]).toEqual([1, 2])
      },
    },
  ],
  [
    '4.5a',
    'An owned callback waits for its owner alone',
    {
      'it is dialled when its owner is idle, and goes to nobody else': () => {
        const { centre, alice } = carolsCallback()
        expect(alice.timesCalled).toBe(0)
        const carol = centre.agent('carol').goesOnQueue()
        expect([alice.timesCalled, carol.is]).toEqual([1, 'reserved'])
        alice.saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'its owner is free again when the customer does not answer': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ owner: 'bob' })
        expect(bob.is).toBe('reserved')
        alice.doesNotAnswer()
        expect([bob.is, alice.outcome]).toEqual(['idle', 'no-answer'])
      },
      'nobody else, also when its owner has left while the customer rang': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const carol = centre.agent('carol').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ owner: 'carol' })
        carol.goesOffQueue()
        alice.saysHello()
        centre.agent('bob').goesOnQueue()
        expect(centre.rang).toEqual([])
      },
    },
  ],
  [
    '4.5b',
    'after the ownership limit (default 24 h, 1 to 168) it goes to the queue',
    {
      'after 24 hours, not a millisecond sooner': () => {
        const { centre, alice } = carolsCallback()
        centre.pass(24 * HOUR - 1)
        expect(alice.timesCalled).toBe(0)
        centre.pass(1)
        expect(alice.timesCalled).toBe(1)
        alice.saysHello()
        expect(centre.rang).toEqual(['bob'])
      },
      '24 h unless set; 1 to 168': () => {
        expect(labSettings().queues[0]?.ownership).toBeUndefined()
        expect(saidOf(configured('ownership: { limit: 168 h }'))).toEqual([])
        expect(saidOf(configured('ownership: { limit: 1 h }'))).toEqual([])
        for (const limit of ['169 h', '59 min']) {
          expect(saidOf(configured(`ownership: { limit: ${limit} }`))[0]).toMatch(/limit must be/)
        }
      },
    },
  ],
  [
    '4.5c',
    'expires, as configured',
    {
      'where the queue says so': () => {
        const { centre, alice } = carolsCallback({ limitMs: HOUR, then: 'expire' })
        centre.pass(HOUR)
        expect([alice.outcome, alice.timesCalled]).toEqual(['expired', 0])
        expect(saidOf(configured('ownership: { limit: 2 h, then: expire }'))).toEqual([])
      },
    },
  ],
]
