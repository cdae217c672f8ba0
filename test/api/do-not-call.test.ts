import { describe, expect, it } from 'vitest'
import { phoneNumber } from '../../src/core/ids.ts'
import type { DoNotCallList, DoNotCallReport, ErrorBody, Role } from '../../src/api/protocol.ts'
import { createBench, type Bench } from './fixture.ts'

const ALICE = '+12025550100'

const change = (bench: Bench, method: 'PUT' | 'DELETE', number: string, role: Role = 'operator') =>
  bench.app.inject({
    method,
    url: `/v1/do-not-call/${encodeURIComponent(number)}`,
    headers: bench.as(role),
  })

const send = (bench: Bench, payload: string, dryRun: boolean) =>
  bench.app.inject({
    method: 'POST',
    url: `/v1/do-not-call?dryRun=${dryRun}`,
    headers: { ...bench.as('operator'), 'content-type': 'text/csv' },
    payload,
  })

const listed = async (bench: Bench, query = '', role: Role = 'admin') =>
  (
    await bench.app.inject({ url: `/v1/do-not-call${query}`, headers: bench.as(role) })
  ).json<DoNotCallList>()

const book = (bench: Bench, number: string) =>
  bench.app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: bench.as('operator'),
    payload: { number },
  })

describe('the do-not-call list', () => {
  it('bars a number and lets it be called again, as people write it', async () => {
    const bench = createBench()
    expect((await change(bench, 'PUT', '202-555-0100')).statusCode).toBe(204)
    expect((await book(bench, ALICE)).json()).toMatchObject({ error: { code: 'do-not-call' } })
    expect((await change(bench, 'DELETE', '(202) 555-0100')).statusCode).toBe(204)
    expect((await book(bench, ALICE)).statusCode).toBe(201)
  })

  it.each([
    ['reader', ALICE, 403],
    ['operator', '12', 400],
    ['operator', 'Alice', 400],
    ['operator', `${ALICE}\n${ALICE}`, 400],
  ] as const)('%s, %j: %i', async (role, number, status) => {
    expect((await change(createBench(), 'PUT', number, role)).statusCode).toBe(status)
  })

  it('is read in parts, in ascending order, masked for those who may not see numbers', async () => {
    const bench = createBench()
    for (const end of ['12', '10', '11']) await change(bench, 'PUT', `+120255501${end}`)
    expect(await listed(bench, '?limit=2')).toEqual({
      total: 3,
      numbers: [
        { number: '+12025550110', from: 'list' },
        { number: '+12025550111', from: 'list' },
      ],
    })
    expect((await listed(bench, '?after=%2B12025550111')).numbers).toHaveLength(1)
    expect(JSON.stringify(await listed(bench, '', 'reader'))).not.toContain('+1202555011')
    const bad = await bench.app.inject({
      url: '/v1/do-not-call?limit=0',
      headers: bench.as('reader'),
    })
    expect(bad.statusCode).toBe(400)
  })

  it('is whole in parts, in whatever order it came about', async () => {
    const bench = createBench()
    for (const digit of [7, 2, 9, 1, 8, 3, 6, 4, 5]) {
      await change(bench, 'PUT', `+1202555012${digit}`)
    }
    const all: string[] = []
    for (;;) {
      const after = encodeURIComponent(all.at(-1) ?? '')
      const { numbers } = await listed(bench, `?limit=2&after=${after}`)
      if (numbers.length === 0) break
      all.push(...numbers.map(({ number }) => number))
    }
    expect(all).toEqual([...new Set(all)].sort())
    expect(all).toHaveLength((await listed(bench)).total)
    expect(all).toEqual((await listed(bench)).numbers.map(({ number }) => number))
  })

  it('does not pretend to free a number that the configuration bars', async () => {
    const bench = createBench()
    const { organisation } = bench.product.state
    if (organisation === undefined) throw new Error('a bench has a configuration')
    const doNotCall = [phoneNumber(ALICE)]
    await bench.product.submit({
      kind: 'OrganisationConfigured',
      organisation: { ...organisation, doNotCall },
    })
    expect(await listed(bench)).toMatchObject({ numbers: [{ from: 'configuration' }] })
    const answer = await change(bench, 'DELETE', ALICE)
    expect(answer.json<ErrorBody>().error.code).toBe('barred-by-configuration')
  })
})

describe('a list of numbers', () => {
  const LIST = [
    'Name,Phone Number',
    'Alice,202-555-0100',
    'Dora,',
    '"Eve, of',
    'two lines",12',
    'Alice again,+1 202 555 0100',
    'Frank,+12025550101,one cell more',
    'nobody',
  ].join('\r\n')

  it('is tried dry first: every wrong line by its number, nothing changed', async () => {
    const bench = createBench()
    const report = (await send(bench, LIST, true)).json<DoNotCallReport>()
    expect(report).toMatchObject({ dryRun: true, rows: 6, added: 2, known: 1, refused: 3 })
    expect(report.problems.map(({ line }) => line)).toEqual([3, 5, 8])
    expect((await listed(bench)).total).toBe(0)
  })

  it('bars each good number, once', async () => {
    const bench = createBench()
    expect((await send(bench, LIST, false)).json()).toMatchObject({ added: 2, known: 1 })
    expect((await send(bench, LIST, false)).json()).toMatchObject({ added: 0, known: 3 })
    expect((await listed(bench)).numbers.map(({ number }) => number)).toEqual([
      '+12025550100',
      '+12025550101',
    ])
  })

  it.each([
    ['no header', '+12025550100\n+12025550101\n', [2, []]],
    ['a byte order mark and blank lines', '\uFEFFnumber\n\n+12025550100\n\n', [1, []]],
    ['semicolons', 'name;number\nAlice;+12025550100', [1, []]],
    ['letters only', 'hello\nworld', [0, [1, 2]]],
  ] as const)('%s', async (_, text, [added, lines]) => {
    const report = (await send(createBench(), text, false)).json<DoNotCallReport>()
    expect([report.added, report.problems.map(({ line }) => line)]).toEqual([added, lines])
  })

  it('that cannot be told into lines says from where on', async () => {
    const bench = createBench()
    const answer = await send(bench, '+12025550100\n"+12025550101\n+12025550102', false)
    expect(answer.json<ErrorBody>().error.message).toMatch(/from line \d on: Quote Not Closed/)
    expect([answer.statusCode, (await listed(bench)).total]).toEqual([400, 0])
  })

  it('holds something', async () => {
    const answer = await send(createBench(), '\n\n', false)
    expect([answer.statusCode, answer.json<ErrorBody>().error.field]).toEqual([400, 'body'])
  })

  it('counts in a dry run of contacts', async () => {
    const bench = createBench()
    await change(bench, 'PUT', ALICE)
    const answer = await bench.app.inject({
      method: 'POST',
      url: '/v1/imports?dryRun=true',
      headers: { ...bench.as('operator'), 'content-type': 'text/csv' },
      payload: `number\n${ALICE}\n+12025550101`,
    })
    expect(answer.json()).toMatchObject({ booked: 1, refused: 1, problems: [{ line: 2 }] })
  })
})
