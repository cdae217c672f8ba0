import { unreachable } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { type Next, stepOf, type Awaited, type FlowRun } from '../state/flow-run.ts'
import { comfort, isOnTheLine, playOne, speak } from './audio.ts'
import { cancelOpen, moveOpen, promise, takeOpen } from './promise.ts'
import { holds } from './conditions.ts'
import { ANSWER_SLACK_MS, beginEntry } from './entry.ts'
import type { FlowStep, SetStep } from '../state/flow-program.ts'
import { beginTransfer } from './transfer.ts'
import { enterQueue, leaveQueue } from './standing.ts'
import { changePlace } from '../queue/place.ts'
import { startRecording } from '../call/recording.ts'
import { settle } from '../callback/settle.ts'
import { flowNamed } from '../state/state.ts'
import { later, type Instant } from '../time.ts'
import { note, startTimer, type Turn } from '../state/turn.ts'
import { dismiss } from '../call/waiting.ts'

/** Begins the step that the flow has come to. */
export function beginStep(turn: Turn, callback: Callback, run: FlowRun): Next {
  const step = stepOf(run)
  switch (step.kind) {
    case 'play':
    case 'say':
    case 'hold':
    case 'collect':
    case 'wait-for-beep':
    case 'record':
    case 'http':
      return beginHeard(turn, callback, run, step)
    case 'branch':
      return holds(turn, callback, run, step.when) ? 'next' : { to: step.otherwise }
    case 'jump':
      return { to: step.to }
    case 'listen':
      run.keys = step.keys
      return 'next'
    case 'enter-queue':
      return enterQueue(turn, callback, run, step)
    case 'leave-queue':
      leaveQueue(turn, callback, run)
      return 'next'
    case 'set':
      return set(turn, callback, run, step)
    case 'create-callback':
      return promise(turn, callback, run, step)
    case 'take-place':
      return takeOpen(turn, callback, run, step.otherwise)
    case 'cancel-callback':
      return cancelOpen(turn, callback, step.otherwise)
    case 'move-callback':
      return moveOpen(turn, callback, step.byMs, step.otherwise)
    case 'go-to-flow':
      return goToFlow(turn, callback, run, step.flow)
    case 'transfer':
      return beginTransfer(turn, callback, run, step)
    case 'rebook':
      return rebook(turn, callback, run, step.delayMs)
    case 'hang-up':
      hangUp(turn, callback, run, step.cause)
      return 'wait'
    default:
      return unreachable(step)
  }
}

type HeardStep = Extract<
  FlowStep,
  { kind: 'play' | 'say' | 'hold' | 'collect' | 'wait-for-beep' | 'record' | 'http' }
>

/** Steps that take time: the caller is answered before, and hears something all along. */
function beginHeard(turn: Turn, callback: Callback, run: FlowRun, step: HeardStep): Next {
  if (step.kind === 'collect') return beginEntry(turn, callback, run, step)
  if (!isOnTheLine(turn, callback, run)) return 'wait'
  switch (step.kind) {
    case 'play':
      note(turn, callback, 'message-started', { prompt: step.prompt })
      playOne(turn, callback, run, step.prompt)
      run.awaits = 'prompt'
      return 'wait'
    case 'say':
      if (!speak(turn, callback, run, step.say)) return 'next'
      run.awaits = 'prompt'
      return 'wait'
    case 'hold':
      comfort(turn, callback, run, step.music)
      return waitFor(turn, callback, run, 'time', step.forMs)
    case 'wait-for-beep':
      // Callers are people: there is no greeting to wait for, and nobody waits in silence.
      if (callback.course.ready || callback.medium === 'call') return 'next'
      return waitFor(turn, callback, run, 'greeting', step.timeoutMs)
    case 'http': {
      const { url, timeoutMs } = step
      comfort(turn, callback, run)
      turn.effects.push({
        kind: 'Ask',
        callbackId: callback.id,
        question: run.turn,
        about: { kind: 'http', url, timeoutMs, data: run.data, number: callback.customer },
      })
      return waitFor(turn, callback, run, 'reply', timeoutMs + ANSWER_SLACK_MS)
    }
    case 'record':
      return record(turn, callback, run, step)
    default:
      return unreachable(step)
  }
}

/** The caller's words are recorded until a key, the longest time, or the end of the call. */
function record(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  step: Extract<FlowStep, { kind: 'record' }>,
): Next {
  const { customerLeg } = callback.course
  if (customerLeg === undefined) return 'next'
  if (startRecording(turn, callback, customerLeg) === undefined) return 'next'
  comfort(turn, callback, run, LINE_HISS)
  note(turn, callback, 'recording-started')
  return waitFor(turn, callback, run, 'recording', step.maxMs)
}

/** The line is not dead while a caller speaks to nobody. */
export const LINE_HISS = 'line-hiss'

/** A step that waits is given its time; one that is begun again keeps what is left of it. */
function waitFor(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  awaits: Awaited,
  ms: number,
): 'wait' {
  run.awaits = awaits
  const armed: Instant | undefined = turn.state.timers.flow.get(callback.id)
  if (armed === undefined)
    startTimer(turn, 'flow', callback.id, later(beganAt(turn, callback, run), ms))
  return 'wait'
}

/** The flow of a customer who waits after answering has begun with the answer. */
function beganAt(turn: Turn, callback: Callback, run: FlowRun): Instant {
  const { answeredAt } = callback.course
  const waits = callback.state === 'awaiting-agent' || callback.state === 'alerting'
  const isFirst = run.turn === 1 && waits
  return isFirst && answeredAt !== undefined ? answeredAt : turn.now
}

function set(turn: Turn, callback: Callback, run: FlowRun, step: SetStep): Next {
  const { priority, skills, preferredAgents, language, data } = step
  changePlace(turn, callback, () => {
    if (priority !== undefined) callback.priority = priority
    if (skills !== undefined) callback.details = { ...callback.details, skills }
  })
  if (preferredAgents !== undefined) {
    callback.details = { ...callback.details, preferredAgents: [preferredAgents] }
  }
  if (language !== undefined) run.language = language
  if (data !== undefined) run.data = { ...run.data, ...data }
  return 'next'
}

function goToFlow(turn: Turn, callback: Callback, run: FlowRun, name: string): Next {
  const flow = flowNamed(turn.state, name)
  if (flow === undefined) return 'next'
  note(turn, callback, 'flow-started', { flow: name })
  run.flow = flow
  run.language = flow.language ?? run.language
  return { to: 0 }
}

/**
 * The customer's callback goes back to its place. One who still waited for an agent counts as
 * abandoned: nobody came.
 */
function rebook(turn: Turn, callback: Callback, run: FlowRun, delayMs: number | undefined): Next {
  if (callback.medium === 'call') return 'next'
  run.rebook = { delayMs }
  dismiss(turn, callback)
  return 'wait'
}

/** After the last step of a flow in which an agent is still awaited, music goes on. */
function hangUp(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  cause: Extract<FlowStep, { kind: 'hang-up' }>['cause'],
): void {
  const isOver = run.at >= run.flow.steps.length
  const waits = callback.state === 'awaiting-agent' || callback.state === 'alerting'
  if (callback.medium === 'callback' && callback.course.verdict?.kind === 'human') {
    if (waits && isOver) comfort(turn, callback, run)
    else dismiss(turn, callback)
    return
  }
  leaveQueue(turn, callback, run)
  const disposition = run.promise === undefined ? 'flow-ended' : 'callback-booked'
  const isCall = callback.medium === 'call'
  settle(turn, callback, isCall ? disposition : 'machine', cause ?? 'released')
}
