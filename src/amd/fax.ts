import { HOP_MS } from './hop.ts'
import type { Tone } from './tones.ts'

/** What a fax or modem plays, after ITU-T T.30 and V.25. */
export type FaxTone = 'CNG' | 'CED' | 'V.25 answer'

/**
 * The fax tone that a steady tone is, or undefined. CNG, 1100 Hz for half a second, is told at its
 * end; CED, 2100 Hz for seconds, and the modem answer of 2225 Hz after 400 ms. Pure.
 */
export function faxTone(tone: Tone, sounding: boolean): FaxTone | undefined {
  if (tone.secondHz !== 0) return undefined
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
  if (!sounding && Math.abs(tone.hz - 1_100) <= 38 && lengthMs >= 415 && lengthMs <= 590)
    return 'CNG'
  if (Math.abs(tone.hz - 2_100) <= 20 && lengthMs >= 400) return 'CED'
  if (Math.abs(tone.hz - 2_225) <= 12 && lengthMs >= 400) return 'V.25 answer'
  return undefined
}
