import { BIN_HZ } from './spectrum.ts'

const LOWEST_BIN = 9
const HIGHEST_BIN = 112
const BAND_FROM = 4
const BAND_TO = 120
/** Share of the band's energy that one tone, two or three must hold to be looked at. */
const ONE_TONE_SHARE = 0.8
const TWO_TONE_SHARE = 0.86
const THREE_TONE_SHARE = 0.9
const LATER_SHARE = 0.07
/** A second tone so much softer than the first is looked for, and is one if both are all there is. */
const ALONE_SHARE = 0.95
const SOFTER_SHARE = 0.08
/** An overtone of one tone is no second tone. */
const OVERTONE_RATIO = 0.04
/** Bins between two tones that can be told apart. */
const APART_BINS = 4
/** The noise of a line is taken off, but never more than this share of what is heard. */
const MOST_NOISE_SHARE = 0.5
const NOISE_RISES = 0.08
const NOISE_FALLS = 0.5
/** A spectrum without anything in it. */
const NOTHING = 1e-9

/**
 * The strongest frequencies of a spectrum and the share of its energy that they hold, the line's
 * own noise taken off: a beep is as pure behind a noisy line as behind a quiet one.
 */
export class PeakMeter {
  /** The lowest of the frequencies; 0 where there is no tone. */
  hz = 0
  /** The next higher; 0 where there is one alone. */
  secondHz = 0
  /** How many tones were found, 0 to 3. */
  count = 0
  /** Share of the energy in these frequencies. */
  share = 0
  /** The same with odd overtones, which clipping makes; instruments have even ones too. */
  wholeShare = 0
  /** The energy of these frequencies, decibels of an arbitrary zero. */
  levelDb = -100
  /** The strongest frequency and its share, whether or not it is enough for a tone. */
  strongestHz = 0
  strongestShare = 0
  #total = 0
  #noise = 0

  /** Takes the spectrum of a moment in which nobody is heard; undefined where nothing is. */
  learnNoise(power: Float64Array | undefined): void {
    const total = power === undefined ? 0 : bandEnergy(power)
    this.#noise += (total > this.#noise ? NOISE_RISES : NOISE_FALLS) * (total - this.#noise)
  }

  /** Measures a spectrum; whether one, two or three tones fill it. */
  measure(power: Float64Array): boolean {
    const heard = bandEnergy(power)
    const total = heard - Math.min(this.#noise, MOST_NOISE_SHARE * heard)
    this.count = 0
    this.strongestShare = 0
    this.#total = total
    if (heard < NOTHING) return false
    const first = strongest(power, -1, -1)
    const one = lobe(power, first) / total
    this.hz = refine(power, first)
    this.secondHz = 0
    this.strongestHz = this.hz
    this.strongestShare = Math.min(1, one)
    if (one >= ALONE_SHARE) return this.#found(1, power, one, total)
    if (one < THREE_TONE_SHARE / 3) return false
    const second = strongest(power, first, -1)
    const two = one + lobe(power, second) / total
    if (one >= ONE_TONE_SHARE) {
      if (two < ALONE_SHARE || two - one < SOFTER_SHARE) return this.#found(1, power, one, total)
      const ratio = refine(power, second) / this.hz
      if (Math.abs(ratio - Math.round(ratio)) < OVERTONE_RATIO)
        return this.#found(1, power, one, total)
    }
    if (two - one < LATER_SHARE) return false
    if (two >= TWO_TONE_SHARE) return this.#foundMore(power, two, total, first, second)
    const third = strongest(power, first, second)
    const three = two + lobe(power, third) / total
    if (three - two < LATER_SHARE || three < THREE_TONE_SHARE) return false
    return this.#foundMore(power, three, total, first, second, third)
  }

  /** Takes the strongest frequency of what was measured for the only one: the others are noise. */
  narrow(power: Float64Array): void {
    this.hz = this.strongestHz
    this.secondHz = 0
    this.#found(1, power, this.strongestShare, this.#total)
  }

  #foundMore(
    power: Float64Array,
    share: number,
    total: number,
    first: number,
    second: number,
    third?: number,
  ): boolean {
    const a = refine(power, first)
    const b = refine(power, second)
    const c = third === undefined ? Infinity : refine(power, third)
    this.hz = Math.min(a, b, c)
    this.secondHz = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
    return this.#found(third === undefined ? 2 : 3, power, share, total)
  }

  #found(count: number, power: Float64Array, share: number, total: number): boolean {
    this.count = count
    this.share = Math.min(1, share)
    const overtones = count === 1 ? overtoneEnergy(power, this.hz) / total : 0
    this.wholeShare = Math.min(1, share + overtones)
    this.levelDb = 10 * Math.log10(share * total)
    return true
  }
}

function bandEnergy(power: Float64Array): number {
  let total = 0
  for (let k = BAND_FROM; k < BAND_TO; k += 1) total += power[k]!
  return total
}

/** The strongest bin that is none of these two nor beside them. */
function strongest(power: Float64Array, one: number, other: number): number {
  let best = -1
  let most = -1
  for (let k = LOWEST_BIN; k < HIGHEST_BIN; k += 1) {
    const value = power[k]!
    if (value <= most) continue
    if (one >= 0 && Math.abs(k - one) < APART_BINS) continue
    if (other >= 0 && Math.abs(k - other) < APART_BINS) continue
    best = k
    most = value
  }
  return best
}

function overtoneEnergy(power: Float64Array, hz: number): number {
  let sum = 0
  for (let n = 3; n <= 7; n += 2) {
    const bin = Math.round((n * hz) / BIN_HZ)
    if (bin + 2 >= BAND_TO) break
    sum += lobe(power, bin)
  }
  return sum
}

function lobe(power: Float64Array, peak: number): number {
  return power[peak - 2]! + power[peak - 1]! + power[peak]! + power[peak + 1]! + power[peak + 2]!
}

/** The frequency between bins, exact for one tone under a Hann window. */
function refine(power: Float64Array, peak: number): number {
  const below = Math.sqrt(power[peak - 1]!)
  const at = Math.sqrt(power[peak]!)
  const above = Math.sqrt(power[peak + 1]!)
  const side = Math.max(above, below)
  const ratio = at === 0 ? 0 : side / at
  const offset = Math.max(0, (2 * ratio - 1) / (ratio + 1))
  return (peak + (above >= below ? offset : -offset)) * BIN_HZ
}
