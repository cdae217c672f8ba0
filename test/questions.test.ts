import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { callbackId, phoneNumber } from '../src/core/ids.ts'
import type { Answered } from '../src/core/state/events.ts'
import { createQuestions } from '../src/questions.ts'

const ALICE = callbackId('00000000-0000-7000-8000-00000a110000')

describe('an HTTP question of a flow', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener)
    servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const ask = (host: string, allowed = [host], timeoutMs = 2_000): Promise<Answered> =>
    new Promise((resolve) => {
      const number = phoneNumber('+12025550100')
      const about = { kind: 'http', url: `http://${host}/caller`, timeoutMs, number } as const
      const data = { order: '17' }
      createQuestions(
        allowed,
        resolve,
      )({
        kind: 'Ask',
        callbackId: ALICE,
        question: 3,
        about: { ...about, data },
      })
    })

  it('posts what is known of the caller, under a key of its own, and brings texts', async () => {
    let [method, key, body]: (string | undefined)[] = []
    const host = await serve((request, response) => {
      method = request.method
      key = String(request.headers['idempotency-key'])
      let text = ''
      request.on('data', (piece) => (text += String(piece)))
      request.on('end', () => {
        body = text
        response.end('{"tier":"gold","points":7,"vip":true,"nested":{"a":1},"none":null}')
      })
    })
    expect(await ask(host)).toMatchObject({
      ok: true,
      status: 200,
      question: 3,
      data: { tier: 'gold', points: '7', vip: 'true' },
    })
    expect([method, key]).toEqual(['POST', `${ALICE}/3`])
    expect(JSON.parse(body ?? '')).toEqual({ number: '+12025550100', data: { order: '17' } })
  })

  it('is not put to a host that is not in the list, whatever its port', async () => {
    let asked = 0
    const host = await serve((_, response) => {
      asked += 1
      response.end('{}')
    })
    expect(await ask(host, ['127.0.0.1', '127.0.0.1:1'])).toMatchObject({ ok: false, data: {} })
    expect(asked).toBe(0)
  })

  it('does not follow a redirection, not even to a host of the list', async () => {
    let asked = 0
    const other = await serve((_, response) => {
      asked += 1
      response.end('{"tier":"gold"}')
    })
    const host = await serve((_, response) => {
      response.writeHead(307, { Location: `http://${other}/` }).end()
    })
    expect(await ask(host, [host, other])).toMatchObject({ ok: false })
    expect(asked).toBe(0)
  })

  it.each<[string, RequestListener]>([
    ['an error', (_, response) => response.writeHead(500).end('{"tier":"gold"}')],
    ['what is no JSON', (_, response) => response.end('<html>gold</html>')],
    ['a list', (_, response) => response.end('["gold"]')],
    ['a word', (_, response) => response.end('"gold"')],
    ['too much', (_, response) => response.end(`{"tier":"${'g'.repeat(20_000)}"}`)],
    ['a broken line', (_, response) => response.destroy()],
    ['nothing in time', () => undefined],
    ['half of it in time', (_, response) => void response.write('{"tier":')],
    ['it without end', (_, response) => void endless(response)],
  ])('that is answered with %s has not been answered', async (_, listener) => {
    expect(await ask(await serve(listener), undefined, 400)).toMatchObject({ ok: false, data: {} })
  })

  it('that is answered with nothing at all has been answered', async () => {
    const host = await serve((_, response) => response.writeHead(204).end())
    expect(await ask(host)).toMatchObject({ ok: true, status: 204, data: {} })
  })

  it('to nobody has not been answered', async () => {
    expect(await ask('127.0.0.1:9')).toMatchObject({ ok: false })
  })
})

function endless(response: Parameters<RequestListener>[1]): void {
  const more = (): void => {
    if (!response.destroyed) response.write('g'.repeat(4_096), () => setImmediate(more))
  }
  more()
}
