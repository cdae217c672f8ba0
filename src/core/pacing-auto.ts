import { riskOfOneMore, shortestRingMs, type Outlook } from './forecast.ts'
import { riskAllowed, type Learning } from './learning.ts'

/** Pools of up to so many agents never have more dials on the way than idle agents. */
export const SMALL_POOL_AGENTS = 5
/** Who answered and waited longer than this was late (16 CFR 310.4(b)(4)(iii): two seconds). */
export const LATE_AFTER_MS = 2_000
/** The share of late answers that is aimed at, a little under the 3 % that is allowed. */
export const LATE_TARGET = 0.029

/** Whether one more dial may go out, and the numbers that say so. */
export interface AutoAnswer {
  readonly allowed: boolean
  readonly numbers: Readonly<Record<string, number>>
}

/**
 * One more customer is dialled while the risk that they would answer with no agent in time is
 * within what the rolling window of late answers leaves. An agent whose ACW ends before any phone
 * is answered counts as idle. Small pools dial one per idle agent, since one late answer in a
 * hundred costs them more than the wait for a ring. Pure.
 */
export function autoAllows(
  learning: Learning,
  outlook: Outlook,
  agentsLoggedIn: number,
): AutoAnswer {
  const answerRatePercent = Math.round(100 * learning.answerRate)
  const latePercent =
    Math.round((1_000 * learning.lateCount) / Math.max(1, learning.late.length)) / 10
  if (agentsLoggedIn <= SMALL_POOL_AGENTS) {
    const leadMs = shortestRingMs(learning)
    const soon = outlook.acwEndsInMs.filter((endsInMs) => endsInMs <= leadMs).length
    const onTheWay = outlook.live + outlook.ringing.reduce((sum, one) => sum + one.count, 0)
    const allowed = onTheWay < outlook.idle + soon
    return { allowed, numbers: { soonFree: soon, onTheWay, answerRatePercent, latePercent } }
  }
  const risk = riskOfOneMore(learning, outlook, LATE_AFTER_MS)
  const allowance = riskAllowed(learning, LATE_TARGET)
  return {
    allowed: risk <= allowance,
    numbers: {
      riskPercent: Math.round(1_000 * risk) / 10,
      allowedRiskPercent: Math.round(1_000 * allowance) / 10,
      answerRatePercent,
      latePercent,
      handleMs: Math.round(learning.handleMs),
    },
  }
}
