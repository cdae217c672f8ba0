import type { Organisation } from '../core/state/organisation.ts'
import { HOUR_MS, MINUTE_MS } from '../core/time.ts'
import { dayScript, type Day, type Staffing } from './day.ts'
import { play } from './play.ts'
import type { PlayReport } from './tally.ts'

/** One staffing and what came of it. */
export interface PlanRow extends Staffing {
  readonly report: PlayReport
  /** Everyone served, few late, waits within the goal. */
  readonly isGood: boolean
}

/** What is asked of a day. */
export interface Goal {
  /** Nine in ten wait no longer in line. */
  readonly waitMs: number
  /** Of people on the line without an agent within 2 s; 0 to 1. */
  readonly lateShare: number
  /** Of bookings that are still in line at the end; 0 to 1. */
  readonly unservedShare: number
}

/** What an answer is held against unless told otherwise. */
export const GOAL: Goal = { waitMs: 10 * MINUTE_MS, lateShare: 0.03, unservedShare: 0.01 }

const AROUND_PEAK = [0.6, 0.75, 0.9, 1, 1.15, 1.3]
const MODIFIERS = [1, 1.5, 2]

/** How many agents the busiest hour keeps busy: talk, wrap-up and answering, by Little's law. Pure. */
export function peakLoad({ arrivals, habits }: Day): number {
  const { personShare, talkMs, acwMs } = habits
  return (Math.max(...arrivals) * personShare * (talkMs + acwMs)) / HOUR_MS
}

/**
 * A day played with every number of agents and every modifier that are asked for, the fewest agents
 * first. Pure.
 */
export function planDay(
  organisation: Organisation,
  day: Day,
  options: {
    readonly seed: number
    readonly agents?: readonly number[]
    readonly modifiers?: readonly number[]
    readonly goal?: Goal
  },
): readonly PlanRow[] {
  const load = peakLoad(day)
  const own = organisation.queues.find(({ id }) => id === day.queueId)?.pacing.modifier ?? 1
  const agents = options.agents ?? AROUND_PEAK.map((share) => Math.max(1, Math.ceil(share * load)))
  const modifiers = options.modifiers ?? [...MODIFIERS, own]
  const goal = options.goal ?? GOAL
  return inOrder(agents).flatMap((count) =>
    inOrder(modifiers).map((modifier) => {
      const staffing = { agents: count, modifier, seed: options.seed }
      const report = play(dayScript(organisation, day, staffing))
      return { ...staffing, report, isGood: meets(report, goal) }
    }),
  )
}

/** The fewest agents with whom all is well, and of their modifiers the one with the shortest waits. Pure. */
export function advised(rows: readonly PlanRow[]): PlanRow | undefined {
  const good = rows.filter(({ isGood }) => isGood)
  const fewest = Math.min(...good.map(({ agents }) => agents))
  return good
    .filter(({ agents }) => agents === fewest)
    .sort((a, b) => a.report.p90WaitMs - b.report.p90WaitMs || a.modifier - b.modifier)[0]
}

function meets(report: PlayReport, goal: Goal): boolean {
  return (
    report.p90WaitMs <= goal.waitMs &&
    report.lateShare <= goal.lateShare &&
    report.unserved <= goal.unservedShare * report.booked
  )
}

function inOrder(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}
