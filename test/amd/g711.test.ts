import { describe, expect, it } from 'vitest'
import { decodeG711, encodeG711, SILENCE_OCTET } from '../../src/amd/g711.ts'

describe.each(['PCMU', 'PCMA'] as const)('G.711 %s', (law) => {
  it('gives every octet back after a round trip', () => {
    const octets = Uint8Array.from({ length: 256 }, (_, octet) => octet)
    const again = encodeG711(law, decodeG711(law, octets))
    // µ-law has two zeros: 0x7f and 0xff are the same sample
    const expected =
      law === 'PCMU' ? octets.map((octet) => (octet === 0x7f ? 0xff : octet)) : octets
    expect(again).toEqual(expected)
  })

  it('stays within one step of every sample', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)
    const again = decodeG711(law, encodeG711(law, samples))
    for (let i = 0; i < samples.length; i += 1) {
      const step = Math.max(16, Math.abs(samples[i]!) / 16)
      if (Math.abs(again[i]! - samples[i]!) > Math.max(step, Math.abs(samples[i]!) - 32_124)) {
        expect.fail(`${samples[i]} came back as ${again[i]}`)
      }
    }
    expect(again).toHaveLength(samples.length)
  })

  it('never turns a louder sample into a quieter one', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)
    const heard = decodeG711(law, encodeG711(law, samples))
    expect(heard.every((value, at) => at === 0 || value >= (heard[at - 1] ?? 0))).toBe(true)
  })

  it('has a silence near zero', () => {
    const [sample] = decodeG711(law, Uint8Array.of(SILENCE_OCTET[law]))
    expect(Math.abs(sample!)).toBeLessThanOrEqual(8)
  })
})

describe('the tables', () => {
  it.each([
    ['PCMU', 0x00, -32_124],
    ['PCMU', 0x80, 32_124],
    ['PCMA', 0x2a, -32_256],
    ['PCMA', 0xaa, 32_256],
  ] as const)(
    'decode the loudest octets of %s as the recommendation says',
    (law, octet, sample) => {
      expect(decodeG711(law, Uint8Array.of(octet))[0]).toBe(sample)
    },
  )
})
