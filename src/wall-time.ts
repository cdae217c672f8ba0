import { type WallTime, DAY_MS, instant, type Instant, type TimeWindow } from './core/time.ts'

const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/

/**
 * The moment at which clocks of a zone show a local time, by the zone's rules as this Node has them.
 * A time that the clocks skip is as much later as they are put forward; of a time that they show
 * twice it is the first (ISO 8601 has no say; so does java.time, and Temporal as `compatible`).
 * Undefined where it is no local time, or no zone of the IANA list.
 */
export function resolveWallTime(local: string, timeZone: string): Instant | undefined {
  const match = WALL_TIME.exec(local)
  const clock = match === null ? undefined : clockOf(timeZone)
  if (match === null || clock === undefined) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  const shown = Date.UTC(year, month - 1, day, hour, minute)
  if (new Date(shown).toISOString().slice(0, 16) !== local) return undefined
  const [before, after] = [shown - DAY_MS, shown + DAY_MS].map((at) => shownAt(clock, at) - at)
  const candidates = [shown - (before ?? 0), shown - (after ?? 0)]
  const exact = candidates.filter((at) => shownAt(clock, at) === shown)
  return instant(exact.length > 0 ? Math.min(...exact) : shown - (before ?? 0))
}

/** The date that clocks of a zone show at a moment: `2026-03-29`. The zone has to exist. */
export function localDate(at: Instant, timeZone: string): string {
  const clock = clockOf(timeZone)
  if (clock === undefined) throw new Error(`no time zone of the IANA list: ${timeZone}`)
  return new Date(shownAt(clock, at)).toISOString().slice(0, 10)
}

/** What a booking's own words come to: a moment, or a window where they name an end. */
export function resolveSchedule({
  from,
  until,
  timeZone,
}: WallTime):
  { readonly dueAt: Instant } | { readonly windows: readonly TimeWindow[] } | undefined {
  const opensAt = resolveWallTime(from, timeZone)
  if (opensAt === undefined) return undefined
  if (until === undefined) return { dueAt: opensAt }
  const closesAt = resolveWallTime(until, timeZone)
  if (closesAt === undefined || closesAt <= opensAt) return undefined
  return { windows: [{ opensAt, closesAt }] }
}

/** Whether a name is one of the IANA list. Pure but for the time zones of this Node. */
export function isTimeZone(name: string): boolean {
  return clockOf(name) !== undefined
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one takes a thousand times as long as asking it. */
function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  try {
    const clock = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(timeZone, clock)
    return clock
  } catch {
    return undefined
  }
}

/** What the clock shows at a moment, as if it were UTC. */
function shownAt(clock: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
}
