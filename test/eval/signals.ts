import type { VerdictKind } from '../../src/amd/verdict.ts'
import { noise, sequence, silence } from '../amd/sounds.ts'
import { sound } from './beeps.ts'
import { COUNTRIES, type ToneStep } from './countries.ts'
import type { Dice } from './seed.ts'
import type { Voices } from './voices.ts'

/** A call of signals alone: what is heard and what is right to say. */
export interface SignalCall {
  readonly source: string
  readonly samples: Int16Array
  readonly expected: readonly VerdictKind[]
}

const INFORMATION_CODES: readonly (readonly [string, string])[] = [
  ['intercept', '913.8/274 1370.6/274 1776.7/380'],
  ['vacant-code', '985.2/380 1370.6/274 1776.7/380'],
  ['reorder', '913.8/274 1428.5/380 1776.7/380'],
  ['no-circuit', '985.2/380 1428.5/380 1776.7/380'],
  ['reserved 1', '913.8/380 1428.5/274 1776.7/274'],
  ['reserved 2', '985.2/274 1428.5/274 1776.7/380'],
]

/** Special information tones, then an announcement most of the time. */
export function sitCall(dice: Dice, index: number, voices: Voices): SignalCall {
  const codes = INFORMATION_CODES.length
  const pick = index % (codes + COUNTRIES.length)
  const [source, steps] =
    pick < codes
      ? [INFORMATION_CODES[pick]![0], parseSteps(INFORMATION_CODES[pick]![1])]
      : [COUNTRIES[pick - codes]!.country, COUNTRIES[pick - codes]!.information]
  const once = steps.reduce((sum, step) => sum + step.ms, 0)
  const three =
    steps.filter((step) => step.hz.length > 0).length >= 3 &&
    steps.some((step) => (step.hz[0] ?? 0) > 1_700)
  const tones = played(dice, steps, three ? once : Math.max(once, 6_000))
  const announcement =
    three && dice.chance(0.8)
      ? dice.one(voices.recordings.filter((one) => one.ms > 2_500)).samples
      : silence(0)
  return {
    source: `information tone, ${source}`,
    samples: sequence(
      silence(dice.between(50, 900)),
      tones,
      silence(dice.between(50, 400)),
      announcement,
      silence(4_000),
    ),
    expected: ['special-information-tone'],
  }
}

/** Busy, congestion and ringback after the answer, forty-two plans in turn. */
export function progressCall(dice: Dice, index: number): SignalCall {
  const plan = COUNTRIES[index % COUNTRIES.length]!
  const kind = (['busy', 'congestion', 'ringback'] as const)[
    Math.floor(index / COUNTRIES.length) % 3
  ]!
  const ms = kind === 'ringback' ? 12_000 : 6_000
  return {
    source: `${kind}, ${plan.country}`,
    samples: sequence(silence(dice.between(50, 900)), played(dice, plan[kind], ms), silence(2_000)),
    expected: meanings(plan[kind], kind),
  }
}

export function faxCall(dice: Dice, index: number): SignalCall {
  const level = 10 ** (dice.between(-24, -10) / 20)
  const kind = ['CNG', 'CED', 'ANSam', 'V.21'][index % 4]!
  const lead = silence(dice.between(100, 1_800))
  const sounds: Readonly<Record<string, () => Int16Array>> = {
    CNG: () => {
      const burst = sound(500 * dice.between(0.87, 1.13), level, () => [
        1_100 + dice.between(-30, 30),
      ])
      return sequence(burst, silence(3_000), burst, silence(3_000))
    },
    CED: () =>
      sequence(
        sound(dice.between(2_600, 4_000), level, () => [2_100]),
        silence(1_500),
      ),
    ANSam: () =>
      modulated(
        sound(3_500, level, () => [2_100]),
        15,
        0.2,
        450,
      ),
    'V.21': () =>
      sequence(
        flags(dice.between(900, 1_400), level),
        silence(1_500),
        flags(1_100, level),
        silence(1_500),
      ),
  }
  return { source: kind, samples: sequence(lead, sounds[kind]!()), expected: ['fax'] }
}

export function quietCall(dice: Dice, index: number): SignalCall {
  const kind = ['nothing', 'comfort noise', 'line noise'][index % 3]!
  const levels: Readonly<Record<string, number>> = {
    nothing: -120,
    'comfort noise': dice.between(-70, -60),
    'line noise': dice.between(-58, -40),
  }
  return { source: kind, samples: noise(12_000, levels[kind]!, index), expected: ['silence'] }
}

/** Signals that are no beep: a person answers, and one of them sounds while nobody talks. */
export function negativeCall(dice: Dice, index: number, voices: Voices): SignalCall {
  const level = 10 ** (dice.between(-24, -10) / 20)
  const hello = dice.one(voices.hello.filter((one) => one.ms < 1_200)).samples
  const kind = index % 2 === 0 ? 'DTMF' : 'record tone'
  const plan = COUNTRIES.filter((each) => each.record[0]!.hz[0] === 1_400)
  const digits = (): Int16Array[] =>
    Array.from({ length: 4 }, () => {
      const pair = [dice.one([697, 770, 852, 941]), dice.one([1_209, 1_336, 1_477])]
      return sequence(
        sound(dice.between(60, 250), level / 1.4, () => pair),
        silence(dice.between(60, 200)),
      )
    })
  const signal =
    kind === 'DTMF'
      ? sequence(...digits())
      : sound(dice.one(plan).record[0]!.ms, level, () => [1_400])
  return {
    source: kind,
    samples: sequence(
      silence(dice.between(100, 900)),
      hello,
      silence(dice.between(1_200, 3_000)),
      signal,
      silence(3_000),
    ),
    expected: ['human'],
  }
}

/** Steps repeated for so many milliseconds. */
function played(dice: Dice, steps: readonly ToneStep[], ms: number): Int16Array {
  const level = 10 ** (dice.between(-24, -12) / 20)
  const parts: Int16Array[] = []
  for (let at = 0, n = 0; at < ms; n += 1) {
    const step = steps[n % steps.length]!
    const length = Math.min(step.ms, ms - at)
    const tone =
      step.hz.length === 0 ? silence(length) : sound(length, level / step.hz.length, () => step.hz)
    parts.push(step.by === undefined ? tone : modulated(tone, step.by, 0.9, 0))
    at += step.ms
  }
  return sequence(...parts)
}

/** What a pattern means in any of the plans: one signal can be busy here and congestion there. */
function meanings(steps: readonly ToneStep[], kind: VerdictKind): VerdictKind[] {
  const shape = shapeOf(steps)
  const same = (other: readonly ToneStep[]): boolean => shapeOf(other) === shape
  const found = new Set<VerdictKind>([kind])
  for (const plan of COUNTRIES) {
    if (same(plan.busy)) found.add('busy')
    if (same(plan.congestion)) found.add('congestion')
  }
  return [...found]
}

function parseSteps(text: string): ToneStep[] {
  return text
    .split(' ')
    .map((step) => ({ hz: [Number(step.split('/')[0])], ms: Number(step.split('/')[1]) }))
}

function modulated(tone: Int16Array, hz: number, depth: number, flipMs: number): Int16Array {
  return tone.map((sample, i) => {
    const flip = flipMs > 0 && Math.floor(i / (flipMs * 8)) % 2 === 1 ? -1 : 1
    return flip * sample * (1 - depth / 2 + (depth / 2) * Math.sin((2 * Math.PI * hz * i) / 8_000))
  })
}

/** HDLC flags at 300 bit/s in V.21's upper channel: 1650 Hz for a one, 1850 Hz for a zero. */
function flags(ms: number, level: number): Int16Array {
  const bits = [0, 1, 1, 1, 1, 1, 1, 0]
  return sound(ms, level, (t) => [
    bits[Math.floor((t * ms * 300) / 1_000) % 8] === 1 ? 1_650 : 1_850,
  ])
}

/** The lengths of a pattern, without what repeats in it. */
function shapeOf(steps: readonly ToneStep[]): string {
  const lengths = steps.map((step) => `${step.hz.length === 0 ? '-' : '+'}${step.ms}`)
  const half = lengths.length / 2
  const first = lengths.slice(0, half).join()
  return first === lengths.slice(half).join() ? first : lengths.join()
}
