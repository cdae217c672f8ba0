import type { Callback } from '../state/callback.ts'
import { positionOf, waitOf, dataOf } from './conditions.ts'
import type { Utterance } from '../state/flow-program.ts'
import type { FlowRun } from '../state/flow-run.ts'
import { LIMITS } from '../limits.ts'
import { LARGEST_SPOKEN, spokenDigits, spokenNumber, spokenTime } from './speech.ts'
import { queueOf } from '../state/state.ts'
import { later, MINUTE_MS } from '../time.ts'
import { startTimer, type Turn } from '../state/turn.ts'

/** Whether the caller can be spoken to; where not yet, the call is answered first. */
export function isOnTheLine(turn: Turn, callback: Callback, run: FlowRun): boolean {
  const leg = playing(turn, callback)
  if (leg === undefined) return false
  if (leg.answeredAt !== undefined) return true
  if (run.awaits !== 'answer') {
    const { maxCallMs, comfortPrompt: meanwhile } = queueOf(turn.state, callback).settings
    turn.effects.push({ kind: 'AnswerLeg', legId: leg.id, maxCallMs, meanwhile })
    run.awaits = 'answer'
  }
  return false
}

/** Says something to its end. False where there is nothing to say. */
export function speak(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  say: readonly Utterance[],
): boolean {
  const parts = say.flatMap((each) => partsOf(turn, callback, run, each))
  if (parts.length === 0) return false
  order(turn, callback, idOf(run), parts, false)
  startTimer(turn, 'flow', callback.id, later(turn.now, LIMITS.promptMaxMs))
  return true
}

/** Plays one prompt; under a name of this step, so that the end of the same prompt before is not its own. */
export function playOne(turn: Turn, callback: Callback, run: FlowRun, prompt: string): void {
  const [file = prompt] = partsOf(turn, callback, run, prompt)
  order(turn, callback, idOf(run), [file], false)
  startTimer(turn, 'flow', callback.id, later(turn.now, LIMITS.promptMaxMs))
}

/** Music, again and again, until something else is heard; that of a wait after an answer goes on. */
export function comfort(turn: Turn, callback: Callback, run: FlowRun, music?: string): void {
  const name = music ?? queueOf(turn.state, callback).settings.comfortPrompt
  if (playing(turn, callback)?.prompt !== name)
    order(turn, callback, `music ${run.turn}`, [name], true)
}

/** The switch may have forgotten what it plays: whatever is ordered next is played. */
export function forgetPrompt(turn: Turn, callback: Callback): void {
  const leg = playing(turn, callback)
  if (leg !== undefined) leg.prompt = undefined
}

function playing(turn: Turn, { course: { customerLeg } }: Callback) {
  return customerLeg === undefined ? undefined : turn.state.legs.get(customerLeg)
}

/** Whether a prompt that ended is the one that the step waits for. Pure. */
export function isSpoken(run: FlowRun, prompt: string): boolean {
  return prompt === idOf(run)
}

function idOf(run: FlowRun): string {
  return `say ${run.turn}.${run.tries}`
}

function order(
  turn: Turn,
  callback: Callback,
  prompt: string,
  parts: readonly string[],
  loop: boolean,
): void {
  const leg = playing(turn, callback)
  if (leg === undefined) return
  leg.prompt = prompt
  const isPlain = parts.length === 1 && parts[0] === prompt
  turn.effects.push({
    kind: 'PlayPrompt',
    legId: leg.id,
    prompt,
    ...(isPlain ? {} : { parts }),
    loop,
    ...meanwhileOf(turn, callback, loop),
    // Music over which a customer is still listened to is not words of ours.
    underAnalysis: loop && callback.medium === 'callback',
  })
}

/** What a person hears between a prompt and whatever comes next; a machine's tape stays clean. Pure. */
export function meanwhileOf(
  { state }: Pick<Turn, 'state'>,
  callback: Callback,
  loop: boolean,
): { readonly meanwhile?: string } {
  if (loop || callback.course.verdict?.kind === 'machine') return {}
  return { meanwhile: queueOf(state, callback).settings.comfortPrompt }
}

function partsOf(turn: Turn, callback: Callback, run: FlowRun, said: Utterance): readonly string[] {
  const { language } = run
  const inLanguage = (names: readonly string[]): readonly string[] =>
    language === undefined ? names : names.map((name) => `${language}/${name}`)
  if (typeof said === 'string') return inLanguage([said])
  if ('position' in said) {
    return inLanguage(
      spokenNumber(Math.min(positionOf(turn.state, callback), LARGEST_SPOKEN), language),
    )
  }
  if ('estimatedWait' in said) {
    const waitMs = waitOf(turn, callback)
    if (waitMs === undefined) return []
    const minutes = Math.max(1, Math.ceil(waitMs / MINUTE_MS))
    const unit = minutes === 1 ? 'minute' : 'minutes'
    const number = spokenNumber(Math.min(minutes, LARGEST_SPOKEN), language)
    return inLanguage(['wait-is-about', ...number, unit])
  }
  if ('digits' in said) return inLanguage(spokenDigits(dataOf(callback, run, said.digits) ?? ''))
  if ('time' in said) {
    return inLanguage(spokenTime(dataOf(callback, run, said.time) ?? said.time, language))
  }
  const value = Number(
    typeof said.number === 'number' ? said.number : dataOf(callback, run, said.number),
  )
  const isSpeakable = Number.isInteger(value) && value >= 0 && value <= LARGEST_SPOKEN
  return isSpeakable ? inLanguage(spokenNumber(value, language)) : []
}
