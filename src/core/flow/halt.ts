import { type Turn, cancelTimer } from '../state/turn.ts'
import { type Callback, activeRun } from '../state/callback.ts'
import { begun } from '../state/course.ts'

/** An agent is about to be joined: the flow holds its breath. */
export function haltFlow(turn: Turn, callback: Callback): void {
  const run = activeRun(callback)
  if (run === undefined) return
  cancelTimer(turn, 'flow', callback.id)
  run.awaits = 'join'
}

/** The flow leads nobody any more: a person picked up, or an agent has the caller. */
export function leaveFlow(turn: Turn, callback: Callback): void {
  cancelTimer(turn, 'flow', callback.id)
  cancelTimer(turn, 'flow-limit', callback.id)
  begun(callback).flow = undefined
}
