import { describe, expect, it } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import { createBench } from './fixture.ts'

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
