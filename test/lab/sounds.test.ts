import { describe, expect, it } from 'vitest'
import { createDetector } from '../../src/amd/detector.ts'
import { comfortMusic } from '../../src/lab/music.ts'
import { PromptEar } from '../../src/lab/prompt-ear.ts'
import {
  FAX_ANSWER_TONE,
  inTurn,
  NOT_IN_SERVICE_TONE,
  silence,
  tone,
} from '../../src/lab/sounds.ts'
import { decodeG711, encodeG711 } from '../../src/amd/g711.ts'
import { shareAt } from '../support/tone-share.ts'

describe('sounds', () => {
  it('have the frequency that they are asked for', () => {
    expect(shareAt([...tone(1_000, 500)], 1_000)).toBeGreaterThan(0.95)
  })

  it('follow each other without a gap', () => {
    expect(inTurn(tone(440, 100), silence(50), tone(440, 100))).toHaveLength(2_000)
  })

  it.each([
    ['a fax machine', FAX_ANSWER_TONE, 'fax'],
    ['a number not in service', NOT_IN_SERVICE_TONE, 'special-information-tone'],
  ] as const)('of %s are what analysis takes them for', (_, sound, kind) => {
    const detector = createDetector()
    detector.answered()
    const found = detector.push(inTurn(silence(300), sound, silence(1_000)))
    expect(found).toContainEqual(
      expect.objectContaining({ verdict: expect.objectContaining({ kind }) }),
    )
  })
})

describe('the music for waiting', () => {
  const music = comfortMusic()

  it('joins its own beginning', () => {
    const step = Math.abs((music[0] ?? 0) - (music.at(-1) ?? 0))
    const largest = music.reduce(
      (most, sample, at) => Math.max(most, at ? Math.abs(sample - (music[at - 1] ?? 0)) : 0),
      0,
    )
    expect(step).toBeLessThanOrEqual(largest)
  })

  it('is soft, and never silent for long', () => {
    const peak = music.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    expect(peak).toBeLessThan(4_000)
    for (let at = 0; at + 1_600 <= music.length; at += 800) {
      expect(music.subarray(at, at + 1_600).some((sample) => Math.abs(sample) > 200)).toBe(true)
    }
  })

  it('is taken by analysis for no tone of the network, no fax and no beep', () => {
    const detector = createDetector()
    detector.answered()
    const found = detector.push(inTurn(music, music, music))
    const kinds = found.map((finding) =>
      finding.kind === 'verdict' ? finding.verdict.kind : finding.kind,
    )
    for (const kind of [
      'beep',
      'fax',
      'busy',
      'congestion',
      'ringback',
      'special-information-tone',
    ]) {
      expect(kinds).not.toContain(kind)
    }
  })
})

describe('an ear for prompts', () => {
  const heard = (samples: Int16Array): Int16Array => decodeG711('PCMU', encodeG711('PCMU', samples))

  it('knows a prompt wherever it begins to hear it', () => {
    const music = heard(comfortMusic())
    const ear = new PromptEar()
    ear.learn('comfort', music)
    for (const at of [1_000, 4_321, 17_777]) {
      expect(ear.recognise(music.subarray(at, at + 160))).toBe('comfort')
    }
  })

  it('does not take other sounds for it', () => {
    const ear = new PromptEar()
    ear.learn('comfort', heard(comfortMusic()))
    expect(ear.recognise(heard(tone(523, 20)))).toBeUndefined()
    expect(ear.recognise(silence(20))).toBeUndefined()
  })
})
