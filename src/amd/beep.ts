import { HOP_MS } from './hop.ts'
import type { Tone } from './tones.ts'

/** What is known about the call when a tone sounds. */
export interface BeepContext {
  /** Someone or something has talked for most of a second. */
  readonly greeted: boolean
  /** The verdict is a machine. */
  readonly machine: boolean
  /** Special information tones are under way or were heard. */
  readonly information: boolean
  /** The data of a fax is under way. */
  readonly fax: boolean
  /** How far the tone stands over the softest moment of the 100 ms before it. */
  readonly riseDb: number
  /** The loudest voice of the line. */
  readonly peakDb: number
  /** Another tone, of another frequency, sounded in the last two seconds: a melody, perhaps. */
  readonly melody: boolean
}

/** A tone that networks and faxes play, and that must not be taken for a beep. */
interface Impostor {
  readonly fromHz: number
  readonly toHz: number
  /** It lasts so long; a tone of another length is a beep after all. */
  readonly leastMs: number
  readonly mostMs: number
  /** Where it stops being likely. */
  readonly until: 'greeted' | 'machine'
}

/** Asterisk's table of 42 countries, spandsp's fax tones, Telcordia's information tones. */
const IMPOSTORS: readonly Impostor[] = [
  { fromHz: 385, toHz: 458, leastMs: 0, mostMs: 5_000, until: 'greeted' }, // busy and its kin
  { fromHz: 890, toHz: 921, leastMs: 200, mostMs: 440, until: 'greeted' }, // information, first
  { fromHz: 936, toHz: 964, leastMs: 200, mostMs: 720, until: 'greeted' },
  { fromHz: 978, toHz: 1_005, leastMs: 200, mostMs: 440, until: 'greeted' },
  { fromHz: 1_755, toHz: 1_865, leastMs: 200, mostMs: 440, until: 'greeted' }, // and third
  { fromHz: 1_062, toHz: 1_138, leastMs: 415, mostMs: 590, until: 'greeted' }, // fax calls
  { fromHz: 1_285, toHz: 1_315, leastMs: 500, mostMs: 700, until: 'greeted' }, // modem calls
  { fromHz: 1_385, toHz: 1_415, leastMs: 60, mostMs: 115, until: 'machine' }, // call is recorded
  { fromHz: 1_385, toHz: 1_415, leastMs: 345, mostMs: 560, until: 'machine' },
  { fromHz: 908, toHz: 919, leastMs: 220, mostMs: 430, until: 'machine' },
  { fromHz: 943, toHz: 957, leastMs: 220, mostMs: 430, until: 'machine' },
  { fromHz: 980, toHz: 991, leastMs: 220, mostMs: 430, until: 'machine' },
  { fromHz: 2_075, toHz: 2_125, leastMs: 0, mostMs: 60_000, until: 'machine' }, // fax answers
  { fromHz: 2_210, toHz: 2_240, leastMs: 0, mostMs: 60_000, until: 'machine' }, // modem answers
]

const LOWEST_HZ = 430
/** Under this a voice can sing as purely as a machine. */
const VOICE_PITCH_HZ = 545
const MOST_FADE_DB = 0.5
const LEAST_RISE_DB = 6
const UNDER_VOICE_DB = 22
const HIGHEST_HZ = 3_000
/** Pairs of the telephone network: dial, ring, busy. */
const NETWORK_PAIRS: readonly Pair[] = [
  [350, 440],
  [440, 480],
  [480, 620],
  [400, 450],
  [413, 438],
  [425, 480],
]
/** The sixteen keys, ITU-T Q.23; a machine that greets presses none, a person none for so long. */
const KEY_MOST_MS = 350
const KEY_PAIRS: readonly Pair[] = [697, 770, 852, 941].flatMap((row) =>
  [1_209, 1_336, 1_477, 1_633].map((column): Pair => [row, column]),
)
const PAIR_TOLERANCE = 0.02

type Pair = readonly [number, number]

export type BeepOpinion = 'beep' | 'not-yet' | 'no-beep'

/** Whether a tone is the beep of a machine that starts to record. Pure. */
export function judgeBeep(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  if (context.information || context.fax || isNetworkTone(tone)) return 'no-beep'
  if (context.riseDb < LEAST_RISE_DB || tone.levelDb < context.peakDb - UNDER_VOICE_DB)
    return 'no-beep'
  if (!isClear(tone, context) || isKey(tone, context)) return sounding ? 'not-yet' : 'no-beep'
  return tone.secondHz === 0 ? judgeLength(tone, sounding, context) : 'beep'
}

function isNetworkTone(tone: Tone): boolean {
  return tone.hz < LOWEST_HZ || tone.hz > HIGHEST_HZ || isPairOf(NETWORK_PAIRS, tone)
}

/** Whether a finger on a key may sound like this. */
function isKey(tone: Tone, { machine, greeted }: BeepContext): boolean {
  if (machine || !isPairOf(KEY_PAIRS, tone)) return false
  return !greeted || lengthMsOf(tone) < KEY_MOST_MS
}

/** Waits for the length of a tone that may be one of the network's or of a fax. */
function judgeLength(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  const lengthMs = lengthMsOf(tone)
  for (const impostor of IMPOSTORS) {
    const isMeant = tone.hz >= impostor.fromHz && tone.hz <= impostor.toHz
    if (!isMeant || lengthMs > impostor.mostMs || !likely(impostor, context)) continue
    if (sounding) return 'not-yet'
    if (lengthMs >= impostor.leastMs) return 'no-beep'
  }
  return 'beep'
}

/** How pure and how steady a tone must be to be nothing but electronics. */
interface Clarity {
  readonly purity: number
  readonly swingDb: number
  readonly wanderHz: number
}

const USUAL: Clarity = { purity: 0.93, swingDb: 2.6, wanderHz: 5 }
/** Through GSM a tone wavers but stays pure, or is soft and less pure. */
const CODED: Clarity = { purity: 0.98, swingDb: 5, wanderHz: 7 }
const CODED_SOFT: Clarity = { purity: 0.88, swingDb: 3, wanderHz: 6 }
/** No voice and few instruments hold one frequency for so long, whatever noise lies on it. */
const HELD: Clarity = { purity: 0.87, swingDb: 9, wanderHz: 6.5 }
const HELD_FADE_DB = 5
const STEADY: Clarity = { purity: 0.89, swingDb: 0.6, wanderHz: 0.6 }
const CODED_SHORT: Clarity = { purity: 0.95, swingDb: 9, wanderHz: 3.5 }
const LOW_HELD: Clarity = { purity: 0.92, swingDb: 4, wanderHz: 2.2 }
const HELD_MS = 250
const HELD_RISE_DB = 11
const IN_MELODY: Clarity = { purity: 0.97, swingDb: 1, wanderHz: 3 }
const LIKE_VOICE: Clarity = { purity: 0.955, swingDb: 1.5, wanderHz: 3 }
const LIKE_VOICE_AT_FIRST: Clarity = { ...LIKE_VOICE, purity: 0.98 }
/** No vowel is held so steadily for so long; a low one, a little longer. */
const SUNG_MS = 100
const SPOKEN_MS = 170
const SHORT_MS = 150
/** Two tones leave less for chance than one. */
const TWO_TONES_PURITY = 0.02
const CODED_RISE_DB = 15

/** Whether nothing but electronics sounds so pure and so steady. */
function isClear(tone: Tone, context: BeepContext): boolean {
  const isSteady = Math.abs(tone.fadeDb) <= MOST_FADE_DB
  if (context.melody) return isSteady && meets(tone, IN_MELODY)
  if (!context.greeted && !isSteady) return false
  if (tone.hz < VOICE_PITCH_HZ && tone.secondHz === 0) return isClearBesideVoice(tone, context)
  return meets(tone, USUAL) || (context.greeted && isClearThroughNoise(tone, context))
}

/** A low tone, that a voice could sing. */
function isClearBesideVoice(tone: Tone, { greeted, riseDb }: BeepContext): boolean {
  if (riseDb < HELD_RISE_DB) return false
  if (greeted && lengthMsOf(tone) >= HELD_MS && meets(tone, LOW_HELD)) return true
  return meets(tone, lengthMsOf(tone) >= SUNG_MS && greeted ? LIKE_VOICE : LIKE_VOICE_AT_FIRST)
}

/** A tone after a greeting that noise or a coder has worn. */
function isClearThroughNoise(tone: Tone, { machine, riseDb }: BeepContext): boolean {
  if (riseDb < HELD_RISE_DB) return false
  const lengthMs = lengthMsOf(tone)
  const isHeld = lengthMs >= HELD_MS && Math.abs(tone.fadeDb) <= HELD_FADE_DB
  if (meets(tone, STEADY) || (isHeld && meets(tone, HELD))) return true
  if (riseDb < CODED_RISE_DB) return false
  if (meets(tone, CODED)) return true
  if (!machine) return false
  return (
    (lengthMs >= SHORT_MS && meets(tone, CODED_SHORT)) ||
    (lengthMs >= SPOKEN_MS && meets(tone, CODED_SOFT))
  )
}

function lengthMsOf(tone: Tone): number {
  return (tone.endHop - tone.startHop) * HOP_MS
}

function meets(tone: Tone, clarity: Clarity): boolean {
  const isPair = (clarity === USUAL || clarity === CODED_SOFT) && tone.secondHz > 0
  const purity = clarity.purity + (isPair ? TWO_TONES_PURITY : 0)
  return (
    tone.purity >= purity && tone.swingDb <= clarity.swingDb && tone.wanderHz <= clarity.wanderHz
  )
}

function likely(impostor: Impostor, context: BeepContext): boolean {
  if (impostor.until === 'greeted') return !context.greeted
  if (impostor.until === 'machine') return !context.machine
  return true
}

function isPairOf(pairs: readonly Pair[], tone: Tone): boolean {
  return pairs.some(
    ([low, high]) =>
      Math.abs(tone.hz - low) < low * PAIR_TOLERANCE &&
      Math.abs(tone.secondHz - high) < high * PAIR_TOLERANCE,
  )
}
