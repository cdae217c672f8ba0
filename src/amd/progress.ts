import { BIN_HZ } from './spectrum.ts'
import { HOP_MS } from './hop.ts'

const FROM_BIN = Math.floor(290 / BIN_HZ)
const TO_BIN = Math.ceil(690 / BIN_HZ)
const BAND_SHARE = 0.9
const LEAST_ON_HOPS = 6
const BRIDGE_HOPS = 3
const HISTORY = 4

export type ProgressKind = 'busy' | 'congestion' | 'ringback' | 'special-information-tone'

/**
 * Call-progress tones after ITU-T E.180: sound from 300 to 680 Hz and nothing else, on and off in
 * equal steps. Which of them is told by the steps, because the frequencies of countries differ.
 */
export class ProgressTone {
  /** The steps heard, newest last, milliseconds; the first `steps` entries hold. */
  readonly onMs = new Float64Array(HISTORY)
  readonly offMs = new Float64Array(HISTORY)
  steps = 0
  /** Hop at which the present burst began, or -1. */
  start = -1
  #last = -1
  #ended = -1

  /** Whether a burst long enough to be one sounds now. */
  get sounding(): boolean {
    return this.start >= 0 && this.#last - this.start >= LEAST_ON_HOPS
  }

  /** Hop of the first burst of this pattern still remembered: evidence for the page. */
  push(hop: number, power: Float64Array | undefined): void {
    const tonal = power !== undefined && bandShare(power) >= BAND_SHARE
    if (tonal) {
      if (this.start < 0) this.start = hop
      this.#last = hop
    } else if (this.start >= 0 && hop - this.#last > BRIDGE_HOPS) this.#endBurst()
  }

  /** What the pattern says by hop `hop`; undefined while it may still be anything. */
  judge(hop: number): ProgressKind | undefined {
    const quietMs = this.start < 0 && this.#ended >= 0 ? (hop - this.#ended) * HOP_MS : 0
    if (this.steps === 0) return undefined
    const on = this.onMs[this.steps - 1]!
    if (on >= 700 && on <= 2400 && quietMs >= 1_200) return 'ringback'
    if (this.steps >= 2) return this.#judgeSteps(quietMs)
    return undefined
  }

  #judgeSteps(quietMs: number): ProgressKind | undefined {
    const n = this.steps
    const on = this.onMs[n - 1]!
    const before = this.onMs[n - 2]!
    const gap = this.offMs[n - 1]!
    if (!alike(on, before)) return undefined
    if (on > 330 && on < 470 && gap > 150 && gap < 260 && quietMs >= 900) return 'ringback'
    if (quietMs < gap * 0.8 || n < 3 || !alike(this.offMs[n - 2]!, gap)) return undefined
    if (on > 560 && gap < 150) return 'special-information-tone'
    if (!alike(on, gap)) return undefined
    if (on < 135) return 'special-information-tone'
    return on < 290 ? 'congestion' : 'busy'
  }

  #endBurst(): void {
    const start = this.start
    this.start = -1
    const on = (this.#last - start + 1) * HOP_MS
    if (this.#last - start < LEAST_ON_HOPS) return
    const off = this.#ended < 0 ? 0 : (start - this.#ended) * HOP_MS
    this.#ended = this.#last + 1
    if (this.steps === HISTORY) {
      this.onMs.copyWithin(0, 1)
      this.offMs.copyWithin(0, 1)
      this.steps -= 1
    }
    this.onMs[this.steps] = on
    this.offMs[this.steps] = off
    this.steps += 1
  }
}

function bandShare(power: Float64Array): number {
  let band = 0
  let total = 0
  for (let k = 3; k < 120; k += 1) {
    const value = power[k]!
    total += value
    if (k >= FROM_BIN && k <= TO_BIN) band += value
  }
  return total < 1e-9 ? 0 : band / total
}

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(40, 0.16 * Math.max(a, b))
}
