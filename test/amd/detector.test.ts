import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createDetector } from '../../src/amd/detector.ts'
import type { Finding } from '../../src/amd/verdict.ts'
import { readWav } from '../../src/amd/wav.ts'
import { listen, mix, noise, sequence, silence, talk, tone, verdicts } from './sounds.ts'

const cng = sequence(tone(500, [1100]), silence(3_000), tone(500, [1100]), silence(2_000))
const sit = sequence(tone(330, [950]), tone(330, [1400]), tone(330, [1800]), silence(3_000))
const busy = sequence(
  ...Array.from({ length: 8 }, () => sequence(tone(500, [480, 620]), silence(500))),
)
const ringback = sequence(
  ...Array.from({ length: 2 }, () => sequence(tone(1_000, [425]), silence(4_000))),
)

describe('a call that is answered', () => {
  it.each([
    ['a short hello', sequence(silence(400), talk(600), silence(3_000)), 'human'],
    [
      'a business greeting',
      sequence(silence(200), talk(900, 3), silence(200), talk(800, 4), silence(3_000)),
      'human',
    ],
    ['a voicemail greeting', sequence(silence(300), talk(6_000), silence(3_000)), 'machine'],
    ['nothing at all', silence(8_000), 'silence'],
    ['a fax that calls', sequence(silence(500), cng), 'fax'],
    ['a fax that answers', sequence(silence(500), tone(3_000, [2100]), silence(3_000)), 'fax'],
    ['special information tones', sequence(silence(200), sit), 'special-information-tone'],
    ['a busy tone', busy, 'busy'],
    ['a ringback tone', ringback, 'ringback'],
  ])('with %s gets one verdict', (_, sound, kind) => {
    for (const heard of [sound, mix(sound, noise(sound.length / 8, -55))]) {
      expect(verdicts(listen(createDetector(), heard)).map((verdict) => verdict.kind)).toEqual([
        kind,
      ])
    }
  })

  it.each([0, 60, 100, 140, 180, 220, 260, 300])(
    'with a hello whose first %d ms were cut off is a person all the same',
    (cutMs) => {
      const hello = readWav(readFileSync('src/lab/audio/hello.wav')).subarray(cutMs * 8)
      for (const before of [0, 60]) {
        const sound = sequence(silence(before), hello, silence(6_000))
        expect(verdicts(listen(createDetector(), sound)).map(({ kind }) => kind)).toEqual(['human'])
      }
    },
  )

  it('is not over for a person while the recording sounds on between its words', () => {
    const sound = sequence(silence(400), talk(700, 2), noise(450, -50), talk(4_500, 3))
    expect(verdicts(listen(createDetector(), sound)).map(({ kind }) => kind)).toEqual(['machine'])
  })

  it('is not over for a person while soft words stand over the noise that was there before', () => {
    const soft = talk(500, 2, -54)
    const greeting = sequence(
      talk(700, 2, -20),
      silence(50),
      soft,
      silence(50),
      talk(4_500, 3, -20),
    )
    const sound = mix(sequence(silence(900), greeting), noise(6_700, -56))
    expect(verdicts(listen(createDetector(), sound)).map(({ kind }) => kind)).toEqual(['machine'])
  })

  it('by a soft voice is no silence, however loudly the line clicks', () => {
    const sound = sequence(silence(700), talk(700, 2, -58), silence(4_000))
    for (const atMs of [200, 500, 900])
      for (let i = 0; i < 16; i += 1) sound[atMs * 8 + i] = i % 2 === 0 ? 12_000 : -12_000
    const line = mix(sound, noise(5_400, -72))
    expect(verdicts(listen(createDetector(), line)).map(({ kind }) => kind)).toEqual(['human'])
  })

  it('is not corrected for noise that swells after a hello, but for a phrase that nobody asked for', () => {
    const hello = sequence(silence(300), talk(700, 2), silence(900))
    const kinds = (sound: Int16Array): string[] =>
      verdicts(listen(createDetector(), sound)).map(({ kind }) => kind)
    expect(kinds(sequence(hello, talk(3_500, 5, -42), silence(3_000)))).toEqual(['human'])
    expect(kinds(sequence(hello, talk(900, 2), silence(3_000)))).toEqual(['human'])
    expect(kinds(sequence(hello, talk(1_200, 3), silence(3_000)))).toEqual(['human'])
    expect(kinds(sequence(hello, talk(1_500, 3), silence(3_000)))).toEqual(['human', 'machine'])
  })

  it('by one low vowel is answered by a person, though it fills the band of busy tones', () => {
    const vowel = silence(300)
    let phase = 0
    for (let i = 0; i < vowel.length; i += 1) {
      const t = i / vowel.length
      phase += (2 * Math.PI * (330 + 90 * t)) / 8_000
      vowel[i] = 12_000 * Math.sin(Math.PI * t) ** 2 * (Math.sin(phase) + 0.1 * Math.sin(phase / 2))
    }
    const sound = sequence(silence(500), vowel, silence(3_000))
    expect(verdicts(listen(createDetector(), sound)).map(({ kind }) => kind)).toEqual(['human'])
  })

  it('with somebody who speaks just before the silence would be told is no silence', () => {
    const [verdict] = verdicts(
      listen(createDetector(), sequence(silence(4_850), talk(700, 2), silence(2_000))),
    )
    expect(verdict).toMatchObject({ kind: 'human' })
  })

  it('is a machine well before a greeting of six seconds ends', () => {
    const [verdict] = verdicts(
      listen(createDetector(), sequence(silence(300), talk(6_000), silence(500))),
    )
    expect(verdict).toMatchObject({ kind: 'machine' })
    expect(verdict!.atMs).toBeLessThan(4_500)
  })

  it('is likely a machine after two seconds of talk, a person who says hello is not', () => {
    const likely = (sound: Int16Array): Finding[] =>
      listen(createDetector(), sound).filter(({ kind }) => kind === 'likely-machine')
    const [first, ...more] = likely(sequence(silence(300), talk(6_000), silence(500)))
    expect(more).toEqual([])
    expect(Math.abs(first!.kind === 'likely-machine' ? first!.atMs - 2_300 : NaN)).toBeLessThan(150)
    expect(likely(sequence(silence(300), talk(900), silence(3_000)))).toEqual([])
  })

  it('is a person within half a second of a short turn', () => {
    const [verdict] = verdicts(
      listen(createDetector(), sequence(silence(400), talk(600), silence(900))),
    )
    expect(verdict).toMatchObject({ kind: 'human' })
    expect(verdict!.atMs).toBeLessThanOrEqual(1_500)
  })
})

describe('a voicemail', () => {
  it('with a beep is ready when the beep is over', () => {
    const sound = sequence(
      silence(300),
      talk(5_000),
      silence(700),
      tone(500, [1000]),
      silence(2_000),
    )
    const findings = listen(createDetector(), sound)
    const beep = findings.find((finding) => finding.kind === 'beep')
    expect(beep).toMatchObject({ hz: 1000 })
    expect(Math.abs(beep!.startMs - 6_000)).toBeLessThanOrEqual(20)
    expect(beep!.atMs - 6_000).toBeLessThanOrEqual(120)
    const ready = findings.filter((finding) => finding.kind === 'ready')
    expect(ready).toHaveLength(1)
    expect(ready[0]).toMatchObject({ by: 'beep' })
    expect(ready[0]!.atMs).toBeGreaterThan(6_500)
    expect(ready[0]!.atMs).toBeLessThan(7_000)
  })

  it('without a beep is ready after the greeting', () => {
    const findings = listen(createDetector(), sequence(silence(300), talk(5_000), silence(8_000)))
    expect(findings.filter((finding) => finding.kind === 'ready')).toMatchObject([
      { by: 'greeting-end' },
    ])
  })

  it('whose short greeting passed for a person is corrected by its beep', () => {
    const sound = sequence(
      silence(300),
      talk(900),
      silence(1_500),
      tone(400, [1200]),
      silence(1_000),
    )
    const found = verdicts(listen(createDetector(), sound))
    expect(found.map((verdict) => verdict.kind)).toEqual(['human', 'machine'])
    expect(found[1]).toMatchObject({ machine: 'voicemail' })
  })
})

describe('a machine that we talked to', () => {
  it('is a person after all when someone answers our words', () => {
    const detector = createDetector()
    expect(verdicts(listen(detector, sequence(talk(5_000), silence(2_000))))).toHaveLength(1)
    detector.promptStarted()
    detector.push(silence(3_000))
    detector.promptEnded()
    const findings = [...detector.push(sequence(silence(800), talk(700, 5), silence(1_000)))]
    expect(findings).toMatchObject([
      { kind: 'verdict', correction: true, verdict: { kind: 'human' } },
    ])
  })
})
