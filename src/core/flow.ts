import { assert, present, unreachable } from './assert.ts'
import type { Callback } from './callback.ts'
import type { FlowStep } from './organisation.ts'
import { moveInQueue } from './place.ts'
import { flowTimer, settle, waitTimers } from './settle.ts'
import { endPreference } from './preference.ts'
import { endReservation } from './reservation.ts'
import { queueOf } from './state.ts'
import { LIMITS } from './limits.ts'
import { later } from './time.ts'
import { cancelTimer, note, startTimer, type Turn } from './turn.ts'
import { play, releaseCustomer } from './waiting.ts'

/** A machine answered: it is transferred to the queue's flow; without one the call is over. */
export function transferMachine(turn: Turn, callback: Callback): void {
  const steps = queueOf(turn.state, callback).settings.machineFlow
  const leg = present(callback.customerLeg, 'a machine answered on a leg')
  const { announce, limit } = waitTimers(callback)
  cancelTimer(turn, announce)
  cancelTimer(turn, limit)
  if (steps === undefined || steps.length === 0) {
    return settle(turn, callback, 'machine', 'released')
  }
  moveInQueue(turn, callback, 'in-flow')
  endReservation(turn, callback)
  endPreference(turn, callback)
  turn.effects.push({ kind: 'StopPrompt', legId: leg })
  note(turn, callback, 'flow-started')
  runStep(turn, callback, steps, 0)
}

/** The greeting is over: a flow that waits for it goes on, another remembers it. */
export function greetingOver(turn: Turn, callback: Callback): void {
  callback.ready = true
  if (currentStep(turn, callback)?.kind === 'wait-for-beep') nextStep(turn, callback)
}

/** A prompt of the flow has ended. */
export function flowPromptEnded(
  turn: Turn,
  callback: Callback,
  prompt: string,
  completed: boolean,
): void {
  const step = currentStep(turn, callback)
  if (step?.kind !== 'play' || step.prompt !== prompt) return
  note(turn, callback, 'message-ended', { prompt, completed })
  nextStep(turn, callback)
}

/** A flow step took longer than it may: the flow goes on without it. */
export function flowStepTimedOut(turn: Turn, callback: Callback): void {
  if (callback.state === 'in-flow') nextStep(turn, callback)
  else if (callback.state === 'farewell') releaseCustomer(turn, callback)
}

/** A person picked up while a machine was being spoken to: the flow is over. */
export function leaveFlow(turn: Turn, callback: Callback): void {
  cancelTimer(turn, flowTimer(callback))
  callback.flowStep = undefined
}

function currentStep(turn: Turn, callback: Callback): FlowStep | undefined {
  if (callback.state !== 'in-flow' || callback.flowStep === undefined) return undefined
  return queueOf(turn.state, callback).settings.machineFlow?.[callback.flowStep]
}

function nextStep(turn: Turn, callback: Callback): void {
  const steps = queueOf(turn.state, callback).settings.machineFlow ?? []
  runStep(turn, callback, steps, present(callback.flowStep, 'a flow runs') + 1)
}

function runStep(turn: Turn, callback: Callback, steps: readonly FlowStep[], index: number): void {
  assert(index <= steps.length, 'a flow ends after its last step')
  callback.flowStep = index
  cancelTimer(turn, flowTimer(callback))
  const step: FlowStep = steps[index] ?? { kind: 'hang-up' }
  switch (step.kind) {
    case 'wait-for-beep':
      if (callback.ready) return runStep(turn, callback, steps, index + 1)
      return startTimer(turn, flowTimer(callback), later(turn.now, step.timeoutMs))
    case 'play':
      note(turn, callback, 'message-started', { prompt: step.prompt })
      startTimer(turn, flowTimer(callback), later(turn.now, LIMITS.promptMaxMs))
      return play(turn, callback, step.prompt, false)
    case 'hang-up':
      return settle(turn, callback, 'machine', 'released')
    default:
      return unreachable(step)
  }
}
