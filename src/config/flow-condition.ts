import type { Condition } from '../core/state/flow-program.ts'
import { queueId } from '../core/ids.ts'
import type { When } from './flow-schema.ts'

/** A condition as the core asks it. Pure. */
export function conditionOf(when: When): Condition {
  if ('open' in when) return { kind: 'hours', hours: when.open, is: 'open' }
  if ('holiday' in when) return { kind: 'hours', hours: when.holiday, is: 'holiday' }
  if ('closed' in when) {
    return { kind: 'not', of: { kind: 'hours', hours: when.closed, is: 'open' } }
  }
  if ('data' in when) return { kind: 'data', name: when.data, is: when.is }
  if ('caller' in when) return { kind: 'caller', prefix: when.caller }
  if ('callerKnown' in when) return unless(when.callerKnown, { kind: 'caller-known' })
  if ('machine' in when) return { kind: 'machine', is: when.machine }
  if ('hasCallback' in when) {
    const { hasCallback } = when
    if (typeof hasCallback === 'string') {
      return { kind: 'callback-open', queueId: queueId(hasCallback) }
    }
    return unless(hasCallback, { kind: 'callback-open' })
  }
  return queueConditionOf(when)
}

function queueConditionOf(
  when: Extract<
    When,
    | { readonly queue: string }
    | { readonly noAgents: string }
    | { readonly queueClosed: string }
    | { readonly not: When }
    | { readonly all: readonly When[] }
    | { readonly any: readonly When[] }
  >,
): Condition {
  if ('waitingOver' in when) {
    return {
      kind: 'queue',
      queueId: queueId(when.queue),
      measure: 'waiting',
      over: when.waitingOver,
    }
  }
  if ('waitOver' in when) {
    return { kind: 'queue', queueId: queueId(when.queue), measure: 'wait-ms', over: when.waitOver }
  }
  if ('noAgents' in when) {
    const agents = { kind: 'queue', queueId: queueId(when.noAgents), measure: 'agents' } as const
    return { kind: 'not', of: { ...agents, over: 0 } }
  }
  if ('queueClosed' in when) {
    return { kind: 'queue', queueId: queueId(when.queueClosed), measure: 'closed', over: 0 }
  }
  if ('not' in when) return { kind: 'not', of: conditionOf(when.not) }
  if ('all' in when) return { kind: 'all', of: when.all.map(conditionOf) }
  return { kind: 'any', of: when.any.map(conditionOf) }
}

function unless(isWanted: boolean, condition: Condition): Condition {
  return isWanted ? condition : { kind: 'not', of: condition }
}
