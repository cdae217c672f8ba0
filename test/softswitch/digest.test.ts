import { describe, expect, it } from 'vitest'
import { DigestVerifier, parseDigest } from '../../src/softswitch/digest.ts'
import { digestOf } from '../support/sip-peer.ts'

const URI = 'sip:192.0.2.1'

function answerTo(challenge: string, password: string, nc = '00000001'): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? ''
  const identity = { username: 'bob', password, realm: 'ringfirst', nonce, uri: URI }
  const response = digestOf({ ...identity, method: 'REGISTER', nc, cnonce: 'c' })
  return (
    `Digest username="bob", realm="ringfirst", nonce="${nonce}", uri="${URI}", ` +
    `response="${response}", qop=auth, nc=${nc}, cnonce="c"`
  )
}

function judge(verifier: DigestVerifier, header: string, nowMs: number): string {
  const answer = parseDigest(header)
  return answer === undefined ? 'none' : verifier.verify(answer, 'REGISTER', 'secret', nowMs)
}

describe('a digest challenge', () => {
  it('is answered by who knows the password, once for each count', () => {
    const verifier = new DigestVerifier('ringfirst')
    const challenge = verifier.challenge(1_000, false)
    expect(judge(verifier, answerTo(challenge, 'secret'), 2_000)).toBe('right')
    expect(judge(verifier, answerTo(challenge, 'secret'), 2_100)).toBe('stale')
    expect(judge(verifier, answerTo(challenge, 'secret', '00000002'), 2_200)).toBe('right')
  })

  it('is not answered by a wrong password', () => {
    const verifier = new DigestVerifier('ringfirst')
    expect(judge(verifier, answerTo(verifier.challenge(0, false), 'guess'), 10)).toBe('wrong')
  })

  it('runs out after two minutes', () => {
    const verifier = new DigestVerifier('ringfirst')
    const answer = answerTo(verifier.challenge(0, false), 'secret')
    expect(judge(verifier, answer, 120_001)).toBe('stale')
  })

  it('from before our restart is asked again and not held against the phone', () => {
    const before = new DigestVerifier('ringfirst').challenge(0, false)
    const verifier = new DigestVerifier('ringfirst')
    expect(judge(verifier, answerTo(before, 'secret'), 10)).toBe('stale')
    expect(judge(verifier, answerTo('nonce="made-up"', 'secret'), 10)).toBe('stale')
  })

  it.each([undefined, '', 'Basic Ym9iOnNlY3JldA==', 'Digest realm="x"'])(
    'is not answered by %s',
    (header) => {
      expect(parseDigest(header)).toBeUndefined()
    },
  )
})
