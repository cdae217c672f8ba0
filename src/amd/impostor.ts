import type { BeepContext, BeepOpinion } from './beep-context.ts'
import { lengthMsOf, type Tone } from './tones.ts'

export type Pair = readonly [number, number]

/** A tone that networks and faxes play, and that must not be taken for a beep. */
interface Impostor {
  readonly fromHz: number
  readonly toHz: number
  /** It lasts so long; a tone of another length is a beep after all. */
  readonly leastMs: number
  readonly mostMs: number
  /** What makes it unlikely: as much talk as greetings have, a machine's talk, or its verdict. */
  readonly until: 'talked' | 'machine' | 'told'
  /** Who plays it does so at once: the first sound so late in a call is another's. */
  readonly atOnce?: true
}

/** Busy, congestion and dial tones of most countries. */
const BUSY: Impostor = { fromHz: 385, toHz: 465, leastMs: 0, mostMs: 5_000, until: 'talked' }

/**
 * Asterisk's table of 42 countries, spandsp's fax tones, Telcordia's information tones, each with
 * what plans allow: 1.5 % of frequency, a tenth of length. None of them is likely once a machine
 * has greeted. A tone as low as busy ones that stands alone after a greeting is a beep; a record tone
 * may follow a person whose talk noise makes longer.
 */
const IMPOSTORS: readonly Impostor[] = [
  { fromHz: 392, toHz: 470, leastMs: 820, mostMs: 2_300, until: 'machine' }, // ringback
  { fromHz: 470, toHz: 492, leastMs: 820, mostMs: 2_300, until: 'talked' }, // of two tones
  BUSY,
  { fromHz: 885, toHz: 996, leastMs: 200, mostMs: 440, until: 'talked', atOnce: true }, // information, first
  { fromHz: 935, toHz: 965, leastMs: 200, mostMs: 800, until: 'talked', atOnce: true }, // the same alone
  { fromHz: 1_755, toHz: 1_865, leastMs: 200, mostMs: 440, until: 'talked', atOnce: true }, // and third
  { fromHz: 1_058, toHz: 1_142, leastMs: 400, mostMs: 650, until: 'talked', atOnce: true }, // fax calls
  { fromHz: 1_280, toHz: 1_320, leastMs: 500, mostMs: 700, until: 'talked', atOnce: true }, // modem calls
  { fromHz: 1_393, toHz: 1_407, leastMs: 60, mostMs: 110, until: 'told' }, // call is recorded
  { fromHz: 1_393, toHz: 1_407, leastMs: 310, mostMs: 350, until: 'told' },
  { fromHz: 1_393, toHz: 1_407, leastMs: 380, mostMs: 445, until: 'told' },
  { fromHz: 1_393, toHz: 1_407, leastMs: 480, mostMs: 520, until: 'told' },
  { fromHz: 1_377, toHz: 1_423, leastMs: 270, mostMs: 580, until: 'talked' },
  { fromHz: 2_075, toHz: 2_125, leastMs: 1_500, mostMs: 60_000, until: 'machine' }, // fax answers
  { fromHz: 2_208, toHz: 2_242, leastMs: 1_500, mostMs: 60_000, until: 'machine' }, // modem answers
]
/** Before anybody talked a loss may have cut a network's tone short: from so little on it may be one. */
const CUT_SHORT_MS = 50
/** Networks and faxes begin to play within so long of the answer. */
const LATE_HOPS = 320
/** Double rings and congestion have shorter gaps. */
const ALONE_HOPS = 25

/** Pairs of the telephone network: dial, ring, busy. */
const NETWORK_PAIRS: readonly Pair[] = [
  [350, 440],
  [440, 480],
  [480, 620],
  [400, 450],
  [413, 438],
  [425, 480],
]
/** Several frequencies at once, all in here, are a network's until a machine has greeted. */
const NETWORK_HZ = 690
const PAIR_TOLERANCE = 0.025

/** Whether a clear tone is one of the network's or of a fax; waits for its length where that tells. Pure. */
export function mayBeNetwork(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  if (tone.count > 1) return judgeChord(tone, sounding, context)
  if (isBusyAgain(tone, context)) return 'no-beep'
  for (const impostor of IMPOSTORS) {
    if (!resembles(tone, impostor, context)) continue
    const opinion = judgeAs(impostor, tone, sounding, context)
    if (opinion !== undefined) return opinion
  }
  return 'beep'
}

function resembles(
  tone: Tone,
  { fromHz, toHz, mostMs, until }: Impostor,
  { talk }: BeepContext,
): boolean {
  if (tone.hz < fromHz || tone.hz > toHz || lengthMsOf(tone) > mostMs) return false
  return until === 'told' ? !talk.told : !talk.machine
}

/** The opinion of a tone that resembles an impostor; undefined where its length is another after all. */
function judgeAs(
  { leastMs, until, atOnce }: Impostor,
  tone: Tone,
  sounding: boolean,
  context: BeepContext,
): BeepOpinion | undefined {
  const isUnlikely =
    (until === 'talked' && mayBeLate(context)) || (atOnce === true && isLate(tone, context))
  if (isUnlikely) return judgeAlone(sounding, context)
  if (sounding) return 'not-yet'
  const least = hasTalked(context) ? leastMs : Math.min(leastMs, CUT_SHORT_MS)
  return lengthMsOf(tone) >= least ? 'no-beep' : undefined
}

function hasTalked({ talk }: BeepContext): boolean {
  return talk.greeted || talk.talked || talk.astir
}

function judgeChord(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  if (isPairOf(NETWORK_PAIRS, tone, PAIR_TOLERANCE)) return 'no-beep'
  if (tone.secondHz >= NETWORK_HZ || context.talk.machine) return 'beep'
  return mayBeLate(context) ? judgeAlone(sounding, context) : 'no-beep'
}

/** Whether a machine's beep may come now although what talked passed for a person. */
function mayBeLate({ talk, repeated }: BeepContext): boolean {
  return talk.talked && !repeated
}

/** Whether it is the first tone of a call that has lasted for some seconds. */
function isLate(tone: Tone, { repeated, company }: BeepContext): boolean {
  return tone.startHop >= LATE_HOPS && !repeated && !company
}

/** A beep stands alone; what networks play goes on within a quarter of a second, or lasts. */
function judgeAlone(sounding: boolean, { quietHops, tonal }: BeepContext): BeepOpinion {
  if (sounding || quietHops < ALONE_HOPS) return 'not-yet'
  return tonal ? 'no-beep' : 'beep'
}

/** A low tone that comes again is the network's, and so is one after a machine's beep: it has hung up. */
function isBusyAgain({ hz }: Tone, { talk, repeated, before }: BeepContext): boolean {
  if (hz < BUSY.fromHz || hz > BUSY.toHz) return false
  return repeated || (talk.machine && before !== undefined)
}

/** Whether a tone is of both frequencies of one of these pairs, each within a share of it. Pure. */
export function isPairOf(pairs: readonly Pair[], tone: Tone, tolerance: number): boolean {
  return pairs.some(
    ([low, high]) =>
      Math.abs(tone.hz - low) < low * tolerance &&
      Math.abs(tone.secondHz - high) < high * tolerance,
  )
}
