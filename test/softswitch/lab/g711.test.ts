import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, type Law } from '../../../src/softswitch/lab/media/g711.ts'

const LAWS: readonly Law[] = ['PCMU', 'PCMA']

describe.each(LAWS)('%s', (law) => {
  it('gives every code back that it decoded, but for the second zero', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code)
    const again = encode(law, decode(law, codes))
    const changed = [...codes].filter((code, at) => again[at] !== code)
    expect(changed).toEqual(law === 'PCMU' ? [0x7f] : [])
  })

  it('keeps every sample within the step of its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const [heard = 0] = decode(law, encode(law, Int16Array.of(sample)))
        expect(Math.abs(heard - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 24))
      }),
    )
  })

  it('never turns a louder sample into a quieter one', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768)
    const heard = decode(law, encode(law, samples))
    expect(heard.every((value, at) => at === 0 || value >= (heard[at - 1] ?? 0))).toBe(true)
  })
})

describe('silence', () => {
  it.each([
    ['PCMU', 0xff],
    ['PCMA', 0xd5],
  ] as const)('in %s is the code that networks send', (law, code) => {
    expect(encode(law, Int16Array.of(0))[0]).toBe(code)
  })
})
