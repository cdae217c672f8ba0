import type { Gap } from '../amd/recording.ts'
import { LIMITS } from '../core/limits.ts'

const MOST_SAMPLES = LIMITS.analysedAudioMs * 8

/** What a listener heard, in one piece: at most `LIMITS.analysedAudioMs` of it, from its beginning. */
export class Tape {
  #parts: Int16Array[] = []
  #gaps: Gap[] = []
  #length = 0

  /** Begins anew: what was heard before the answer is no part of the call. */
  rewind(): void {
    this.#parts = []
    this.#gaps = []
    this.#length = 0
  }

  /** Linear samples at 8 kHz; copied. */
  add(samples: Int16Array): void {
    this.#append(samples.slice(0, MOST_SAMPLES - this.#length))
  }

  /** So many samples did not come: silence, so that moments keep their place. */
  addMissing(sampleCount: number): void {
    const count = Math.max(0, Math.min(sampleCount, MOST_SAMPLES - this.#length))
    if (count === 0) return
    const last = this.#gaps.at(-1)
    if (last !== undefined && last.at + last.count === this.#length)
      this.#gaps[this.#gaps.length - 1] = { at: last.at, count: last.count + count }
    else this.#gaps.push({ at: this.#length, count })
    this.#append(new Int16Array(count))
  }

  /** What did not come of it, in order. */
  get gaps(): readonly Gap[] {
    return this.#gaps
  }

  /** Everything that was heard. */
  get samples(): Int16Array {
    const whole = new Int16Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  #append(part: Int16Array): void {
    if (part.length === 0) return
    this.#parts.push(part)
    this.#length += part.length
  }
}
