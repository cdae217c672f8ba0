import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rangeOf } from '../../src/api/recordings.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import type { ErrorBody, History, ImportReport, Role } from '../../src/api/protocol.ts'
import { createBench, type Bench } from './fixture.ts'

const NUMBER = '+12025550100'

async function book(bench: Bench, number = NUMBER): Promise<string> {
  const answer = await bench.app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: bench.as('operator'),
    payload: { number },
  })
  return answer.json<{ id: string }>().id
}

const edit = (bench: Bench, id: string, payload: object) =>
  bench.app.inject({
    method: 'PATCH',
    url: `/v1/callbacks/${id}`,
    headers: bench.asAgent('sam'),
    payload,
  })

describe('a callback that waits', () => {
  it('is changed by a supervisor, and its timeline says by whom', async () => {
    const bench = createBench()
    const first = await book(bench)
    const second = await book(bench, '+12025550101')
    const answer = await edit(bench, second, { priority: 10, customerName: 'Alice' })
    const changed = answer.json<CallbackResource>()
    expect(changed).toMatchObject({ customerName: 'Alice', position: 1 })
    expect(changed.timeline.at(-1)).toMatchObject({
      event: 'edited',
      text: 'changed by sam: customerName, priority',
    })
    expect((await edit(bench, first, { ownerId: 'carol' })).statusCode).toBe(200)
    expect((await edit(bench, first, { ownerId: null })).statusCode).toBe(200)
    const later = '2026-05-01T18:00:00+00:00'
    const due = (await edit(bench, first, { dueAt: later })).json<CallbackResource>()
    expect(due).toMatchObject({ state: 'scheduled', dueAt: '2026-05-01T18:00:00.000Z' })
  })

  it.each([
    [{}, 400, 'body'],
    [{ priority: 1_000 }, 400, 'priority'],
    [{ dueAt: 'tomorrow' }, 400, 'dueAt'],
    [{ queueId: 'nowhere' }, 404, undefined],
    [{ ownerId: 'nobody' }, 404, undefined],
  ])('is not changed by %j', async (payload, statusCode, field) => {
    const bench = createBench()
    const answer = await edit(bench, await book(bench), payload)
    expect([answer.statusCode, answer.json<ErrorBody>().error.field]).toEqual([statusCode, field])
  })

  it('shows its number to who asks for it, on record', async () => {
    const bench = createBench()
    const id = await book(bench)
    const headers = bench.asAgent('sam')
    const url = `/v1/callbacks/${id}`
    const reveal = await bench.app.inject({ method: 'POST', url: `${url}/reveal`, headers })
    expect(reveal.json()).toEqual({ number: NUMBER })
    const seen = (await bench.app.inject({ url, headers })).json<CallbackResource>()
    expect(seen.number).not.toBe(NUMBER)
    expect(seen.timeline.at(-1)?.text).toBe('sam has seen the number')
  })

  it('knows what the number has had before', async () => {
    const bench = createBench()
    const before = await book(bench)
    await bench.app.inject({
      method: 'DELETE',
      url: `/v1/callbacks/${before}`,
      headers: bench.asAgent('sam'),
    })
    const now = await book(bench)
    const headers = bench.asAgent('bob')
    const answer = await bench.app.inject({ url: `/v1/callbacks/${now}/history`, headers })
    expect(answer.json<History>().interactions).toMatchObject([
      { id: before, disposition: 'cancelled', agentIds: [] },
    ])
    expect(answer.body).not.toContain(NUMBER)
  })
})

const CSV = [
  'phone,Name,priority,Order',
  '+12025550111,Alice,5,"4711, twice"',
  '+12025550111,Alice again,,',
  '12,Bob,,',
  '+12025550112,"Carol',
  'of two lines",high,',
  '+12025550113,too,many,cells,here',
  '',
  '+12025550114,Dave,,',
].join('\r\n')

const importCsv = (bench: Bench, dryRun: boolean, payload: string | Buffer = CSV) =>
  bench.app.inject({
    method: 'POST',
    url: `/v1/imports?dryRun=${dryRun}`,
    headers: { ...bench.asAgent('sam'), 'content-type': 'text/csv' },
    payload,
  })

describe('an import', () => {
  it('says by line and field what is wrong, and books nothing while it is dry', async () => {
    const bench = createBench()
    const report = (await importCsv(bench, true)).json<ImportReport>()
    expect(report).toMatchObject({ dryRun: true, rows: 6, booked: 2, duplicates: 1, refused: 3 })
    expect(report.problems.map(({ line, field }) => [line, field])).toEqual([
      [4, 'number'],
      [6, 'customerName'],
      [6, 'priority'],
      [7, 'row'],
    ])
    expect(report.dataColumns).toEqual(['Order'])
    expect(bench.product.state.callbacks.size).toBe(0)
  })

  it('books every good row once', async () => {
    const bench = createBench()
    expect((await importCsv(bench, false)).json()).toMatchObject({ booked: 2, duplicates: 1 })
    const [first] = bench.product.state.callbacks.values()
    expect(first).toMatchObject({ priority: 5, details: { data: { Order: '4711, twice' } } })
    expect((await importCsv(bench, false)).json()).toMatchObject({ booked: 0, duplicates: 3 })
  })

  it('needs a column with numbers', async () => {
    const answer = await importCsv(createBench(), true, 'name\nAlice')
    expect([answer.statusCode, answer.json<ErrorBody>().error.field]).toEqual([400, 'header'])
  })
})

describe('a range of a recording', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=50-500', { start: 50, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
    [undefined, undefined],
  ])('%s of 100 bytes', (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range)
  })

  it('is not found where there is none', async () => {
    const bench = createBench()
    writeFileSync(join(bench.product.recordingsFolder, 'secret.wav'), 'x')
    const answer = await bench.app.inject({
      url: '/v1/recordings/secret',
      headers: bench.asAgent('sam'),
    })
    expect(answer.statusCode).toBe(404)
  })
})

describe('the rights of each role', () => {
  const ROUTES = [
    ['GET', '/v1/live', ['reader', 'agent', 'supervisor', 'engineer', 'operator', 'admin']],
    ['GET', '/v1/directory', ['agent', 'supervisor', 'operator', 'admin']],
    ['GET', '/v1/agents/bob/desk', ['operator', 'admin']],
    ['POST', '/v1/agents/bob/hold', ['operator', 'admin']],
    ['PATCH', '/v1/callbacks/x', ['supervisor', 'operator', 'admin']],
    ['POST', '/v1/callbacks/x/reveal', ['supervisor', 'admin']],
    ['POST', '/v1/callbacks/x/watch', ['supervisor', 'admin']],
    ['POST', '/v1/imports', ['supervisor', 'operator', 'admin']],
    ['GET', '/v1/recordings', ['supervisor', 'engineer', 'admin']],
    ['GET', '/v1/trunks', ['engineer', 'admin']],
    ['GET', '/v1/callbacks/x/ladder', ['engineer', 'admin']],
    ['POST', '/v1/sign-in-codes', ['admin']],
  ] as const

  it.each(ROUTES)('%s %s is for %j', async (method, url, allowed) => {
    const bench = createBench()
    const roles: Role[] = ['reader', 'agent', 'supervisor', 'engineer', 'operator', 'admin']
    const may: Role[] = []
    for (const role of roles) {
      const answer = await bench.app.inject({ method, url, headers: bench.as(role) })
      if (answer.statusCode !== 403) may.push(role)
    }
    expect(may).toEqual(allowed)
    expect((await bench.app.inject({ method, url })).statusCode).toBe(401)
  })
})
