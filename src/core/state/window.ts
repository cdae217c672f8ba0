import type { Callback } from './callback.ts'
import type { TimeWindow, Instant } from '../time.ts'
import type { CallbackBooked } from './events.ts'

/** The window that is open at a moment, or the next to open; undefined: none is left. Pure. */
export function windowAt(
  windows: readonly TimeWindow[] | undefined,
  at: Instant,
): TimeWindow | undefined {
  return windows?.find(({ closesAt }) => closesAt > at)
}

/** When a booking may enter its queue: its time, or the opening of its first window. Pure. */
export function firstMoment(
  { dueAt, windows }: Pick<CallbackBooked, 'dueAt' | 'windows'>,
  now: Instant,
): Instant | undefined {
  const from = dueAt !== undefined && dueAt > now ? dueAt : now
  const window = windowAt(windows, from)
  if (window === undefined || window.opensAt <= from) return dueAt
  return window.opensAt
}

/** Whether a contact of a campaign may not be called now: its callable times are others. Pure. */
export function isUncallable({ details }: Callback, now: Instant): boolean {
  if (details.campaignId === undefined || details.windows === undefined) return false
  return !details.windows.some(({ opensAt, closesAt }) => opensAt <= now && now < closesAt)
}

/** Whether a callback that has windows has none left to be called in. Pure. */
export function isOver(callback: Callback, now: Instant): boolean {
  const { windows } = callback.details
  return windows !== undefined && windowAt(windows, now) === undefined
}
