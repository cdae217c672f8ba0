import type { Cause } from '../core/state/outcome.ts'

/** How the network ended a leg that was not answered. */
export interface NetworkAnswer {
  /** The final SIP status. */
  readonly sipStatus?: number
  /** ITU-T Q.850 cause: from the Reason header, or from a switch that speaks in them. */
  readonly q850?: number
}

/** Whose leg it was: the same answer says something else of a customer and of an agent's phone. */
export type Side = 'customer' | 'agent'

/**
 * Statuses with one meaning, whatever else is said. Sources: RFC 3261 section 21; RFC 4497 tables
 * 1 and 2; RFC 8197 (607); RFC 8688 (608); measurements on FreeSWITCH 1.10.12.
 */
const BY_STATUS: Readonly<Record<number, Cause>> = {
  301: 'invalid-number', // moved for good
  302: 'unreachable', // we follow no redirection
  401: 'refused', // credentials wanted that we lack
  403: 'declined',
  404: 'invalid-number',
  407: 'refused',
  408: 'no-answer',
  410: 'invalid-number',
  415: 'incompatible',
  484: 'invalid-number',
  485: 'invalid-number',
  486: 'busy',
  487: 'no-answer', // ended by the network, not by our CANCEL
  488: 'incompatible',
  600: 'busy',
  603: 'declined',
  604: 'invalid-number',
  606: 'incompatible',
  607: 'unwanted',
  608: 'unwanted',
}

/** Q.850 causes that say more than a vague status. Source: ITU-T Q.850, RFC 4497 section 8.4.4. */
const BY_Q850: Readonly<Record<number, Cause>> = {
  1: 'invalid-number', // unallocated
  17: 'busy',
  18: 'no-answer', // no user responding
  19: 'no-answer', // alerted, no answer
  20: 'unreachable', // subscriber absent
  21: 'declined',
  22: 'invalid-number', // number changed
  27: 'unreachable', // destination out of order
  28: 'invalid-number', // incomplete or wrong format
  31: 'unreachable', // normal, unspecified
  65: 'incompatible',
  88: 'incompatible',
}

/** Q.850 causes that blame the network; they count only where no status of the far side stands against it. */
const NETWORK_Q850: ReadonlySet<number> = new Set([2, 3, 34, 38, 41, 42, 44, 47, 58, 102, 127])

/** Statuses so vague that the Q.850 cause beside them is believed. */
const VAGUE_STATUSES: ReadonlySet<number> = new Set([403, 404, 408, 480, 487, 603])

/** What the statuses of a missing number mean where an agent's registered phone was called. */
const PHONE_GONE: ReadonlySet<number> = new Set([404, 408, 410, 430, 480])

/**
 * Why a leg ended that the network refused: the one table of the product.
 * A 5xx is always `network-failure`, and no 4xx or 6xx ever is: only the first may be tried again
 * over another trunk. Pure.
 */
export function causeOfAnswer(answer: NetworkAnswer, side: Side): Cause {
  const { sipStatus, q850 } = answer
  if (sipStatus === undefined) return q850 === undefined ? 'network-failure' : causeOfQ850(q850)
  if (sipStatus >= 500 && sipStatus < 600)
    return side === 'agent' ? 'unreachable' : 'network-failure'
  if (side === 'agent' && PHONE_GONE.has(sipStatus)) return 'unreachable'
  const refined = q850 === undefined ? undefined : BY_Q850[q850]
  if (refined !== undefined && VAGUE_STATUSES.has(sipStatus)) return refined
  if (sipStatus === 480) return q850 === undefined ? 'no-answer' : 'unreachable'
  return BY_STATUS[sipStatus] ?? otherwise(sipStatus)
}

/** The Q.850 cause of a page that goes away, closed or loaded anew, while its call is up. */
const OUT_OF_ORDER = 27

/** Why a leg ended that was up: hung up by the far end, or an agent's phone that says it goes. Pure. */
export function causeOfHangUp(q850: number | undefined, side: Side): Cause {
  return side === 'agent' && q850 === OUT_OF_ORDER ? 'unreachable' : 'normal'
}

function causeOfQ850(q850: number): Cause {
  if (NETWORK_Q850.has(q850)) return 'network-failure'
  return BY_Q850[q850] ?? 'network-failure'
}

/** RFC 3261 section 8.1.3.2: an unknown status is read as the first of its class. */
function otherwise(sipStatus: number): Cause {
  if (sipStatus >= 600) return 'declined'
  return sipStatus >= 400 ? 'refused' : 'unreachable'
}

/** What a caller gets whose call is refused before it was answered; 480 unless the cause says more. */
const STATUS_BY_CAUSE: Partial<Readonly<Record<Cause, number>>> = {
  'invalid-number': 404,
  busy: 486,
  declined: 603,
  incompatible: 488,
  interrupted: 503,
  'network-failure': 503,
}

/** The SIP status that refuses an inbound call for a cause. Pure. */
export function statusOfCause(cause: Cause): number {
  return STATUS_BY_CAUSE[cause] ?? 480
}
