import type { PhoneNumber, SiteId } from '../ids.ts'
import type { Site, SpendLimit } from './organisation.ts'
import { later, MINUTE_MS, type Instant } from '../time.ts'

/** What was spent in one part of a site's window, from its beginning on. */
interface Charge {
  readonly at: Instant
  amount: number
}

/** What sites have spent on calls, oldest first, no further back than their windows. */
export type Spending = Map<SiteId, Charge[]>

/** A window is counted in so many parts: what is spent counts for at most one part too long. */
const PARTS = 60

/** What a minute of a call to a number costs: by the longest prefix that fits, else nothing. Pure. */
export function rateOf({ rates }: SpendLimit, number: PhoneNumber): number {
  let best: SpendLimit['rates'][number] | undefined
  for (const rate of rates) {
    const isLonger = best === undefined || rate.prefix.length > best.prefix.length
    if (number.startsWith(rate.prefix) && isLonger) best = rate
  }
  return best?.perMinute ?? 0
}

/** The first minute of a call is spent when it is dialled: calls in flight count. */
export function chargeDial(
  spending: Spending,
  site: Site,
  number: PhoneNumber,
  now: Instant,
): void {
  if (site.spend !== undefined) charge(spending, site, rateOf(site.spend, number), now)
}

/** A call is over: its further minutes are spent, or the first is not where nobody answered. */
export function chargeEnd(
  spending: Spending,
  site: Site,
  number: PhoneNumber,
  talkedMs: number | undefined,
  now: Instant,
): void {
  if (site.spend === undefined) return
  const minutes = talkedMs === undefined ? 0 : Math.max(1, Math.ceil(talkedMs / MINUTE_MS))
  charge(spending, site, (minutes - 1) * rateOf(site.spend, number), now)
}

/** What a site has spent within its window, and when the oldest part of it leaves. Pure. */
export function spentBy(
  spending: Spending,
  { id, spend }: Site,
  now: Instant,
): { readonly spent: number; readonly lessAt: Instant | undefined } {
  const within = spend === undefined ? [] : (spending.get(id) ?? []).filter(isWithin(spend, now))
  const [oldest] = within
  return {
    spent: rounded(within.reduce((sum, { amount }) => sum + amount, 0)),
    lessAt: spend === undefined || oldest === undefined ? undefined : leavesAt(spend, oldest),
  }
}

function charge(spending: Spending, { id, spend }: Site, amount: number, now: Instant): void {
  if (spend === undefined || amount === 0) return
  const partMs = spend.windowMs / PARTS
  const at = later(now, -(now % partMs))
  const charges = (spending.get(id) ?? []).filter(isWithin(spend, now))
  const last = charges.at(-1)
  if (last?.at === at) last.amount += amount
  else charges.push({ at, amount })
  spending.set(id, charges)
}

const isWithin =
  (spend: SpendLimit, now: Instant) =>
  (one: Charge): boolean =>
    leavesAt(spend, one) > now

function leavesAt({ windowMs }: SpendLimit, { at }: Charge): Instant {
  return later(at, windowMs + windowMs / PARTS)
}

function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}
