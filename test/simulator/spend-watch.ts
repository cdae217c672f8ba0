import type { DialCustomer, DialOutside, Effect } from '../../src/core/state/effects.ts'
import type { Decision } from '../../src/core/state/decision.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { LegId, PhoneNumber } from '../../src/core/ids.ts'
import type { Organisation, Site, SpendLimit } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import type { Blame, Watch } from './watch.ts'

/** A call that a site pays for: its first minute at once, each further one when it begins. */
interface PaidCall {
  readonly perMinute: number
  readonly at: Instant
  answeredAt: Instant | undefined
  /** When its further minutes were paid; until then they run. */
  endedAt: Instant | undefined
}

/** A site with a limit, and every call that it made. */
interface Purse {
  readonly spend: SpendLimit
  readonly calls: Map<LegId, PaidCall>
}

/** What is spent may count for this share of the window too long, never too short. */
const TOO_LONG = 1 / 60
const ROUNDING = 1e-4

/**
 * No site pays more within its window than its limit: nobody is dialled, customer or third party,
 * whose first minute would pass it; and what a refusal says was spent was spent.
 */
export class SpendWatch implements Watch {
  private readonly organisation: Organisation
  private readonly blame: Blame
  private readonly purses = new Map<Site, Purse>()
  private readonly attempts = new Set<string>()

  constructor(organisation: Organisation, blame: Blame) {
    this.organisation = organisation
    this.blame = blame
    for (const site of organisation.sites) {
      if (site.spend !== undefined) this.purses.set(site, { spend: site.spend, calls: new Map() })
    }
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    if (this.purses.size === 0) return
    this.hear(event, now)
    const hasOneMoment = event.kind !== 'SwitchSurveyed'
    for (const effect of effects) {
      if (effect.kind === 'DialCustomer' || effect.kind === 'DialOutside') this.see(effect, now)
      // Of a survey's legs the first are gone before the last: what is said in between is not judged.
      if (effect.kind === 'PublishDecision' && hasOneMoment) this.judgeSaid(effect.decision, now)
    }
  }

  private hear(event: Event, now: Instant): void {
    for (const { calls } of this.purses.values()) {
      if (event.kind === 'LegAnswered') answered(calls.get(event.legId), now)
      if (event.kind === 'LegReleased') ended(calls, event.legId, now)
      if (event.kind !== 'SwitchSurveyed') continue
      const up = new Map(event.legs.map(({ legId, state }) => [legId, state]))
      for (const [id, call] of calls) {
        if (call.at >= event.askedAt || call.endedAt !== undefined) continue
        if (up.get(id) === 'answered') answered(call, now)
        if (!up.has(id)) ended(calls, id, now)
      }
    }
  }

  private see(order: DialCustomer | DialOutside, now: Instant): void {
    const site = this.organisation.sites.find(({ trunks }) => trunks.includes(order.trunkId))
    const purse = site === undefined ? undefined : this.purses.get(site)
    const attempt = order.kind === 'DialCustomer' ? order.attemptId : order.legId
    // The next trunk of an attempt goes on with what it began.
    const isNew = !this.attempts.has(attempt)
    this.attempts.add(attempt)
    if (purse === undefined) return
    const { spend, calls } = purse
    const perMinute = priceOf(spend, order.number)
    if (perMinute === 0) return
    const spent = spentWithin(purse, spend.windowMs, now)
    if (isNew && spent + perMinute > spend.limit + ROUNDING) {
      this.blame(`${attempt} is dialled with ${spent} of ${spend.limit} spent, for ${perMinute}`)
    }
    calls.set(order.legId, { perMinute, at: now, answeredAt: undefined, endedAt: undefined })
  }

  private judgeSaid({ rule, queueId, numbers }: Decision, now: Instant): void {
    if (rule !== 'spend-limit') return
    const queue = this.organisation.queues.find(({ id }) => id === queueId)
    const siteId = queue?.site ?? this.organisation.defaultSite
    const purse = [...this.purses].find(([{ id }]) => id === siteId)?.[1]
    if (purse === undefined) return this.blame(`${queueId} is refused by a limit that it has not`)
    const { spent = 0, next = 0, limit } = numbers
    const { windowMs } = purse.spend
    const least = spentWithin(purse, windowMs, now)
    const most = spentWithin(purse, windowMs * (1 + TOO_LONG), now)
    if (spent < least - ROUNDING || spent > most + ROUNDING || limit !== purse.spend.limit) {
      this.blame(`${spent} of ${limit} is said to be spent, and it was ${least} to ${most}`)
    }
    if (spent + next <= purse.spend.limit) this.blame(`${queueId} is refused within its limit`)
  }
}

function answered(call: PaidCall | undefined, now: Instant): void {
  if (call !== undefined && call.endedAt === undefined) call.answeredAt ??= now
}

/** What nobody answered costs nothing. */
function ended(calls: Map<LegId, PaidCall>, id: LegId, now: Instant): void {
  const call = calls.get(id)
  if (call?.endedAt !== undefined) return
  if (call?.answeredAt === undefined) calls.delete(id)
  else call.endedAt = now
}

function priceOf({ rates }: SpendLimit, number: PhoneNumber): number {
  const fitting = rates.filter(({ prefix }) => number.startsWith(prefix))
  return fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.perMinute ?? 0
}

/** What was paid in the last so many milliseconds; what has left the longest window is forgotten. */
function spentWithin({ spend, calls }: Purse, windowMs: number, now: Instant): number {
  let spent = 0
  for (const [id, { perMinute, at, answeredAt, endedAt }] of calls) {
    const isForgotten = endedAt !== undefined && endedAt <= now - 2 * spend.windowMs
    if (isForgotten) calls.delete(id)
    if (at > now - windowMs) spent += perMinute
    if (answeredAt === undefined || (endedAt !== undefined && endedAt <= now - windowMs)) continue
    const minutes = Math.ceil(((endedAt ?? now) - answeredAt) / 60_000)
    spent += Math.max(0, minutes - 1) * perMinute
  }
  return spent
}
