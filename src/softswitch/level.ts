const FULL_SCALE = 32_768
/** What total silence is shown as, since its logarithm has no number. */
const SILENCE_DBFS = -96

/** The level of audio over some frames, in dB below full scale. */
export class Level {
  #sumOfSquares = 0
  #samples = 0

  /** Adds a frame; undefined counts as nothing heard. */
  add(frame: Int16Array | undefined): void {
    if (!frame) return
    this.#samples += frame.length
    for (const sample of frame) this.#sumOfSquares += sample * sample
  }

  /** The level since the last call. */
  read(): number {
    const mean = this.#samples === 0 ? 0 : this.#sumOfSquares / this.#samples
    this.#sumOfSquares = 0
    this.#samples = 0
    if (mean === 0) return SILENCE_DBFS
    return Math.max(SILENCE_DBFS, 10 * Math.log10(mean / (FULL_SCALE * FULL_SCALE)))
  }
}
