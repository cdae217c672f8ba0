import { z } from 'zod'
import type { OpeningTime } from '../opening-hours.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const STRETCH =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat)(?:-(Sun|Mon|Tue|Wed|Thu|Fri|Sat))? (([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)$/

const STRETCHES_MAX = 100

const HOLIDAYS_MAX = 1_000

const openingTime = z.string().transform((text, context): OpeningTime => {
  const match = STRETCH.exec(text)
  if (match === null) {
    const message = "must be days and local times, such as 'Mon-Fri 09:00-17:30'"
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const [, first = '', last = first, from = '', , until = ''] = match
  return { days: daysFrom(DAYS.indexOf(first), DAYS.indexOf(last)), from, until }
})

const holiday = z
  .string()
  .refine(isDate, { error: "must be a date of the calendar, such as '2026-12-25'" })

/** One calendar of opening hours; the time zone is that of the default site unless it is given. */
export const HOURS = {
  open: z.array(openingTime).min(1).max(STRETCHES_MAX),
  holidays: z.array(holiday).max(HOLIDAYS_MAX).default([]),
}

function daysFrom(first: number, last: number): number[] {
  const days = [first]
  for (let day = first; day !== last;) days.push((day = (day + 1) % 7))
  return days
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
