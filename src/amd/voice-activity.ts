import { HOP_MS } from './hop.ts'

/** Below this no hop is ever voice: the idle noise of G.711 itself. */
const DEAF_DB = -74
/** How far over the noise floor voice stands. */
const OVER_FLOOR_DB = 7
/** How far under its own loudest moments voice may fall. */
const UNDER_PEAK_DB = 30
/** The floor is the least level heard in this many blocks of 20 hops. */
const FLOOR_BLOCKS = 8
const BLOCK_HOPS = 20
const PEAK_FALL_DB_PER_HOP = 0.03

/**
 * Whether a hop holds voice, judged against a noise floor and a peak that follow the line.
 * Every threshold but `DEAF_DB` is relative, so that the gain of the line does not matter.
 */
export class VoiceActivity {
  /** The level under which nothing is voice, decibels. */
  thresholdDb = DEAF_DB
  floorDb = 0
  peakDb = -100
  readonly #blocks = new Float64Array(FLOOR_BLOCKS)
  #block = 0
  #inBlock = 0
  #previousDb = 0
  #beforeDb = 0

  constructor() {
    this.reset()
  }

  /** Forgets the line, as when the answer brings another one. */
  reset(): void {
    this.#blocks.fill(0)
    this.floorDb = 0
    this.peakDb = -100
    this.#block = 0
    this.#inBlock = 0
    this.#previousDb = -100
    this.#beforeDb = -100
  }

  /** Takes the level of one hop into the floor and the peak, and moves the threshold. */
  learn(db: number): void {
    const smooth = (db + (this.#previousDb <= -100 ? db : this.#previousDb)) / 2
    const median = middle(db, this.#previousDb, this.#beforeDb)
    this.#beforeDb = this.#previousDb
    this.#previousDb = db
    this.#learnFloor(smooth)
    this.peakDb = Math.max(median, this.peakDb - PEAK_FALL_DB_PER_HOP)
    this.thresholdDb = Math.max(DEAF_DB, this.floorDb + OVER_FLOOR_DB, this.peakDb - UNDER_PEAK_DB)
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

/** How long the floor remembers, milliseconds. */
export const FLOOR_MEMORY_MS = FLOOR_BLOCKS * BLOCK_HOPS * HOP_MS

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
