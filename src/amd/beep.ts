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
/** The sixteen keys, ITU-T Q.23; a machine that greets presses none. */
const KEY_PAIRS: readonly Pair[] = [697, 770, 852, 941].flatMap((row) =>
  [1_209, 1_336, 1_477, 1_633].map((column): Pair => [row, column]),
)
const PAIR_TOLERANCE = 0.02

type Pair = readonly [number, number]

export type BeepOpinion = 'beep' | 'not-yet' | 'no-beep'

/** Whether a tone is the beep of a machine that starts to record. Pure. */
export function judgeBeep(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  if (context.information || isNetworkTone(tone, context)) return 'no-beep'
  if (context.riseDb < LEAST_RISE_DB || tone.levelDb < context.peakDb - UNDER_VOICE_DB)
    return 'no-beep'
  if (!isClear(tone, context)) return sounding ? 'not-yet' : 'no-beep'
  return tone.secondHz === 0 ? judgeLength(tone, sounding, context) : 'beep'
}

function isNetworkTone(tone: Tone, { machine }: BeepContext): boolean {
  if (tone.hz < LOWEST_HZ || tone.hz > HIGHEST_HZ || isPairOf(NETWORK_PAIRS, tone)) return true
  return !machine && isPairOf(KEY_PAIRS, tone)
}

/** Waits for the length of a tone that may be one of the network's or of a fax. */
function judgeLength(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
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
const IN_MELODY: Clarity = { purity: 0.97, swingDb: 1, wanderHz: 3 }
const LIKE_VOICE: Clarity = { purity: 0.955, swingDb: 1.5, wanderHz: 3 }
const LIKE_VOICE_AT_FIRST: Clarity = { ...LIKE_VOICE, purity: 0.98 }
/** No vowel is held so steadily for so long; a low one, a little longer. */
const SUNG_MS = 100
const SPOKEN_MS = 170
/** Two tones leave less for chance than one. */
const TWO_TONES_PURITY = 0.02
const CODED_RISE_DB = 15
const LIKE_VOICE_RISE_DB = 12

/** Whether nothing but electronics sounds so pure and so steady. */
function isClear(tone: Tone, { greeted, machine, melody, riseDb }: BeepContext): boolean {
  const isSteady = Math.abs(tone.fadeDb) <= MOST_FADE_DB
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
  if (melody) return isSteady && meets(tone, IN_MELODY)
  if (!greeted && !isSteady) return false
  if (tone.hz < VOICE_PITCH_HZ && tone.secondHz === 0) {
    const clarity = lengthMs >= SUNG_MS && greeted ? LIKE_VOICE : LIKE_VOICE_AT_FIRST
    return riseDb >= LIKE_VOICE_RISE_DB && meets(tone, clarity)
  }
  if (meets(tone, USUAL)) return true
  if (!greeted || riseDb < CODED_RISE_DB) return false
  return meets(tone, CODED) || (machine && lengthMs >= SPOKEN_MS && meets(tone, CODED_SOFT))
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
