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

/**
 * Asterisk's table of 42 countries, spandsp's fax tones, Telcordia's information tones, each with
 * what plans allow: 1.5 % of frequency, a tenth of length. None of them is likely once a machine
 * has greeted. A tone as low as busy ones that comes once after a greeting is a beep; a record tone
 * may follow a person whose talk noise makes longer.
 */
const IMPOSTORS: readonly Impostor[] = [
  { fromHz: 385, toHz: 484, leastMs: 0, mostMs: 5_000, until: 'talked' }, // busy and its kin
  { fromHz: 392, toHz: 457, leastMs: 820, mostMs: 2_300, until: 'machine' }, // ringback
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
  if (tone.count > 1) return isNetworkChord(tone, context) ? 'no-beep' : 'beep'
  if (context.talk.machine && isBusyAfterBeep(tone, context)) return 'no-beep'
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
  for (const { fromHz, toHz, leastMs, mostMs, until } of IMPOSTORS) {
    if (tone.hz < fromHz || tone.hz > toHz || lengthMs > mostMs) continue
    if (isUnlikely(until, context)) continue
    if (sounding) return 'not-yet'
    if (lengthMs >= (context.talk.greeted ? leastMs : Math.min(leastMs, CUT_SHORT_MS)))
      return 'no-beep'
  }
  return 'beep'
}

function isUnlikely(until: Impostor['until'], { talk, repeated }: BeepContext): boolean {
  if (until === 'told') return talk.told
  return talk.machine || (until === 'talked' && talk.talked && !repeated)
}

/** A machine has beeped and hangs up: what comes now is the network's. */
function isBusyAfterBeep(tone: Tone, { before }: BeepContext): boolean {
  const [busy] = IMPOSTORS
  return before !== undefined && tone.hz >= busy!.fromHz && tone.hz <= busy!.toHz
}

function isNetworkChord(tone: Tone, context: BeepContext): boolean {
  if (isPairOf(NETWORK_PAIRS, tone, PAIR_TOLERANCE)) return true
  return tone.secondHz < NETWORK_HZ && !isUnlikely('talked', context)
}

/** Whether a tone is of both frequencies of one of these pairs, each within a share of it. Pure. */
export function isPairOf(pairs: readonly Pair[], tone: Tone, tolerance: number): boolean {
  return pairs.some(
    ([low, high]) =>
      Math.abs(tone.hz - low) < low * tolerance &&
      Math.abs(tone.secondHz - high) < high * tolerance,
  )
}
