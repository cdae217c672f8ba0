import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withoutCredentials } from '../../../src/softswitch/lab/sip/credentials.ts'
import { MessageFramer } from '../../../src/softswitch/lab/sip/framing.ts'
import { completeAnswer } from '../../../src/softswitch/lab/sip/leniency.ts'
import { nextHop, noteSource } from '../../../src/softswitch/lab/sip/next-hop.ts'
import { Retransmission } from '../../../src/softswitch/lab/sip/retransmission.ts'

const HOP = { host: '192.0.2.1', port: 5_060 }

function message(firstLine: string, headers: readonly string[], body = ''): string {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return [firstLine, ...headers, length, '', body].join('\r\n')
}

function request(method: string, branch: string, uri = 'sip:bob@192.0.2.1:5070'): string {
  const via = `Via: SIP/2.0/UDP 192.0.2.9:5060;branch=${branch};rport`
  return message(`${method} ${uri} SIP/2.0`, [via, `CSeq: 1 ${method}`])
}

function response(status: number, method: string, branch: string): string {
  const via = `Via: SIP/2.0/UDP 192.0.2.9:5060;branch=${branch};received=192.0.2.9;rport=5060`
  return message(`SIP/2.0 ${status} Word`, [via, `CSeq: 1 ${method}`])
}

describe('a stream of SIP messages', () => {
  it('is cut at the same places, however it arrives', () => {
    const messages = [
      request('INVITE', 'z1'),
      message('SIP/2.0 200 OK', ['CSeq: 1 INVITE'], 'v=0\r\nü\r\n\r\n'),
      request('BYE', 'z2'),
    ]
    const bytes = Buffer.from(messages.join(''))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
        const framer = new MessageFramer()
        const found: string[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          found.push(...framer.take(bytes.subarray(at, at + size)))
          at += size
        }
        expect(found).toEqual(messages)
      }),
    )
  })

  it('shows a keep-alive as such', () => {
    expect(new MessageFramer().take(Buffer.from('\r\n\r\n'))).toEqual(['\r\n\r\n'])
  })

  it.each([
    ['has no length', 'OPTIONS sip:x SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n'],
    ['never ends', 'x'.repeat(70_000)],
    ['claims to be huge', 'OPTIONS sip:x SIP/2.0\r\nContent-Length: 9999999\r\n\r\n'],
  ])('is given up where a message %s', (_, text) => {
    expect(() => new MessageFramer().take(Buffer.from(text))).toThrow('SIP message')
  })
})

describe('the next hop', () => {
  it.each([
    ['the Request-URI', request('INVITE', 'z'), '192.0.2.1', 5_070],
    [
      'the first Route',
      message('BYE sip:a@192.0.2.1 SIP/2.0', ['Route: <sip:192.0.2.5:5080;lr>']),
      '192.0.2.5',
      5_080,
    ],
    ['the source in the Via', response(200, 'INVITE', 'z'), '192.0.2.9', 5_060],
    [
      'the sent-by of the Via',
      message('SIP/2.0 200 OK', ['v: SIP/2.0/UDP 192.0.2.8;branch=z']),
      '192.0.2.8',
      5_060,
    ],
  ])('is %s', (_, text, host, port) => {
    expect(nextHop(text)).toEqual({ host, port })
  })

  it('of an answer is where its request came from', () => {
    const noted = noteSource(request('INVITE', 'z'), { host: '198.51.100.4', port: 40_000 })
    const via = /Via: .*/.exec(noted)?.[0] ?? ''
    expect(nextHop(message('SIP/2.0 180 Ringing', [via]))).toEqual({
      host: '198.51.100.4',
      port: 40_000,
    })
  })
})

describe('an answer that lacks what the stack wants', () => {
  it('is completed with a tag and a Contact', () => {
    const bare = message('SIP/2.0 180 Ringing', ['To: <sip:a@b>', 'CSeq: 1 INVITE'])
    const complete = completeAnswer(bare, HOP, 'udp')
    expect(complete).toContain('To: <sip:a@b>;tag=none')
    expect(complete).toContain('Contact: <sip:192.0.2.1:5060;transport=udp>')
  })

  it.each([
    [
      'a complete one',
      message('SIP/2.0 200 OK', ['To: <sip:a>;tag=1', 'm: <sip:b>', 'CSeq: 1 INVITE']),
    ],
    ['a refusal', message('SIP/2.0 486 Busy', ['To: <sip:a>', 'CSeq: 1 INVITE'])],
    ['an answer to a BYE', message('SIP/2.0 200 OK', ['To: <sip:a>', 'CSeq: 2 BYE'])],
  ])('is left alone where it is %s', (_, text) => {
    expect(completeAnswer(text, HOP, 'udp')).toBe(text)
  })
})

describe('a message that is shown', () => {
  it('keeps no credentials', () => {
    const secret = message('REGISTER sip:x SIP/2.0', [
      'Authorization: Digest username="bob", response="abc"',
      'Proxy-Authorization: Digest response="def"',
      'From: <sip:bob@x>',
    ])
    const shown = withoutCredentials(secret)
    expect(shown).not.toMatch(/abc|def|Digest/)
    expect(shown).toContain('From: <sip:bob@x>')
  })
})

describe('over UDP', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function sender(): { readonly sent: string[]; readonly retransmission: Retransmission } {
    const sent: string[] = []
    return { sent, retransmission: new Retransmission((text) => void sent.push(text)) }
  }

  it('repeats an INVITE after 0.5, 1.5, 3.5 seconds until any answer comes', () => {
    const { sent, retransmission } = sender()
    retransmission.sent(request('INVITE', 'z'), HOP)
    vi.advanceTimersByTime(3_600)
    expect(sent).toHaveLength(3)
    expect(retransmission.received(response(100, 'INVITE', 'z'), HOP)).toBe(true)
    vi.advanceTimersByTime(30_000)
    expect(sent).toHaveLength(3)
  })

  it('repeats a BYE at most every four seconds until a final answer comes', () => {
    const { sent, retransmission } = sender()
    retransmission.sent(request('BYE', 'z'), HOP)
    retransmission.received(response(100, 'BYE', 'z'), HOP)
    vi.advanceTimersByTime(11_600)
    expect(sent).toHaveLength(5)
    retransmission.received(response(200, 'BYE', 'z'), HOP)
    vi.advanceTimersByTime(30_000)
    expect(sent).toHaveLength(5)
  })

  it('gives up after 32 seconds', () => {
    const { sent, retransmission } = sender()
    retransmission.sent(request('INVITE', 'z'), HOP)
    vi.advanceTimersByTime(120_000)
    expect(sent).toHaveLength(6)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stops repeating an INVITE that was given up', () => {
    const { sent, retransmission } = sender()
    retransmission.sent(request('INVITE', 'z'), HOP)
    retransmission.abandon('z')
    vi.advanceTimersByTime(30_000)
    expect(sent).toEqual([])
  })

  it('repeats a refusal until its ACK comes', () => {
    const { sent, retransmission } = sender()
    retransmission.sent(response(486, 'INVITE', 'z'), HOP)
    vi.advanceTimersByTime(600)
    expect(sent).toHaveLength(1)
    retransmission.received(request('ACK', 'z'), HOP)
    vi.advanceTimersByTime(30_000)
    expect(sent).toHaveLength(1)
  })

  it('acknowledges a repeated refusal again and keeps it to itself', () => {
    const { sent, retransmission } = sender()
    const ack = request('ACK', 'z')
    expect(retransmission.received(response(486, 'INVITE', 'z'), HOP)).toBe(true)
    retransmission.sent(ack, HOP)
    expect(retransmission.received(response(486, 'INVITE', 'z'), HOP)).toBe(false)
    expect(sent).toEqual([ack])
  })

  it('answers a repeated BYE with the same answer and keeps it to itself', () => {
    const { sent, retransmission } = sender()
    const source = { host: '192.0.2.9', port: 5_060 }
    const answer = response(200, 'BYE', 'z')
    expect(retransmission.received(request('BYE', 'z'), source)).toBe(true)
    retransmission.sent(answer, source)
    expect(retransmission.received(request('BYE', 'z'), source)).toBe(false)
    expect(sent).toEqual([answer])
  })

  it('leaves no timer behind when it is closed', () => {
    const { retransmission } = sender()
    retransmission.sent(request('INVITE', 'z'), HOP)
    retransmission.sent(response(200, 'BYE', 'y'), HOP)
    retransmission.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
