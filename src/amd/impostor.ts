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
}

/**
 * Asterisk's table of 42 countries, spandsp's fax tones, Telcordia's information tones, each with
 * what plans allow: 1.5 % of frequency, a tenth of length. None of them is likely once a machine
 * has greeted.
 */
const IMPOSTORS: readonly Impostor[] = [
  { fromHz: 385, toHz: 484, leastMs: 0, mostMs: 5_000 }, // busy and its kin
  { fromHz: 885, toHz: 996, leastMs: 200, mostMs: 440 }, // information, first
  { fromHz: 935, toHz: 965, leastMs: 200, mostMs: 800 }, // the same alone
  { fromHz: 1_755, toHz: 1_865, leastMs: 200, mostMs: 440 }, // and third
  { fromHz: 1_058, toHz: 1_142, leastMs: 400, mostMs: 600 }, // fax calls
  { fromHz: 1_280, toHz: 1_320, leastMs: 500, mostMs: 700 }, // modem calls
  { fromHz: 1_377, toHz: 1_423, leastMs: 60, mostMs: 120 }, // call is recorded
  { fromHz: 1_377, toHz: 1_423, leastMs: 320, mostMs: 580 },
  { fromHz: 2_065, toHz: 2_135, leastMs: 0, mostMs: 60_000 }, // fax answers
  { fromHz: 2_200, toHz: 2_250, leastMs: 0, mostMs: 60_000 }, // modem answers
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
  if (context.machine) return isBusyAfterBeep(tone, context) ? 'no-beep' : 'beep'
  const lengthMs = (tone.endHop - tone.startHop) * HOP_MS
  for (const { fromHz, toHz, leastMs, mostMs } of IMPOSTORS) {
    if (tone.hz < fromHz || tone.hz > toHz || lengthMs > mostMs) continue
    if (sounding) return 'not-yet'
    if (lengthMs >= (context.greeted ? leastMs : Math.min(leastMs, CUT_SHORT_MS))) return 'no-beep'
  }
  return 'beep'
}

/** A machine has beeped and hangs up: what comes now is the network's. */
function isBusyAfterBeep(tone: Tone, { before }: BeepContext): boolean {
  const [busy] = IMPOSTORS
  return before !== undefined && tone.hz >= busy!.fromHz && tone.hz <= busy!.toHz
}

function isNetworkChord(tone: Tone, { machine }: BeepContext): boolean {
  return isPairOf(NETWORK_PAIRS, tone) || (!machine && tone.secondHz < NETWORK_HZ)
}

/** Whether a tone is of both frequencies of one of these pairs. Pure. */
export function isPairOf(pairs: readonly Pair[], tone: Tone): boolean {
  return pairs.some(
    ([low, high]) =>
      Math.abs(tone.hz - low) < low * PAIR_TOLERANCE &&
      Math.abs(tone.secondHz - high) < high * PAIR_TOLERANCE,
  )
}
