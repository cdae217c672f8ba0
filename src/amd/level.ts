import { decibels, HOP_SAMPLES } from './hop.ts'

/** Second-order Butterworth high-pass at 150 Hz for 8 kHz: takes out DC, mains hum and its echo. */
const B0 = 0.920_066
const B1 = -1.840_132
const A1 = -1.833_733
const A2 = 0.846_532

/** The level of the speech band over the last 20 ms, a period of mains hum, hop by hop. Holds filter state only; allocates nothing. */
export class LevelMeter {
  #x1 = 0
  #x2 = 0
  #y1 = 0
  #y2 = 0
  #previous = 0

  /** Decibels (full scale 0) for the 80 samples of `hop`, each -1 to 1; -100 for digital silence. */
  measure(hop: Float32Array): number {
    let sum = 0
    let least = hop[0] ?? 0
    let most = least
    for (let i = 0; i < HOP_SAMPLES; i += 1) {
      const x = hop[i] ?? 0
      const y = B0 * x + B1 * this.#x1 + B0 * this.#x2 - A1 * this.#y1 - A2 * this.#y2
      this.#x2 = this.#x1
      this.#x1 = x
      this.#y2 = this.#y1
      this.#y1 = y
      sum += y * y
      if (x < least) least = x
      if (x > most) most = x
    }
    const power = most === least ? 0 : sum / HOP_SAMPLES
    const mean = power === 0 ? 0 : this.#previous === 0 ? power : (power + this.#previous) / 2
    this.#previous = power
    return decibels(mean)
  }
}
