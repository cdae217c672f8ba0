import { describe, expect, it } from 'vitest'
import { encodeG711 } from '../../src/amd/g711.ts'
import { readWav, WavProblem, writeWav } from '../../src/amd/wav.ts'
import { sequence, silence, talk, tone } from './sounds.ts'

function wav(
  code: number,
  bits: number,
  rateHz: number,
  data: Uint8Array,
  channels = 1,
): Uint8Array {
  const file = new Uint8Array(44 + data.length)
  const view = new DataView(file.buffer)
  const put = (at: number, text: string): void => file.set(new TextEncoder().encode(text), at)
  put(0, 'RIFF')
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, code, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, rateHz, true)
  view.setUint16(34, bits, true)
  put(36, 'data')
  view.setUint32(40, data.length, true)
  file.set(data, 44)
  return file
}

describe('a WAV file', () => {
  it('comes back as it was written', () => {
    const samples = sequence(talk(500), silence(100))
    expect(readWav(writeWav(samples))).toEqual(samples)
  })

  it.each(['PCMU', 'PCMA'] as const)('of %s-law is decoded', (law) => {
    const samples = tone(200, [800])
    const read = readWav(wav(law === 'PCMU' ? 7 : 6, 8, 8_000, encodeG711(law, samples)))
    expect(read).toHaveLength(samples.length)
    const worst = samples.reduce(
      (most, sample, i) => Math.max(most, Math.abs(sample - read[i]!)),
      0,
    )
    expect(worst).toBeLessThan(300)
  })

  it.each([
    ['the first', [100, -1, 200, -2, 300, -3], [100, 200, 300]],
    ['the second where the first is silent', [0, 100, 1, 200, 0, 300], [100, 200, 300]],
  ])('of two channels gives %s', (_, both, heard) => {
    const data = new Uint8Array(Int16Array.from(both).buffer)
    expect([...readWav(wav(1, 16, 8_000, data, 2))]).toEqual(heard)
  })

  it('that a stream broke off, its sizes never written, is read to its end', () => {
    const file = writeWav(Int16Array.of(100, 200, 300))
    file.fill(0, 4, 8).fill(0, 40, 44)
    expect([...readWav(file)]).toEqual([100, 200, 300])
  })

  it('of 16 kHz is brought to 8 kHz and keeps its pitch and level', () => {
    const wide = Int16Array.from(
      { length: 16_000 },
      (_, i) => 8_000 * Math.sin((2 * Math.PI * 500 * i) / 16_000),
    )
    const read = readWav(wav(1, 16, 16_000, new Uint8Array(wide.buffer)))
    expect(read).toHaveLength(8_000)
    const expected = Int16Array.from(
      { length: 8_000 },
      (_, i) => 8_000 * Math.sin((2 * Math.PI * 500 * i) / 8_000),
    )
    const worst = read
      .slice(100, -100)
      .reduce((most, sample, i) => Math.max(most, Math.abs(sample - expected[i + 100]!)), 0)
    expect(worst).toBeLessThan(100)
  })

  it.each([
    ['text', new TextEncoder().encode('hello, this is no sound at all')],
    ['nothing', new Uint8Array()],
    ['a header alone', writeWav(new Int16Array()).subarray(0, 30)],
    ['an unknown format', wav(85, 16, 8_000, new Uint8Array(100))],
    ['a rate of 4 kHz', wav(1, 16, 4_000, new Uint8Array(100))],
  ])('that is %s is refused with a reason', (_, file) => {
    expect(() => readWav(file)).toThrow(WavProblem)
  })
})
