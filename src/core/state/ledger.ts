import type { Agent } from './agent.ts'
import type { Callback } from './callback.ts'
import type { Decision, DecisionRule, DecisionTrigger } from './decision.ts'
import { LIMITS } from '../limits.ts'
import { withOne } from '../list.ts'
import type { Queue } from './queue.ts'
import type { Turn } from './turn.ts'
import { begun } from './course.ts'

/** What was decided, before the queue's own numbers are added. */
export interface Ruling {
  readonly trigger: DecisionTrigger
  readonly rule: DecisionRule
  readonly numbers: Readonly<Record<string, number>>
  readonly callback?: Callback
  readonly agent?: Agent | undefined
}

/** Rules by which something was done. */
const ACCEPTING: ReadonlySet<DecisionRule> = new Set<DecisionRule>([
  'dialled',
  'offered',
  'agent-chosen',
  'preferred-agent',
  'reserved-agent',
])

/**
 * A callback keeps each reason as it stood last: the same refusal again says nothing but its newer
 * numbers, and whoever is first in line for an hour would keep hundreds.
 */
function keep(callback: Callback, decision: Decision): void {
  const { decisions } = callback.course
  const last = decisions[decisions.length - 1]
  const isSame = last?.rule === decision.rule && !decision.accepted
  if (isSame) begun(callback).decisions = decisions.with(-1, decision)
  else if (decisions.length < LIMITS.decisionsPerCallback) {
    begun(callback).decisions = withOne(decisions, decision)
  }
}

/** Records an answer to "why was this one (not) dialled, offered, joined?" with what it rested on. */
export function decide(turn: Turn, queue: Queue, ruling: Ruling): void {
  const { callback, agent } = ruling
  const decision: Decision = {
    at: turn.now,
    queueId: queue.id,
    trigger: ruling.trigger,
    rule: ruling.rule,
    accepted: ACCEPTING.has(ruling.rule),
    callbackId: callback?.id,
    agentId: agent?.id,
    waiting: queue.waiting,
    waitedMs: callback === undefined ? undefined : turn.now - callback.rankedAt,
    numbers: ruling.numbers,
  }
  queue.decisions.push(decision)
  if (queue.decisions.length === 2 * LIMITS.decisionsPerQueue) {
    queue.decisions.splice(0, LIMITS.decisionsPerQueue)
  }
  if (callback !== undefined) keep(callback, decision)
  turn.effects.push({ kind: 'PublishDecision', decision })
}
