import { assert } from './assert.ts'
import { beginAttempt, trunkForAttempt } from './attempt.ts'
import type { Callback } from './callback.ts'
import type { Decision, DecisionRule, DecisionTrigger } from './decision.ts'
import { LIMITS } from './limits.ts'
import { firstInLine } from './line.ts'
import { pace } from './pacing.ts'
import type { Mutable } from './mutable.ts'
import type { Queue } from './queue.ts'
import { startTimer, type Turn } from './turn.ts'

/** The timer that looks again when a trunk's rate allows the next call. */
export const RATE_TIMER = 'trunk-rate'

/**
 * Looks at a queue: dials while the rules let it, and records each dial and the refusal that ends
 * the look, with the rule and the numbers. The trigger after a dial is that dial.
 */
export function look(turn: Turn, queue: Queue, trigger: DecisionTrigger): void {
  queue.blocked = false
  let because = trigger
  for (let dials = 0; ; dials++) {
    assert(dials <= LIMITS.waitingPerQueue, 'a look ends')
    const callback = firstInLine(queue.line)
    if (callback === undefined) {
      if (dials === 0) decide(turn, queue, because, 'nobody-waiting', {})
      return
    }
    if (!dialNext(turn, queue, callback, because)) return
    because = 'callback-dispatched'
  }
}

/** Records a decision with the queue and, where it is about one, with the callback. */
export function recordDecision(
  turn: Turn,
  queue: Queue,
  decision: Decision,
  callback?: Callback,
): void {
  queue.decisions.push(decision)
  if (queue.decisions.length === 2 * LIMITS.decisionsPerQueue) {
    queue.decisions.splice(0, LIMITS.decisionsPerQueue)
  }
  if (callback !== undefined && callback.decisions.length < LIMITS.decisionsPerCallback) {
    callback.decisions = [...callback.decisions, decision]
  }
  turn.effects.push({ kind: 'PublishDecision', decision })
}

function dialNext(turn: Turn, queue: Queue, callback: Callback, trigger: DecisionTrigger): boolean {
  const { state } = turn
  if (!state.switchUp || state.paused) {
    return decide(turn, queue, trigger, state.switchUp ? 'draining' : 'switch-lost', {}, callback)
  }
  const answer = pace({
    policy: queue.settings.pacing.policy,
    modifier: queue.settings.pacing.modifier,
    agentsLoggedIn: queue.loggedIn,
    agentsIdle: queue.idle.size,
    inFlight: queue.inFlight,
    alerting: queue.alerting,
  })
  if (!answer.allowed) return decide(turn, queue, trigger, answer.rule, answer.numbers, callback)
  const choice = trunkForAttempt(turn, queue, [])
  if ('trunk' in choice) {
    decide(turn, queue, trigger, 'dialled', answer.numbers, callback)
    beginAttempt(turn, queue, callback, choice.trunk)
    return true
  }
  queue.blocked = true
  if (choice.at !== undefined) startTimer(turn, RATE_TIMER, choice.at)
  return decide(
    turn,
    queue,
    trigger,
    choice.rule,
    { ...answer.numbers, ...choice.numbers },
    callback,
  )
}

/** Records one answer about the next in line and returns whether it was a dial. */
function decide(
  turn: Turn,
  queue: Queue,
  trigger: DecisionTrigger,
  rule: DecisionRule,
  numbers: Readonly<Record<string, number>>,
  callback?: Callback,
): boolean {
  const accepted = rule === 'dialled'
  const decision: Mutable<Decision> = {
    at: turn.now,
    queueId: queue.id,
    trigger,
    rule,
    accepted,
    numbers,
    waiting: queue.line.size,
  }
  if (callback !== undefined) {
    decision.callbackId = callback.id
    decision.waitedMs = turn.now - callback.rankedAt
  }
  recordDecision(turn, queue, decision, callback)
  return accepted
}
