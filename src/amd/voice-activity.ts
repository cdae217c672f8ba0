
/** Below this no hop is ever voice: the idle noise of G.711 itself. */
const DEAF_DB = -74
/** How far over the noise floor voice stands at the least. */
const OVER_FLOOR_DB = 7
/** Voice is nearer to the loudest voice than to the noise, by this share of the way. */
const SHARE_OVER_NOISE = 0.45
/** How far under its own loudest moments voice may fall. */
const UNDER_PEAK_DB = 30
/** The floor is the least level heard in this many blocks of 20 hops. */
const FLOOR_BLOCKS = 8
const BLOCK_HOPS = 20
const PEAK_FALL_DB_PER_HOP = 0.03
/** Noise is learnt after so many hops without voice, at this rate. */
const NOISE_AFTER_HOPS = 12
const NOISE_RATE = 0.06
/** Digital silence is a gap of the network until it lasts so long. */
const GAP_HOPS = 15

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
  readonly #blocks = new Float64Array(FLOOR_BLOCKS)
  #noiseDb = -100
  #block = 0
  #inBlock = 0
  #quietHops = 0
  #gapHops = 0
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
    this.#noiseDb = -100
    this.#block = 0
    this.#inBlock = 0
    this.#quietHops = NOISE_AFTER_HOPS
    this.#gapHops = 0
    this.#previousDb = -100
    this.#beforeDb = -100
  }

  /** Takes the level of one hop into noise, floor and peak, and moves the threshold. */
  learn(db: number): void {
    this.#gapHops = db <= -99 ? this.#gapHops + 1 : 0
    if (this.#gapHops > 0 && this.#gapHops < GAP_HOPS) return
    const median = middle(db, this.#previousDb, this.#beforeDb)
    this.#beforeDb = this.#previousDb
    this.#previousDb = db
    this.#learnFloor(db)
    this.peakDb = Math.max(median, this.peakDb - PEAK_FALL_DB_PER_HOP)
    this.#learnNoise(db)
    this.thresholdDb = Math.max(
      DEAF_DB,
      this.floorDb + OVER_FLOOR_DB,
      this.#noiseDb + SHARE_OVER_NOISE * (this.peakDb - this.#noiseDb),
      this.peakDb - UNDER_PEAK_DB,
    )
  }

  #learnNoise(db: number): void {
    this.#quietHops = db < this.thresholdDb ? this.#quietHops + 1 : 0
    if (this.#noiseDb <= -100) this.#noiseDb = Math.max(DEAF_DB, this.floorDb)
    else if (this.#quietHops > NOISE_AFTER_HOPS) {
      this.#noiseDb += NOISE_RATE * (Math.max(db, DEAF_DB) - this.#noiseDb)
    } else this.#noiseDb = Math.min(this.#noiseDb, Math.max(DEAF_DB, this.floorDb) + OVER_FLOOR_DB)
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

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
