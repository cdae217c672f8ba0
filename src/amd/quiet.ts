import type { Tone } from './tones.ts'
import { DEAF_DB } from './voice-activity.ts'

/** The softest moment before a tone is looked for in so many hops. */
const RISE_HOPS = 10
const KEPT_HOPS = 32
/** A gap of this length is quiet enough to tell. */
const MOMENT_HOPS = 16
/** Digital silence is a packet that never came for so many hops at most, on a line that has noise. */
const GAP_HOPS = 6
const SILENT_DB = -100
/** The softest hop of noise lies about so far under the loudest of a quiet moment. */
const UNDER_MOMENT_DB = 4

/**
 * How quiet a line gets, and how far a tone stands out of it. A packet that was replaced by zeros is
 * no quiet of the line. Allocates nothing after it was made.
 */
export class Quiet {
  /** How far the newest tone stands over the softest moment of the 100 ms before it. */
  riseDb = 0
  /** How far that moment was over the softest of the whole call. */
  unrestDb = 0
  /** How far the tone stands over the quietest sixth of a second of the call. */
  overQuietDb = 0
  readonly #levels = new Float64Array(KEPT_HOPS)
  #hop = 0
  #silentHops = 0
  #wasSilent = false
  #quietestDb = 0
  #momentDb = 0

  /** Takes the level of hop `hop` as it was measured; `lost` says that it never came. */
  learn(hop: number, measuredDb: number, lost: boolean): void {
    this.#hop = hop
    this.#levels[hop % KEPT_HOPS] = measuredDb
    this.#silentHops = measuredDb <= SILENT_DB ? this.#silentHops + 1 : 0
    if (this.#silentHops > GAP_HOPS && !lost) this.#wasSilent = true
    if (!lost && hop > 0 && hop % MOMENT_HOPS === 0) this.#learnMoment()
  }

  /** Whether the newest hop is digital silence on a line that has never been silent for longer. */
  get isGap(): boolean {
    return this.#silentHops > 0 && this.#silentHops <= GAP_HOPS && this.#hasNoise
  }

  /** Measures how far a tone that has just begun stands out; `goesOn`: it is the one before. */
  measure(tone: Tone, goesOn: boolean): void {
    let softest = 0
    for (let hop = Math.max(0, tone.startHop - RISE_HOPS); hop < tone.startHop; hop += 1)
      softest = Math.min(softest, this.#levels[hop % KEPT_HOPS]!)
    if (softest <= SILENT_DB && this.#hasNoise) softest = this.#momentDb - UNDER_MOMENT_DB
    this.unrestDb = Math.max(DEAF_DB, softest) - Math.max(DEAF_DB, this.#quietestDb)
    const riseDb = tone.startHop <= 0 ? 100 : tone.levelDb - softest
    this.riseDb = goesOn ? Math.max(riseDb, this.riseDb) : riseDb
    this.overQuietDb = tone.levelDb - Math.max(DEAF_DB, this.#momentDb)
  }

  get #hasNoise(): boolean {
    return !this.#wasSilent && this.#momentDb < 0
  }

  /** A third of a second is as quiet as its loudest moment, and so is a part of it. */
  #learnMoment(): void {
    let loudest = -100
    for (let hop = this.#hop - MOMENT_HOPS + 1; hop <= this.#hop; hop += 1)
      loudest = Math.max(loudest, this.#levels[hop % KEPT_HOPS]!)
    this.#momentDb = Math.min(this.#momentDb, loudest)
    if (this.#hop % KEPT_HOPS !== 0) return
    for (let i = 0; i < KEPT_HOPS; i += 1) loudest = Math.max(loudest, this.#levels[i]!)
    this.#quietestDb = Math.min(this.#quietestDb, loudest)
  }
}
