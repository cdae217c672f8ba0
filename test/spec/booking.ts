import { expect } from 'vitest'
import { callbackOfCall, phoneNumber, queueId } from '../../src/core/ids.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { instant } from '../../src/core/time.ts'
import { resolveWallTime } from '../../src/wall-time.ts'
import { createBench } from '../api/fixture.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { labSettings } from './configured.ts'
import { bookingIn, bookOverHttp, callFromTheCommandLine, importing } from './over-http.ts'
import { alsoBy, type Play, type Row } from './row.ts'

const DAY = 24 * HOUR
const CALLER_ID = phoneNumber('+12025550199')

/** Bob is on queue and Alice, who wished for this, is called and says hello. */
function bobAnd(wish: Parameters<ReturnType<Centre['customer']>['asksForCallback']>[0]) {
  const centre = new Centre()
  const bob = centre.agent('bob').goesOnQueue()
  centre.customer('Alice').asksForCallback(wish).saysHello()
  return { centre, bob, dial: centre.scene.orders('DialCustomer')[0] }
}

const CARRIES: readonly Row[] = [
  [
    '3.1a',
    'A callback carries: number (E.164 after normalising with the site’s country)',
    {
      'as people in the site’s country write it': async () => {
        const { answer } = await bookOverHttp({ number: '(202) 555-0100' })
        expect(answer.json<CallbackResource>().number).toBe('+12025550100')
      },
      'in Germany, the German way': () => {
        const house = labSettings('country: US', 'country: DE')
        expect(bookingIn(house, { number: '030 901820' }).number).toBe('+4930901820')
      },
    },
  ],
  [
    '3.1b',
    'queue',
    {
      'the one that it names: its agents get the customer': () => {
        const queues = [queueId('sales')]
        const centre = new Centre({ queues: { sales: {} }, agents: { bob: {}, carol: { queues } } })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback({ queue: 'sales' }).saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'the only one where there is one': async () => {
        const { answer } = await bookOverHttp({ number: '+12025550100' })
        expect(answer.json<CallbackResource>().queueId).toBe('support')
      },
    },
  ],
  [
    '3.1c',
    'customer name',
    {
      'Bob sees it': () => {
        expect(bobAnd({}).bob.sees?.customerName).toBe('Alice')
      },
    },
  ],
  [
    '3.1d',
    'optional caller ID number and name',
    {
      'Alice’s phone shows them': () => {
        const { dial } = bobAnd({ callerIdNumber: CALLER_ID, callerIdName: 'Support' })
        expect(dial).toMatchObject({ callerIdNumber: CALLER_ID, callerIdName: 'Support' })
      },
      'without them it shows no name, and the trunk’s number': () => {
        const { dial } = bobAnd({})
        expect([dial?.callerIdName, dial?.callerIdNumber]).toEqual([undefined, undefined])
      },
    },
  ],
  [
    '3.1e',
    'optional owner agent',
    {
      'Carol is to call, though Bob has been idle for longer': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback({ owner: 'carol' }).saysHello()
        centre.customer('Dora').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol', 'bob'])
      },
    },
  ],
  [
    '3.1f',
    'optional time window',
    {
      'called inside it alone, and expired when it has passed': () => {
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
      'said as local times: it opens by the clocks of that place': async () => {
        const at = { from: '2026-05-02T09:00', until: '2026-05-02T11:00', timeZone: 'Asia/Tokyo' }
        const { answer } = await bookOverHttp({ number: '+12025550100', at })
        expect(answer.json<CallbackResource>().dueAt).toBe('2026-05-02T00:00:00.000Z')
      },
    },
  ],
  [
    '3.1g',
    'exact time with an IANA time zone',
    {
      'not before it, and then at once': () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ in: HOUR })
        centre.pass(HOUR - 1)
        expect(alice.timesCalled).toBe(0)
        centre.pass(1)
        expect(alice.timesCalled).toBe(1)
      },
      'nine in London is eight in Greenwich in May': async () => {
        const at = { from: '2026-05-02T09:00', timeZone: 'Europe/London' }
        const { answer } = await bookOverHttp({ number: '+12025550100', at })
        expect(answer.json<CallbackResource>().dueAt).toBe('2026-05-02T08:00:00.000Z')
      },
      'a time that the clocks skip is as much later; of one shown twice it is the first': () => {
        const berlin = (local: string) =>
          new Date(resolveWallTime(local, 'Europe/Berlin') ?? 0).toISOString().slice(5, 16)
        expect([berlin('2026-03-29T02:30'), berlin('2026-10-25T02:30')]).toEqual([
          '03-29T01:30',
          '10-25T00:30',
        ])
      },
      'it keeps its words: when the rules of its zone change, it goes by the new moment': () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const wallTime = { from: '2026-10-25T09:00', timeZone: 'Europe/London' }
        const alice = centre.customer('Alice').asksForCallback({ in: 2 * HOUR, wallTime })
        const dueAt = instant(centre.scene.now + HOUR)
        centre.happens({ kind: 'ScheduleResolved', callbackId: alice.id, dueAt })
        centre.pass(HOUR)
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '3.1h',
    '30 days ahead at most',
    {
      'to the millisecond': () => {
        const centre = new Centre()
        const dora = centre.customer('Dora').asksForCallback({ in: 30 * DAY + 1 })
        expect(dora.refusal).toBe('schedule-too-far')
        expect(centre.customer('Alice').asksForCallback({ in: 30 * DAY }).is).toBe('scheduled')
      },
    },
  ],
  [
    '3.1i',
    'priority',
    {
      'the higher is called first': () => {
        const centre = new Centre()
        centre.customer('Alice').asksForCallback({ priority: -1 })
        centre.customer('Dora').asksForCallback()
        centre.customer('Eve').asksForCallback({ priority: 3 })
        centre.agent('bob').goesOnQueue()
        centre.customer('Eve').isBusy()
        centre.customer('Dora').isBusy()
        expect(centre.called).toEqual(['Eve', 'Dora', 'Alice'])
      },
    },
  ],
  [
    '3.1j',
    'skills',
    {
      'Maria speaks Spanish, Bob does not': () => {
        const centre = new Centre({ agents: { bob: {}, maria: { skills: ['spanish'] } } })
        for (const name of ['bob', 'maria']) centre.agent(name).goesOnQueue()
        centre
          .customer('Alice')
          .asksForCallback({ skills: ['spanish'] })
          .saysHello()
        expect(centre.rang).toEqual(['maria'])
      },
    },
  ],
  [
    '3.1k',
    'data for the agent',
    {
      'Bob sees it': () => {
        expect(bobAnd({ data: { order: 7 } }).bob.sees?.data).toEqual({ order: 7 })
      },
    },
  ],
  [
    '3.1l',
    'idempotency key',
    {
      'the same again is the same callback, also when it has ended': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback({ idempotencyKey: 'order-7' })
        const first = alice.id
        alice.changesTheirMind()
        expect(alice.asksForCallback({ idempotencyKey: 'order-7' }).id).toBe(first)
        expect(alice.asksForCallback({ idempotencyKey: 'order-8' }).id).not.toBe(first)
      },
    },
  ],
]

const COMES_FROM: readonly Row[] = [
  [
    '3.2a',
    'It comes from: the HTTP API',
    {
      'one request, one callback': async () => {
        const { answer, booked } = await bookOverHttp({ number: '+12025550100' })
        expect([answer.statusCode, booked]).toEqual([201, 1])
        expect(answer.json<CallbackResource>().timeline[0]).toMatchObject({ event: 'booked' })
      },
    },
  ],
  [
    '3.2b',
    'the CLI',
    {
      'ringfirst call': async () => {
        const { booked, said } = await callFromTheCommandLine('202-555-0104', '--name', 'Alice')
        expect(booked.customer).toBe('+12025550104')
        expect(booked.details.customerName).toBe('Alice')
        expect(said).toContain('Calling Alice, +12025550104 for queue support')
      },
      'also against the whole product': alsoBy('integration/command-line.test.ts', "'call'"),
    },
  ],
  [
    '3.2c',
    'a CSV import with a dry run',
    {
      'the dry run says what would be and books nothing': async () => {
        const bench = createBench()
        const list = 'number,name\n+12025550100,Alice\n12,Dora\n'
        const dry = await importing(bench, list, true)
        expect(dry.json()).toMatchObject({ booked: 1, problems: [{ line: 3, field: 'number' }] })
        expect(bench.product.state.callbacks.size).toBe(0)
        await importing(bench, list, false)
        const [alice, ...others] = bench.product.state.callbacks.values()
        expect([alice?.details.customerName, others]).toEqual(['Alice', []])
      },
    },
  ],
  [
    '3.2d',
    'an agent’s desktop',
    {
      'the agent has the customer called at another time': () => {
        const centre = new Centre({ queue: { mode: 'agent-first' } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        const id = bob.accepts(alice).reschedules(alice, HOUR)
        expect(centre.scene.state.callbacks.get(id)).toMatchObject({
          state: 'scheduled',
          details: { source: 'agent', rescheduledFrom: alice.id },
        })
      },
    },
  ],
  [
    '3.2e',
    'an inbound flow while the customer waits (the place in queue is then the call’s own)',
    {
      'Dora, who came later, is second before and after': () => {
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
]

/** Each is wrong in one field. */
const WRONG = [
  [{ number: '12' }, 'number'],
  [{ number: '+12025550100', priority: 1_000 }, 'priority'],
  [{ number: '+12025550100', dueAt: 'tomorrow' }, 'dueAt'],
  [{ number: '+12025550100', at: { from: '2026-05-01T09:00', timeZone: 'Mars' } }, 'at'],
  [{ number: '+12025550100', colour: 'red' }, 'colour'],
] as const

function forEachWrong(show: (body: object, field: string) => Promise<void>): Record<string, Play> {
  return Object.fromEntries(
    WRONG.map(([body, field]) => [JSON.stringify(body), () => show(body, field)]),
  )
}

/** Section 3: booking. */
export const BOOKING: readonly Row[] = [
  ...CARRIES,
  ...COMES_FROM,
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
        centre.agent('bob').goesOnQueue()
        alice.isBusy()
        expect(centre.called).toEqual(['Alice'])
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
    '3.4a',
    'Bad input gets a clear error naming the field',
    forEachWrong(async (body, field) => {
      const { answer } = await bookOverHttp(body)
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ error: { field } })
    }),
  ],
  [
    '3.4b',
    'nothing is stored',
    forEachWrong(async (body) => {
      const { booked, bench } = await bookOverHttp(body)
      expect(booked).toBe(0)
      const events = bench.product.backlog({ sequence: 0, index: 0 }) ?? []
      expect(events.filter(({ effect }) => effect.kind === 'Publish')).toEqual([])
    }),
  ],
]
