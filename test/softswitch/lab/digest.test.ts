import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DigestGate, parseAuthorization } from '../../../src/softswitch/lab/digest.ts'
import { digestOf } from '../../support/sip-peer.ts'

const URI = 'sip:192.0.2.1'

function answer(challenge: string, password: string, nc = '00000001', nonce?: string): string {
  const given = nonce ?? /nonce="([^"]+)"/.exec(challenge)?.[1] ?? ''
  const parts = {
    username: 'bob',
    password,
    realm: 'ringfirst',
    nonce: given,
    method: 'REGISTER',
    uri: URI,
  }
  const response = digestOf({ ...parts, nc, cnonce: 'c' })
  return (
    `Digest username="bob", realm="ringfirst", nonce="${given}", uri="${URI}", ` +
    `response="${response}", qop=auth, nc=${nc}, cnonce="c"`
  )
}

function check(gate: DigestGate, header: string, password = 'secret'): string {
  const authorization = parseAuthorization(header)
  return authorization === undefined ? 'none' : gate.check(authorization, 'REGISTER', password).kind
}

describe('a digest', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('proves the right password, once for each count', () => {
    const gate = new DigestGate('ringfirst')
    const challenge = gate.challenge(false)
    expect(check(gate, answer(challenge, 'secret'))).toBe('right')
    expect(check(gate, answer(challenge, 'secret'))).toBe('stale')
    expect(check(gate, answer(challenge, 'secret', '00000002'))).toBe('right')
  })

  it('does not prove a wrong one', () => {
    const gate = new DigestGate('ringfirst')
    expect(check(gate, answer(gate.challenge(false), 'guess'))).toBe('wrong')
  })

  it('runs out after a minute', () => {
    const gate = new DigestGate('ringfirst')
    const challenge = gate.challenge(false)
    vi.advanceTimersByTime(61_000)
    expect(check(gate, answer(challenge, 'secret'))).toBe('stale')
  })

  it('is not taken with a nonce that we did not make', () => {
    const gate = new DigestGate('ringfirst')
    const foreign = new DigestGate('ringfirst').challenge(false)
    expect(check(gate, answer(foreign, 'secret'))).toBe('stale')
    expect(check(gate, answer('', 'secret', '00000001', 'made-up'))).toBe('stale')
  })

  it.each([undefined, '', 'Basic Ym9iOnNlY3JldA==', 'Digest realm="x"'])(
    'is not found in %s',
    (header) => {
      expect(parseAuthorization(header)).toBeUndefined()
    },
  )
})
