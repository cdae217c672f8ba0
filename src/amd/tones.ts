import { BIN_HZ } from './spectrum.ts'

const LOWEST_BIN = 10
const HIGHEST_BIN = 112
const BAND_FROM = 4
const BAND_TO = 120
/** Share of the band's energy that one tone, or two, must hold. */
const ONE_TONE_SHARE = 0.8
const TWO_TONE_SHARE = 0.86
const SECOND_SHARE = 0.07
/** How far a tone may wander from one hop to the next. */
const WANDER_HZ = 8
const WANDER_SHARE = 0.008
/** Hops of a steady tone before it is one. */
export const CONFIRM_HOPS = 7
/** Hops without it before a candidate is dropped, and before a confirmed tone is over. */
const CANDIDATE_MISSES = 4
const TONE_MISSES = 10
/** So many hops of lost audio say nothing about a tone; more are its end. */
const LOST_HOPS = 6
/** So many of them count for the tone on whose both sides they were. */
const MOST_UNHEARD_HOPS = 3
/** The spectrum's window holds a gap for so many hops after it. */
const DAMAGED_HOPS = 3
/** Where a packet was repeated or is missing a tone seems to jump so far, and comes back. */
const JUMP_HZ = 45
/** A tone's first hops, which may be half silence, say nothing about how steady it is. */
const EDGE_HOPS = 2
/** A tone's description is final after so many hops. */
const DESCRIBED_HOPS = 30
/** So many hops of another tone end this one; of one close by, which a jump may feign, more. */
const OTHER_HOPS = 3
const CLOSE_HOPS = 7
/** A tone is over where its level has fallen so far. */
const FALL_DB = 6

/** A steady sound of one frequency or two. Hops count from the detector's first. */
export interface Tone {
  startHop: number
  /** The hop after its last one; moves while it sounds. */
  endHop: number
  hz: number
  /** The other frequency, higher or lower; 0 where there is one alone. */
  secondHz: number
  levelDb: number
  /** Mean share of the band's energy. */
  purity: number
  /** How much its frequency wavers from hop to hop, standard deviation; a steady glide does not. */
  wanderHz: number
  /** Between its loudest and softest hop, its edges and gaps aside. */
  swingDb: number
  /** How far it is now over or under its own beginning: plucked strings fade, beeps do not. */
  fadeDb: number
}

export type ToneChange = 'none' | 'confirmed' | 'ended'

/**
 * Follows steady tones by spectral purity: no frequency is written down here, so a beep may have
 * any from 300 to 3500 Hz, or two of them. Allocates only when a tone begins.
 */
export class ToneTracker {
  /** The tone that sounds or has just ended; undefined before the first. */
  tone: Tone | undefined
  sounding = false
  /** Whether the newest hop looks like part of a tone, confirmed or not. */
  tonal = false
  #hz = 0
  #secondHz = 0
  #share = 0
  #hops = 0
  #misses = 0
  #others = 0
  #lost = 0
  #damaged = 0
  #unheard = 0
  #start = 0
  #sumHz = 0
  #sumSecondHz = 0
  #sumShare = 0
  #sumDb = 0
  #sumSquareStepHz = 0
  #lastHz = 0
  #lastSecondHz = 0
  #sumStepHz = 0
  #glideHz = 0
  #firstDb = -100
  #recentDb = -100
  #leastDb = 0
  #mostDb = -100

  /** Takes the power spectrum that ends with hop `hop`, and that hop's own level. */
  push(hop: number, power: Float64Array, db: number): ToneChange {
    this.tonal = this.#measure(power)
    this.#lost = 0
    if (this.#damaged > 0) this.#damaged -= 1
    if (this.sounding) return this.#follow(hop, db)
    if (!this.tonal || (this.#hops > EDGE_HOPS && this.#jumped())) return this.#miss()
    if (this.#hops === 0 || !this.#same()) this.#begin(hop)
    this.#take(db)
    const isHeard = this.#hops + Math.min(this.#unheard, MOST_UNHEARD_HOPS) >= CONFIRM_HOPS
    return isHeard ? this.#confirm(hop) : 'none'
  }

  /** Takes a hop with nothing to analyse: silence. */
  quiet(hop: number): ToneChange {
    this.tonal = false
    return this.sounding ? this.#follow(hop, -100) : this.#miss()
  }

  /** Takes a hop that was lost on its way: for a while it may have held anything. */
  lost(hop: number): ToneChange {
    this.#lost += 1
    this.#unheard += 1
    this.#damaged = DAMAGED_HOPS + 1
    return this.#lost > LOST_HOPS ? this.quiet(hop) : 'none'
  }

  #miss(): ToneChange {
    if (this.#damaged > 0 && this.#lost <= LOST_HOPS) {
      this.#unheard += 1
      return 'none'
    }
    this.#misses += 1
    if (this.#misses > CANDIDATE_MISSES) this.#hops = 0
    return 'none'
  }

  #begin(hop: number): void {
    this.#start = hop
    this.#hops = 0
    this.#others = 0
    this.#unheard = 0
    this.#sumHz = 0
    this.#sumSecondHz = 0
    this.#sumShare = 0
    this.#sumDb = 0
    this.#sumStepHz = 0
    this.#glideHz = 0
    this.#sumSquareStepHz = 0
    this.#firstDb = -100
    this.#recentDb = -100
    this.#lastHz = this.#hz
    this.#lastSecondHz = this.#secondHz
    this.#leastDb = 0
    this.#mostDb = -100
  }

  #take(db: number): void {
    this.#misses = 0
    this.#hops += 1
    this.#sumHz += this.#hz
    this.#sumSecondHz += this.#secondHz
    this.#sumShare += this.#share
    this.#sumDb += db
    const step = this.#hz - this.#lastHz
    this.#glideHz = 0.5 * this.#glideHz + 0.5 * step
    this.#lastHz = this.#hz
    this.#lastSecondHz = this.#secondHz
    if (this.#hops <= EDGE_HOPS) return
    this.#sumStepHz += step
    this.#sumSquareStepHz += step * step
    if (db < this.#sumDb / this.#hops - FALL_DB) return
    if (this.#hops <= 2 * EDGE_HOPS + 1) this.#firstDb = Math.max(this.#firstDb, db)
    this.#recentDb = this.#recentDb <= -100 ? db : 0.6 * this.#recentDb + 0.4 * db
    this.#leastDb = Math.min(this.#leastDb, db)
    this.#mostDb = Math.max(this.#mostDb, db)
  }

  #confirm(hop: number): ToneChange {
    this.sounding = true
    this.tone = {
      startHop: this.#start - 1,
      endHop: hop + 1,
      hz: 0,
      secondHz: 0,
      levelDb: 0,
      purity: 0,
      wanderHz: 0,
      swingDb: 0,
      fadeDb: 0,
    }
    this.#describe(this.tone)
    return 'confirmed'
  }

  #describe(tone: Tone): void {
    const n = this.#hops
    const inner = n - EDGE_HOPS
    const stepHz = this.#sumStepHz / inner
    tone.hz = this.#sumHz / n
    tone.secondHz = this.#sumSecondHz / n
    tone.levelDb = this.#sumDb / n
    tone.purity = this.#sumShare / n
    tone.wanderHz = Math.sqrt(Math.max(0, this.#sumSquareStepHz / inner - stepHz * stepHz) / 2)
    tone.fadeDb = this.#recentDb - this.#firstDb
    tone.swingDb = Math.max(0, this.#mostDb - this.#leastDb)
  }

  #follow(hop: number, db: number): ToneChange {
    const tone = this.tone!
    if (this.tonal && this.#same() && db > tone.levelDb - FALL_DB) {
      this.#take(db)
      tone.endHop = hop + 1
      if (this.#hops < DESCRIBED_HOPS) this.#describe(tone)
      this.#others = 0
      return 'none'
    }
    this.#others = this.tonal && !this.#same() ? this.#others + 1 : 0
    if (this.#others >= (this.#jumped() ? CLOSE_HOPS : OTHER_HOPS)) return this.#giveWay(hop, db)
    this.#misses += 1
    if (this.#misses <= TONE_MISSES) return 'none'
    this.sounding = false
    this.#hops = 0
    return 'ended'
  }

  /** Another tone has taken this one's place, without a gap. */
  #giveWay(hop: number, db: number): ToneChange {
    this.sounding = false
    this.#begin(hop - this.#others + 1)
    this.#take(db)
    return 'ended'
  }

  /** Whether the newest hop goes on with the tone, which may glide slowly. */
  #same(): boolean {
    if ((this.#secondHz === 0) !== (this.#lastSecondHz === 0)) return false
    if (!near(this.#secondHz, this.#lastSecondHz)) return false
    const isNext = near(this.#hz, this.#lastHz) || near(this.#hz, this.#lastHz + this.#glideHz)
    return isNext || (this.#hops > EDGE_HOPS && near(this.#hz, this.#sumHz / this.#hops))
  }

  /** Whether the newest hop is close to the tone but not on it. */
  #jumped(): boolean {
    if (!this.tonal || this.#same()) return false
    const isOf = (hz: number): boolean => hz > 0 && Math.abs(this.#hz - hz) <= JUMP_HZ
    return isOf(this.#lastHz) || isOf(this.#lastSecondHz)
  }

  #measure(power: Float64Array): boolean {
    let total = 0
    let peak = LOWEST_BIN
    for (let k = BAND_FROM; k < BAND_TO; k += 1) {
      const value = power[k]!
      total += value
      if (k >= LOWEST_BIN && k < HIGHEST_BIN && value > power[peak]!) peak = k
    }
    if (total < 1e-9) return false
    const first = lobe(power, peak) / total
    this.#share = first
    this.#hz = refine(power, peak)
    this.#secondHz = 0
    if (first >= ONE_TONE_SHARE) return true
    if (first < TWO_TONE_SHARE / 2) return false
    return this.#measureSecond(power, peak, first, total)
  }

  #measureSecond(power: Float64Array, peak: number, first: number, total: number): boolean {
    let second = -1
    for (let k = LOWEST_BIN; k < HIGHEST_BIN; k += 1) {
      if (Math.abs(k - peak) > 3 && (second < 0 || power[k]! > power[second]!)) second = k
    }
    const share = lobe(power, second) / total
    if (share < SECOND_SHARE || first + share < TWO_TONE_SHARE) return false
    this.#share = first + share
    const other = refine(power, second)
    this.#secondHz = Math.max(this.#hz, other)
    this.#hz = Math.min(this.#hz, other)
    return true
  }
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

function near(hz: number, beforeHz: number): boolean {
  return Math.abs(hz - beforeHz) <= Math.max(WANDER_HZ, beforeHz * WANDER_SHARE)
}
