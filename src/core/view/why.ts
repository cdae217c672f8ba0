import { trunkForAttempt } from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import { clearanceOf, barrier } from '../queue/clearance.ts'
import type { DecisionRule } from '../state/decision.ts'
import { paced } from '../dispatch/dispatch.ts'
import { spokenForIn } from '../pacing/sharing.ts'
import { laneOf } from '../queue/idle.ts'
import { positionOf } from '../queue/position.ts'
import { agentsPromised, isOffered, type Queue } from '../state/queue.ts'
import { queueOf, type State } from '../state/state.ts'
import type { Instant } from '../time.ts'

/** The one reason why a customer is not being served now, with the numbers that say so. */
export interface Why {
  readonly rule: DecisionRule | 'not-due' | 'owner-away' | 'not-first' | 'place-taken'
  readonly numbers: Readonly<Record<string, number>>
}

type Numbers = Why['numbers']

/**
 * Why someone is not dialled, offered or connected at this moment, as the rules stand now: the
 * first that says no, in the order in which they are asked. Undefined where nothing does, or where
 * it is under way. Pure.
 */
export function whyNotServed(state: State, callback: Callback, now: Instant): Why | undefined {
  if (callback.state === 'taken-over') return why('place-taken', {})
  if (callback.state === 'scheduled') {
    return why('not-due', { inMs: (callback.dueAt ?? now) - now })
  }
  if (callback.state !== 'waiting' && callback.state !== 'queued') return undefined
  const queue = queueOf(state, callback)
  const barred = callback.medium === 'call' ? undefined : barrier({ state }, queue)
  if (barred !== undefined) return why(barred, {})
  const position = positionOf(state, callback) ?? 1
  if (position > 1) return why('not-first', { position })
  const bar = callback.medium === 'call' ? undefined : clearanceOf({ state, now }, queue, callback)
  if (bar !== undefined) return why(bar.rule, bar.numbers)
  return whyNoAgent(state, queue, callback, now) ?? whyNoTrunk(state, queue, callback, now)
}

function whyNoAgent(state: State, queue: Queue, callback: Callback, now: Instant): Why | undefined {
  const owner = callback.ownerId === undefined ? undefined : state.agents.get(callback.ownerId)
  if (owner !== undefined && owner.idleTurn === undefined) {
    return why('owner-away', { isOnQueue: owner.state === 'off-queue' ? 0 : 1 })
  }
  if (owner !== undefined) return undefined
  const lane = laneOf(state, queue, callback)
  const isOnTheLine = callback.medium === 'call'
  const elsewhere = isOnTheLine ? 0 : spokenForIn(state, queue, lane)
  const numbers = {
    agentsIdle: lane.idle.size,
    agentsPromised: agentsPromised(queue) + elsewhere,
  }
  if (isOnTheLine || isOffered(queue, callback)) {
    if (numbers.agentsIdle > numbers.agentsPromised) return undefined
    return why(numbers.agentsIdle === 0 ? 'no-agent-idle' : 'agents-promised', numbers)
  }
  if (lane !== queue.plain && lane.idle.size <= lane.promised + elsewhere)
    return why('no-skilled-agent', numbers)
  const turn = { state, now }
  const answer = paced(turn, queue, callback, trunkForAttempt(turn, queue, callback.customer, []))
  return answer.allowed ? undefined : why(answer.rule, answer.numbers)
}

function whyNoTrunk(state: State, queue: Queue, callback: Callback, now: Instant): Why | undefined {
  if (callback.medium === 'call') return undefined
  const choice = trunkForAttempt({ state, now }, queue, callback.customer, [])
  return 'trunk' in choice ? undefined : why(choice.rule, choice.numbers)
}

function why(rule: Why['rule'], numbers: Numbers): Why {
  return { rule, numbers }
}
