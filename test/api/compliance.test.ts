import { describe, expect, it } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import { createBench } from './fixture.ts'

describe('the do-not-call list', () => {
  it('bars a number and lets it be called again, as people write it', async () => {
    const bench = createBench()
    const headers = bench.as('operator')
    const change = async (method: 'PUT' | 'DELETE') =>
      (await bench.app.inject({ method, url: '/v1/do-not-call/202-555-0100', headers })).statusCode
    const book = async () =>
      bench.app.inject({
        method: 'POST',
        url: '/v1/callbacks',
        headers,
        payload: { number: '+12025550100' },
      })
    expect(await change('PUT')).toBe(204)
    expect((await book()).json()).toMatchObject({ error: { code: 'do-not-call' } })
    expect(await change('DELETE')).toBe(204)
    expect((await book()).statusCode).toBe(201)
  })

  it.each([
    ['reader', '+12025550100', 403],
    ['operator', '12', 400],
  ] as const)('%s, %s: %i', async (role, number, status) => {
    const bench = createBench()
    const url = `/v1/do-not-call/${number}`
    const answer = await bench.app.inject({ method: 'PUT', url, headers: bench.as(role) })
    expect(answer.statusCode).toBe(status)
  })
})

describe('abandonment of a queue', () => {
  it('has the rates of the FCC, the FTC and Ofcom over so many hours', async () => {
    const bench = createBench()
    const queue = bench.product.state.queues.get(queueId('support'))
    queue?.answers.push({
      from: bench.product.now(),
      live: 38,
      machines: 7,
      abandoned: 29,
      late: 29,
    })
    const ask = (query: string, role: 'reader' = 'reader') =>
      bench.app.inject({ url: `/v1/queues/support/abandonment${query}`, headers: bench.as(role) })
    const answer = (await ask('?hours=48')).json<{ liveRate: number; ofcomRate: number }>()
    expect(answer).toMatchObject({ queueId: 'support', live: 38, windowMs: 48 * 3_600_000 })
    expect(answer.liveRate).toBeCloseTo(29 / 38)
    expect(answer.ofcomRate).toBeCloseTo(0.6444)
    expect((await ask('?hours=0')).statusCode).toBe(400)
    const url = '/v1/queues/sales/abandonment'
    const unknown = await bench.app.inject({ url, headers: bench.as('reader') })
    expect(unknown.statusCode).toBe(404)
  })
})
