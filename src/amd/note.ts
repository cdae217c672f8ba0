import { lengthMsOf, type Tone } from './tones.ts'

/** Under this a voice can sing as purely as a machine. */
const VOICE_PITCH_HZ = 545
/** Under this many voices do, for so long at most. */
const CHILD_HZ = 385
const CHILD_MS = 180
/** Speech holds no pitch for so long. */
const SUNG_MS = 220
/** A tone is judged by so many hops at least in which it no longer swelled. */
const LEVEL_HOPS = 2
/** Two overtones of a voice may pass for two tones. */
const CHORD_PURITY = 0.93

/**
 * How pure and steady a tone must be to be no voice's. Learnt on the training part, computed beeps
 * and computed music: of 5,800 steady moments of voices in 5.5 hours none over 545 Hz met a row.
 */
interface Clarity {
  readonly leastMs: number
  readonly purity: number
  readonly swingDb: number
  readonly wanderHz: number
  readonly fadeDb: number
}

const HIGH: readonly Clarity[] = [
  { leastMs: 80, purity: 0.85, swingDb: 1.2, wanderHz: 2, fadeDb: 0.5 },
  { leastMs: 80, purity: 0.93, swingDb: 1, wanderHz: 5, fadeDb: 0.6 },
]
/** As GSM makes them: no voice of 16 hours over 545 Hz met one of these either. */
const WAVERING: readonly Clarity[] = [
  { leastMs: 60, purity: 0.985, swingDb: 0.3, wanderHz: 0.6, fadeDb: 0.2 },
  { leastMs: 80, purity: 0.95, swingDb: 2, wanderHz: 3, fadeDb: 1 },
  { leastMs: 100, purity: 0.88, swingDb: 5, wanderHz: 4, fadeDb: 4 },
  { leastMs: 120, purity: 0.9, swingDb: 8, wanderHz: 8, fadeDb: 6 },
  { leastMs: 140, purity: 0.93, swingDb: 12, wanderHz: 11, fadeDb: 8 },
]
/** Where voices sing, purity and time must be more. */
const LOW: readonly Clarity[] = [
  { leastMs: 80, purity: 0.97, swingDb: 0.4, wanderHz: 0.7, fadeDb: 0.3 },
  { leastMs: 100, purity: 0.95, swingDb: 0.5, wanderHz: 1, fadeDb: 0.4 },
  { leastMs: 110, purity: 0.98, swingDb: 0.8, wanderHz: 1.2, fadeDb: 0.5 },
  { leastMs: 140, purity: 0.95, swingDb: 1.2, wanderHz: 2, fadeDb: 0.5 },
]

/** Whether an instrument or electronics sounds: a note that is too high or too long for a voice. Pure. */
export function isInstrumentNote(tone: Tone): boolean {
  const isHigh = tone.hz >= VOICE_PITCH_HZ
  return (isHigh || lengthMsOf(tone) >= SUNG_MS) && meetsAny(isHigh ? HIGH : LOW, tone)
}

/** Whether no voice sings so. Pure. */
export function isNoVoice(tone: Tone): boolean {
  if (tone.hz < VOICE_PITCH_HZ) return meetsAny(LOW, tone)
  return meetsAny(HIGH, tone) || meetsAny(WAVERING, tone)
}

function meetsAny(rows: readonly Clarity[], tone: Tone): boolean {
  if (tone.levelHops < LEVEL_HOPS) return false
  if (tone.hz < CHILD_HZ && lengthMsOf(tone) < CHILD_MS) return false
  const purity = tone.hz >= VOICE_PITCH_HZ ? tone.wholeness : tone.purity
  return rows.some((clarity) => meets(tone, clarity, purity))
}

function meets(tone: Tone, clarity: Clarity, purity: number): boolean {
  return (
    lengthMsOf(tone) >= clarity.leastMs &&
    purity >= (tone.count > 1 ? Math.max(CHORD_PURITY, clarity.purity) : clarity.purity) &&
    tone.swingDb <= clarity.swingDb &&
    tone.wanderHz <= clarity.wanderHz &&
    Math.abs(tone.fadeDb) <= clarity.fadeDb
  )
}
