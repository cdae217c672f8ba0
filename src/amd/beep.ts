import type { BeepContext, BeepOpinion } from './beep-context.ts'
import { HOP_MS } from './hop.ts'
import { isPairOf, mayBeNetwork, type Pair } from './impostor.ts'
import type { Tone } from './tones.ts'

const LOWEST_HZ = 285
const HIGHEST_HZ = 3_200
/** Under this a voice can sing as purely as a machine. */
const VOICE_PITCH_HZ = 545
/** Under this many voices do, for so long at most. */
const CHILD_HZ = 385
const CHILD_MS = 180
/** Speech holds no pitch for so long. */
const SUNG_MS = 220
const LEAST_RISE_DB = 10
/** No voice and no music of the training part rose so little there, once a machine had talked. */
const LEAST_HIGH_RISE_DB = 8
const MUCH_RISE_DB = 20
const UNREST_DB = 10
/** Music is never quiet: its notes rise little over its quietest moments. */
const OVER_QUIET_DB = 3
const LONE_RISE_DB = 11
const LONE_HOPS = 25
const UNDER_VOICE_DB = 28
/** A tone is judged by so many hops at least in which it no longer swelled. */
const LEVEL_HOPS = 2
/** The sixteen keys, ITU-T Q.23; a machine that greets presses none, a person none for so long. */
const KEY_MOST_MS = 350
const KEY_TOLERANCE = 0.02
const KEY_PAIRS: readonly Pair[] = [697, 770, 852, 941].flatMap((row) =>
  [1_209, 1_336, 1_477, 1_633].map((column): Pair => [row, column]),
)
/** Two overtones of a voice may pass for two tones. */
const CHORD_PURITY = 0.93
const OCTAVE_SHARE = 0.04
const OCTAVE_PURITY = 0.96
/** What sounds like an instrument is a beep where it is held for so long. */
const INSTRUMENT_MS = 300
/** The same tone again, so soon and so much softer, is the echo of a beep. */
const ECHO_HOPS = 45
const ECHO_DB = 7
const ECHO_HZ = 25

/** Whether a tone is the beep of a machine that starts to record. Pure. */
export function judgeBeep(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  const isOutside = tone.hz < LOWEST_HZ || tone.hz > HIGHEST_HZ
  if (isOutside || context.information || context.fax || isEcho(tone, context)) return 'no-beep'
  if (!isOutOfQuiet(tone, context) || tone.levelDb < context.peakDb - UNDER_VOICE_DB)
    return 'no-beep'
  if (context.melody) return 'no-beep'
  if (!hasStirred(context) && isNote(tone, false) && (sounding || context.quietHops < LONE_HOPS))
    return 'not-yet'
  if (!isClear(tone, context) || isKey(tone, context)) return sounding ? 'not-yet' : 'no-beep'
  return mayBeNetwork(tone, sounding, context)
}

/** Whether it was quiet before, as quiet as this line is, or much quieter than the tone. */
function isOutOfQuiet(tone: Tone, context: BeepContext): boolean {
  const { talk, company, riseDb, unrestDb, overQuietDb } = context
  if (riseDb >= MUCH_RISE_DB) return true
  const isAlone = talk.machine && !company && tone.hz >= VOICE_PITCH_HZ
  const leastDb = isAlone ? LEAST_HIGH_RISE_DB : LEAST_RISE_DB
  return riseDb >= leastDb && unrestDb <= UNREST_DB && overQuietDb >= OVER_QUIET_DB
}

/** Whether somebody may have talked, seen or not. */
function hasStirred({ talk }: BeepContext): boolean {
  return talk.greeted || talk.astir
}

/** Whether a finger on a key may sound like this. */
function isKey(tone: Tone, { talk }: BeepContext): boolean {
  if (talk.machine || !isPairOf(KEY_PAIRS, tone, KEY_TOLERANCE)) return false
  return !talk.greeted || lengthMsOf(tone) < KEY_MOST_MS
}

function isEcho(tone: Tone, { before }: BeepContext): boolean {
  return (
    before !== undefined &&
    tone.startHop - before.endHop < ECHO_HOPS &&
    tone.levelDb < before.levelDb - ECHO_DB &&
    Math.abs(tone.hz - before.hz) < ECHO_HZ
  )
}

/**
 * How pure and steady a tone must be to be nothing but electronics. Learnt on the training part,
 * computed beeps and computed music: of 5,800 steady moments of voices in 5.5 hours none over
 * 545 Hz met a row without `greetedOnly`, and three met a row at all. The loosest rows, of beeps that
 * GSM makes waver and swing, on 16 hours: no voice over 545 Hz met one after a machine's talk.
 */
interface Clarity {
  readonly leastMs: number
  readonly purity: number
  readonly swingDb: number
  readonly wanderHz: number
  readonly fadeDb: number
  readonly greetedOnly?: true
}

const HIGH: readonly Clarity[] = [
  { leastMs: 60, purity: 0.985, swingDb: 0.3, wanderHz: 0.6, fadeDb: 0.2, greetedOnly: true },
  { leastMs: 80, purity: 0.85, swingDb: 1.2, wanderHz: 2, fadeDb: 0.5 },
  { leastMs: 80, purity: 0.93, swingDb: 1, wanderHz: 5, fadeDb: 0.6 },
  { leastMs: 80, purity: 0.95, swingDb: 2, wanderHz: 3, fadeDb: 1, greetedOnly: true },
  { leastMs: 100, purity: 0.88, swingDb: 5, wanderHz: 4, fadeDb: 4, greetedOnly: true },
  { leastMs: 120, purity: 0.9, swingDb: 8, wanderHz: 8, fadeDb: 6, greetedOnly: true },
  { leastMs: 140, purity: 0.93, swingDb: 12, wanderHz: 11, fadeDb: 8, greetedOnly: true },
]
/** Where voices sing, purity and time must be more. */
const LOW: readonly Clarity[] = [
  { leastMs: 80, purity: 0.97, swingDb: 0.4, wanderHz: 0.7, fadeDb: 0.3 },
  { leastMs: 100, purity: 0.95, swingDb: 0.5, wanderHz: 1, fadeDb: 0.4 },
  { leastMs: 100, purity: 0.99, swingDb: 2.5, wanderHz: 1, fadeDb: 2.4, greetedOnly: true },
  { leastMs: 110, purity: 0.98, swingDb: 0.8, wanderHz: 1.2, fadeDb: 0.5 },
  { leastMs: 140, purity: 0.95, swingDb: 1.2, wanderHz: 2, fadeDb: 0.5 },
  { leastMs: 140, purity: 0.93, swingDb: 1, wanderHz: 1, fadeDb: 0.6, greetedOnly: true },
  { leastMs: 200, purity: 0.93, swingDb: 1.5, wanderHz: 1.5, fadeDb: 1, greetedOnly: true },
  { leastMs: 250, purity: 0.97, swingDb: 4, wanderHz: 3.2, fadeDb: 4, greetedOnly: true },
]

/** Over children's voices, and after a greeting, less will do. */
const OVER_CHILDREN: readonly Clarity[] = [
  ...LOW,
  { leastMs: 80, purity: 0.985, swingDb: 0.8, wanderHz: 0.8, fadeDb: 0.5, greetedOnly: true },
  { leastMs: 140, purity: 0.95, swingDb: 1.5, wanderHz: 2, fadeDb: 1, greetedOnly: true },
  { leastMs: 140, purity: 0.9, swingDb: 0.5, wanderHz: 0.5, fadeDb: 0.5, greetedOnly: true },
  { leastMs: 200, purity: 0.9, swingDb: 1, wanderHz: 1, fadeDb: 1, greetedOnly: true },
]

/** After a tone of another pitch, music perhaps, a beep must be clearer, or held. */
const IN_COMPANY: readonly Clarity[] = [
  { leastMs: 80, purity: 0.97, swingDb: 1, wanderHz: 2, fadeDb: 0.5 },
  { leastMs: 100, purity: 0.99, swingDb: 1, wanderHz: 1, fadeDb: 0.8 },
  { leastMs: 140, purity: 0.99, swingDb: 1.5, wanderHz: 1, fadeDb: 1 },
  { leastMs: 180, purity: 0.99, swingDb: 3, wanderHz: 0.6, fadeDb: 2.6 },
  { leastMs: 500, purity: 0.9, swingDb: 4, wanderHz: 4, fadeDb: 1.5 },
]

/** A tone before any greeting is one only if it stands alone: heard to its end, and quiet behind it. */
function isClear(tone: Tone, context: BeepContext): boolean {
  const greeted = hasStirred(context)
  if (isInCompany(tone, context) && !isAnyOf(IN_COMPANY, tone, tone.wholeness)) return false
  if (isInstrument(tone) && (!greeted || lengthMsOf(tone) < INSTRUMENT_MS)) return false
  return greeted ? isNote(tone) : context.riseDb >= LONE_RISE_DB && isNote(tone, false)
}

/** Over the pitch of voices a machine's beep is none the less one for what was heard before. */
function isInCompany(tone: Tone, { company, talk }: BeepContext): boolean {
  return company && !(talk.machine && tone.hz >= VOICE_PITCH_HZ)
}

/** Whether it sounds with its octave or as a chord, as instruments do. */
function isInstrument(tone: Tone): boolean {
  const isOctave = Math.abs(tone.secondHz - 2 * tone.hz) < OCTAVE_SHARE * tone.hz
  return tone.count === 3 || (isOctave && tone.purity < OCTAVE_PURITY)
}

/** Whether nothing but electronics, or an instrument, sounds so pure and so steady. Pure. */
function isNote(tone: Tone, greeted = true): boolean {
  if (tone.levelHops < LEVEL_HOPS) return false
  if (tone.hz < CHILD_HZ && lengthMsOf(tone) < CHILD_MS) return false
  const isHigh = tone.hz >= VOICE_PITCH_HZ
  const rows = isHigh ? HIGH : tone.hz >= CHILD_HZ ? OVER_CHILDREN : LOW
  const purity = isHigh ? tone.wholeness : tone.purity
  return rows.some((clarity) => (greeted || !clarity.greetedOnly) && meets(tone, clarity, purity))
}

/** Whether an instrument or electronics sounds: a note that is too high or too long for a voice. Pure. */
export function isInstrumentNote(tone: Tone): boolean {
  const isNoVoice = tone.hz >= VOICE_PITCH_HZ || lengthMsOf(tone) >= SUNG_MS
  return isNoVoice && isNote(tone, false)
}

/** Whether no voice sings so: where voices sing, what only a greeting makes likely is not enough. Pure. */
export function isNoVoice(tone: Tone): boolean {
  return isNote(tone, tone.hz >= VOICE_PITCH_HZ)
}

function isAnyOf(rows: readonly Clarity[], tone: Tone, purity: number): boolean {
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

function lengthMsOf(tone: Tone): number {
  return (tone.endHop - tone.startHop) * HOP_MS
}
