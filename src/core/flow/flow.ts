import { AWAITING, beginStep } from './steps.ts'
import { type Callback, activeRun } from '../state/callback.ts'
import { isSpoken } from './audio.ts'
import { entryKey, entryPromptEnded, entryTimedOut, entryChecked } from './entry.ts'
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
import { flowNamed, queueOf } from '../state/state.ts'
import { cancelTimer, note, type Turn } from '../state/turn.ts'
import { releaseCustomer } from '../call/waiting.ts'

/** A machine answered: it is transferred to the queue's flow; without one the call is over. */
export function transferMachine(turn: Turn, callback: Callback): void {
  learnNoPerson(turn, callback, 'machine')
  const { machineFlow } = queueOf(turn.state, callback).settings
  const flow =
    typeof machineFlow === 'string'
      ? flowNamed(turn.state, machineFlow)
      : machineFlow && { id: 'machine', steps: machineFlow }
  cancelTimer(turn, 'announce', callback.id)
  cancelTimer(turn, 'wait', callback.id)
  if (flow === undefined || flow.steps.length === 0) {
    return settle(turn, callback, 'machine', 'released')
  }
  moveInQueue(turn, callback, 'in-flow')
  endReservation(turn, callback)
  endPreference(turn, callback)
  if (callback.customerLeg !== undefined)
    turn.effects.push({ kind: 'StopPrompt', legId: callback.customerLeg })
  enterFlow(turn, callback, flow, undefined)
}

/** A caller, or a machine, is in a flow from here on. */
export function enterFlow(
  turn: Turn,
  callback: Callback,
  flow: Flow,
  language: string | undefined,
): void {
  callback.flow = createRun(flow, language)
  note(turn, callback, 'flow-started', { flow: flow.id })
  proceed(turn, callback, callback.flow)
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
  callback.ready = true
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
  if (step.kind === 'play') note(turn, callback, 'message-ended', { prompt, completed })
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
  if (run.awaits === 'keys') return goOn(turn, callback, run, entryTimedOut(turn, callback, run))
  if (run.awaits === 'reply' && step.kind === 'http') {
    return goOn(turn, callback, run, { to: step.otherwise })
  }
  if (run.awaits === 'recording') return endRecording(turn, callback)
  goOn(turn, callback, run, 'next')
}

/** What the caller recorded is over when the switch says so. */
function endRecording(turn: Turn, callback: Callback): void {
  const open = callback.recordings.findLast(({ endedAt }) => endedAt === undefined)
  if (open !== undefined) stopRecording(turn, open)
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
  const run = activeRun(callback)
  if (run === undefined || run.awaits === 'join' || AWAITING.has(run.awaits)) return
  beginAnew(turn, callback, run)
}

function beginAnew(turn: Turn, callback: Callback, run: FlowRun): void {
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
  for (let steps = 0; callback.flow === run && activeRun(callback) === run; steps++) {
    if (steps === LIMITS.flowStepsPerEvent) {
      note(turn, callback, 'flow-failed', { why: 'it goes round without waiting' })
      return settle(turn, callback, 'flow-ended', 'released')
    }
    const next = beginStep(turn, callback, run)
    if (next === 'wait') return
    go(turn, callback, run, next)
  }
}

function go(turn: Turn, callback: Callback, run: FlowRun, next: Exclude<Next, 'wait'>): void {
  cancelTimer(turn, 'flow', callback.id)
  run.at = next === 'next' ? run.at + 1 : next.to
  run.turn++
  run.awaits = 'nothing'
  run.digits = ''
  run.tries = 0
}
