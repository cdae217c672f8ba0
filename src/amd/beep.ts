import type { BeepContext, BeepOpinion } from './beep-context.ts'
import { beepScore } from './beep-score.ts'
import { HOP_MS } from './hop.ts'
import { isPairOf, mayBeNetwork, type Pair } from './impostor.ts'
import type { Tone } from './tones.ts'

const LOWEST_HZ = 285
const HIGHEST_HZ = 3_200
/** Log odds of a beep by its score; over it were ten tones of voices in 56 hours of drawn calls. */
const LEAST_SCORE = 2
/** Before anybody talked a beep is heard to its end, and with quiet behind it. */
const LONE_HOPS = 25
/** The sixteen keys, ITU-T Q.23; a machine that greets presses none, a person none for so long. */
const KEY_MOST_MS = 350
const KEY_TOLERANCE = 0.02
const TOLD_KEY_TOLERANCE = 0.012
const KEY_PAIRS: readonly Pair[] = [697, 770, 852, 941].flatMap((row) =>
  [1_209, 1_336, 1_477, 1_633].map((column): Pair => [row, column]),
)

/** Whether a tone is the beep of a machine that starts to record. Pure. */
export function judgeBeep(tone: Tone, sounding: boolean, context: BeepContext): BeepOpinion {
  const isOutside = tone.hz < LOWEST_HZ || tone.hz > HIGHEST_HZ
  if (isOutside || context.information || context.fax || context.melody) return 'no-beep'
  if (beepScore(tone, context) < LEAST_SCORE || isKey(tone, context))
    return sounding ? 'not-yet' : 'no-beep'
  if (!hasStirred(context) && (sounding || context.quietHops < LONE_HOPS)) return 'not-yet'
  return mayBeNetwork(tone, sounding, context)
}

/** Whether somebody may have talked, seen or not. */
function hasStirred({ talk }: BeepContext): boolean {
  return talk.greeted || talk.astir
}

/** Whether a finger on a key may sound like this. */
function isKey(tone: Tone, { talk }: BeepContext): boolean {
  const tolerance = talk.told ? TOLD_KEY_TOLERANCE : KEY_TOLERANCE
  if (!isPairOf(KEY_PAIRS, tone, tolerance)) return false
  return !talk.greeted || tone.heldHops * HOP_MS < KEY_MOST_MS
}
