import { HOP_MS } from './hop.ts'
import { PeakMeter } from './peaks.ts'

/** How far a tone may wander from one hop to the next. */
const WANDER_HZ = 8
const WANDER_SHARE = 0.008
/** Hops of a steady tone before it is one. */
export const CONFIRM_HOPS = 7
/** Fewer of one that could not be plainer. */
const PLAIN_HOPS = 5
const PLAIN_SHARE = 0.985
const PLAIN_SWING_DB = 0.3
/** Hops without it before a candidate is dropped, and before a confirmed tone is over. */
const CANDIDATE_MISSES = 4
const TONE_MISSES = 10
/** How far a tone that comes again may be from what it was. */
const AGAIN_SHARE = 0.04
/** A tone of one frequency goes on where it holds so much of a hop. */
const DISTURBED_SHARE = 0.6
/** Hops without it that are a pause. */
const PAUSE_HOPS = 4
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
/** A fall shorter than this is a packet's, and no swing of a tone that has lasted longer. */
const HELD_HOPS = 6
const LONG_HOPS = 26
/** The window of the spectrum: what its first hops say of the frequency is not exact. */
const WINDOW_HOPS = 3
/** A tone may swell for so many hops, in steps of more than so many decibels, before it is level. */
const SWELL_HOPS = 16
const SWELL_DB = 1
/** A tone's description is final after so many hops. */
const DESCRIBED_HOPS = 30
/** So many hops of another tone end this one; of one close by, which a jump may feign, more. */
const OTHER_HOPS = 3
const CLOSE_HOPS = 7
/** The same tone again, so soon and so much softer, is its echo. */
const ECHO_HOPS = 45
const ECHO_DB = 7
const ECHO_HZ = 25
/** A tone is over where its level has fallen so far. */
const FALL_DB = 6

/** A steady sound of one frequency or two. Hops count from the detector's first. */
export interface Tone {
  startHop: number
  /** The hop after its last one; moves while it sounds. */
  endHop: number
  hz: number
  /** The next higher frequency; 0 where there is one alone. */
  secondHz: number
  /** How many frequencies sound at once, 1 to 3. */
  count: number
  levelDb: number
  /** Hops since it last paused: one key after another may pass for one tone. */
  heldHops: number
  /** Mean share of the band's energy, the line's noise taken off. */
  purity: number
  /** The same with the odd overtones of a single frequency. */
  wholeness: number
  /** How much its frequency wavers from hop to hop, standard deviation; a steady glide does not. */
  wanderHz: number
  /** Hops since it stopped swelling. */
  levelHops: number
  /** Between its loudest and softest hop since then, gaps aside. */
  swingDb: number
  /** How far it is now over or under its own beginning: plucked strings fade, beeps do not. */
  fadeDb: number
}

export type ToneChange = 'none' | 'confirmed' | 'ended'

/**
 * Follows steady tones by spectral purity: no frequency is written down here, so a beep may have
 * any from 280 to 3500 Hz, or two or three of them. Allocates only when a tone begins.
 */
export class ToneTracker {
  /** The tone that sounds or has just ended; undefined before the first. */
  tone: Tone | undefined
  sounding = false
  /** Whether the newest hop looks like part of a tone, confirmed or not. */
  tonal = false
  readonly #peaks = new PeakMeter()
  #hops = 0
  #misses = 0
  #heldHops = 0
  #others = 0
  #lost = 0
  #damaged = 0
  #unheard = 0
  #start = 0
  #sumHz = 0
  #sumSecondHz = 0
  #sumShare = 0
  #sumWholeShare = 0
  #sumDb = 0
  #levelHops = 0
  #sumSquareStepHz = 0
  #lastHz = 0
  #lastSecondHz = 0
  #lastCount = 0
  #sumStepHz = 0
  #glideHz = 0
  #firstDb = -100
  #recentDb = -100
  #leastDb = 0
  /** The least of what the loudest of the last hops said: a packet's damage is shorter. */
  #leastHeldDb = 0
  readonly #held = new Float64Array(HELD_HOPS)
  #mostDb = -100

  /** Takes the power spectrum that ends with hop `hop`, and that hop's own level. */
  push(hop: number, power: Float64Array, db: number): ToneChange {
    this.tonal = this.#peaks.measure(power)
    if (this.#isDisturbed()) {
      this.#peaks.narrow(power)
      this.tonal = true
    }
    this.#lost = 0
    if (this.#damaged > 0) this.#damaged -= 1
    if (this.sounding) return this.#follow(hop, db)
    if (!this.tonal || (this.#hops > EDGE_HOPS && this.#jumped())) return this.#miss()
    if (this.#hops === 0 || !this.#same()) this.#begin(hop)
    this.#take(db)
    const isHeard = this.#hops + Math.min(this.#unheard, MOST_UNHEARD_HOPS) >= CONFIRM_HOPS
    if (!isHeard && !this.#isPlain()) return 'none'
    if (!this.#isEcho()) return this.#confirm(hop)
    this.#hops = 0
    return 'none'
  }

  /** Whether the newest hop looks like part of a tone of about this frequency. */
  isAgain(hz: number): boolean {
    return this.tonal && Math.abs(this.#peaks.hz - hz) < AGAIN_SHARE * hz
  }

  /** Whether it is the tone before once more, softer. */
  #isEcho(): boolean {
    const before = this.tone
    if (before === undefined || this.#start - before.endHop >= ECHO_HOPS) return false
    const isSofter = this.#sumDb / this.#hops < before.levelDb - ECHO_DB
    return isSofter && Math.abs(this.#sumHz / this.#hops - before.hz) < ECHO_HZ
  }

  /** Whether the tone of one frequency goes on, though noise adds another to it or takes of its share. */
  #isDisturbed(): boolean {
    const { count, strongestHz, strongestShare } = this.#peaks
    if (count === 1 || this.#hops === 0 || this.#lastCount !== 1) return false
    return strongestShare >= DISTURBED_SHARE && near(strongestHz, this.#sumHz / this.#hops)
  }

  /** Whether nothing could be added: pure, level and of one frequency from its first hops on. */
  #isPlain(): boolean {
    if (this.#hops < PLAIN_HOPS || this.#levelHops < PLAIN_HOPS - EDGE_HOPS - 1) return false
    const isPure = this.#sumShare >= PLAIN_SHARE * this.#hops
    return isPure && this.#mostDb - this.#leastDb <= PLAIN_SWING_DB
  }

  /** Takes the spectrum of a hop that holds the line's noise alone. */
  learnNoise(power: Float64Array | undefined): void {
    this.#peaks.learnNoise(power)
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
    this.#heldHops = 0
    this.#others = 0
    this.#unheard = 0
    this.#sumHz = 0
    this.#sumSecondHz = 0
    this.#sumShare = 0
    this.#sumWholeShare = 0
    this.#sumDb = 0
    this.#levelHops = 0
    this.#sumStepHz = 0
    this.#glideHz = 0
    this.#sumSquareStepHz = 0
    this.#firstDb = -100
    this.#recentDb = -100
    this.#lastHz = this.#peaks.hz
    this.#lastSecondHz = this.#peaks.secondHz
    this.#lastCount = this.#peaks.count
    this.#leastDb = 0
    this.#mostDb = -100
  }

  #take(db: number): void {
    const { hz, secondHz, count, share, wholeShare } = this.#peaks
    this.#heldHops = this.#misses >= PAUSE_HOPS ? 1 : this.#heldHops + this.#misses + 1
    this.#misses = 0
    this.#hops += 1
    this.#sumHz += hz
    this.#sumSecondHz += secondHz
    this.#sumShare += share
    this.#sumWholeShare += wholeShare
    this.#sumDb += db
    const step = hz - this.#lastHz
    this.#glideHz = 0.5 * this.#glideHz + 0.5 * step
    this.#lastHz = hz
    this.#lastSecondHz = secondHz
    this.#lastCount = count
    if (this.#hops > WINDOW_HOPS) {
      this.#sumStepHz += step
      this.#sumSquareStepHz += step * step
    }
    if (this.#hops <= EDGE_HOPS) return
    if (db >= this.#sumDb / this.#hops - FALL_DB) this.#takeLevel(this.#peaks.levelDb)
  }

  /** The level counts from where the tone no longer swells. */
  #takeLevel(db: number): void {
    const isSwelling = this.#hops <= SWELL_HOPS && db > this.#mostDb + SWELL_DB
    if (isSwelling) {
      this.#levelHops = 0
      this.#firstDb = db
      this.#recentDb = db
      this.#leastDb = db
      this.#leastHeldDb = db
      this.#held.fill(db)
      this.#mostDb = db
      return
    }
    this.#levelHops += 1
    this.#recentDb = 0.6 * this.#recentDb + 0.4 * db
    this.#leastDb = Math.min(this.#leastDb, db)
    this.#held[this.#levelHops % HELD_HOPS] = db
    let held = -100
    for (let i = 0; i < HELD_HOPS; i += 1) held = Math.max(held, this.#held[i]!)
    this.#leastHeldDb = Math.min(this.#leastHeldDb, held)
    this.#mostDb = Math.max(this.#mostDb, db)
  }

  #confirm(hop: number): ToneChange {
    this.sounding = true
    this.tone = {
      startHop: this.#start - 1,
      endHop: hop + 1,
      hz: 0,
      secondHz: 0,
      count: this.#peaks.count,
      levelDb: 0,
      heldHops: 0,
      purity: 0,
      wholeness: 0,
      levelHops: 0,
      wanderHz: 0,
      swingDb: 0,
      fadeDb: 0,
    }
    this.#describe(this.tone)
    return 'confirmed'
  }

  #describe(tone: Tone): void {
    const n = this.#hops
    const inner = n - WINDOW_HOPS
    const stepHz = this.#sumStepHz / inner
    tone.hz = this.#sumHz / n
    tone.secondHz = this.#sumSecondHz / n
    tone.levelDb = this.#sumDb / n
    tone.purity = this.#sumShare / n
    tone.wholeness = this.#sumWholeShare / n
    tone.levelHops = this.#levelHops
    tone.wanderHz = Math.sqrt(Math.max(0, this.#sumSquareStepHz / inner - stepHz * stepHz) / 2)
    tone.fadeDb = this.#recentDb - this.#firstDb
    const leastDb = n < LONG_HOPS ? this.#leastDb : this.#leastHeldDb
    tone.swingDb = Math.max(0, this.#mostDb - leastDb)
  }

  #follow(hop: number, db: number): ToneChange {
    const tone = this.tone!
    if (this.tonal && this.#same() && db > tone.levelDb - FALL_DB) {
      this.#take(db)
      tone.endHop = hop + 1
      tone.heldHops = this.#heldHops
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
    const { hz, secondHz, count } = this.#peaks
    if (count !== this.#lastCount || !near(secondHz, this.#lastSecondHz)) return false
    const isNext = near(hz, this.#lastHz) || near(hz, this.#lastHz + this.#glideHz)
    return isNext || (this.#hops > EDGE_HOPS && near(hz, this.#sumHz / this.#hops))
  }

  /** Whether the newest hop is close to the tone but not on it. */
  #jumped(): boolean {
    if (!this.tonal || this.#same()) return false
    const isOf = (hz: number): boolean => hz > 0 && Math.abs(this.#peaks.hz - hz) <= JUMP_HZ
    return isOf(this.#lastHz) || isOf(this.#lastSecondHz)
  }
}

/** How long a tone has lasted by now. Pure. */
export function lengthMsOf(tone: Tone): number {
  return (tone.endHop - tone.startHop) * HOP_MS
}

function near(hz: number, beforeHz: number): boolean {
  return Math.abs(hz - beforeHz) <= Math.max(WANDER_HZ, beforeHz * WANDER_SHARE)
}
