import { BIN_HZ } from './spectrum.ts'
import { lengthMsOf, type Tone } from './tones.ts'

/** What a fax or modem plays, after ITU-T T.30 and V.25. */
export type FaxTone = 'CNG' | 'CED' | 'V.25 answer' | 'V.21'

/**
 * The fax tone that a steady tone is, or undefined. CNG, 1100 Hz for half a second, is told at its
 * end; CED, 2100 Hz for seconds, and the modem answer of 2225 Hz after 400 ms. Pure.
 */
export function faxTone(tone: Tone, sounding: boolean): FaxTone | undefined {
  if (tone.secondHz !== 0) return undefined
  const lengthMs = lengthMsOf(tone)
  if (!sounding && Math.abs(tone.hz - 1_100) <= 38 && lengthMs >= 415 && lengthMs <= 590)
    return 'CNG'
  if (Math.abs(tone.hz - 2_100) <= 20 && lengthMs >= 400) return 'CED'
  if (Math.abs(tone.hz - 2_225) <= 12 && lengthMs >= 400) return 'V.25 answer'
  return undefined
}

const V21_FROM_BIN = Math.floor(1_500 / BIN_HZ)
const V21_TO_BIN = Math.ceil(2_000 / BIN_HZ)
const V21_MIDDLE_BIN = 56
const V21_SHARE = 0.86
/** One frequency alone holds no more of it than this. */
const V21_ALONE = 0.9
const V21_HOPS = 30
const V21_LIKELY_HOPS = 6
const V21_MISSES = 4

/**
 * The data of a fax that answers, V.21 channel 2: 1650 and 1850 Hz in turn, 300 times a second,
 * and nothing else. Many faxes send it without any tone before.
 */
export class FaxData {
  /** Whether a third of a second of it has been heard. */
  heard = false
  #hops = 0
  #misses = 0

  /** Whether what sounds now may be such data, so that its tones are no beeps. */
  get underWay(): boolean {
    return this.#hops >= V21_LIKELY_HOPS
  }

  /** Takes the power spectrum of a hop; undefined where there was nothing to hear. */
  push(power: Float64Array | undefined): void {
    if (power !== undefined && v21Share(power) >= V21_SHARE) {
      this.#hops += 1
      this.#misses = 0
      if (this.#hops >= V21_HOPS) this.heard = true
      return
    }
    this.#misses += 1
    if (this.#misses > V21_MISSES) this.#hops = 0
  }
}

/** The share of both tones together, where neither is alone. */
function v21Share(power: Float64Array): number {
  let total = 0
  for (let k = 4; k < 120; k += 1) total += power[k]!
  let band = 0
  let low = 0
  let peak = V21_FROM_BIN
  for (let k = V21_FROM_BIN; k <= V21_TO_BIN; k += 1) {
    band += power[k]!
    if (power[k]! > power[peak]!) peak = k
    if (k < V21_MIDDLE_BIN) low += power[k]!
  }
  if (total < 1e-9 || low < 0.25 * band || low > 0.97 * band) return 0
  let alone = 0
  for (let k = peak - 2; k <= peak + 2; k += 1) alone += power[k]!
  if (alone > V21_ALONE * band) return 0
  return band / total
}
