import type { Cause } from '../../core/state/outcome.ts'
import { causeOfAnswer, causeOfHangUp, statusOfCause } from '../release-cause.ts'
import type { RawEvent } from './event-socket.ts'
import type { Leg, Release } from './leg.ts'
import type { TrunkWord } from './trunk-call.ts'

/** Ends that FreeSWITCH brought about by itself, by its own name for them. */
const BY_THE_SWITCH: Readonly<Record<string, Cause>> = {
  MEDIA_TIMEOUT: 'media-timeout',
  ALLOTTED_TIMEOUT: 'max-duration',
  SYSTEM_SHUTDOWN: 'interrupted',
  MANAGER_REQUEST: 'interrupted',
  MANDATORY_IE_MISSING: 'refused', // 401 or 407, and we have no credentials
  INCOMPATIBLE_DESTINATION: 'incompatible',
}

const EDGE_SLACK_MS = 200

/** What makes FreeSWITCH refuse a caller with each of the statuses that `statusOfCause` names. */
const REFUSALS: Readonly<Record<number, string>> = {
  404: 'UNALLOCATED_NUMBER',
  480: 'NO_ANSWER',
  486: 'USER_BUSY',
  488: 'INCOMPATIBLE_DESTINATION',
  503: 'NORMAL_TEMPORARY_FAILURE',
  603: 'CALL_REJECTED',
}

/** FreeSWITCH's name for the end of a leg that we hang up. */
export function hangupCauseOf(cause: Cause, leg: Pick<Leg, 'answered' | 'arrival'>): string {
  if (leg.answered) return 'NORMAL_CLEARING'
  if (leg.arrival !== undefined) return REFUSALS[statusOfCause(cause)] ?? 'NO_ANSWER'
  return cause === 'no-answer' ? 'NO_ANSWER' : 'ORIGINATOR_CANCEL'
}

/**
 * Why a leg ended, from its `CHANNEL_HANGUP_COMPLETE`, what was known of it and, where there is one,
 * the trunk's own word. What we ordered wins; then what the far end said; then what FreeSWITCH
 * says of itself. Codes are kept as the network gave them: 487 that FreeSWITCH made up itself (no
 * `sip_term_status`) is not one. A 408 is the edge's own where the trunk was silent; without its
 * word, where it comes no sooner than the edge's patience. A BYE that FreeSWITCH sent unasked is
 * the switch's doing: it could make nothing of the answer, or somebody else ordered it. Pure.
 */
export function releaseOf(
  leg: Pick<Leg, 'side' | 'ending' | 'answered' | 'hasProgress' | 'times'>,
  event: RawEvent,
  ranMs: number,
  word?: TrunkWord,
): Release {
  const name = event['Hangup-Cause'] ?? 'UNKNOWN'
  const codes = codesOf(event, word)
  const detail = name
  if (leg.ending !== undefined) return { cause: leg.ending, by: 'us', ...codes, detail }
  const own = BY_THE_SWITCH[name]
  const answered = leg.answered || isSuccess(codes.sipStatus)
  const patient = ranMs >= leg.times.provisionalTimeoutMs - EDGE_SLACK_MS
  const silent = word === undefined ? patient : word === 'silence'
  if (!answered && codes.sipStatus === 408 && !leg.hasProgress && silent) {
    const cause = leg.side === 'agent' ? 'unreachable' : 'network-failure'
    return { cause, by: 'switch', detail: 'no provisional answer in time' }
  }
  if (own !== undefined && (answered || codes.sipStatus === undefined)) {
    return { cause: own, by: 'switch', ...codes, detail }
  }
  if (answered) return answeredRelease(leg, event, codes.q850)
  const by = codes.sipStatus === undefined ? 'switch' : 'far-end'
  return { cause: causeOfAnswer(codes, leg.side), by, ...codes, detail }
}

function answeredRelease(
  leg: Pick<Leg, 'answered' | 'side'>,
  event: RawEvent,
  q850?: number,
): Release {
  const codes = q850 === undefined ? {} : { q850 }
  const detail = event['Hangup-Cause'] ?? 'UNKNOWN'
  if (event['variable_sip_hangup_disposition'] !== 'send_bye')
    return { cause: causeOfHangUp(q850, leg.side), by: 'far-end', ...codes, detail }
  return { cause: leg.answered ? 'interrupted' : 'incompatible', by: 'switch', ...codes, detail }
}

/** Why a call that came in and was not answered ended: the caller, or the switch for want of an order. Pure. */
export function unansweredRelease(event: RawEvent): Release {
  const name = event['Hangup-Cause'] ?? 'UNKNOWN'
  if (name === 'ORIGINATOR_CANCEL') {
    return { cause: 'normal', by: 'far-end', sipStatus: 487, detail: name }
  }
  return { cause: BY_THE_SWITCH[name] ?? 'no-answer', by: 'switch', detail: name }
}

/** A BYE on the heels of the 200: the leg is over before its answer was told. */
function isSuccess(sipStatus: number | undefined): boolean {
  return sipStatus !== undefined && sipStatus >= 200 && sipStatus < 300
}

function codesOf(event: RawEvent, word?: TrunkWord): { sipStatus?: number; q850?: number } {
  const told = numberOf(event['variable_sip_term_status'])
  // 487 is also what a trunk says to our own CANCEL.
  const sipStatus = typeof word === 'number' && word !== 487 ? word : told
  const q850 = numberOf(event['variable_hangup_cause_q850'])
  return {
    ...(sipStatus === undefined ? {} : { sipStatus }),
    ...(q850 === undefined || q850 === 0 ? {} : { q850 }),
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined
}
