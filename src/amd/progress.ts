import { BIN_HZ } from './spectrum.ts'
import { HOP_MS } from './hop.ts'

const FROM_BIN = Math.floor(290 / BIN_HZ)
const TO_BIN = Math.ceil(690 / BIN_HZ)
const BAND_SHARE = 0.9
const LEAST_ON_HOPS = 6
/**
 * How far the middle of a burst's energy wanders, standard deviation: of 3,829 bursts of networks
 * one in a hundred over 7 Hz, of low voices that fill the same band more than half.
 */
const STEADY_HZ = 7
/** A burst's first hops, and its last, are half of something else. */
const EDGE_HOPS = 2
const BRIDGE_HOPS = 3
/** What follows a burst so far under it is its echo. */
const ECHO_DB = 14
const ECHO_HOPS = 30
/** The window of the spectrum makes a burst longer by so much, and a gap shorter. */
const SMEAR_MS = 20
const HISTORY = 4
/** Rapid bursts of a network differ by no more. */
const REGULAR_MS = 30
/** No plan has shorter bursts in groups; syllables are. */
const LEAST_UNEVEN_MS = 150

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
  /** The hop after the last burst, or -1. */
  ended = -1
  #burstDb = -100
  readonly #middle = new Steadiness()

  /** Whether a burst long enough and steady enough to be one sounds now. */
  get sounding(): boolean {
    return this.start >= 0 && this.#isBurst
  }

  get #isBurst(): boolean {
    return this.#last - this.start >= LEAST_ON_HOPS && this.#middle.deviation * BIN_HZ <= STEADY_HZ
  }

  /** Takes hop `hop`: its spectrum, undefined where nothing was to be heard, and its level. */
  push(hop: number, power: Float64Array | undefined, db: number): void {
    if (this.start < 0 && hop - this.#last > ECHO_HOPS) this.#burstDb = -100
    if (power !== undefined && db > this.#burstDb - ECHO_DB && bandShare(power) >= BAND_SHARE) {
      if (this.start < 0) {
        this.start = hop
        this.#middle.reset()
      }
      this.#middle.add(middleBin(power))
      this.#last = hop
      this.#burstDb = Math.max(this.#burstDb, db)
    } else if (this.start >= 0 && hop - this.#last > BRIDGE_HOPS) this.#endBurst()
  }

  /** What the pattern says by hop `hop`; undefined while it may still be anything. */
  judge(hop: number): ProgressKind | undefined {
    if (this.steps === 0 || this.start >= 0) return undefined
    const quietMs = (hop - this.ended) * HOP_MS
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
      ? this.#judgeEven(on, gap, quietMs)
      : this.#judgeUneven(on, quietMs)
  }

  /** Equal bursts with equal gaps. The bounds lie between the plans of forty-two countries. */
  #judgeEven(on: number, gap: number, quietMs: number): ProgressKind | undefined {
    if (quietMs < Math.min(gap, 500) * 0.6) return undefined
    if (on > 600 && gap < 150) return 'special-information-tone'
    if (on < 330 && gap > 600 && gap < 900) return 'congestion'
    if (!alike(on, gap)) return undefined
    if (on < 135) return this.#isRegular ? 'special-information-tone' : undefined
    return on < 290 || (on > 660 && on < 727) ? 'congestion' : 'busy'
  }

  /** Whether three bursts were of one length: syllables are alike, but not so much. */
  get #isRegular(): boolean {
    const [a, b, c] = [
      this.onMs[this.steps - 1]!,
      this.onMs[this.steps - 2]!,
      this.onMs[this.steps - 3]!,
    ]
    return Math.max(a, b, c) - Math.min(a, b, c) <= REGULAR_MS
  }

  /** Two lengths in turn, or groups: congestion in the United Kingdom, Brazil and Spain. */
  #judgeUneven(on: number, quietMs: number): ProgressKind | undefined {
    const n = this.steps
    if (n < HISTORY || on > 800 || quietMs < 150) return undefined
    if (Math.min(on, this.onMs[n - 2]!) < LEAST_UNEVEN_MS) return undefined
    const inTurn = alike(on, this.onMs[n - 3]!) && alike(this.onMs[n - 2]!, this.onMs[n - 4]!)
    const gapsInTurn = alike(this.offMs[n - 1]!, this.offMs[n - 3]!)
    const longestGap = Math.max(this.offMs[n - 1]!, this.offMs[n - 2]!)
    return inTurn && gapsInTurn && longestGap < 800 ? 'congestion' : undefined
  }

  #endBurst(): void {
    const { start } = this
    const isBurst = this.#isBurst
    this.start = -1
    const on = (this.#last - start + 1) * HOP_MS - SMEAR_MS
    if (!isBurst) return
    const off = this.ended < 0 ? 0 : (start - this.ended) * HOP_MS + SMEAR_MS
    this.ended = this.#last + 1
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

/** The deviation of a series without its first and last hops; allocates nothing. */
class Steadiness {
  readonly #late = new Float64Array(EDGE_HOPS)
  #seen = 0
  #count = 0
  #sum = 0
  #sumSquares = 0

  reset(): void {
    this.#seen = 0
    this.#count = 0
    this.#sum = 0
    this.#sumSquares = 0
  }

  add(value: number): void {
    const at = this.#seen % EDGE_HOPS
    if (this.#seen >= 2 * EDGE_HOPS) {
      this.#count += 1
      this.#sum += this.#late[at]!
      this.#sumSquares += this.#late[at]! ** 2
    }
    this.#late[at] = value
    this.#seen += 1
  }

  get deviation(): number {
    if (this.#count === 0) return 0
    const mean = this.#sum / this.#count
    return Math.sqrt(Math.max(0, this.#sumSquares / this.#count - mean * mean))
  }
}

/** The middle of the band's energy, in bins. */
function middleBin(power: Float64Array): number {
  let sum = 0
  let moment = 0
  for (let k = FROM_BIN; k <= TO_BIN; k += 1) {
    sum += power[k]!
    moment += k * power[k]!
  }
  return moment / sum
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
