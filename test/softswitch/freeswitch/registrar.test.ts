import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DigestVerifier, parseDigest } from '../../../src/softswitch/freeswitch/digest.ts'
import { THROTTLE, Throttle } from '../../../src/softswitch/freeswitch/throttle.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

function answerTo(challenge: string, password: string, count = '00000001'): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? ''
  const ha1 = md5(`bob:ringfirst:${password}`)
  const ha2 = md5('REGISTER:sip:ringfirst')
  const response = md5(`${ha1}:${nonce}:${count}:abc:auth:${ha2}`)
  return `Digest username="bob", realm="ringfirst", nonce="${nonce}", uri="sip:ringfirst", response="${response}", qop=auth, nc=${count}, cnonce="abc"`
}

describe('a digest challenge', () => {
  const judge = (verifier: DigestVerifier, header: string, nowMs: number): string => {
    const answer = parseDigest(header)
    return answer === undefined ? 'none' : verifier.verify(answer, 'REGISTER', 'secret', nowMs)
  }

  it('is answered by who knows the password, once', () => {
    const verifier = new DigestVerifier('ringfirst', 'key')
    const header = answerTo(verifier.challenge(1_000, false), 'secret')
    expect(judge(verifier, header, 2_000)).toBe('right')
    expect(judge(verifier, header, 2_100)).toBe('stale')
    const again = answerTo(verifier.challenge(1_000, false), 'secret', '00000002')
    expect(judge(verifier, again, 2_200)).toBe('right')
  })

  it('is not answered by a wrong password, a foreign nonce or after two minutes', () => {
    const verifier = new DigestVerifier('ringfirst', 'key')
    expect(judge(verifier, answerTo(verifier.challenge(0, false), 'guess'), 10)).toBe('wrong')
    const foreign = new DigestVerifier('ringfirst', 'other key').challenge(0, false)
    expect(judge(verifier, answerTo(foreign, 'secret'), 10)).toBe('wrong')
    const old = answerTo(verifier.challenge(0, false), 'secret')
    expect(judge(verifier, old, 120_001)).toBe('stale')
  })

  it('takes no other scheme and no header at all', () => {
    expect(parseDigest(undefined)).toBeUndefined()
    expect(parseDigest('Basic Ym9iOnNlY3JldA==')).toBeUndefined()
  })
})

describe('a source that fails', () => {
  it('is blocked after some failures until the window ends', () => {
    const throttle = new Throttle()
    for (let i = 0; i < THROTTLE.failures; i++) {
      expect(throttle.blocked('192.0.2.9', i)).toBe(false)
      throttle.failed('192.0.2.9', i)
    }
    expect(throttle.blocked('192.0.2.9', 100)).toBe(true)
    expect(throttle.blocked('192.0.2.10', 100)).toBe(false)
    expect(throttle.blocked('192.0.2.9', THROTTLE.windowMs + 1)).toBe(false)
  })

  it('is forgiven when it succeeds', () => {
    const throttle = new Throttle()
    for (let i = 0; i < THROTTLE.failures - 1; i++) throttle.failed('192.0.2.9', i)
    throttle.succeeded('192.0.2.9')
    throttle.failed('192.0.2.9', 50)
    expect(throttle.blocked('192.0.2.9', 51)).toBe(false)
  })
})
