import { type Turn, note, cancelTimer } from '../state/turn.ts'
import type { Callback } from '../state/callback.ts'
import { NOTHING_YET } from '../state/course.ts'
import { awaitRetry } from './retry.ts'
import { returnPlace } from './taken-place.ts'
import { tagNeverAccepted } from '../agent/wrap-up-code.ts'
import { assert } from '../assert.ts'
import type { CallbackId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { moveInQueue } from '../queue/place.ts'
import { save } from '../state/record.ts'
import { dropWork } from '../agent/presence.ts'

/** Closes an interaction that has its disposition, no leg left and no code due. */
export function closeIfDone(turn: Turn, callback: Callback): void {
  if (callback.state !== 'ending' && callback.state !== 'wrapping') return
  if (callback.course.wrapUpDue || callback.course.parting.length > 0) return
  if (callback.course.customerLeg !== undefined || callback.course.agentLeg !== undefined) return
  if (callback.course.retryAt !== undefined) return awaitRetry(turn, callback)
  returnPlace(turn, callback)
  tagNeverAccepted(turn, callback)
  close(turn, callback)
}

/** The interaction is over: saved, and no longer part of the state. */
export function close(turn: Turn, callback: Callback): void {
  const { disposition, agentId } = callback.course
  assert(disposition !== undefined, 'a closed interaction has a disposition')
  moveInQueue(turn, callback, 'closed')
  note(turn, callback, 'closed', { disposition })
  save(turn, callback)
  // Its course is on record. The garbage collector would keep it as long as a callback grown old.
  callback.course = NOTHING_YET
  turn.state.callbacks.delete(callback.id)
  if (callback.medium === 'call') rememberEnded(turn.state.endedCalls, callback.id)
  const agent = agentId === undefined ? undefined : turn.state.agents.get(agentId)
  if (agent === undefined || agent.held.length === 0) return
  cancelTimer(turn, 'auto-end', callback.id)
  dropWork(turn, agent, callback.id)
}

function rememberEnded(endedCalls: Set<CallbackId>, id: CallbackId): void {
  endedCalls.add(id)
  if (endedCalls.size <= LIMITS.endedCallsRemembered) return
  for (const oldest of endedCalls) return void endedCalls.delete(oldest)
}
