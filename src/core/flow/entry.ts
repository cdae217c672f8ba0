import type { Callback } from '../state/callback.ts'
import { isBarred, queueOf, siteOf } from '../state/state.ts'
import type { Answered } from '../state/events.ts'
import { type Next, stepOf, type FlowRun } from '../state/flow-run.ts'
import { comfort, isOnTheLine, speak } from './audio.ts'
import type { CollectStep } from '../state/flow-program.ts'
import { phoneNumber } from '../ids.ts'
import { destinationRefusal } from '../state/site.ts'
import { later } from '../time.ts'
import { cancelTimer, note, startTimer, type Turn } from '../state/turn.ts'

/** Whoever is asked outside, or ordered, does it in time or says that it could not; this is for when they do neither. */
export const ANSWER_SLACK_MS = 1_000

/**
 * Keys collected from a caller. Music plays from the end of the question on, so that nobody waits
 * in silence while they think:
 *
 * ```
 *  asked ──question over──► thinking ──key──► keying ──last key, terminator, pause──► judged
 *    └────────────key───────────┴───────────────▲                                       │
 *    ▲────────────────────────────── wrong or nothing, tries left ──────────────────────┘
 * ```
 */
export function beginEntry(turn: Turn, callback: Callback, run: FlowRun, step: CollectStep): Next {
  if (!isOnTheLine(turn, callback, run)) return 'wait'
  run.awaits = 'keys'
  const say = run.tries === 0 ? step.say : [...step.again, ...step.say]
  if (!speak(turn, callback, run, say)) think(turn, callback, run, step)
  return 'wait'
}

/** The question is over: the caller thinks. */
export function entryPromptEnded(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  prompt: string,
): void {
  const step = entryStep(run)
  const isQuestion = prompt === `say ${run.turn}.${run.tries}`
  if (step !== undefined && isQuestion && run.digits === '') think(turn, callback, run, step)
}

/** A key is part of the entry, or ends it. */
export function entryKey(turn: Turn, callback: Callback, run: FlowRun, key: string): Next {
  const step = entryStep(run)
  if (step === undefined) return 'wait'
  if (run.digits === '' && key !== step.terminator) comfort(turn, callback, run)
  if (key === step.terminator) return judge(turn, callback, run, step)
  run.digits += key
  if (run.digits.length >= step.max) return judge(turn, callback, run, step)
  startTimer(turn, 'flow', callback.id, later(turn.now, step.betweenTimeoutMs))
  return 'wait'
}

/** Nothing more was keyed, or the question never ended. */
export function entryTimedOut(turn: Turn, callback: Callback, run: FlowRun): Next {
  const step = entryStep(run)
  return step === undefined ? 'next' : judge(turn, callback, run, step)
}

/** The number that was keyed has been read as people of the site's country write it. */
export function entryChecked(turn: Turn, callback: Callback, run: FlowRun, event: Answered): Next {
  const step = entryStep(run)
  if (step === undefined) return 'next'
  const text = event.data['number']
  if (!event.ok || text === undefined) return askAgain(turn, callback, run, step)
  const number = phoneNumber(text)
  const site = siteOf(turn.state, queueOf(turn.state, callback))
  if (isBarred(turn.state, number) || destinationRefusal(site, number) !== undefined) {
    return askAgain(turn, callback, run, step)
  }
  return accept(turn, callback, run, step, number)
}

function think(turn: Turn, callback: Callback, run: FlowRun, step: CollectStep): void {
  comfort(turn, callback, run)
  startTimer(turn, 'flow', callback.id, later(turn.now, step.firstTimeoutMs))
}

function judge(turn: Turn, callback: Callback, run: FlowRun, step: CollectStep): Next {
  cancelTimer(turn, 'flow', callback.id)
  const { digits } = run
  if (step.choices !== undefined) {
    const to = step.choices[digits]
    if (to === undefined) return askAgain(turn, callback, run, step)
    keep(turn, callback, run, step, digits)
    return { to }
  }
  if (digits.length < step.min || digits.length > step.max) {
    return askAgain(turn, callback, run, step)
  }
  if (step.check === undefined) return accept(turn, callback, run, step, digits)
  run.awaits = 'reply'
  startTimer(turn, 'flow', callback.id, later(turn.now, ANSWER_SLACK_MS))
  const site = siteOf(turn.state, queueOf(turn.state, callback))
  turn.effects.push({
    kind: 'Ask',
    callbackId: callback.id,
    question: run.turn,
    about: { kind: 'phone-number', text: digits, country: site.country },
  })
  return 'wait'
}

function accept(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  step: CollectStep,
  value: string,
): Next {
  keep(turn, callback, run, step, value)
  return 'next'
}

function keep(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  step: CollectStep,
  value: string,
): void {
  if (step.store !== undefined) run.data = { ...run.data, [step.store]: value }
  const isPersonal = step.check !== undefined || value.length > 2
  note(turn, callback, 'keyed', isPersonal ? { keys: value.length } : { entry: value })
}

/** The entry was wrong, or nothing: asked for again while there are tries left. */
export function askAgain(turn: Turn, callback: Callback, run: FlowRun, step: CollectStep): Next {
  note(turn, callback, 'keyed-wrong', { keys: run.digits.length })
  run.tries++
  run.digits = ''
  if (run.tries >= step.tries) return { to: step.otherwise }
  return beginEntry(turn, callback, run, step)
}

function entryStep(run: FlowRun): CollectStep | undefined {
  const step = stepOf(run)
  return step.kind === 'collect' ? step : undefined
}
