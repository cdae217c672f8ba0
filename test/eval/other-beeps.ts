import { sequence, silence } from '../amd/sounds.ts'
import type { BeepSound } from './beeps.ts'
import type { Call } from './calls.ts'
import { Dice } from './seed.ts'
import type { Voices } from './voices.ts'

/*
 * Beeps that the corpus does not hold: other lengths, edges, overtones, chords and glides, so that
 * what is fitted to beeps is not fitted to one way of making them.
 */

const LOWEST_HZ = 300
const HIGHEST_HZ = 2_500
const MAKES = ['one', 'drift', 'glide', 'pair', 'chord', 'overtones', 'square', 'decay'] as const

/** The partials of a beep: how many times the first frequency, and how loud. */
interface Partial {
  readonly times: number
  readonly gain: number
}

/** A greeting with a beep of another make behind it; the same for an index, always. */
export function otherBeepCall(index: number, voices: Voices): Call {
  const id = `other-beep-${String(index).padStart(3, '0')}`
  const dice = new Dice(id)
  const greeting = dice.one(dice.chance(0.5) ? voices.voicemail : longOnes(voices))
  const beep = otherBeep(dice)
  const lead = silence(dice.between(50, 900))
  const gap = silence(dice.chance(0.4) ? dice.between(60, 150) : dice.between(150, 2_500))
  const speechStartMs = lead.length / 8
  const turnEndMs = speechStartMs + greeting.ms
  const startMs = turnEndMs + gap.length / 8
  return {
    id,
    part: 'train',
    class: 'voicemail-beep',
    source: greeting.speaker,
    samples: sequence(lead, softened(greeting.samples, dice), gap, beep.samples, silence(2_500)),
    expected: ['machine'],
    speechStartMs,
    turnEndMs,
    beeps: [{ ...beep, startMs, endMs: startMs + beep.samples.length / 8 }],
  }
}

/** Noise hides half of the greetings before a beep that it does not hide. */
function softened(samples: Int16Array, dice: Dice): Int16Array {
  const gain = 10 ** (dice.between(-25, 3) / 20)
  return samples.map((value) => Math.max(-32_768, Math.min(32_767, Math.round(gain * value))))
}

function longOnes(voices: Voices): Voices['recordings'] {
  return voices.recordings.filter((one) => one.ms > 2_500 && one.ms < 8_000)
}

function otherBeep(dice: Dice): BeepSound {
  const make = dice.one(MAKES)
  const hz = Math.exp(dice.between(Math.log(LOWEST_HZ), Math.log(HIGHEST_HZ)))
  const ms = Math.round(Math.exp(dice.between(Math.log(80), Math.log(1_500))))
  const partials = partialsOf(make, hz, dice)
  const bend = make === 'drift' ? 0.02 : make === 'glide' ? 0.3 : 0
  const slope = dice.between(-bend, bend)
  const fadeMs = make === 'decay' ? dice.between(600, 3_000) : Infinity
  const inMs = dice.chance(0.4) ? 3 : dice.between(3, Math.min(60, ms / 4))
  const outMs = dice.chance(0.4) ? 3 : dice.between(3, Math.min(120, ms / 3))
  const level = 10 ** (dice.between(-30, -8) / 20)
  const phases = partials.map(() => 0)
  const samples = new Int16Array(ms * 8).map((_, i) => {
    const t = i / 8
    let sum = 0
    partials.forEach(({ times, gain }, n) => {
      phases[n] = phases[n]! + (2 * Math.PI * times * hz * (1 + (slope * t) / ms)) / 8_000
      sum += gain * Math.sin(phases[n])
    })
    const edge = Math.min(1, t / inMs, (ms - t) / outMs) * Math.exp(-t / fadeMs)
    return Math.max(-32_768, Math.min(32_767, Math.round(level * Math.SQRT2 * 32_768 * edge * sum)))
  })
  const secondHz = make === 'pair' || make === 'chord' ? partials[1]!.times * hz : 0
  const shape = make === 'glide' ? 'chirp' : make === 'pair' ? 'two' : 'one'
  return { samples, shape, hz, secondHz }
}

function partialsOf(make: (typeof MAKES)[number], hz: number, dice: Dice): Partial[] {
  if (make === 'pair') {
    const tilt = 10 ** (dice.between(-6, 6) / 20)
    const times = Math.min(3_000 / hz, dice.between(1.12, 2.3))
    return [
      { times: 1, gain: 0.5 * tilt },
      { times, gain: 0.5 / tilt },
    ]
  }
  if (make === 'chord') return [1, 1.26, 1.5].map((times) => ({ times, gain: 0.4 }))
  if (make === 'square')
    return [1, 3, 5, 7].filter(isHeard).map((times) => ({ times, gain: 0.8 / times }))
  if (make !== 'overtones') return [{ times: 1, gain: 1 }]
  const gain = 10 ** (dice.between(-35, -20) / 20)
  return [1, 2, 3].filter(isHeard).map((times) => ({ times, gain: times === 1 ? 1 : gain }))

  function isHeard(times: number): boolean {
    return times * hz < 3_600
  }
}
