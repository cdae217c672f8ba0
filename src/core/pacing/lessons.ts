import type { Agent } from '../state/agent.ts'
import { communicationOf } from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import { learnHandle, learnWait, trunkLearning } from '../state/learning.ts'
import type { Disposition } from '../state/outcome.ts'
import { LATE_AFTER_MS, LATE_TARGET } from './auto.ts'
import { notePickUp, noteRing } from '../state/ring-times.ts'
import { queueOf } from '../state/state.ts'
import type { Turn } from '../state/turn.ts'

/** Ends that say nothing of customers: we, the trunk or the switch cut the dial short. */
const SAYS_NOTHING: ReadonlySet<Disposition> = new Set<Disposition>([
  'cancelled',
  'network-failure',
  'refused',
  'interrupted',
])

/** A dial has brought a person to the line: their queue learns after how long. */
export function learnPerson(turn: Turn, callback: Callback): void {
  learnDial(turn, callback, true)
}

/** A dial has come to an end, or to a machine, without a person on the line. */
export function learnNoPerson(turn: Turn, callback: Callback, disposition: Disposition): void {
  if (!SAYS_NOTHING.has(disposition)) learnDial(turn, callback, false)
}

/** A live customer has the first agent chosen for them, or is gone: in time for pacing, or late. */
export function learnWaited(turn: Turn, callback: Callback): void {
  const liveAt = callback.course.attempts.at(-1)?.liveAt
  if (callback.state !== 'awaiting-agent' || liveAt === undefined) return
  if (callback.course.passedOver.length > 0) return
  const isLate = turn.now - liveAt > LATE_AFTER_MS
  learnWait(queueOf(turn.state, callback).learning, isLate, LATE_TARGET)
}

/** An agent is free again: their queue learns for how long one customer took them. */
export function learnTaken(turn: Turn, agent: Agent): void {
  const callback =
    agent.callbackId === undefined ? undefined : turn.state.callbacks.get(agent.callbackId)
  if (callback?.course.joinedAt === undefined) return
  const queue = queueOf(turn.state, callback)
  if (queue.settings.mode === 'customer-first') {
    learnHandle(queue.learning, turn.now - callback.course.joinedAt)
  }
}

function learnDial(turn: Turn, callback: Callback, isPerson: boolean): void {
  const leg = callback.course.attempts.at(-1)?.legs.at(-1)
  if (leg === undefined || (callback.state !== 'dialling' && callback.state !== 'listening')) return
  const dialledAt = communicationOf(callback, leg.legId)?.startedAt
  if (dialledAt === undefined) return
  const { times } = trunkLearning(queueOf(turn.state, callback).learning, leg.trunkId)
  noteRing(times, isPerson, turn.now - dialledAt)
  if (callback.course.answeredAt !== undefined) notePickUp(times, isPerson)
}
