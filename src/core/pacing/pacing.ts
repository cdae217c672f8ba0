import { assert, unreachable } from '../assert.ts'
import type { DecisionRule } from '../state/decision.ts'
import type { PacingPolicy } from '../state/organisation.ts'

/** What pacing looks at, as it stands at the moment of the look. */
export interface PacingView {
  readonly policy: PacingPolicy
  /** 1.0 or more. */
  readonly modifier: number
  readonly agentsLoggedIn: number
  readonly agentsIdle: number
  /** Dialled, or answered and waiting. */
  readonly inFlight: number
  /** Of the idle, those whom customers of other queues need. */
  readonly agentsSpokenFor: number
  /** Of those in flight, the ones for whom an agent's phone rings already. */
  readonly alerting: number
}

/** Whether one more may be dialled, and the numbers that say so. */
export interface PacingAnswer {
  readonly allowed: boolean
  readonly rule: DecisionRule
  readonly numbers: Record<string, number>
}

/**
 * One more customer is dialled only while those in flight stay within the modifier times the
 * agents logged in, rounded down, and within what the policy adds to that; what `auto` adds is in
 * `pacing-auto.ts`. Pure.
 */
export function pace(view: PacingView): PacingAnswer {
  assert(view.modifier >= 1, 'a modifier is 1.0 or more')
  assert(view.alerting <= view.inFlight, 'alerting customers are in flight')
  const cap = Math.floor(view.modifier * view.agentsLoggedIn)
  const numbers: Record<string, number> = {
    modifier: view.modifier,
    agentsLoggedIn: view.agentsLoggedIn,
    agentsIdle: view.agentsIdle,
    inFlight: view.inFlight,
    alerting: view.alerting,
    cap,
  }
  if (view.agentsSpokenFor > 0) numbers['agentsSpokenFor'] = view.agentsSpokenFor
  if (view.agentsLoggedIn === 0) return { allowed: false, rule: 'no-agent-on-queue', numbers }
  if (view.inFlight >= cap) return { allowed: false, rule: 'pacing-cap', numbers }
  switch (view.policy) {
    case 'cap':
    case 'auto':
      return { allowed: true, rule: 'dialled', numbers }
    case 'idle': {
      // Who alerts has an agent already: only the others still need one of the idle.
      const needAgent = view.inFlight - view.alerting
      const allowed = needAgent < view.agentsIdle - view.agentsSpokenFor
      return { allowed, rule: allowed ? 'dialled' : 'pacing-idle', numbers }
    }
    default:
      return unreachable(view.policy)
  }
}
