import type { BeepContext } from './beep-context.ts'
import { BEEP_TABLES } from './beep-tables.ts'
import { Score } from './score-table.ts'
import type { Tone } from './tones.ts'

/**
 * What a beep is told by, of the tone and of the call before it. The frequency itself is none of it
 * but for the register, because voices sing low: machines beep at any.
 */
export const BEEP_FEATURES = [
  'length, hops',
  'level, hops',
  'frequencies',
  'register',
  'purity',
  'wholeness',
  'swing, dB',
  'wander, Hz',
  'wander, share',
  'fade, dB',
  'held, share',
  'interval',
  'distance from overtones',
  'rise, dB',
  'unrest, dB',
  'over quiet, dB',
  'under the voice, dB',
  'greeted',
  'told',
  'voice, hops',
  'stirs, hops',
  'since voice, hops',
  'company',
  'tones of two seconds',
  'tones of eight seconds',
  'steady tones of eight seconds',
] as const

/** Where registers begin, Hz: men, women, children and high voices, sopranos, whistles. */
const REGISTERS_HZ = [330, 385, 460, 545, 700] as const
/** Who has talked for so long has greeted: more says nothing about a beep. */
const TALK_HOPS = 60
/** A pause so long is any pause. */
const PAUSE_HOPS = 200
/** A single frequency is no overtone of another. */
const NO_OVERTONE = 0.5

const score = new Score(BEEP_TABLES)
/** One for all tones: nothing in it is kept. */
const features = new Float64Array(BEEP_FEATURES.length)

/**
 * How likely a tone is to start a recording by all that is known of it, log odds: the sum of tables
 * that `test/eval/beep-fit.ts` fitted to the training part. Networks' tones are not among what it
 * was fitted to. Pure; allocates nothing.
 */
export function beepScore(tone: Tone, context: BeepContext): number {
  describe(tone, context, features)
  return score.of(features)
}

/** Fills in what `BEEP_FEATURES` names, in that order. Pure but for `into`. */
export function describe(tone: Tone, context: BeepContext, into: Float64Array): void {
  const lengthHops = tone.endHop - tone.startHop
  const { talk } = context
  into[0] = lengthHops
  into[1] = tone.levelHops
  into[2] = tone.count
  into[3] = registerOf(tone.hz)
  into[4] = tone.purity
  into[5] = tone.wholeness
  into[6] = tone.swingDb
  into[7] = tone.wanderHz
  into[8] = tone.wanderHz / tone.hz
  into[9] = Math.abs(tone.fadeDb)
  into[10] = tone.heldHops / lengthHops
  into[11] = tone.secondHz / tone.hz
  into[12] = fromOvertones(tone)
  into[13] = context.riseDb
  into[14] = context.unrestDb
  into[15] = context.overQuietDb
  into[16] = tone.levelDb - context.peakDb
  into[17] = talk.greeted ? 1 : 0
  into[18] = talk.told ? 1 : 0
  into[19] = Math.min(TALK_HOPS, talk.voicedHops)
  into[20] = Math.min(TALK_HOPS, talk.stirHops)
  into[21] = Math.min(PAUSE_HOPS, tone.startHop - talk.lastVoiceHop)
  into[22] = context.company ? 1 : 0
  into[23] = context.tonesSoon
  into[24] = context.tonesLately
  into[25] = context.steadyLately
}

function registerOf(hz: number): number {
  let register = 0
  for (const from of REGISTERS_HZ) if (hz >= from) register += 1
  return register
}

/** How far two frequencies are from being neighbours among the overtones of a third. */
function fromOvertones({ hz, secondHz, count }: Tone): number {
  if (count < 2) return NO_OVERTONE
  const order = hz / (secondHz - hz)
  return Math.abs(order - Math.round(order))
}
