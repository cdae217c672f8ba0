import { HOP_MS } from './hop.ts'
import type { Tone } from './tones.ts'

/** Notes and steady moments count for so long. */
const MEMORY_HOPS = 400
/** Another pitch is another note. */
const PITCH_SHARE = 0.01
/** Of 5,800 tones in speech one in thirty wavers so little for so long; of those in music half do. */
const STEADY_MS = 110
const STEADY_WANDER_HZ = 0.8
const STEADY_TONES = 2
/** So many tones of any kind within so long are no speech. */
const BUSY_TONES = 4
const BUSY_HOPS = 200

/** Networks repeat a tone of this length, and of so nearly the same pitch as loss and noise tell. */
const LONG_HOPS = 15
const REPEATED_SHARE = 0.06

/** Remembers the notes and the steady moments before a tone: a beep has few before it, music has. */
export class Melody {
  readonly #steady = new Recent(STEADY_TONES)
  readonly #any = new Recent(BUSY_TONES)
  readonly #notes = new Recent(2)
  readonly #long = new Recent(1)

  /** Takes the tone that sounds, hop by hop; `isNote` says that no voice sounds so. */
  follow(tone: Tone, isNote: boolean): void {
    this.#any.add(tone)
    if (isNote) this.#notes.add(tone)
    if (isSteady(tone)) this.#steady.add(tone)
    if (tone.endHop - tone.startHop >= LONG_HOPS) this.#long.add(tone)
  }

  /** Whether a tone of another pitch sounded shortly before, be it a voice's. */
  hasCompany(tone: Tone): boolean {
    const before = this.#any.before(tone)
    if (before === undefined || tone.startHop - before.endHop > BUSY_HOPS) return false
    return Math.abs(before.hz - tone.hz) > PITCH_SHARE * tone.hz
  }

  /** Whether a long tone of nearly the same pitch sounded before, however long ago. */
  isRepeated(tone: Tone): boolean {
    const before = this.#long.before(tone)
    return before !== undefined && Math.abs(before.hz - tone.hz) <= REPEATED_SHARE * tone.hz
  }

  /** Whether the tone that sounds goes on with a melody. */
  isUnderWay(tone: Tone): boolean {
    const before = this.#notes.before(tone)
    const isNext = before !== undefined && tone.startHop - before.endHop < MEMORY_HOPS
    if (isNext && Math.abs(before.hz - tone.hz) > PITCH_SHARE * tone.hz) return true
    return (
      this.#steady.haveBegunWithin(MEMORY_HOPS, tone) || this.#any.haveBegunWithin(BUSY_HOPS, tone)
    )
  }
}

function isSteady(tone: Tone): boolean {
  const ms = (tone.endHop - tone.startHop) * HOP_MS
  return ms >= STEADY_MS && tone.wanderHz < STEADY_WANDER_HZ
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

  /** Whether so many as are counted began, this one aside, in so many hops before it. */
  haveBegunWithin(hops: number, tone: Tone): boolean {
    const count = this.#tones.length
    const oldest = this.#newest === tone ? this.#next : (this.#next + 1) % count
    const first = this.#tones[oldest]
    return first !== undefined && first !== tone && tone.startHop - first.startHop < hops
  }
}
