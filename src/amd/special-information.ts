import { lengthMsOf, type Tone } from './tones.ts'
import type { SpecialInformationTone } from './verdict.ts'

/** The plans say 30 ms at most; lost packets at the edges of two tones widen it. */
const MOST_GAP_HOPS = 20
const FIRST_HZ = [885, 1012] as const
const SECOND_HZ = [1360, 1465] as const
const THIRD_HZ = [1755, 1865] as const
const LONG_MS = 327
/** The first tone alone, or a second one that stays: how some countries say the same. */
const ALONE_MS = [230, 720] as const
const LASTING_MS = 480

/**
 * Special information tones: three rising tones of about 330 ms after ITU-T E.180/Q.35. The kind
 * is told by the pair of first frequencies and by their lengths, after Telcordia SR-2275:
 * 913.8 or 985.2 Hz, 1370.6 or 1428.5 Hz; 274 or 380 ms. ITU's own 950 and 1400 Hz carry no kind.
 */
export class SpecialInformation {
  /** The kind once three tones have been heard; undefined before. */
  heard: SpecialInformationTone | undefined
  #first: Tone | undefined
  #second: Tone | undefined
  #counted: Tone | undefined
  #alone = 0

  /** Whether the first two tones have been heard, so that the third is no beep. */
  get underWay(): boolean {
    return this.#second !== undefined
  }

  /** Looks at the tone that sounds or has just ended, hop by hop. */
  follow(tone: Tone, sounding: boolean): void {
    const lengthMs = lengthMsOf(tone)
    if (this.heard !== undefined) return
    if (tone === this.#second && lengthMs > LASTING_MS) this.heard = 'unknown'
    if (tone !== this.#first || sounding || tone === this.#counted) return
    if (Math.abs(tone.hz - 950) > 12 || !within(lengthMs, ALONE_MS)) return
    this.#counted = tone
    this.#alone += 1
    if (this.#alone === 2) this.heard = 'unknown'
  }

  /** Takes a tone that has just been confirmed. */
  begin(tone: Tone): void {
    if (tone.secondHz !== 0) return
    if (this.#second !== undefined && within(tone.hz, THIRD_HZ) && follows(this.#second, tone)) {
      this.heard = kindOf(this.#first!, this.#second)
    } else if (
      this.#first !== undefined &&
      within(tone.hz, SECOND_HZ) &&
      follows(this.#first, tone)
    ) {
      this.#second = tone
    } else {
      this.#second = undefined
      this.#first = within(tone.hz, FIRST_HZ) ? tone : undefined
    }
  }
}

function kindOf(first: Tone, second: Tone): SpecialInformationTone {
  const firstHigh = first.hz > 978
  const secondHigh = second.hz > 1418
  const ituFirst = Math.abs(first.hz - 950) < 14 || first.hz < 906 || first.hz > 992
  if (ituFirst || Math.abs(second.hz - 1400) < 10 || second.hz > 1434) return 'unknown'
  if (firstHigh && secondHigh) return 'no-circuit'
  if (secondHigh) return 'reorder'
  if (firstHigh) return long(first) ? 'vacant-code' : 'reorder'
  return long(first) ? 'no-circuit' : 'intercept'
}

function long(tone: Tone): boolean {
  return lengthMsOf(tone) > LONG_MS
}

function follows(before: Tone, tone: Tone): boolean {
  return tone.startHop - before.endHop <= MOST_GAP_HOPS
}

function within(hz: number, band: readonly [number, number]): boolean {
  return hz >= band[0] && hz <= band[1]
}
