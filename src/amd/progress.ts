import { BIN_HZ } from './spectrum.ts'
import { HOP_MS } from './hop.ts'

const FROM_BIN = Math.floor(290 / BIN_HZ)
const TO_BIN = Math.ceil(690 / BIN_HZ)
const BAND_SHARE = 0.9
const LEAST_ON_HOPS = 6
const BRIDGE_HOPS = 3
/** What follows a burst so far under it is its echo. */
const ECHO_DB = 14
/** The window of the spectrum makes a burst longer by so much, and a gap shorter. */
const SMEAR_MS = 20
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
  #burstDb = -100

  /** Whether a burst long enough to be one sounds now. */
  get sounding(): boolean {
    return this.start >= 0 && this.#last - this.start >= LEAST_ON_HOPS
  }

  /** Hop of the first burst of this pattern still remembered: evidence for the page. */
  push(hop: number, power: Float64Array | undefined, db: number): void {
    if (power !== undefined && db > this.#burstDb - ECHO_DB && bandShare(power) >= BAND_SHARE) {
      if (this.start < 0) this.start = hop
      this.#last = hop
      this.#burstDb = Math.max(this.#burstDb, db)
    } else if (this.start >= 0 && hop - this.#last > BRIDGE_HOPS) this.#endBurst()
  }

  /** What the pattern says by hop `hop`; undefined while it may still be anything. */
  judge(hop: number): ProgressKind | undefined {
    if (this.steps === 0 || this.start >= 0) return undefined
    const quietMs = (hop - this.#ended) * HOP_MS
    const on = this.onMs[this.steps - 1]!
    if (on > 2_350 && on < 2_700 && quietMs >= 250) return 'special-information-tone'
    if (this.steps === 1 || !alike(on, this.onMs[this.steps - 2]!)) {
      if (on > 820 && on < 2_300 && quietMs >= 1_200) return 'ringback'
    }
    return this.steps < 2 ? undefined : this.#judgePair(on, quietMs)
  }

  #judgePair(on: number, quietMs: number): ProgressKind | undefined {
    const n = this.steps
    const before = this.onMs[n - 2]!
    const gap = this.offMs[n - 1]!
    if (alike(on, before)) {
      if (on > 820 && gap >= 1_200) return 'ringback'
      if (on > 330 && on < 470 && gap > 130 && gap < 280 && quietMs >= 900) return 'ringback'
    }
    if (n < 3) return undefined
    return alike(on, before) && alike(gap, this.offMs[n - 2]!)
      ? judgeEven(on, gap, quietMs)
      : this.#judgeUneven(on, quietMs)
  }

  /** Two lengths in turn, or groups: congestion in the United Kingdom, Brazil and Spain. */
  #judgeUneven(on: number, quietMs: number): ProgressKind | undefined {
    const n = this.steps
    if (n < HISTORY || on > 800 || quietMs < 150) return undefined
    const inTurn = alike(on, this.onMs[n - 3]!) && alike(this.onMs[n - 2]!, this.onMs[n - 4]!)
    const gapsInTurn = alike(this.offMs[n - 1]!, this.offMs[n - 3]!)
    const longestGap = Math.max(this.offMs[n - 1]!, this.offMs[n - 2]!)
    return inTurn && gapsInTurn && longestGap < 800 ? 'congestion' : undefined
  }

  #endBurst(): void {
    const start = this.start
    this.start = -1
    this.#burstDb = -100
    const on = (this.#last - start + 1) * HOP_MS - SMEAR_MS
    if (this.#last - start < LEAST_ON_HOPS) return
    const off = this.#ended < 0 ? 0 : (start - this.#ended) * HOP_MS + SMEAR_MS
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

/** Equal bursts with equal gaps. The bounds lie between the plans of forty-two countries. */
function judgeEven(on: number, gap: number, quietMs: number): ProgressKind | undefined {
  if (quietMs < Math.min(gap, 500) * 0.6) return undefined
  if (on > 600 && gap < 150) return 'special-information-tone'
  if (on < 330 && gap > 600 && gap < 900) return 'congestion'
  if (!alike(on, gap)) return undefined
  if (on < 135) return 'special-information-tone'
  return on < 290 || (on > 660 && on < 727) ? 'congestion' : 'busy'
}

function bandShare(power: Float64Array): number {
  let band = 0
  let total = 0
  for (let k = 3; k < 120; k += 1) total += power[k]!
  for (let k = FROM_BIN; k <= TO_BIN; k += 1) band += power[k]!
  return total < 1e-9 ? 0 : band / total
}

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(40, 0.16 * Math.max(a, b))
}
