import type { LegId, PhoneNumber, SiteId } from '../ids.ts'
import type { Site, SpendLimit } from './organisation.ts'
import { later, MINUTE_MS, type Instant } from '../time.ts'

/** What was spent in one part of a site's window, from its beginning on. */
interface Charge {
  readonly at: Instant
  amount: number
}

/** What sites have spent on calls, oldest first, no further back than their windows. */
export type Spending = Map<SiteId, Charge[]>

/** Who pays for a call, and how much for each minute: as it was when the call was dialled. */
export interface Bill {
  readonly siteId: SiteId
  readonly perMinute: number
}

/** A call that somebody may have to pay for. */
interface BilledCall {
  readonly bill: Bill | undefined
  readonly orderedAt: Instant
  readonly answeredAt: Instant | undefined
}

/** What is on record of calls that are over, and the calls that are up. */
interface Books {
  readonly spending: Spending
  readonly legs: ReadonlyMap<LegId, BilledCall>
}

/** What a site has spent within its window, and from when on it may be less. */
export interface Spent {
  readonly spent: number
  readonly lessAt: Instant | undefined
}

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

/** The first minute of a call is spent when it is dialled; undefined: the call costs nothing. */
export function chargeDial(
  spending: Spending,
  site: Site,
  number: PhoneNumber,
  now: Instant,
): Bill | undefined {
  const perMinute = site.spend === undefined ? 0 : rateOf(site.spend, number)
  if (perMinute === 0) return undefined
  charge(spending, site, perMinute, now)
  return { siteId: site.id, perMinute }
}

/** A call is over: its further minutes are spent, or the first is not where nobody answered. */
export function chargeEnd(spending: Spending, site: Site, call: BilledCall, now: Instant): void {
  if (call.bill === undefined) return
  if (call.answeredAt !== undefined) charge(spending, site, furtherMinutes(call, now), now)
  else charge(spending, site, -call.bill.perMinute, call.orderedAt)
}

/** Over what a site may spend, if a number were dialled now; undefined: it is within it. Pure. */
export function overspending(
  books: Books,
  site: Site,
  number: PhoneNumber,
  now: Instant,
): (Spent & { readonly limit: number; readonly next: number }) | undefined {
  const next = site.spend === undefined ? 0 : rateOf(site.spend, number)
  if (site.spend === undefined || next === 0) return undefined
  const { limit } = site.spend
  const { spent, lessAt } = spentBy(books, site, now)
  return spent + next <= limit ? undefined : { limit, spent, next, lessAt }
}

/** What a site has spent within its window, calls that are up with each minute begun. Pure. */
export function spentBy({ spending, legs }: Books, { id, spend }: Site, now: Instant): Spent {
  if (spend === undefined) return { spent: 0, lessAt: undefined }
  const within = (spending.get(id) ?? []).filter(isWithin(spend, now))
  let running = 0
  for (const leg of legs.values()) {
    if (leg.bill?.siteId === id) running += furtherMinutes(leg, now)
  }
  const [oldest] = within
  const leaves = oldest === undefined ? undefined : leavesAt(spend, oldest)
  // What calls that are up cost does not leave the window before they are over.
  const lessAt = leaves ?? (running === 0 ? undefined : later(now, partOf(spend)))
  return { spent: rounded(within.reduce((sum, { amount }) => sum + amount, running)), lessAt }
}

/** What a call has cost beyond the minute that was paid at its dial. */
function furtherMinutes({ bill, answeredAt }: BilledCall, now: Instant): number {
  if (bill === undefined || answeredAt === undefined) return 0
  return Math.max(0, Math.ceil((now - answeredAt) / MINUTE_MS) - 1) * bill.perMinute
}

function charge(spending: Spending, { id, spend }: Site, amount: number, moment: Instant): void {
  if (spend === undefined || amount === 0) return
  const at = later(moment, -(moment % partOf(spend)))
  const charges = spending.get(id) ?? []
  const same = charges.findLast((one) => one.at === at)
  if (same !== undefined) same.amount = rounded(same.amount + amount)
  else if (amount > 0) charges.push({ at, amount })
  spending.set(
    id,
    charges.filter((one) => one.amount > 0 && leavesAt(spend, one) > moment),
  )
}

function partOf({ windowMs }: SpendLimit): number {
  return windowMs / PARTS
}

const isWithin =
  (spend: SpendLimit, now: Instant) =>
  (one: Charge): boolean =>
    leavesAt(spend, one) > now

function leavesAt(spend: SpendLimit, { at }: Charge): Instant {
  return later(at, spend.windowMs + partOf(spend))
}

function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}
