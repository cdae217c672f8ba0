import type { HoursState } from './core/state/flow-program.ts'
import { DAY_MS, instant, type Instant, type TimeWindow } from './core/time.ts'
import { localDate, resolveWallTime } from './wall-time.ts'

/** When a calendar is open, as its configuration says it. */
export interface OpeningHours {
  readonly id: string
  /** IANA name. */
  readonly timeZone: string
  readonly open: readonly OpeningTime[]
  /** Local dates, such as `2026-12-25`, on which it does not open. */
  readonly holidays: readonly string[]
}

/** One stretch of a week: on each of these days, from one local time to another. */
export interface OpeningTime {
  /** 0 is Sunday. */
  readonly days: readonly number[]
  /** `09:00`. */
  readonly from: string
  /** `17:30`; not after `from`: of the next day; `24:00` is its end. */
  readonly until: string
}

/** How far ahead the next change is looked for. */
const HORIZON_DAYS = 8

/** How a calendar stands at a moment. Pure but for the time zones of this Node. */
export function hoursState(hours: OpeningHours, at: Instant): HoursState {
  const today = localDate(at, hours.timeZone)
  const isOpen = stretches(hours, today, -1, 0).some(({ from, to }) => from <= at && at < to)
  if (isOpen) return 'open'
  return hours.holidays.includes(today) ? 'holiday' : 'closed'
}

/**
 * The first moment after one at which a calendar may stand otherwise; a week ahead where nothing
 * changes by then. Pure but for the time zones of this Node.
 */
export function nextHoursChange(hours: OpeningHours, at: Instant): Instant {
  const today = localDate(at, hours.timeZone)
  const now = hoursState(hours, at)
  const moments = stretches(hours, today, -1, HORIZON_DAYS).flatMap(({ from, to }) => [from, to])
  for (let day = 1; day <= HORIZON_DAYS; day++) {
    moments.push(momentOf(dayAfter(today, day), '00:00', hours.timeZone))
  }
  const changes = moments
    .filter((moment) => moment > at && hoursState(hours, moment) !== now)
    .sort((a, b) => a - b)
  return changes[0] ?? instant(at + 7 * DAY_MS)
}

/**
 * When a calendar is open from a moment on, for so many days, in order; what is open now has opened
 * before. Pure but for the time zones of this Node.
 */
export function openWindows(
  hours: Omit<OpeningHours, 'id'>,
  at: Instant,
  days: number,
): readonly TimeWindow[] {
  return stretches(hours, localDate(at, hours.timeZone), -1, days)
    .filter(({ to }) => to > at)
    .sort((a, b) => a.from - b.from)
    .map(({ from, to }) => ({ opensAt: from, closesAt: to }))
}

/** The stretches that begin on the days from one to another, counted from a date. */
function stretches(
  { open, holidays, timeZone }: Omit<OpeningHours, 'id'>,
  today: string,
  fromDay: number,
  toDay: number,
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const found: { from: Instant; to: Instant }[] = []
  for (let day = fromDay; day <= toDay; day++) {
    const date = dayAfter(today, day)
    if (holidays.includes(date)) continue
    for (const { days, from, until } of open) {
      if (!days.includes(new Date(`${date}T00:00Z`).getUTCDay())) continue
      const endsNextDay = until <= from || until === '24:00'
      found.push({
        from: momentOf(date, from, timeZone),
        to: momentOf(endsNextDay ? dayAfter(date, 1) : date, endOf(until), timeZone),
      })
    }
  }
  return found
}

function endOf(until: string): string {
  return until === '24:00' ? '00:00' : until
}

function momentOf(date: string, time: string, timeZone: string): Instant {
  const moment = resolveWallTime(`${date}T${time}`, timeZone)
  if (moment === undefined) throw new Error(`no local time: ${date}T${time} in ${timeZone}`)
  return moment
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
