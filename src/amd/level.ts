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
    let x1 = this.#x1
    let x2 = this.#x2
    let y1 = this.#y1
    let y2 = this.#y2
    let sum = 0
    let least = hop[0]!
    let most = least
    for (let i = 0; i < HOP_SAMPLES; i += 1) {
      const x = hop[i]!
      const y = B0 * (x + x2) + B1 * x1 - A1 * y1 - A2 * y2
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      sum += y * y
      if (x < least) least = x
      if (x > most) most = x
    }
    this.#x1 = x1
    this.#x2 = x2
    this.#y1 = y1
    this.#y2 = y2
    const power = most === least ? 0 : sum / HOP_SAMPLES
    const mean = power === 0 ? 0 : this.#previous === 0 ? power : (power + this.#previous) / 2
    this.#previous = power
    return decibels(mean)
  }
}

/** The least of the last four levels: what voice holds for 40 ms, and no click does. */
export class HeldLevel {
  #first = -100
  #second = -100
  #third = -100

  /** Takes the level of a hop, decibels; says what it and the three before it all reached. */
  push(db: number): number {
    const held = Math.min(db, this.#first, this.#second, this.#third)
    this.#third = this.#second
    this.#second = this.#first
    this.#first = db
    return held
  }
}
