import { expect } from 'vitest'
import { callbackOfCall, phoneNumber, queueId } from '../../src/core/ids.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { instant } from '../../src/core/time.ts'
import { createBench } from '../api/fixture.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { configured, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

const DAY = 24 * HOUR

async function bookOverHttp(body: object) {
  const bench = createBench()
  const headers = bench.as('admin')
  const sent = { method: 'POST', url: '/v1/callbacks', headers, payload: body } as const
  const answer = await bench.app.inject(sent)
  return { answer, booked: bench.product.state.callbacks.size, bench }
}

/** Section 3: booking. */
export const BOOKING: readonly Row[] = [
  [
    '3.1',
    'A callback carries: number (E.164 after normalising with the site’s country), queue, customer name, optional caller ID number and name, optional owner agent, optional time window or exact time with an IANA time zone (30 days ahead at most), priority, skills, data for the agent, idempotency key',
    {
      'the number is read as people of the site’s country write it': async () => {
        const { answer } = await bookOverHttp({ number: '(202) 555-0100' })
        expect(answer.json<CallbackResource>()).toMatchObject({
          number: '+12025550100',
          queueId: 'support',
        })
      },
      'the name and the data reach the agent, the caller ID reaches the customer': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const callerIdNumber = phoneNumber('+12025550199')
        centre
          .customer('Alice')
          .asksForCallback({ callerIdNumber, callerIdName: 'Support', data: { order: 7 } })
          .saysHello()
        expect(bob.sees).toMatchObject({ customerName: 'Alice', data: { order: 7 } })
        expect(centre.scene.orders('DialCustomer')[0]).toMatchObject({
          callerIdNumber,
          callerIdName: 'Support',
        })
      },
      'an exact time: not before it, and then at once': () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ in: HOUR })
        centre.pass(HOUR - 1)
        expect(alice.timesCalled).toBe(0)
        centre.pass(1)
        expect(alice.timesCalled).toBe(1)
      },
      'a window: called inside it alone, and expired when it has passed': () => {
        const centre = new Centre()
        const opensAt = instant(centre.scene.now + HOUR)
        const closesAt = instant(centre.scene.now + 2 * HOUR)
        const alice = centre.customer('Alice').asksForCallback({ windows: [{ opensAt, closesAt }] })
        expect(alice.is).toBe('scheduled')
        centre.pass(HOUR)
        expect(alice.is).toBe('waiting')
        centre.pass(HOUR)
        expect(alice.outcome).toBe('expired')
      },
      'a local time keeps its words: when the rules of its zone change, it goes by the new moment':
        () => {
          const centre = new Centre()
          centre.agent('bob').goesOnQueue()
          const wallTime = { from: '2026-10-25T09:00', timeZone: 'Europe/London' }
          const alice = centre.customer('Alice').asksForCallback({ in: 2 * HOUR, wallTime })
          const dueAt = instant(centre.scene.now + HOUR)
          centre.happens({ kind: 'ScheduleResolved', callbackId: alice.id, dueAt })
          centre.pass(HOUR)
          expect(alice.timesCalled).toBe(1)
        },
      '30 days ahead, and no later': () => {
        const centre = new Centre()
        const dora = centre.customer('Dora').asksForCallback({ in: 30 * DAY + 1 })
        expect(dora.refusal).toBe('schedule-too-far')
        expect(centre.customer('Alice').asksForCallback({ in: 30 * DAY }).is).toBe('scheduled')
      },
      'priority, skills and an owner are told in their own rows (4.1, 4.5, 8.1)': () => {
        const centre = new Centre()
        const wish = { priority: 3, skills: ['spanish'], owner: 'bob' }
        const { id } = centre.customer('Alice').asksForCallback(wish)
        expect(centre.scene.state.callbacks.get(id)).toMatchObject({
          priority: 3,
          ownerId: 'bob',
          details: { skills: ['spanish'] },
        })
      },
      'an idempotency key: the same again is the same callback, also when it has ended': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback({ idempotencyKey: 'order-7' })
        const first = alice.id
        alice.changesTheirMind()
        expect(alice.asksForCallback({ idempotencyKey: 'order-7' }).id).toBe(first)
      },
    },
  ],
  [
    '3.2',
    'It comes from: the HTTP API, the CLI, a CSV import with a dry run, an agent’s desktop, or an inbound flow while the customer waits (the place in queue is then the call’s own)',
    {
      'the HTTP API': async () => {
        const { answer, booked } = await bookOverHttp({ number: '+12025550100' })
        expect([answer.statusCode, booked]).toEqual([201, 1])
      },
      'the CLI': shownBy('integration/command-line.test.ts', "'call'"),
      'a CSV import: the dry run says what would be and books nothing': async () => {
        const bench = createBench()
        const importing = async (dryRun: boolean) =>
          bench.app.inject({
            method: 'POST',
            url: `/v1/imports?dryRun=${dryRun}`,
            headers: { ...bench.as('admin'), 'content-type': 'text/csv' },
            payload: 'number\n+12025550100\n12\n',
          })
        const dry = await importing(true)
        expect(dry.json()).toMatchObject({ booked: 1, problems: [{ line: 3, field: 'number' }] })
        expect(bench.product.state.callbacks.size).toBe(0)
        await importing(false)
        expect(bench.product.state.callbacks.size).toBe(1)
      },
      'an agent’s desktop: the agent has the customer called at another time': () => {
        const centre = new Centre({ queue: { mode: 'agent-first' } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        const id = bob.accepts(alice).reschedules(alice, HOUR)
        expect(centre.scene.state.callbacks.get(id)).toMatchObject({
          state: 'scheduled',
          details: { source: 'agent', rescheduledFrom: alice.id },
        })
      },
      'an inbound flow while the customer waits: at the call’s own place': () => {
        const centre = new Centre({
          flow: [
            { kind: 'enter-queue', queueId: queueId('support') },
            { kind: 'listen', keys: { '1': 3 } },
            { kind: 'hold', music: 'music', forMs: HOUR },
            { kind: 'create-callback', otherwise: 5 },
            { kind: 'hang-up' },
            { kind: 'hang-up' },
          ],
        })
        const alice = centre.customer('Alice').callsOurNumber()
        centre.pass(MINUTE)
        const dora = centre.customer('Dora').asksForCallback()
        expect(dora.place).toBe(2)
        const promised = callbackOfCall(alice.id)
        alice.presses('1')
        centre.pass(SECOND)
        expect(centre.scene.position(promised)).toBe(1)
        expect(dora.place).toBe(2)
      },
    },
  ],
  [
    '3.3',
    'One open callback per number and queue: a second booking returns the first',
    {
      'Alice asks twice and is called once': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        const first = alice.id
        expect(alice.asksForCallback().id).toBe(first)
        expect(centre.scene.lastReply).toMatchObject({ existing: true })
        expect(centre.scene.state.callbacks.size).toBe(1)
      },
      'in another queue, and after the first has ended, it is another one': () => {
        const centre = new Centre({ queues: { sales: {} } })
        const alice = centre.customer('Alice').asksForCallback()
        const first = alice.id
        expect(alice.asksForCallback({ queue: 'sales' }).id).not.toBe(first)
        centre.happens({ kind: 'CallbackCancelled', callbackId: first, by: 'customer' })
        expect(alice.asksForCallback().id).not.toBe(first)
      },
    },
  ],
  [
    '3.4',
    'Bad input gets a clear error naming the field; nothing is stored',
    Object.fromEntries(
      (
        [
          [{ number: '12' }, 'number'],
          [{ number: '+12025550100', priority: 1_000 }, 'priority'],
          [{ number: '+12025550100', dueAt: 'tomorrow' }, 'dueAt'],
          [{ number: '+12025550100', at: { from: '2026-05-01T09:00', timeZone: 'Mars' } }, 'at'],
          [{ number: '+12025550100', colour: 'red' }, 'colour'],
        ] as const
      ).map(([body, field]) => [
        JSON.stringify(body),
        async () => {
          const { answer, booked } = await bookOverHttp(body)
          expect([answer.statusCode, booked]).toEqual([400, 0])
          expect(answer.json()).toMatchObject({ error: { field } })
        },
      ]),
    ),
  ],
]

/** Section 4: the place in the queue. */
export const PLACE: readonly Row[] = [
  [
    '4.1',
    'Calls and callbacks of a queue stand in one order: priority (higher first), then the time they entered the queue',
    {
      'two callbacks, a caller between them, and an urgent caller before all': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(SECOND)
        const dora = centre.customer('Dora').callsIn()
        centre.pass(SECOND)
        const eve = centre.customer('Eve').asksForCallback()
        const frank = centre.customer('Frank').callsIn({ priority: 5 })
        expect([frank, alice, dora, eve].map(({ place }) => place)).toEqual([1, 2, 3, 4])
      },
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
    '4.2',
    'A callback keeps the place from its booking (or from the call it came from)',
    {
      'whoever comes later stands behind it; of the call it came from, see 3.2': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        for (const name of ['Dora', 'Eve', 'Frank']) centre.customer(name).asksForCallback()
        expect(alice.place).toBe(1)
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
      },
      'also while it was moved to another queue at closing time': () => {
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
    '4.4',
    'Position 1 means eligible to be dialled, and before everything else, unless a priority set by a flow or the API says otherwise',
    {
      'the first is dialled': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback()
        expect(alice.place).toBe(1)
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
      },
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
            { kind: 'enter-queue', queueId: queueId('support') },
            { kind: 'hold', music: 'music', forMs: HOUR },
          ],
        })
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').callsOurNumber()
        expect([dora.place, alice.place]).toEqual([1, 2])
      },
    },
  ],
  [
    '4.5',
    'An owned callback waits for its owner alone; after the ownership limit (default 24 h, 1 to 168) it goes to the queue or expires, as configured',
    {
      'it is dialled when its owner is idle, and goes to nobody else': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const alice = centre.customer('Alice').asksForCallback({ owner: 'carol' })
        centre.agent('bob').goesOnQueue()
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
      'it goes to nobody else, also when its owner has left while the customer rang': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const carol = centre.agent('carol').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ owner: 'carol' })
        carol.goesOffQueue()
        alice.saysHello()
        centre.agent('bob').goesOnQueue()
        expect(centre.rang).toEqual([])
      },
      'after 24 hours it goes to the queue': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const alice = centre.customer('Alice').asksForCallback({ owner: 'carol' })
        centre.agent('bob').goesOnQueue()
        centre.pass(24 * HOUR - 1)
        expect(alice.timesCalled).toBe(0)
        centre.pass(1)
        expect(alice.timesCalled).toBe(1)
      },
      'or it expires, where the queue says so': () => {
        const centre = new Centre({ queue: { ownership: { limitMs: HOUR, then: 'expire' } } })
        const alice = centre.customer('Alice').asksForCallback({ owner: 'bob' })
        centre.pass(HOUR)
        expect(alice.outcome).toBe('expired')
      },
      'the limit is 1 to 168 hours': () => {
        expect(saidOf(configured('ownership: { limit: 168 h }'))).toEqual([])
        for (const limit of ['169 h', '59 min']) {
          expect(saidOf(configured(`ownership: { limit: ${limit} }`))[0]).toMatch(/limit must be/)
        }
      },
    },
  ],
]
