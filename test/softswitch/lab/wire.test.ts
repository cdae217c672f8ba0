import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRtp, writeRtp } from '../../../src/softswitch/lab/media/rtp-packet.ts'
import { parseSdp, writeSdp } from '../../../src/softswitch/lab/media/sdp.ts'
import { DigitEar, framesOfDigit } from '../../../src/softswitch/lab/media/telephone-event.ts'

describe('an RTP packet', () => {
  it('comes back as it was written', () => {
    const packets = fc.record({
      payloadType: fc.integer({ min: 0, max: 127 }),
      marker: fc.boolean(),
      sequence: fc.integer({ min: 0, max: 0xffff }),
      timestamp: fc.integer({ min: 0, max: 0xffffffff }),
      ssrc: fc.integer({ min: 0, max: 0xffffffff }),
      payload: fc.uint8Array({ maxLength: 320 }),
    })
    fc.assert(
      fc.property(packets, (packet) => {
        const read = parseRtp(writeRtp(packet))
        expect({ ...read, payload: [...(read?.payload ?? [])] }).toEqual({
          ...packet,
          payload: [...packet.payload],
        })
      }),
    )
  })

  it('is never seen in any other datagram, and none breaks the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = parseRtp(Buffer.from(bytes))
        if (read !== undefined) expect((bytes[0] ?? 0) >> 6).toBe(2)
      }),
    )
  })
})

describe('a digit', () => {
  it.each([...'0123456789*#ABCD'])('%s is heard once, at its first packet', (digit) => {
    const ear = new DigitEar()
    const heard = framesOfDigit(digit).flatMap((frame, sequence) => {
      if (!frame) return []
      const { payload, marker } = frame
      const packet = { payloadType: 101, marker, sequence, timestamp: 7_000, ssrc: 1, payload }
      const found = ear.hear(packet)
      return found === undefined ? [] : [found]
    })
    expect(heard).toEqual([digit])
  })

  it('after another is heard although SIPp gives both the same timestamp', () => {
    const ear = new DigitEar()
    const heard = ['1', '1', '2'].flatMap((digit, press) =>
      framesOfDigit(digit).flatMap((frame, index) => {
        if (!frame) return []
        const { payload, marker } = frame
        const sequence = 33 * press + index
        const packet = { payloadType: 96, marker, sequence, timestamp: 24_400, ssrc: 1, payload }
        return [packet, packet].flatMap((each) => ear.hear(each) ?? [])
      }),
    )
    expect(heard).toEqual(['1', '1', '2'])
  })

  it('says its end three times', () => {
    const ends = framesOfDigit('5').filter((frame) => ((frame?.payload[1] ?? 0) & 0x80) !== 0)
    expect(ends).toHaveLength(3)
  })

  it('that is none has no packets', () => {
    expect(framesOfDigit('x')).toEqual([])
  })
})

describe('a description of audio', () => {
  const OFFER = {
    address: '192.0.2.7',
    port: 20_000,
    laws: ['PCMA', 'PCMU'],
    eventPayloadType: 101,
    direction: 'sendrecv',
    version: 1,
  } as const

  it('comes back as it was written', () => {
    expect(parseSdp(writeSdp(OFFER))).toEqual({
      address: '192.0.2.7',
      port: 20_000,
      laws: [
        { law: 'PCMA', payloadType: 8 },
        { law: 'PCMU', payloadType: 0 },
      ],
      eventPayloadType: 101,
      sends: true,
      receives: true,
    })
  })

  it.each([
    ['sendonly', true, false],
    ['recvonly', false, true],
    ['inactive', false, false],
  ] as const)('that is %s says who sends', (direction, sends, receives) => {
    expect(parseSdp(writeSdp({ ...OFFER, direction }))).toMatchObject({ sends, receives })
  })

  it('takes the address of the session where the stream names none, and static types by number', () => {
    const text = 'v=0\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18 0\r\n'
    expect(parseSdp(text)).toMatchObject({
      address: '192.0.2.9',
      laws: [{ law: 'PCMU', payloadType: 0 }],
    })
  })

  it.each([
    ['is encrypted', 'RTP/SAVP', 4_000, '0'],
    ['is refused', 'RTP/AVP', 0, '0'],
    ['has no G.711', 'RTP/AVP', 4_000, '18'],
  ])('of a stream that %s is none', (_, protocol, port, formats) => {
    const text = `v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio ${port} ${protocol} ${formats}\r\n`
    expect(parseSdp(text)).toBeUndefined()
  })
})
