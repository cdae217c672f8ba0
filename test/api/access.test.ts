import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ErrorBody } from '../../src/api/protocol.ts'
import { openTokens } from '../../src/api/tokens.ts'
import { createBench, type Bench } from './fixture.ts'

const codeOf = (answer: { json<T>(): T }): string => answer.json<ErrorBody>().error.code

describe('a request without a right', () => {
  it.each(['/v1/board', '/v1/callbacks', '/v1/events', '/metrics'])(
    'is refused at %s',
    async (url) => {
      const answer = await createBench().app.inject({ url })
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'unauthorized'])
    },
  )

  it.each(['Bearer x', 'Bearer ', 'Basic abc', 'rf_admin'])(
    'is refused with %j',
    async (authorization) => {
      const answer = await createBench().app.inject({
        url: '/v1/board',
        headers: { authorization },
      })
      expect(answer.statusCode).toBe(401)
    },
  )

  it.each([
    ['reader', 'GET', '/v1/board', 200],
    ['reader', 'POST', '/v1/callbacks', 403],
    ['agent', 'POST', '/v1/callbacks', 201],
    ['agent', 'DELETE', '/v1/callbacks/0198d4a0-0000-7000-8000-000000000000', 403],
    ['operator', 'DELETE', '/v1/callbacks/0198d4a0-0000-7000-8000-000000000000', 404],
    ['reader', 'POST', '/v1/agents/bob/off-queue', 403],
  ] as const)('%s: %s %s is answered %i', async (role, method, url, statusCode) => {
    const bench = createBench()
    const payload = method === 'POST' ? { number: '+12025550100' } : undefined
    const answer = await bench.app.inject({
      method,
      url,
      headers: bench.as(role),
      ...(payload && { payload }),
    })
    expect(answer.statusCode).toBe(statusCode)
  })

  it.each([
    ['bob', '/v1/agents/bob/off-queue', 204],
    ['bob', '/v1/agents/carol/off-queue', 403],
    ['sam', '/v1/agents/sam/off-queue', 204],
    ['sam', '/v1/agents/bob/off-queue', 403],
  ] as const)('of %s reaches their own desk alone: %s is answered %i', async (who, url, code) => {
    const bench = createBench()
    const headers = bench.asAgent(who)
    const answer = await bench.app.inject({ method: 'POST', url, headers })
    expect(answer.statusCode).toBe(code)
  })

  it('is told by the session what may be done', async () => {
    const bench = createBench()
    const headers = bench.asAgent('sam')
    const session = (await bench.app.inject({ url: '/v1/session', headers })).json<object>()
    expect(session).toMatchObject({ name: 'sam', role: 'supervisor', agentId: 'sam' })
    expect(session).toHaveProperty('rights', expect.arrayContaining(['watch', 'reveal']))
  })

  it('is not needed for the health and the description', async () => {
    const bench = createBench()
    expect((await bench.app.inject('/healthz')).json()).toMatchObject({ status: 'ok' })
    expect((await bench.app.inject('/v1/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
    bench.product.currentHealth = {
      ...bench.product.currentHealth,
      status: 'down',
      problems: ['gone'],
    }
    expect((await bench.app.inject('/healthz')).statusCode).toBe(503)
  })
})

describe('a host name', () => {
  it.each([
    ['localhost:7080', 200],
    ['127.0.0.1:7080', 200],
    ['[::1]:7080', 200],
    ['calls.example', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost:x', 421],
  ])('%j is answered %i', async (host, statusCode) => {
    const bench = createBench()
    const answer = await bench.app.inject({
      url: '/v1/board',
      headers: { ...bench.as('reader'), host },
    })
    expect(answer.statusCode).toBe(statusCode)
  })
})

async function signIn(bench: Bench): Promise<string> {
  const answer = await bench.app.inject(`/sign-in?code=${bench.signInCode()}`)
  return String(answer.headers['set-cookie']).split(';')[0] ?? ''
}

describe('a browser', () => {
  it('is signed in once by a link, with a strict cookie that no script reads', async () => {
    const bench = createBench()
    const code = bench.signInCode()
    const first = await bench.app.inject(`/sign-in?code=${code}`)
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/)
    const second = await bench.app.inject(`/sign-in?code=${code}`)
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  it('reads the board with its cookie', async () => {
    const bench = createBench()
    const cookie = await signIn(bench)
    expect((await bench.app.inject({ url: '/v1/board', headers: { cookie } })).statusCode).toBe(200)
  })

  it.each([
    [{ origin: 'http://localhost:7080', host: 'localhost:7080' }, 201],
    [{ origin: 'http://evil.example', host: 'localhost:7080' }, 403],
    [{ host: 'localhost:7080' }, 403],
    [
      { origin: 'http://localhost:7080', host: 'localhost:7080', 'sec-fetch-site': 'cross-site' },
      403,
    ],
  ])('books from a page of ours alone: %j', async (headers, statusCode) => {
    const bench = createBench()
    const answer = await bench.app.inject({
      method: 'POST',
      url: '/v1/callbacks',
      headers: { ...headers, cookie: await signIn(bench) },
      payload: { number: '+12025550100' },
    })
    expect(answer.statusCode).toBe(statusCode)
  })

  it('is signed out after twelve hours', async () => {
    const bench = createBench()
    const cookie = await signIn(bench)
    bench.product.clockMs += 12 * 3_600_000 + 1
    expect((await bench.app.inject({ url: '/v1/board', headers: { cookie } })).statusCode).toBe(401)
  })

  it('loads nothing from elsewhere', async () => {
    const answer = await createBench().app.inject('/healthz')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('a telephone number', () => {
  it('is masked for everyone but an admin', async () => {
    const bench = createBench()
    const payload = { number: '+12025550100' }
    await bench.app.inject({
      method: 'POST',
      url: '/v1/callbacks',
      headers: bench.as('agent'),
      payload,
    })
    for (const url of ['/v1/callbacks', '/v1/board']) {
      const seen = await bench.app.inject({ url, headers: bench.as('operator') })
      expect(seen.body).not.toContain('+12025550100')
      const whole = await bench.app.inject({ url, headers: bench.as('admin') })
      expect(whole.body).toContain('+12025550100')
    }
  })
})

describe('the tokens', () => {
  it('are made in a data folder that is not there yet', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'ringfirst-tokens-')), 'new/data')
    expect(statSync(openTokens(folder).file).mode & 0o777).toBe(0o600)
  })

  it('name the data folder where it cannot be written', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-tokens-')), 'file')
    writeFileSync(file, '')
    expect(() => openTokens(join(file, 'data'))).toThrow('cannot be used')
  })

  it('are made at the first start, one for each role, for nobody else to read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-tokens-'))
    const tokens = openTokens(folder)
    expect(statSync(tokens.file).mode & 0o777).toBe(0o600)
    expect(tokens.find(tokens.tokenOf('operator'))).toEqual({ name: 'operator', role: 'operator' })
    expect(tokens.find('rf_operator_guess')).toBeUndefined()
    expect(openTokens(folder).tokenOf('admin')).toBe(tokens.tokenOf('admin'))
  })

  it('that are damaged stop the start with advice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-tokens-'))
    writeFileSync(join(folder, 'tokens.json'), '{"version":1')
    expect(() => openTokens(folder)).toThrow(/remove it and new ones are made/)
    expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).toBe('{"version":1')
  })
})
