import { describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { createBench } from './fixture.ts'

const ALICE = '+12025550100'

async function book(payload: object) {
  const bench = createBench()
  const headers = bench.as('admin')
  return bench.app.inject({ method: 'POST', url: '/v1/callbacks', headers, payload })
}

describe('a booking for a local time', () => {
  it('is due when the clocks of that place show it', async () => {
    const at = { from: '2026-05-02T09:00', timeZone: 'Europe/London' }
    const answer = await book({ number: ALICE, at })
    expect(answer.json<CallbackResource>()).toMatchObject({
      state: 'scheduled',
      dueAt: '2026-05-02T08:00:00.000Z',
    })
  })

  it('with an end is due when its window opens', async () => {
    const at = { from: '2026-05-02T09:00', until: '2026-05-02T11:00', timeZone: 'Asia/Kathmandu' }
    const answer = await book({ number: ALICE, at })
    expect(answer.json<CallbackResource>().dueAt).toBe('2026-05-02T03:15:00.000Z')
  })

  it.each([
    [{ from: '2026-05-02T09:00', timeZone: 'Europe/Gotham' }],
    [{ from: '2026-02-30T09:00', timeZone: 'Europe/London' }],
    [{ from: '2026-05-02T09:00', until: '2026-05-02T08:00', timeZone: 'Europe/London' }],
  ])('that is none is refused by the name of its field: %j', async (at) => {
    const answer = await book({ number: ALICE, at })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('"field":"at"')
  })
})
