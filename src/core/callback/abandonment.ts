import { SECOND_MS, DAY_MS, type Instant, HOUR_MS, later, instant } from '../time.ts'
import type { AnswerCount, Queue } from '../state/queue.ts'
import { assert } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import type { Verdict } from '../state/outcome.ts'
import type { Turn } from '../state/turn.ts'
import { remember } from '../state/numbers.ts'
import { queueOf } from '../state/state.ts'

/** Whoever answered must have an agent so soon after their greeting: 16 CFR 310.4(b)(4)(iii). */
export const ABANDON_CLOCK_MS = 2 * SECOND_MS

/** The longest stretch over which a rate is asked: each successive 30 days, 16 CFR 310.4(b)(4)(i). */
export const ABANDON_WINDOW_MS = 30 * DAY_MS

/** A queue's counts over a stretch of time, and the rates of the rules. */
export interface AbandonmentView extends Omit<AnswerCount, 'from'> {
  readonly windowMs: number
  /** Late of the live: the FCC's and FTC's measure, at most 3 %. */
  readonly liveRate: number
  /** Ofcom's, with the share of machines taken off the drops. */
  readonly ofcomRate: number
}

/** 47 CFR 64.1200(a)(7), 16 CFR 310.4(b)(4)(i): abandoned of the calls that a person answered. Pure. */
export function liveAbandonRate(abandoned: number, live: number): number {
  assert(abandoned <= live, 'who was abandoned had answered')
  return live === 0 ? 0 : abandoned / live
}

/**
 * Ofcom, statement on persistent misuse, annex 5: drops are reduced by the share of machines among
 * those who reached an agent or a machine, then set against drops and human answers together.
 * 29 drops, 9 human, 7 machines: 64.44 %. Pure.
 */
export function ofcomAbandonRate(drops: number, human: number, machines: number): number {
  const recognised = human + machines
  const adjusted = recognised === 0 ? drops : drops * (1 - machines / recognised)
  return human + adjusted === 0 ? 0 : adjusted / (human + adjusted)
}

/** A queue's abandonment over the time that ends now; at most 30 days. Pure. */
export function abandonmentView(queue: Queue, now: Instant, windowMs: number): AbandonmentView {
  const sum = { live: 0, machines: 0, abandoned: 0, late: 0 }
  for (const count of queue.answers) {
    if (count.from + HOUR_MS <= now - windowMs) continue
    sum.live += count.live
    sum.machines += count.machines
    sum.abandoned += count.abandoned
    sum.late += count.late
  }
  return {
    ...sum,
    windowMs,
    liveRate: liveAbandonRate(sum.late, sum.live),
    ofcomRate: ofcomAbandonRate(sum.abandoned, sum.live - sum.abandoned, sum.machines),
  }
}

/** Analysis has said who answered: the abandon clock starts when their greeting was over. */
export function noteVerdict(callback: Callback, verdict: Verdict): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt === undefined || callback.course.answeredAt === undefined) return
  attempt.verdict = verdict.kind
  const greetingMs = Math.max(0, verdict.greetingEndMs ?? verdict.atMs)
  attempt.greetingEndAt = later(callback.course.answeredAt, greetingMs)
}

/** The customer has an agent. */
export function countJoin(turn: Turn, callback: Callback): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt === undefined || attempt.joinedAt !== undefined) return
  attempt.joinedAt = turn.now
  const count = countOf(turn, callback)
  count.live++
  if (isLate(callback, turn.now)) count.late++
}

/** Nobody came in the longest wait: the call is abandoned, and the number left in peace for a time. */
export function abandon(turn: Turn, callback: Callback): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt === undefined) return
  attempt.messageAt = turn.now
  const count = countOf(turn, callback)
  count.live++
  count.abandoned++
  count.late++
  if (turn.state.organisation?.abandonLockMs !== undefined) {
    remember(turn.state.numbers.abandonedAt, callback.customer, turn.now)
  }
}

/** The customer's call is over: counted here where no join and no treatment has counted it. */
export function countEnd(turn: Turn, callback: Callback): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt?.verdict === undefined || attempt.joinedAt !== undefined) return
  if (attempt.messageAt !== undefined) return
  if (attempt.verdict === 'machine') countOf(turn, callback).machines++
  if (attempt.verdict !== 'human') return
  const count = countOf(turn, callback)
  count.live++
  if (isLate(callback, turn.now)) count.late++
}

function isLate(callback: Callback, at: Instant): boolean {
  const greetingEndAt = callback.course.attempts.at(-1)?.greetingEndAt
  return greetingEndAt !== undefined && at - greetingEndAt > ABANDON_CLOCK_MS
}

function countOf(turn: Turn, callback: Callback): AnswerCount {
  const { answers } = queueOf(turn.state, callback)
  const from = instant(Math.floor(turn.now / HOUR_MS) * HOUR_MS)
  const newest = answers.at(-1)
  if (newest?.from === from) return newest
  const count = { from, live: 0, machines: 0, abandoned: 0, late: 0 }
  answers.push(count)
  if (answers[0] !== undefined && answers[0].from < turn.now - ABANDON_WINDOW_MS) answers.shift()
  return count
}
