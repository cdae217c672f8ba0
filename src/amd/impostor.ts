import type { BeepContext, BeepOpinion } from './beep-context.ts'
import { HOP_MS } from './hop.ts'
import type { Tone } from './tones.ts'

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
}

/** Busy, congestion and dial tones of most countries. */
const BUSY: Impostor = { fromHz: 385, toHz: 484, leastMs: 0, mostMs: 5_000, until: 'talked' }

/**
 * Asterisk's table of 42 countries, spandsp's fax tones, Telcordia's information tones, each with
 * what plans allow: 1.5 % of frequency, a tenth of length. None of them is likely once a machine
 * has greeted. A tone as low as busy ones that stands alone after a greeting is a beep; a record tone
 * may follow a person whose talk noise makes longer.
 */
const IMPOSTORS: readonly Impostor[] = [
  { fromHz: 392, toHz: 457, leastMs: 820, mostMs: 2_300, until: 'machine' }, // ringback
  BUSY,
  { fromHz: 885, toHz: 996, leastMs: 200, mostMs: 440, until: 'talked' }, // information, first
  { fromHz: 935, toHz: 965, leastMs: 200, mostMs: 800, until: 'talked' }, // the same alone
  { fromHz: 1_755, toHz: 1_865, leastMs: 200, mostMs: 440, until: 'talked' }, // and third
  { fromHz: 1_058, toHz: 1_142, leastMs: 400, mostMs: 600, until: 'machine' }, // fax calls
  { fromHz: 1_280, toHz: 1_320, leastMs: 500, mostMs: 700, until: 'machine' }, // modem calls
  { fromHz: 1_377, toHz: 1_423, leastMs: 60, mostMs: 120, until: 'told' }, // call is recorded
  { fromHz: 1_377, toHz: 1_423, leastMs: 320, mostMs: 580, until: 'told' },
  { fromHz: 2_075, toHz: 2_125, leastMs: 0, mostMs: 60_000, until: 'machine' }, // fax answers
  { fromHz: 2_208, toHz: 2_242, leastMs: 0, mostMs: 60_000, until: 'machine' }, // modem answers
]
/** Before anybody talked a loss may have cut a network's tone short: from so little on it may be one. */
const CUT_SHORT_MS = 50
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
  if (context.talk.machine && isBusyAfterBeep(tone, context)) return 'no-beep'
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
  for (const { fromHz, toHz, leastMs, mostMs, until } of IMPOSTORS) {
    if (tone.hz < fromHz || tone.hz > toHz || lengthMs > mostMs) continue
    if (until === 'told' ? context.talk.told : context.talk.machine) continue
    if (until === 'talked' && mayBeLate(context)) return judgeAlone(sounding, context)
    if (sounding) return 'not-yet'
    if (lengthMs >= (context.talk.greeted ? leastMs : Math.min(leastMs, CUT_SHORT_MS)))
      return 'no-beep'
  }
  return 'beep'
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

/** A beep stands alone; what networks play goes on within a quarter of a second, or lasts. */
function judgeAlone(sounding: boolean, { quietHops, tonal }: BeepContext): BeepOpinion {
  if (sounding || quietHops < ALONE_HOPS) return 'not-yet'
  return tonal ? 'no-beep' : 'beep'
}

/** A machine has beeped and hangs up: what comes now is the network's. */
function isBusyAfterBeep(tone: Tone, { before }: BeepContext): boolean {
  return before !== undefined && tone.hz >= BUSY.fromHz && tone.hz <= BUSY.toHz
}

/** Whether a tone is of both frequencies of one of these pairs, each within a share of it. Pure. */
export function isPairOf(pairs: readonly Pair[], tone: Tone, tolerance: number): boolean {
  return pairs.some(
    ([low, high]) =>
      Math.abs(tone.hz - low) < low * tolerance &&
      Math.abs(tone.secondHz - high) < high * tolerance,
  )
}
