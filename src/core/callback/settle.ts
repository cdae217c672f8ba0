import { assert, present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { learnNoPerson, learnWaited } from '../pacing/lessons.ts'
import type { Cause, Disposition } from '../state/outcome.ts'
import { moveInQueue } from '../queue/place.ts'
import { becomeFree } from '../agent/presence.ts'
import { releaseLeg } from '../call/release.ts'
import { endReservation } from '../dispatch/reservation.ts'
import { retryTime } from './retry.ts'
import { queueOf } from '../state/state.ts'
import { cancelTimer, note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** Disarms everything that was armed for the call that is up. */
export function disarmCall(turn: Turn, callback: Callback): void {
  if (callback.preference !== undefined) cancelTimer(turn, 'prefer', callback.id)
  if (callback.course.answeredAt === undefined && callback.medium === 'callback') return
  cancelTimer(turn, 'announce', callback.id)
  cancelTimer(turn, 'wait', callback.id)
  if (callback.course.flow !== undefined || callback.state === 'farewell') {
    cancelTimer(turn, 'flow', callback.id)
    cancelTimer(turn, 'flow-limit', callback.id)
  }
}

/** The interaction has its disposition; there is only ever one. */
export function dispose(
  turn: Turn,
  callback: Callback,
  disposition: Disposition,
  cause: Cause,
): void {
  assert(callback.course.disposition === undefined, 'a disposition is given once')
  begun(callback).disposition = disposition
  begun(callback).cause = cause
  if (callback.medium === 'callback') queueOf(turn.state, callback).open.delete(callback.customer)
  note(turn, callback, 'attempt-settled', { disposition, cause })
}

/**
 * It ends without a talk: nothing of it is in flight any more, its legs and its agent are let go.
 * Where the queue asks for retries and has one left, it goes back to its place instead.
 */
export function settle(
  turn: Turn,
  callback: Callback,
  disposition: Disposition,
  cause: Cause,
): void {
  learnNoPerson(turn, callback, disposition)
  learnWaited(turn, callback)
  const attempt = callback.course.attempts.at(-1)
  if (attempt !== undefined && attempt.outcome === undefined) attempt.outcome = disposition
  const retryAt = retryTime(turn, callback, disposition)
  begun(callback).retryAt = retryAt
  if (retryAt !== undefined) {
    note(turn, callback, 'retry', { disposition, cause, dueAt: retryAt })
  } else if (callback.course.disposition === undefined) dispose(turn, callback, disposition, cause)
  disarmCall(turn, callback)
  letAgentGo(turn, callback)
  if (callback.state !== 'ending') moveInQueue(turn, callback, 'ending')
  const { customerLeg } = callback.course
  if (customerLeg !== undefined) releaseLeg(turn, customerLeg, cause)
}

/** An agent who has it without a leg of its own: kept free for it, offered it, or holding it. */
function letAgentGo(turn: Turn, callback: Callback): void {
  endReservation(turn, callback)
  const hasLeft = callback.state === 'calling' && callback.course.agentLeg === undefined
  if (callback.state === 'offered' || hasLeft) {
    cancelTimer(turn, 'offer', callback.id)
    const agent = turn.state.agents.get(
      present(callback.course.agentId, 'who is offered or calls has an agent'),
    )
    becomeFree(turn, present(agent, 'an agent that exists'), 'agent-completed-call')
  }
  if (callback.state === 'accepted') {
    cancelTimer(turn, 'auto-start', callback.id)
    cancelTimer(turn, 'auto-end', callback.id)
  }
}
