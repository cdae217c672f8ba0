import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDetector } from '../../src/amd/detector.ts'
import { hearRecording } from '../../src/amd/recording.ts'
import { readWav, writeWav } from '../../src/amd/wav.ts'
import {
  gained,
  listen,
  mix,
  noise,
  sequence,
  silence,
  talk,
  tone,
  verdicts,
  voicemail,
} from './sounds.ts'

const CALLS = {
  hello: sequence(silence(400), talk(600, 2), silence(2_000)),
  voicemail: voicemail(),
  busy: sequence(...Array.from({ length: 5 }, () => sequence(tone(500, [425]), silence(500)))),
  information: sequence(tone(330, [950]), tone(330, [1_400]), tone(330, [1_800]), silence(1_000)),
  noisy: mix(sequence(silence(500), talk(900, 5), silence(2_000)), noise(3_400, -45)),
}
const aCall = fc.constantFrom(...(Object.keys(CALLS) as (keyof typeof CALLS)[]))

describe('a detector', () => {
  it('finds the same at the same moments, however the audio is cut into frames', () => {
    fc.assert(
      fc.property(
        aCall,
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (name, cuts) => {
          let next = 0
          const frame = (): number => cuts[next++ % cuts.length]!
          const whole = listen(createDetector(), CALLS[name], CALLS[name].length)
          expect(listen(createDetector(), CALLS[name], frame)).toEqual(whole)
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([80, 160, 240])('finds the same in frames of %i samples as in one piece', (frame) => {
    for (const call of Object.values(CALLS)) {
      expect(listen(createDetector(), call, frame)).toEqual(
        listen(createDetector(), call, call.length),
      )
    }
  })

  it('finds the same in a recording of the call, bit for bit', () => {
    for (const call of Object.values(CALLS)) {
      expect(hearRecording(readWav(writeWav(call)))).toEqual(hearRecording(call))
    }
  })

  it('finds the same after the answer, whatever early media came before it', () => {
    const early = fc.tuple(fc.constantFrom(silence(700), ...Object.values(CALLS)), fc.nat(9_000))
    fc.assert(
      fc.property(aCall, early, (name, [before, length]) => {
        const detector = createDetector()
        detector.push(before.subarray(0, length))
        expect(listen(detector, CALLS[name])).toEqual(listen(createDetector(), CALLS[name]))
      }),
      { numRuns: 20 },
    )
  })

  it('says the same of a call from 40 dB softer to 6 dB louder', () => {
    fc.assert(
      fc.property(aCall, fc.integer({ min: -40, max: 6 }), (name, db) => {
        const kinds = (samples: Int16Array): string[] =>
          verdicts(listen(createDetector(), samples)).map(({ kind }) => kind)
        expect(kinds(gained(CALLS[name], db))).toEqual(kinds(CALLS[name]))
      }),
      { numRuns: 40 },
    )
  })

  it('never throws and never says much, whatever bytes come', () => {
    const samples = fc.int16Array({ minLength: 0, maxLength: 4_000 })
    const step = fc.oneof(
      samples.map((sound) => ({ sound, lost: 0 })),
      fc.integer({ min: 0, max: 9_000 }).map((lost) => ({ sound: new Int16Array(), lost })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const detector = createDetector()
        let findings = 0
        detector.answered()
        for (const { sound, lost } of steps) {
          findings += detector.push(sound).length + detector.skip(lost).length
        }
        findings += detector.settle().length
        expect(findings).toBeLessThan(60)
      }),
      { numRuns: 60 },
    )
  })

  it('allocates no result for a frame in which nothing was found', () => {
    const detector = createDetector()
    const frame = silence(20)
    expect(detector.push(frame)).toBe(detector.push(frame))
    expect(Object.isFrozen(detector.push(frame))).toBe(true)
  })
})

describe('audio that was lost', () => {
  it('lets time go on', () => {
    const detector = createDetector()
    detector.answered()
    expect(verdicts(detector.skip(8 * 6_000))).toMatchObject([{ kind: 'silence', atMs: 5_000 }])
  })

  it('in short gaps changes nothing about a greeting', () => {
    const call = sequence(silence(300), talk(6_000, 7), silence(500))
    const detector = createDetector()
    const findings = [...detector.answered()]
    for (let at = 0, frame = 0; at < call.length; at += 160, frame += 1) {
      const lost = frame % 17 === 3
      findings.push(...(lost ? detector.skip(160) : detector.push(call.subarray(at, at + 160))))
    }
    expect(verdicts(findings).map(({ kind }) => kind)).toEqual(['machine'])
  })
})
