import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readCursor } from '../../src/api/stream.ts'
import { legId } from '../../src/core/ids.ts'
import { eventually } from '../support/eventually.ts'
import { createBench, type Bench } from './fixture.ts'

const ALICE = '+12025550100'
const LEG = legId('0198d4a0-0000-7000-8000-000000000001')
const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A client that follows the stream, with what it has read so far. */
async function follow(bench: Bench, query = '', headers: Record<string, string> = {}) {
  if (!bench.app.server.listening) {
    await bench.app.listen({ host: '127.0.0.1', port: 0 })
    closers.push(() => bench.app.close())
  }
  const { port } = bench.app.server.address() as AddressInfo
  const abort = new AbortController()
  closers.push(() => abort.abort())
  const response = await fetch(`http://127.0.0.1:${port}/v1/events${query}`, {
    headers: { ...bench.as('admin'), ...headers },
    signal: abort.signal,
  })
  const client = { response, text: '', abort }
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? [])
      client.text += decoder.decode(chunk as Uint8Array)
  })().catch(() => undefined)
  return client
}

function book(bench: Bench, number = ALICE) {
  return bench.app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: bench.as('admin'),
    payload: { number },
  })
}

describe('the stream of events', () => {
  it('tells each line of a timeline as it happens, with its place', async () => {
    const bench = createBench()
    const client = await follow(bench)
    expect(client.response.headers.get('content-type')).toContain('text/event-stream')
    await book(bench)
    await eventually(() => client.text.includes('"event":"entered-queue"'))
    expect(client.text).toMatch(
      /id: 2\.\d+\nevent: note\ndata: \{"callbackId":"[0-9a-f-]{36}","at":"2026-05-01T12:00:00.000Z","event":"booked"/,
    )
    expect(client.text).toContain('event: decision')
  })

  it('goes on after what a client read last', async () => {
    const bench = createBench()
    await book(bench)
    await book(bench, '+12025550101')
    const everything = await follow(bench, '', { 'last-event-id': '0.0' })
    await eventually(() => everything.text.split('event: note').length >= 5)
    const ids = [...everything.text.matchAll(/^id: (.+)$/gm)].map((match) => String(match[1]))
    const rest = await follow(bench, '', { 'last-event-id': ids[1] ?? '' })
    await eventually(() => rest.text.includes(`id: ${ids.at(-1)}`))
    expect([...rest.text.matchAll(/^id: (.+)$/gm)].map((match) => match[1])).toEqual(ids.slice(2))
  })

  it('says so when what was missed is no longer held', async () => {
    const client = await follow(createBench(), '', { 'last-event-id': '999.0' })
    await eventually(() => client.text.includes('event: reset'))
  })

  it('brings boards and audio levels to those who ask', async () => {
    const bench = createBench()
    const asking = await follow(bench, '?include=board,levels')
    const other = await follow(bench)
    bench.product.seen({ kind: 'level', legId: LEG, fromFarEndDbfs: -20.4, toFarEndDbfs: -90 })
    await eventually(() => asking.text.includes('event: levels'))
    expect(asking.text).toContain(`{"${LEG}":[-20,-90]}`)
    expect(asking.text).toContain('event: board')
    expect(other.text).not.toContain('event: levels')
    expect(other.text).not.toContain('event: board')
  })

  it('masks numbers for those who are no admin', async () => {
    const bench = createBench()
    const client = await follow(bench, '?include=board', bench.as('reader'))
    await book(bench)
    await eventually(() => client.text.includes('+1••••••0100'))
    expect(client.text).not.toContain(ALICE)
  })

  it('drops a client that does not read, and nobody else', async () => {
    const bench = createBench()
    const reader = await follow(bench)
    const { port } = bench.app.server.address() as AddressInfo
    const sleeper: Socket = connect(port, '127.0.0.1')
    closers.push(() => sleeper.destroy())
    sleeper.on('error', () => undefined)
    await once(sleeper, 'connect')
    const { authorization } = bench.as('admin')
    sleeper.write(
      `GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`,
    )
    await once(sleeper, 'data')
    sleeper.pause()
    const connections = () =>
      new Promise<number>((resolve) =>
        bench.app.server.getConnections((_, count) => resolve(count)),
      )
    expect(await connections()).toBe(2)
    await eventually(async () => {
      bench.product.tell('x'.repeat(200_000))
      return (await connections()) === 1
    })
    const before = reader.text.length
    await book(bench)
    await eventually(() => reader.text.length > before)
  })
})

describe('a place in the stream', () => {
  it.each([
    ['42.7', { sequence: 42, index: 7 }],
    ['42', undefined],
    ['-1.0', undefined],
    ['1.2.3', undefined],
    [undefined, undefined],
  ])('is read from %j', (text, cursor) => {
    expect(readCursor(text)).toEqual(cursor)
  })
})
