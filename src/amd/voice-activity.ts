import { HeldLevel } from './level.ts'

/** Below this no hop is ever voice: the idle noise of G.711 itself. */
export const DEAF_DB = -74
/** Voice stands over the noise by so many times what the noise wavers, within these bounds. */
const OVER_NOISE_WAVERS = 4.5
const OVER_NOISE_LEAST_DB = 4
const OVER_NOISE_MOST_DB = 9
/** The same for the mean of 90 ms, in which noise wavers little. */
const CARRIED_WAVERS = 1.2
const CARRIED_LEAST_DB = 2
/** Noise is never thought to be so far over its own softest moment. */
const OVER_FLOOR_DB = 9
/** How far under its own loudest moments voice may fall. */
const UNDER_PEAK_DB = 30
/** The floor is the least level heard in this many blocks of 20 hops. */
const FLOOR_BLOCKS = 5
const BLOCK_HOPS = 20
const PEAK_FALL_DB_PER_HOP = 0.03
/** Noise is learnt after so many hops without voice, at this rate. */
const NOISE_AFTER_HOPS = 12
const NOISE_RATE = 0.06
const WAVER_AT_FIRST_DB = 1.6
/** Digital silence is a gap of the network until it lasts so long. */
const GAP_HOPS = 15
/** A codec's first hops are no measure of anything. */
const SETTLE_HOPS = 3

/**
 * Where voice begins: a threshold between a noise and a peak that follow the line. Every part of
 * it but `DEAF_DB` is relative, so that the gain of the line does not matter.
 */
export class VoiceActivity {
  /** The level under which nothing is voice, decibels. */
  thresholdDb = DEAF_DB
  /** The softest moment of the last second and a half. */
  floorDb = 0
  /** The loudest voice, falling slowly. */
  peakDb = -100
  readonly #held = new HeldLevel()
  readonly #blocks = new Float64Array(FLOOR_BLOCKS)
  #noiseDb = -100
  #waverDb = WAVER_AT_FIRST_DB
  #block = 0
  #inBlock = 0
  #quietHops = NOISE_AFTER_HOPS
  #gapHops = 0
  #settling = SETTLE_HOPS

  /** Takes the level of one hop into noise, floor and peak, and moves the threshold. */
  learn(db: number): void {
    this.#gapHops = db <= -99 ? this.#gapHops + 1 : 0
    if (this.#gapHops > 0 && this.#gapHops < GAP_HOPS) return
    if (this.#settling > 0) {
      this.#settling -= 1
      return
    }
    this.#learnFloor(db)
    this.peakDb = Math.max(this.#held.push(db), this.peakDb - PEAK_FALL_DB_PER_HOP)
    this.#learnNoise(db)
    this.thresholdDb = Math.max(
      DEAF_DB,
      Math.max(DEAF_DB, this.#noiseDb) + this.#marginDb(),
      this.peakDb - UNDER_PEAK_DB,
    )
  }

  /** The mean level over which soft voice goes on between louder syllables. */
  get carriedDb(): number {
    const wavers = CARRIED_WAVERS * this.#waverDb
    return Math.max(DEAF_DB, this.#noiseDb) + Math.max(CARRIED_LEAST_DB, wavers)
  }

  #marginDb(): number {
    const wavers = OVER_NOISE_WAVERS * this.#waverDb
    return Math.min(OVER_NOISE_MOST_DB, Math.max(OVER_NOISE_LEAST_DB, wavers))
  }

  #learnNoise(db: number): void {
    this.#quietHops = db < this.thresholdDb ? this.#quietHops + 1 : 0
    const heard = Math.max(db, DEAF_DB)
    if (this.#quietHops > NOISE_AFTER_HOPS) {
      this.#waverDb += NOISE_RATE * (Math.abs(heard - this.#noiseDb) - this.#waverDb)
      this.#noiseDb += NOISE_RATE * (heard - this.#noiseDb)
    }
    const floorDb = Math.max(DEAF_DB, this.floorDb)
    this.#noiseDb = Math.min(Math.max(this.#noiseDb, floorDb), floorDb + OVER_FLOOR_DB)
  }

  #learnFloor(db: number): void {
    const blocks = this.#blocks
    blocks[this.#block] = Math.min(blocks[this.#block] ?? 0, db)
    this.#inBlock += 1
    if (this.#inBlock === BLOCK_HOPS) {
      this.#inBlock = 0
      this.#block = (this.#block + 1) % FLOOR_BLOCKS
      blocks[this.#block] = 0
    }
    let least = 0
    for (let i = 0; i < FLOOR_BLOCKS; i += 1) least = Math.min(least, blocks[i] ?? 0)
    this.floorDb = least
  }
}
