import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { CALLBACK, CALLBACK_LIST, ERROR } from '../../src/api/answers.ts'
import { newCallbackId } from '../../src/api/callbacks.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import type { ErrorBody } from '../../src/api/protocol.ts'
import { isCallbackId } from '../../src/core/ids.ts'
import { createBench, type Bench } from './fixture.ts'

const ALICE = '+12025550100'

async function book(bench: Bench, payload: object, headers: Record<string, string> = {}) {
  return bench.app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: { ...bench.as('admin'), ...headers },
    payload,
  })
}

describe('booking a callback', () => {
  it('answers 201 with the callback in its place', async () => {
    const answer = await book(createBench(), { number: ALICE, customerName: 'Alice' })
    expect(answer.statusCode).toBe(201)
    const callback = answer.json<CallbackResource>()
    expect(callback).toMatchObject({
      number: ALICE,
      queueId: 'support',
      customerName: 'Alice',
      state: 'waiting',
      position: 1,
      bookedAt: '2026-05-01T12:00:00.000Z',
    })
    expect(callback.timeline.map((note) => note.event)).toEqual(['booked', 'entered-queue'])
    expect(answer.headers['location']).toBe(`/v1/callbacks/${callback.id}`)
    expect(isCallbackId(callback.id)).toBe(true)
    expect(() => CALLBACK.parse(answer.json())).not.toThrow()
  })

  it.each(['+1 202 555 0100', '(202) 555-0100', '202-555-0100', '2025550100'])(
    'reads %s as people of the site’s country write it',
    async (number) => {
      const answer = await book(createBench(), { number })
      expect(answer.json<CallbackResource>().number).toBe(ALICE)
    },
  )

  it('answers 200 with the first one when the number is booked again', async () => {
    const bench = createBench()
    const first = (await book(bench, { number: ALICE })).json<CallbackResource>()
    const again = await book(bench, { number: '2025550100' })
    expect(again.statusCode).toBe(200)
    expect(again.json<CallbackResource>().id).toBe(first.id)
  })

  it.each(['header', 'field'])('books once under an idempotency key in the %s', async (where) => {
    const bench = createBench()
    const send = (number: string) =>
      where === 'header'
        ? book(bench, { number }, { 'idempotency-key': 'order-7' })
        : book(bench, { number, idempotencyKey: 'order-7' })
    const first = await send(ALICE)
    const again = await send(ALICE)
    expect([first.statusCode, again.statusCode]).toEqual([201, 200])
    expect(again.json<CallbackResource>().id).toBe(first.json<CallbackResource>().id)
  })

  it('schedules one for a moment with an offset', async () => {
    const answer = await book(createBench(), { number: ALICE, dueAt: '2026-05-02T09:00:00+02:00' })
    expect(answer.json()).toMatchObject({ state: 'scheduled', dueAt: '2026-05-02T07:00:00.000Z' })
  })
})

describe('a booking that cannot be', () => {
  it.each([
    [{ number: '12' }, 400, 'invalid-number', 'number'],
    [{ number: 'call me' }, 400, 'invalid-number', 'number'],
    [{ number: '+999123456789' }, 400, 'invalid-number', 'number'],
    [{ number: '+120255501001234567' }, 400, 'invalid-number', 'number'],
    [{ number: 12025550100 }, 400, 'invalid-number', 'number'],
    [{}, 400, 'invalid-number', 'number'],
    [{ number: ALICE, queueId: 'sales' }, 404, 'unknown-queue', 'queueId'],
    [{ number: ALICE, queueId: 'No Such' }, 400, 'invalid-field', 'queueId'],
    [{ number: ALICE, priority: 101 }, 400, 'invalid-field', 'priority'],
    [{ number: ALICE, priority: 1.5 }, 400, 'invalid-field', 'priority'],
    [{ number: ALICE, dueAt: 'tomorrow' }, 400, 'invalid-field', 'dueAt'],
    [{ number: ALICE, dueAt: '2026-05-02T09:00:00' }, 400, 'invalid-field', 'dueAt'],
    [{ number: ALICE, customerName: 'Alice\r\nVia: evil' }, 400, 'invalid-field', 'customerName'],
    [{ number: ALICE, callerIdNumber: '7' }, 400, 'invalid-field', 'callerIdNumber'],
    [{ number: ALICE, data: { note: 'x'.repeat(9_000) } }, 400, 'invalid-field', 'data'],
    [{ number: ALICE, colour: 'red' }, 400, 'invalid-field', 'colour'],
    [{ number: ALICE, ownerId: 'zoe' }, 404, 'unknown-agent', undefined],
    [{ number: ALICE, dueAt: '2027-05-02T09:00:00Z' }, 400, 'schedule-too-far', undefined],
    [{ number: '+19005550100' }, 403, 'destination-refused', undefined],
    [{ number: '+442079460000' }, 403, 'destination-refused', undefined],
  ])('%j is answered %i %s', async (payload, statusCode, code, field) => {
    const bench = createBench()
    const answer = await book(bench, payload)
    expect(answer.statusCode).toBe(statusCode)
    const { error } = answer.json<ErrorBody>()
    expect([error.code, error.field]).toEqual([code, field])
    expect(() => ERROR.parse(answer.json())).not.toThrow()
    expect(bench.product.state.callbacks.size).toBe(0)
  })

  it('has every wrong field named at once', async () => {
    const answer = await book(createBench(), {
      number: 'x',
      queueId: 'sales',
      priority: 999,
      hue: 1,
    })
    const fields = answer.json<ErrorBody>().error.problems?.map((problem) => problem.field)
    expect(fields?.sort()).toEqual(['hue', 'number', 'priority'])
  })

  it.each([
    ['{"number":', 'malformed-body', 400],
    ['[]', 'malformed-body', 400],
    ['"x"', 'malformed-body', 400],
    ['', 'malformed-body', 400],
    ['{"__proto__":{"a":1},"number":"+12025550100"}', 'malformed-body', 400],
    [JSON.stringify({ number: ALICE, data: { x: 'x'.repeat(70_000) } }), 'body-too-large', 413],
    [
      `{"number":"${ALICE}","data":{"x":${'['.repeat(9_000)}${']'.repeat(9_000)}}}`,
      'invalid-field',
      400,
    ],
  ])('has the body %.40s', async (payload, code, statusCode) => {
    const bench = createBench()
    const answer = await bench.app.inject({
      method: 'POST',
      url: '/v1/callbacks',
      headers: { ...bench.as('admin'), 'content-type': 'application/json' },
      payload,
    })
    expect(answer.statusCode).toBe(statusCode)
    expect(answer.json<ErrorBody>().error.code).toBe(code)
    expect(bench.bugs).toEqual([])
  })

  it('has an idempotency key that is too long to be told from others', async () => {
    const key = { 'idempotency-key': 'k'.repeat(256) }
    const answer = await book(createBench(), { number: ALICE, queueId: 'support' }, key)
    expect(answer.statusCode).toBe(400)
    expect(answer.json<ErrorBody>().error.message).toContain('Idempotency-Key')
  })

  it('is any other text: never a bug, never booked', async () => {
    const bench = createBench()
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (payload) => {
        const answer = await bench.app.inject({
          method: 'POST',
          url: '/v1/callbacks',
          headers: { ...bench.as('admin'), 'content-type': 'application/json' },
          payload: JSON.stringify(payload),
        })
        expect(answer.statusCode).toBe(400)
      }),
    )
    expect(bench.bugs).toEqual([])
    expect(bench.product.state.callbacks.size).toBe(0)
  })
})

describe('a booked callback', () => {
  it('is read and listed', async () => {
    const bench = createBench()
    const { id } = (await book(bench, { number: ALICE })).json<CallbackResource>()
    const one = await bench.app.inject({ url: `/v1/callbacks/${id}`, headers: bench.as('admin') })
    expect(one.json()).toMatchObject({ id, position: 1 })
    const list = await bench.app.inject({
      url: '/v1/callbacks?state=open',
      headers: bench.as('admin'),
    })
    expect(CALLBACK_LIST.parse(list.json()).callbacks.map((each) => each.id)).toEqual([id])
    const none = await bench.app.inject({
      url: '/v1/callbacks?state=closed',
      headers: bench.as('admin'),
    })
    expect(none.json()).toEqual({ callbacks: [] })
  })

  it('is found while its end is on the way to the store', async () => {
    const bench = createBench()
    const { id } = (await book(bench, { number: ALICE })).json<CallbackResource>()
    const findInteraction = bench.product.findInteraction.bind(bench.product)
    let asked = 0
    bench.product.findInteraction = (callbackId) =>
      ++asked < 3 ? Promise.resolve(undefined) : findInteraction(callbackId)
    const answer = await bench.app.inject({
      method: 'DELETE',
      url: `/v1/callbacks/${id}`,
      headers: bench.as('operator'),
    })
    expect([answer.statusCode, asked]).toEqual([200, 3])
  })

  it('is cancelled once', async () => {
    const bench = createBench()
    const { id } = (await book(bench, { number: ALICE })).json<CallbackResource>()
    const cancel = () =>
      bench.app.inject({
        method: 'DELETE',
        url: `/v1/callbacks/${id}`,
        headers: bench.as('operator'),
      })
    const first = await cancel()
    expect(first.json()).toMatchObject({ state: 'closed', disposition: 'cancelled' })
    const second = await cancel()
    expect([second.statusCode, second.json<ErrorBody>().error.code]).toEqual([
      409,
      'callback-closed',
    ])
  })

  it.each(['not-an-id', '0198d4a0-0000-7000-8000-000000000000'])(
    'is not there as %s',
    async (id) => {
      const bench = createBench()
      const answer = await bench.app.inject({
        url: `/v1/callbacks/${id}`,
        headers: bench.as('admin'),
      })
      expect([answer.statusCode, answer.json<ErrorBody>().error.code]).toEqual([
        404,
        'unknown-callback',
      ])
    },
  )

  it.each(['state=asleep', 'limit=0', 'limit=x', 'hue=red'])(
    'is not listed by %s',
    async (query) => {
      const bench = createBench()
      const answer = await bench.app.inject({
        url: `/v1/callbacks?${query}`,
        headers: bench.as('admin'),
      })
      expect([answer.statusCode, answer.json<ErrorBody>().error.code]).toEqual([
        400,
        'invalid-field',
      ])
    },
  )
})

describe('a callback id', () => {
  it('is a UUID of version 7 with room for its legs, and grows with time', () => {
    const ids = [1, 2, 3].map((ms) => newCallbackId(Date.UTC(2026, 0, 1) + ms))
    expect([...ids].sort()).toEqual(ids)
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{8}0000$/)
  })
})
