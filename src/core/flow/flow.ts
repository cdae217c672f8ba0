import { leaveFlow } from './halt.ts'
import { beginStep, LINE_HISS } from './steps.ts'
import { type Callback, activeRun } from '../state/callback.ts'
import { comfort, forgetPrompt, isSpoken } from './audio.ts'
import { askAgain, entryKey, entryPromptEnded, entryTimedOut, entryChecked } from './entry.ts'
import type { Answered } from '../state/events.ts'
import type { Flow } from '../state/flow-program.ts'
import { createRun, stepOf, type FlowRun, type Next } from '../state/flow-run.ts'
import { LIMITS } from '../limits.ts'
import { learnNoPerson } from '../pacing/lessons.ts'
import { moveInQueue } from '../queue/place.ts'
import { endPreference } from '../queue/preference.ts'
import { stopRecording } from '../call/recording.ts'
import { endReservation } from '../dispatch/reservation.ts'
import { settle } from '../callback/settle.ts'
import { flowOf, queueOf } from '../state/state.ts'
import { cancelTimer, note, startTimer, type Turn } from '../state/turn.ts'
import { later, SECOND_MS } from '../time.ts'
import { transferFailed, transferStep } from './transfer.ts'
import { resumeWait, releaseCustomer } from '../call/waiting.ts'
import { begun } from '../state/course.ts'

/** A switch that does not tell the end of a recording for so long will not tell it. */
const RECORDING_END_MS = 5 * SECOND_MS

/** A machine answered: it is transferred to the queue's flow; without one the call is over. */
export function transferMachine(turn: Turn, callback: Callback): void {
  learnNoPerson(turn, callback, 'machine')
  const { machineFlow = [] } = queueOf(turn.state, callback).settings
  const flow = flowOf(turn.state, machineFlow, 'machine')
  cancelTimer(turn, 'announce', callback.id)
  cancelTimer(turn, 'wait', callback.id)
  leaveFlow(turn, callback)
  if (flow.steps.length === 0) return settle(turn, callback, 'machine', 'released')
  moveInQueue(turn, callback, 'in-flow')
  endReservation(turn, callback)
  endPreference(turn, callback)
  if (callback.course.customerLeg !== undefined)
    turn.effects.push({ kind: 'StopPrompt', legId: callback.course.customerLeg })
  enterFlow(turn, callback, flow, undefined)
}

/** A caller, or a machine, is in a flow from here on. */
export function enterFlow(
  turn: Turn,
  callback: Callback,
  flow: Flow,
  language: string | undefined,
): void {
  const run = createRun(flow, language)
  begun(callback).flow = run
  note(turn, callback, 'flow-started', { flow: flow.id })
  proceed(turn, callback, run)
}

/** The call was answered: a step that needed that begins. */
export function flowAnswered(turn: Turn, callback: Callback): void {
  const run = activeRun(callback)
  if (run?.awaits !== 'answer') return
  run.awaits = 'nothing'
  proceed(turn, callback, run)
}

/** The greeting is over: a flow that waits for it goes on, another remembers it. */
export function greetingOver(turn: Turn, callback: Callback): void {
  begun(callback).ready = true
  const run = activeRun(callback)
  if (run?.awaits === 'greeting') goOn(turn, callback, run, 'next')
}

/** A prompt of the flow has ended, or could not be played. */
export function flowPromptEnded(
  turn: Turn,
  callback: Callback,
  prompt: string,
  completed: boolean,
): void {
  const run = activeRun(callback)
  if (run === undefined) return
  const step = stepOf(run)
  if (run.awaits === 'keys') return entryPromptEnded(turn, callback, run, prompt)
  if (run.awaits !== 'prompt' || !isSpoken(run, prompt)) return
  if (step.kind === 'play') {
    note(turn, callback, 'message-ended', { prompt: step.prompt, completed })
  }
  // A flow that says nothing at all would go round as fast as the switch can tell.
  run.unheard = completed ? 0 : run.unheard + 1
  if (run.unheard > LIMITS.promptsUnheard) return flowFailed(turn, callback, 'nothing can be heard')
  goOn(turn, callback, run, 'next')
}

/** The caller pressed a key. */
export function flowKey(turn: Turn, callback: Callback, key: string): void {
  const run = activeRun(callback)
  if (run === undefined || run.awaits === 'join') return
  if (run.awaits === 'keys') return goOn(turn, callback, run, entryKey(turn, callback, run, key))
  const step = stepOf(run)
  if (run.awaits === 'recording' && step.kind === 'record') {
    if (step.terminator === key) endRecording(turn, callback)
    return
  }
  const to = run.keys[key]
  if (to === undefined || run.awaits === 'reply') return
  note(turn, callback, 'key-pressed', { key })
  goOn(turn, callback, run, { to })
}

/** A step took as long as it may: the flow goes on without it. */
export function flowStepTimedOut(turn: Turn, callback: Callback): void {
  if (callback.state === 'farewell') return releaseCustomer(turn, callback)
  const run = activeRun(callback)
  if (run === undefined) return
  const step = stepOf(run)
  run.unheard = 0
  if (run.awaits === 'keys') return goOn(turn, callback, run, entryTimedOut(turn, callback, run))
  if (run.awaits === 'reply' && step.kind === 'http') {
    return goOn(turn, callback, run, { to: step.otherwise })
  }
  if (run.awaits === 'reply' && step.kind === 'collect') {
    return goOn(turn, callback, run, askAgain(turn, callback, run, step))
  }
  if (run.awaits === 'recording' && run.tries++ === 0) return endRecording(turn, callback)
  goOn(turn, callback, run, 'next')
}

/** What the caller recorded is over when the switch says so. */
function endRecording(turn: Turn, callback: Callback): void {
  const open = openRecording(callback)
  if (open !== undefined) stopRecording(turn, open)
  startTimer(turn, 'flow', callback.id, later(turn.now, RECORDING_END_MS))
}

function openRecording({ course: { recordings } }: Callback) {
  return recordings.findLast(({ endedAt }) => endedAt === undefined)
}

/** The longest wait in line is over. */
export function flowLimitReached(turn: Turn, callback: Callback): void {
  const run = activeRun(callback)
  if (run?.limitTo === undefined || run.awaits === 'join') return
  note(turn, callback, 'wait-limit')
  goOn(turn, callback, run, { to: run.limitTo })
}

/** What was asked outside has been answered. */
export function flowReply(turn: Turn, event: Answered): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  const run = callback === undefined ? undefined : activeRun(callback)
  if (callback === undefined || run?.awaits !== 'reply' || run.turn !== event.question) return
  const step = stepOf(run)
  if (step.kind === 'collect') {
    return goOn(turn, callback, run, entryChecked(turn, callback, run, event))
  }
  if (step.kind !== 'http') return
  note(turn, callback, 'http-answered', { ok: event.ok, status: event.status ?? 0 })
  if (!event.ok) return goOn(turn, callback, run, { to: step.otherwise })
  run.data = { ...run.data, ...event.data }
  goOn(turn, callback, run, 'next')
}

/** A recording that a step made is over. */
export function flowRecorded(turn: Turn, callback: Callback): void {
  const run = activeRun(callback)
  if (run?.awaits === 'recording') goOn(turn, callback, run, 'next')
}

/** Whoever a flow rang for the caller is not to be had: it goes on. False where no flow rang. */
export function partyGone(turn: Turn, callback: Callback): boolean {
  const run = callback.course.flow
  if (run === undefined || transferStep(callback) === undefined) return false
  goOn(turn, callback, run, transferFailed(turn, callback))
  return true
}

/** No agent after all: the step that was held begins again. */
export function resumeFlow(turn: Turn, callback: Callback): void {
  const run = activeRun(callback)
  if (run?.awaits === 'join') beginAnew(turn, callback, run)
}

/**
 * The switch is back, and with it the call: what was played is played from its beginning, music
 * for what is left of its time, an entry is asked for anew, and so is an endpoint. A greeting is
 * still waited for and a recording goes on.
 */
export function restartStep(turn: Turn, callback: Callback): void {
  const { flow } = callback.course
  if (flow?.awaits === 'recording' || flow?.awaits === 'party') return keepOn(turn, callback, flow)
  const run = activeRun(callback)
  if (run === undefined) return resumeWait(turn, callback)
  if (run.awaits === 'join' || run.awaits === 'greeting') return
  beginAnew(turn, callback, run)
}

/** What goes on by itself; the order for it may have been lost, and is given again. */
function keepOn(turn: Turn, callback: Callback, run: FlowRun): void {
  forgetPrompt(turn, callback)
  if (run.awaits === 'party') return comfort(turn, callback, run)
  const open = openRecording(callback)
  if (open !== undefined) {
    turn.effects.push({ kind: 'StartRecording', legId: open.legId, recording: open.id })
  }
  comfort(turn, callback, run, LINE_HISS)
}

function beginAnew(turn: Turn, callback: Callback, run: FlowRun): void {
  // Not begun yet: its timer begins it.
  if (run.at < 0) return
  forgetPrompt(turn, callback)
  run.turn++
  run.awaits = 'nothing'
  run.digits = ''
  proceed(turn, callback, run)
}

function goOn(turn: Turn, callback: Callback, run: FlowRun, next: Next): void {
  if (next === 'wait') return
  go(turn, callback, run, next)
  proceed(turn, callback, run)
}

/** Steps are done until one waits; one that never waits is stopped and the call ended. */
function proceed(turn: Turn, callback: Callback, run: FlowRun): void {
  for (let steps = 0; callback.course.flow === run && activeRun(callback) === run; steps++) {
    if (steps === LIMITS.flowStepsPerEvent) {
      return flowFailed(turn, callback, 'it goes round without waiting')
    }
    const next = beginStep(turn, callback, run)
    if (next === 'wait') return
    go(turn, callback, run, next)
  }
}

/** The call is over; a person who waits for an agent hears music instead. */
function flowFailed(turn: Turn, callback: Callback, why: string): void {
  note(turn, callback, 'flow-failed', { why })
  if (callback.state === 'in-flow' || callback.medium === 'call') {
    return settle(turn, callback, 'flow-ended', 'released')
  }
  leaveFlow(turn, callback)
  resumeWait(turn, callback)
}

function go(turn: Turn, callback: Callback, run: FlowRun, next: Exclude<Next, 'wait'>): void {
  cancelTimer(turn, 'flow', callback.id)
  run.at = next === 'next' ? run.at + 1 : next.to
  run.turn++
  run.awaits = 'nothing'
  run.digits = ''
  run.tries = 0
}
