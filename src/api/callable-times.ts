import type { Campaign, Site } from '../core/state/organisation.ts'
import { LIMITS } from '../core/limits.ts'
import { DAY_MS, instant, type Instant, type TimeWindow } from '../core/time.ts'
import { openWindows } from '../opening-hours.ts'
import { isTimeZone } from '../wall-time.ts'

/** What a contact was booked for, as far as it says when. */
interface Wanted {
  readonly timeZone: string | undefined
  readonly windows: readonly TimeWindow[] | undefined
}

/** When a contact may be called, or what is wrong with what was asked. */
export type Callable =
  | { readonly windows: readonly TimeWindow[] }
  | { readonly field: 'timeZone' | 'at'; readonly why: string }
  | undefined

/**
 * The windows of a campaign's callable times by the contact's own clock, up to the horizon of
 * bookings, inside those that were asked for; undefined: at any time. By the rules that zones have
 * at the booking. Pure but for the time zones of this Node.
 */
export function callableTimes(
  campaign: Campaign | undefined,
  site: Site | undefined,
  wanted: Wanted,
  at: Instant,
): Callable {
  if (campaign?.callable === undefined) {
    if (wanted.timeZone === undefined) return undefined
    return { field: 'timeZone', why: 'is for contacts of a campaign with callable times' }
  }
  const timeZone = wanted.timeZone ?? site?.timeZone ?? 'UTC'
  if (!isTimeZone(timeZone)) return { field: 'timeZone', why: 'is no zone of the IANA list' }
  const open = openWindows(
    { ...campaign.callable, timeZone },
    at,
    LIMITS.scheduleHorizonMs / DAY_MS,
  )
  const windows = wanted.windows === undefined ? open : both(open, wanted.windows)
  if (windows.length > 0) return { windows }
  return { field: 'at', why: `is outside the callable times of campaign ${campaign.id}` }
}

/** What lies in a window of each. */
function both(ones: readonly TimeWindow[], others: readonly TimeWindow[]): readonly TimeWindow[] {
  return ones.flatMap((one) =>
    others.flatMap((other) => {
      const opensAt = instant(Math.max(one.opensAt, other.opensAt))
      const closesAt = instant(Math.min(one.closesAt, other.closesAt))
      return opensAt < closesAt ? [{ opensAt, closesAt }] : []
    }),
  )
}
