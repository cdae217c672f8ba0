import { lengthMsOf, type Tone } from './tones.ts'

/** Another pitch is another note. */
const PITCH_SHARE = 0.01
/** Of 5,800 tones in speech one in thirty wavers so little for so long; of those in music half do. */
const STEADY_MS = 110
const STEADY_WANDER_HZ = 0.8
const COMPANY_HOPS = 200
/** Notes of a tune follow each other so soon. */
const TUNE_HOPS = 400
/** Networks repeat a tone of this length, and of so nearly the same pitch as loss and noise tell. */
const LONG_HOPS = 15
const REPEATED_SHARE = 0.02
/** So many tones before the newest are remembered. */
const KEPT_TONES = 12

/** Remembers the tones before the newest: a beep has few before it, music has many. */
export class Melody {
  readonly #any = new Recent(KEPT_TONES)
  readonly #steady = new Recent(KEPT_TONES)
  readonly #long = new Recent(1)
  readonly #notes = new Recent(1)

  /** Takes the tone that sounds, hop by hop; `isNote` says that no voice sounds so. */
  follow(tone: Tone, isNote: boolean): void {
    this.#any.add(tone)
    if (isNote) this.#notes.add(tone)
    if (isSteady(tone)) this.#steady.add(tone)
    if (tone.endHop - tone.startHop >= LONG_HOPS) this.#long.add(tone)
  }

  /** How many tones began in so many hops before this one, as far as they are remembered. */
  tonesBefore(tone: Tone, hops: number): number {
    return this.#any.countBefore(tone, hops)
  }

  /** The same of tones as steady as notes are. */
  steadyBefore(tone: Tone, hops: number): number {
    return this.#steady.countBefore(tone, hops)
  }

  /** Whether a tone of another pitch sounded shortly before, be it a voice's. */
  hasCompany(tone: Tone): boolean {
    const before = this.#any.before(tone)
    if (before === undefined || tone.startHop - before.endHop > COMPANY_HOPS) return false
    return isOtherPitch(before, tone)
  }

  /** Whether a note of another pitch sounded shortly before: a tune goes on. */
  goesOn(tone: Tone): boolean {
    const before = this.#notes.before(tone)
    if (before === undefined || tone.startHop - before.endHop >= TUNE_HOPS) return false
    return isOtherPitch(before, tone)
  }

  /** Whether a long tone of nearly the same pitch sounded before, however long ago. */
  isRepeated(tone: Tone): boolean {
    const before = this.#long.before(tone)
    return before !== undefined && Math.abs(before.hz - tone.hz) <= REPEATED_SHARE * tone.hz
  }
}

function isOtherPitch(before: Tone, tone: Tone): boolean {
  return Math.abs(before.hz - tone.hz) > PITCH_SHARE * tone.hz
}

function isSteady(tone: Tone): boolean {
  return lengthMsOf(tone) >= STEADY_MS && tone.wanderHz < STEADY_WANDER_HZ
}

/** The newest tones of a kind, one more than are counted. */
class Recent {
  readonly #tones: (Tone | undefined)[]
  #next = 0

  constructor(count: number) {
    this.#tones = Array.from({ length: count + 1 }, () => undefined)
  }

  add(tone: Tone): void {
    if (this.#newest === tone) return
    this.#tones[this.#next] = tone
    this.#next = (this.#next + 1) % this.#tones.length
  }

  get #newest(): Tone | undefined {
    return this.#tones[(this.#next + this.#tones.length - 1) % this.#tones.length]
  }

  /** The newest that is not this one. */
  before(tone: Tone): Tone | undefined {
    if (this.#newest !== tone) return this.#newest
    return this.#tones[(this.#next + this.#tones.length - 2) % this.#tones.length]
  }

  /** How many began in so many hops before this one. */
  countBefore(tone: Tone, hops: number): number {
    let count = 0
    for (const each of this.#tones) {
      if (each === undefined || each === tone) continue
      if (tone.startHop - each.startHop < hops) count += 1
    }
    return count
  }
}
