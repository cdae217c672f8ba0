import { sequence } from '../amd/sounds.ts'
import type { Dice } from './seed.ts'

/** A beep as a machine plays it. */
export interface BeepSound {
  readonly samples: Int16Array
  readonly shape: 'one' | 'two' | 'steps' | 'chirp'
  readonly hz: number
  readonly secondHz: number
}

const COMMON_HZ = [
  440, 480, 500, 620, 699, 750, 800, 850, 950, 1_000, 1_000, 1_000, 1_100, 1_200, 1_400, 1_400,
  1_600, 2_000,
]
const TWO_TONES = [
  [600, 800],
  [700, 1_100],
  [800, 1_000],
  [440, 880],
  [500, 900],
  [852, 1_100],
  [900, 1_300],
  [1_000, 1_500],
  [650, 1_750],
  [523, 659],
] as const

/** A beep of any frequency, length, level and shape that the research lists. */
export function beepOf(dice: Dice): BeepSound {
  const way = dice.unit()
  const ms = Math.exp(dice.between(Math.log(120), Math.log(1_500)))
  const level = 10 ** (dice.between(-26, -8) / 20)
  const hz = dice.chance(0.6) ? dice.one(COMMON_HZ) : dice.between(470, 2_400)
  if (way < 0.7) return { samples: sound(ms, level, () => [hz]), shape: 'one', hz, secondHz: 0 }
  if (way < 0.94) {
    const [low, high] = dice.chance(0.6)
      ? dice.one(TWO_TONES)
      : [dice.between(460, 1_000), dice.between(1_150, 2_000)]
    return {
      samples: sound(ms, level / 2, () => [low, high]),
      shape: 'two',
      hz: low,
      secondHz: high,
    }
  }
  if (way < 0.97) {
    const samples = sequence(
      sound(ms / 2 + 80, level, () => [hz]),
      sound(ms / 2 + 80, level, () => [hz * 1.26]),
    )
    return { samples, shape: 'steps', hz, secondHz: 0 }
  }
  return {
    samples: sound(ms + 150, level, (t) => [hz * (1 + 0.25 * t)]),
    shape: 'chirp',
    hz,
    secondHz: 0,
  }
}

/** A sum of tones whose frequencies may move with `t`, 0 to 1. `level` is each one's RMS over full scale. */
export function sound(
  ms: number,
  level: number,
  hzAt: (t: number) => readonly number[],
): Int16Array {
  const samples = new Int16Array(Math.round(ms) * 8)
  const phases: number[] = []
  for (let i = 0; i < samples.length; i += 1) {
    const edge = Math.min(1, i / 24, (samples.length - 1 - i) / 24)
    let sum = 0
    hzAt(i / samples.length).forEach((hz, n) => {
      phases[n] = (phases[n] ?? 0) + (2 * Math.PI * hz) / 8_000
      sum += Math.sin(phases[n])
    })
    samples[i] = Math.max(
      -32_768,
      Math.min(32_767, Math.round(edge * level * Math.SQRT2 * 32_768 * sum)),
    )
  }
  return samples
}
