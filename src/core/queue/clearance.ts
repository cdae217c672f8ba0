import type { Callback } from '../state/callback.ts'
import type { PhoneNumber } from '../ids.ts'
import type { Site } from '../state/organisation.ts'
import { overspending } from '../state/spending.ts'
import type { DecisionRule } from '../state/decision.ts'
import { LIMITS } from '../limits.ts'
import { capLiftsAt } from '../state/numbers.ts'
import { moveInQueue } from './place.ts'
import type { Queue } from '../state/queue.ts'
import { settle } from '../callback/settle.ts'
import { destinationRefusal } from '../state/site.ts'
import { siteOf, isBarred } from '../state/state.ts'
import { later, type Instant } from '../time.ts'
import { note, reply, type Moment, type Turn } from '../state/turn.ts'
import { closeIfDone } from '../callback/close.ts'

/** Why one callback may not be dialled now, and from when on it may; without a time: never. */
export interface Bar {
  readonly rule: Extract<
    DecisionRule,
    'do-not-call' | 'destination' | 'spend-limit' | 'abandon-lock' | 'attempt-cap'
  >
  readonly numbers: Readonly<Record<string, number>>
  readonly until?: Instant
}

/** What stands against dialling a callback's own number now; undefined: nothing. Pure. */
export function clearanceOf(turn: Moment, queue: Queue, callback: Callback): Bar | undefined {
  const { state } = turn
  const number = callback.customer
  if (isBarred(state, number)) return { rule: 'do-not-call', numbers: {} }
  const site = siteOf(state, queue)
  if (destinationRefusal(site, number) !== undefined) return { rule: 'destination', numbers: {} }
  return overspent(turn, site, number) ?? triedTooOften(turn, number)
}

/** The first minute would cost more than is left of the site's limit. */
function overspent({ state, now }: Moment, site: Site, number: PhoneNumber): Bar | undefined {
  const over = overspending(state, site, number, now)
  if (over === undefined) return undefined
  const { lessAt, ...numbers } = over
  return { rule: 'spend-limit', numbers, ...(lessAt === undefined ? {} : { until: lessAt }) }
}

/** Too soon after an abandoned call, or too often lately. */
function triedTooOften({ state, now }: Moment, number: PhoneNumber): Bar | undefined {
  const lockMs = state.organisation?.abandonLockMs
  const abandonedAt = state.numbers.abandonedAt.get(number)
  if (lockMs !== undefined && abandonedAt !== undefined && abandonedAt + lockMs > now) {
    const until = later(abandonedAt, lockMs)
    return { rule: 'abandon-lock', numbers: { lockMs, abandonedMsAgo: now - abandonedAt }, until }
  }
  const cap = state.organisation?.attemptCap
  const until = cap === undefined ? undefined : capLiftsAt(state.numbers, number, cap, now)
  if (cap === undefined || until === undefined) return undefined
  return {
    rule: 'attempt-cap',
    numbers: { attempts: cap.attempts, windowMs: cap.windowMs },
    until,
  }
}

/** Out of the line: until the bar lifts, with its place kept, or for good. */
export function holdBack(turn: Turn, callback: Callback, bar: Bar): void {
  if (bar.until === undefined) {
    settle(turn, callback, 'refused', 'refused')
    return closeIfDone(turn, callback)
  }
  callback.dueAt = bar.until
  moveInQueue(turn, callback, 'scheduled')
  note(turn, callback, 'held-back', { rule: bar.rule, dueAt: bar.until })
}

/** A number is barred from being dialled, or no longer; calls that are up go on. */
export function bar(turn: Turn, number: Callback['customer'], barred: boolean): void {
  const { numbers, doNotCall } = turn.state
  if (!barred && doNotCall.has(number)) {
    return reply(turn, { ok: false, code: 'barred-by-configuration', detail: number })
  }
  if (barred && numbers.barred.size >= LIMITS.numbersBarred && !numbers.barred.has(number)) {
    const detail = String(LIMITS.numbersBarred)
    return reply(turn, { ok: false, code: 'do-not-call-full', detail })
  }
  if (barred) numbers.barred.add(number)
  else numbers.barred.delete(number)
  reply(turn, { ok: true })
}

/** What stops every dial of a queue; undefined where nothing does. Pure. */
export function barrier({ state }: Pick<Turn, 'state'>, queue: Queue): DecisionRule | undefined {
  if (!state.switchUp) return 'switch-lost'
  if (state.paused) return 'draining'
  return queue.closed ? 'queue-closed' : undefined
}
