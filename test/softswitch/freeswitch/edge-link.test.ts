import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EdgeLink } from '../../../src/softswitch/freeswitch/edge-link.ts'
import type { SipStack } from '../../../src/softswitch/freeswitch/sip-stack.ts'
import { TestClock } from '../../support/test-clock.ts'

type Handler = (...told: unknown[]) => void

/** A stack whose drachtio-server is the test's. */
class FakeStack {
  readonly handlers = new Map<string, Handler>()
  answers = true

  on(event: string, handler: Handler): void {
    this.handlers.set(event, handler)
  }

  connect(): void {
    this.tell('connect', null)
  }

  disconnect(): void {
    this.handlers.clear()
  }

  request(_: string, __: object, answered: () => void): void {
    if (this.answers) answered()
  }

  tell(event: string, ...what: unknown[]): void {
    this.handlers.get(event)?.(...what)
  }
}

describe('the link to drachtio-server', () => {
  let server: Server
  let stack: FakeStack
  let clock: TestClock
  let told: string[]
  let link: EdgeLink

  beforeEach(async () => {
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stack = new FakeStack()
    clock = new TestClock()
    told = []
    const adminPort = (server.address() as AddressInfo).port
    const sip = { sipHost: '127.0.0.1', sipPort: 5060, realm: 'ringfirst' }
    link = new EdgeLink({
      stack: stack as unknown as SipStack,
      edge: { adminHost: '127.0.0.1', adminPort, adminSecret: 'a secret', ...sip },
      clock,
      onLost: (why) => told.push(`lost: ${why}`),
      onBack: () => told.push('back'),
    })
    await link.start()
  })

  afterEach(() => {
    link.stop()
    server.close()
  })

  it('is up as long as it answers', () => {
    clock.advance(60_000)
    expect(link.up).toBe(true)
    expect(told).toEqual([])
  })

  it('is lost once when it closes, however many tries fail, and back when it lets us in', () => {
    stack.tell('close')
    stack.tell('error', new Error('connect ECONNREFUSED'))
    stack.tell('close')
    expect(link.up).toBe(false)
    stack.tell('connect', null)
    expect(link.up).toBe(true)
    expect(told).toEqual(['lost: it closed the connection', 'back'])
  })

  it('says once that it is turned away where the secret is another one', () => {
    stack.tell('close')
    stack.tell('connect', new Error('failed to authenticate'))
    stack.tell('connect', new Error('failed to authenticate'))
    expect(told).toEqual(['lost: it closed the connection', 'lost: wrong secret'])
  })

  it('is lost after two silences, though it is open, and back at the first answer', () => {
    stack.answers = false
    clock.advance(10_000)
    expect(told).toEqual([])
    clock.advance(2_000)
    expect(told).toEqual(['lost: no answer'])
    stack.answers = true
    clock.advance(4_000)
    expect(told).toEqual(['lost: no answer', 'back'])
  })

  it('tells nothing after it was stopped', () => {
    link.stop()
    stack.tell('close')
    clock.advance(60_000)
    expect(told).toEqual([])
  })
})
