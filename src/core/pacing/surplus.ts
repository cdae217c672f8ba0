import { attemptOf } from '../dispatch/attempt.ts'
import { assert, present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import type { QueueId } from '../ids.ts'
import { decide } from '../state/ledger.ts'
import { LIMITS } from '../limits.ts'
import { byRank } from '../state/line.ts'
import { surplusRisk } from './auto.ts'
import { moveInQueue } from '../queue/place.ts'
import type { Queue } from '../state/queue.ts'
import { releaseLeg } from '../call/release.ts'
import { disarmCall } from '../callback/settle.ts'
import { later, MINUTE_MS } from '../time.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** Whose phone has rung for nothing is left in peace for so long. */
const REDIAL_AFTER_MS = 2 * MINUTE_MS

/**
 * Agents have gone while customers ring for them: under `auto`, the newest dials are let go until
 * the rest will hardly meet a queue without an agent. Each keeps its place.
 */
export function withdrawSurplus(turn: Turn, queueId: QueueId): void {
  const queue = turn.state.queues.get(queueId)
  if (queue?.settings.pacing.policy !== 'auto' || queue.settings.mode !== 'customer-first') return
  for (let callback = newest(queue); callback !== undefined; callback = newest(queue)) {
    const leg = present(attemptOf(callback).legs.at(-1), 'who rings has a leg')
    const riskPercent = surplusRisk(queue, leg.trunkId, turn.now)
    if (riskPercent === undefined) return
    if (callback.course.attempts.length >= LIMITS.attemptsPerCallback) return
    const { ringingCount } = queue.outlook
    const { loggedIn: agentsLoggedIn, inFlight } = queue
    const numbers = { agentsLoggedIn, inFlight, ringing: ringingCount, riskPercent }
    decide(turn, queue, { trigger: 'agents-gone', rule: 'pacing-surplus', numbers, callback })
    withdraw(turn, callback)
    assert(queue.outlook.ringingCount < ringingCount, 'who is withdrawn rings no more')
  }
}

/** It rings no longer, and goes back to its place when its leg is gone. */
function withdraw(turn: Turn, callback: Callback): void {
  const { customerLeg } = callback.course
  const leg = customerLeg === undefined ? undefined : turn.state.legs.get(customerLeg)
  attemptOf(callback).outcome = 'cancelled'
  begun(callback).retryAt = leg?.state === 'dialling' ? turn.now : later(turn.now, REDIAL_AFTER_MS)
  note(turn, callback, 'withdrawn', { dueAt: callback.course.retryAt })
  disarmCall(turn, callback)
  moveInQueue(turn, callback, 'ending')
  if (leg !== undefined) releaseLeg(turn, leg.id, 'cancelled')
}

/** Of those who ring, the one dialled last; of the same half second, the last in the queue's order. */
function newest({ outlook }: Queue): Callback | undefined {
  let newestSlot = -Infinity
  let last: Callback | undefined
  for (const slots of outlook.ringing.values()) {
    for (const [slot, ringing] of slots) {
      if (slot < newestSlot) continue
      if (slot > newestSlot) last = undefined
      newestSlot = slot
      for (const one of ringing) if (last === undefined || byRank(one, last) > 0) last = one
    }
  }
  return last
}
