import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createDetector } from '../../src/amd/detector.ts'
import { decodeG711, encodeG711 } from '../../src/amd/g711.ts'
import type { Finding } from '../../src/amd/verdict.ts'
import { readWav } from '../../src/amd/wav.ts'
import { gained, listen, mix, noise, sequence, silence, talk, tone, verdicts } from './sounds.ts'

const GREETING = sequence(silence(300), talk(4_500, 9), silence(700))
const GREETING_MS = GREETING.length / 8

function beepsIn(findings: readonly Finding[]): Extract<Finding, { kind: 'beep' }>[] {
  return findings.flatMap((finding) => (finding.kind === 'beep' ? [finding] : []))
}

function repeated(sound: Int16Array, at: number): Int16Array {
  return sound.slice().copyWithin(at, at - 160, at)
}

/** A sound whose packets that start at these samples were replaced by silence. */
function silenced(sound: Int16Array, ...starts: readonly number[]): Int16Array {
  const damaged = sound.slice()
  for (const at of starts) damaged.fill(0, at, at + 160)
  return damaged
}

/** A sound with another over it in every third 10 ms. */
function flickering(sound: Int16Array, other: Int16Array): Int16Array {
  return sound.map((sample, i) => sample + (Math.floor(i / 80) % 3 === 0 ? other[i]! : 0))
}

function swelling(sound: Int16Array, ms: number): Int16Array {
  return sound.map((sample, i) => sample * Math.min(1, i / (ms * 8)))
}

describe('a beep after a greeting', () => {
  it.each([
    ['of 440 Hz', [440], 400],
    ['of 1000 Hz', [1_000], 640],
    ['of 1400 Hz', [1_400], 400],
    ['of 2000 Hz', [2_000], 250],
    ['of 150 ms', [850], 150],
    ['of two tones', [700, 1_100], 500],
    ['of an octave', [500, 1_000], 500],
  ])('%s is heard within 120 ms, its end within 40 ms', (_, frequencies, ms) => {
    for (const sound of [tone(ms, frequencies), gained(tone(ms, frequencies), -12)]) {
      const detector = createDetector()
      const findings = listen(detector, sequence(GREETING, sound, silence(1_000)))
      const [beep, ...more] = beepsIn(findings)
      expect(more).toEqual([])
      expect(Math.abs(beep!.hz - frequencies[0]!)).toBeLessThan(5)
      expect(beep!.atMs - GREETING_MS).toBeLessThanOrEqual(120)
      expect(Math.abs(detector.beep!.endMs - GREETING_MS - ms)).toBeLessThanOrEqual(40)
    }
  })

  it('is heard through noise 12 dB under it', () => {
    const call = sequence(GREETING, tone(500, [900]), silence(1_000))
    const findings = listen(createDetector(), mix(call, noise(call.length / 8, -30)))
    expect(beepsIn(findings)).toHaveLength(1)
  })

  it.each([
    ['of two key frequencies that lasts', 0, tone(500, [770, 1_209])],
    ['through noise that comes and goes', 0, mix(tone(500, [900]), talk(500, 8, -33))],
    ['as soft as G.711 allows', -34, decodeG711('PCMU', encodeG711('PCMU', tone(300, [800], -56)))],
    ['with a packet that was repeated', 0, repeated(tone(500, [1_111]), 1_600)],
    ['between the frequencies of a fax', 0, tone(400, [1_722])],
    ['as low as 320 Hz', 0, tone(500, [320])],
    ['that swells for 50 ms', 0, swelling(tone(400, [1_012]), 50)],
    ['driven into clipping', 0, gained(tone(400, [650]), 25)],
    ['of two tones, one much softer', 0, mix(tone(500, [800], -16), tone(500, [1_240], -23))],
    ['of 120 ms, as low as 500 Hz', 0, tone(120, [500])],
    ['of 200 ms, as low as 340 Hz', 0, tone(200, [340])],
    ['from which a tune goes on', 0, sequence(...[784, 988, 880].map((hz) => tone(400, [hz])))],
    [
      'with a second frequency that comes and goes',
      0,
      flickering(tone(300, [720]), tone(300, [445], -26)),
    ],
    ['with its echo', 0, mix(tone(300, [740]), sequence(silence(420), tone(300, [740], -34)))],
  ])('%s is heard once', (_, greetingDb, sound) => {
    const call = sequence(gained(GREETING, greetingDb), sound, silence(1_000))
    expect(beepsIn(listen(createDetector(), call))).toHaveLength(1)
  })

  it('is heard in noise that hides the greeting', () => {
    const greeting = readWav(readFileSync('src/lab/audio/voicemail.wav'))
    const call = sequence(greeting, silence(700), tone(500, [900], -12), silence(1_000))
    const findings = listen(createDetector(), mix(call, noise(call.length / 8, -22.5)))
    expect(beepsIn(findings)).toHaveLength(1)
  })

  it('as low as busy tones is heard once after a greeting that passed for a person', () => {
    const greeting = sequence(silence(300), talk(2_000, 6), silence(1_800))
    const findings = listen(createDetector(), sequence(greeting, tone(400, [440]), silence(900)))
    expect(verdicts(findings).map(({ kind }) => kind)).toEqual(['human', 'machine'])
    expect(beepsIn(findings)).toHaveLength(1)
  })

  it.each([
    ['longer than a record tone', 575, 1_400],
    ['off the frequency of a record tone', 400, 1_384],
    ['of the frequency of a fax', 480, 1_100],
  ])('%s is heard after a greeting that passed for a person', (_, ms, hz) => {
    const passed = sequence(silence(300), talk(1_900, 9), silence(900))
    const findings = listen(createDetector(), sequence(passed, tone(ms, [hz]), silence(1_000)))
    expect(beepsIn(findings)).toHaveLength(1)
  })

  it('of 480 Hz, in no plan alone, is heard after a hello', () => {
    const hello = sequence(silence(300), talk(900, 4), silence(1_500))
    const findings = listen(createDetector(), sequence(hello, tone(450, [480]), silence(1_000)))
    expect(beepsIn(findings)).toHaveLength(1)
  })

  it('is heard where packets of it were silenced on a line with noise', () => {
    const call = sequence(GREETING, tone(160, [950]), silence(1_000))
    const at = GREETING.length + 160
    const sound = silenced(mix(call, noise(call.length / 8, -45)), at + 160, at + 320)
    expect(beepsIn(listen(createDetector(), sound))).toHaveLength(1)
  })

  it('makes ready once when it comes twice', () => {
    const double = sequence(tone(200, [1_000]), silence(120), tone(200, [1_000]))
    const findings = listen(createDetector(), sequence(GREETING, double, silence(1_500)))
    const ready = findings.filter((finding) => finding.kind === 'ready')
    expect(ready).toHaveLength(1)
    expect(ready[0]!.atMs).toBeGreaterThan(GREETING_MS + 520)
  })
})

describe('what is no beep', () => {
  const keys = sequence(
    ...[
      [697, 1_209],
      [770, 1_336],
      [852, 1_477],
    ].map((pair) => sequence(tone(120, pair), silence(120))),
  )
  const hello = sequence(silence(300), talk(900, 4), silence(1_500))
  const ring = sequence(tone(1_000, [425]), silence(3_000))
  const twice = sequence(tone(400, [425]), silence(200), tone(400, [425]), silence(2_000))
  const hum = mix(sequence(talk(2_400, 9), silence(4_300)), tone(6_700, [360], -34))
  const again = (sound: Int16Array, gapMs: number): Int16Array[] =>
    Array.from({ length: 3 }, () => sequence(sound, silence(gapMs)))
  const busy = (hz: number): Int16Array[] => [tone(520, [hz]), silence(480)]
  it.each([
    ['DTMF keys', sequence(hello, keys)],
    ['the same DTMF key again and again', sequence(hello, ...again(tone(210, [852, 1_336]), 70))],
    [
      'a busy tone between whose bursts somebody talks',
      sequence(...busy(425), ...busy(425), talk(4_500, 9), silence(700), ...busy(425)),
    ],
    ['the tone of a recorded call', sequence(hello, tone(500, [1_400]))],
    [
      'a busy tone',
      sequence(...Array.from({ length: 5 }, () => sequence(tone(500, [440]), silence(500)))),
    ],
    ['ringback of two tones', sequence(tone(2_000, [440, 480]), silence(4_000))],
    ['a fax that calls', sequence(silence(800), tone(500, [1_100]), silence(3_000))],
    ['a fax that answers', sequence(silence(800), tone(3_000, [2_100]))],
    ['ringback after a business answer', sequence(talk(2_000, 6), silence(900), ring, ring)],
    ['double ringback after a business answer', sequence(talk(2_000, 6), silence(900), twice)],
    ['a packet lost in the hum of a line', silenced(hum, 24_000, 24_160, 32_000, 38_400)],
    ['a busy tone after a hello, 1.5 % low', sequence(hello, ...busy(418.6), ...busy(418.6))],
    ['a fax that calls after a hello, off frequency', sequence(hello, tone(560, [1_136]))],
    ['a record tone 1.5 % high', sequence(hello, tone(440, [1_421]))],
    ['a tune', sequence(silence(400), ...[784, 880, 988, 880, 659].map((hz) => tone(450, [hz])))],
    ['information tones', sequence(tone(274, [985.2]), tone(274, [1_428.5]), tone(380, [1_776.7]))],
  ])('%s', (_, sound) => {
    expect(beepsIn(listen(createDetector(), sequence(sound, silence(1_000))))).toEqual([])
  })
})

describe('special information tones', () => {
  it.each([
    ['intercept', [913.8, 274], [1_370.6, 274]],
    ['vacant-code', [985.2, 380], [1_370.6, 274]],
    ['reorder', [913.8, 274], [1_428.5, 380]],
    ['no-circuit', [985.2, 380], [1_428.5, 380]],
    ['unknown', [950, 330], [1_400, 330]],
  ] as const)('of the kind %s are told by frequency and length', (kind, first, second) => {
    const sound = sequence(
      silence(300),
      tone(first[1], [first[0]]),
      tone(second[1], [second[0]]),
      tone(380, [1_776.7]),
      silence(500),
    )
    expect(verdicts(listen(createDetector(), sound))).toMatchObject([
      { kind: 'special-information-tone', tone: kind },
    ])
  })

  it.each(['lost', 'silenced', 'repeated', 'left out'] as const)(
    'are heard whichever packet is %s',
    (how) => {
      const tones = [tone(274, [913.8]), tone(274, [1_370.6]), tone(380, [1_776.7])]
      const whole = sequence(silence(211), ...tones, silence(300))
      for (let at = 1_600; at + 160 < whole.length - 2_400; at += 160) {
        const sound = whole.slice()
        if (how === 'repeated') sound.copyWithin(at, at - 160, at)
        else sound.fill(0, at, at + 160)
        const detector = createDetector()
        const findings = [
          ...listen(detector, sound.subarray(0, at)),
          ...(how === 'lost' ? detector.skip(160) : []),
          ...(how === 'left out' || how === 'lost'
            ? []
            : detector.push(sound.subarray(at, at + 160))),
          ...detector.push(sound.subarray(at + 160)),
        ]
        expect(verdicts(findings).map(({ kind }) => kind)).toEqual(['special-information-tone'])
      }
    },
  )

  it('are heard in early media, before the answer', () => {
    const detector = createDetector()
    const sound = sequence(tone(330, [950]), tone(330, [1_400]), tone(330, [1_800]), silence(300))
    expect(verdicts(detector.push(sound))).toMatchObject([{ kind: 'special-information-tone' }])
  })
})

describe('call progress', () => {
  it.each([
    ['busy', 500, 500, [480, 620]],
    ['busy', 480, 480, [425]],
    ['congestion', 250, 250, [480, 620]],
    ['congestion', 200, 200, [425]],
    ['ringback', 1_000, 4_000, [425]],
    ['ringback', 2_000, 4_000, [440, 480]],
  ] as const)('%s of %i ms on and %i ms off', (kind, on, off, frequencies) => {
    const bursts = Array.from({ length: 8 }, () => sequence(tone(on, frequencies), silence(off)))
    const [first] = verdicts(listen(createDetector(), sequence(...bursts)))
    expect(first).toMatchObject({ kind })
  })

  it.each([
    ['ringback', 1_000, 4_000],
    ['busy', 500, 500],
  ] as const)('%s is told by its bursts, not by their echo', (kind, on, off) => {
    const burst = sequence(tone(on, [425], -12), silence(off))
    const sound = sequence(burst, burst, burst, burst)
    const echo = gained(sequence(silence(180), sound), -25)
    expect(verdicts(listen(createDetector(), mix(sound, echo)))[0]).toMatchObject({ kind })
  })

  it('ringback before the answer is only ringing', () => {
    const detector = createDetector()
    const ring = sequence(tone(1_000, [425]), silence(4_000))
    expect(verdicts(detector.push(sequence(ring, ring)))).toEqual([])
  })
})

describe('the data of a fax', () => {
  it('is known without any tone before', () => {
    const bits = [0, 1, 1, 1, 1, 1, 1, 0]
    let phase = 0
    const flags = silence(1_200).map((_, i) => {
      const hz = bits[Math.floor((i * 300) / 8_000) % 8] === 1 ? 1_650 : 1_850
      phase += (2 * Math.PI * hz) / 8_000
      return 6_000 * Math.sin(phase)
    })
    const [first] = verdicts(listen(createDetector(), sequence(silence(500), flags, silence(500))))
    expect(first).toMatchObject({ kind: 'fax' })
  })
})
