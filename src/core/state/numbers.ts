import { phoneNumber, type AgentId, type PhoneNumber } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import type { AttemptCap } from './organisation.ts'
import { later, type Instant } from '../time.ts'

/** What stands for a caller who withholds their number. */
export const WITHHELD_NUMBER = phoneNumber('+10000000')

/** Whether a caller's number is known. Pure. */
export function hasNumber(number: PhoneNumber): boolean {
  return number !== WITHHELD_NUMBER
}

/** What is remembered of numbers beyond their interactions, each list bounded, oldest first. */
export interface NumberHistory {
  /** Numbers barred one by one, beside the organisation's list. */
  readonly barred: Set<PhoneNumber>
  readonly lastAgents: Map<PhoneNumber, AgentId>
  readonly abandonedAt: Map<PhoneNumber, Instant>
  /** Attempts within the cap's window. */
  readonly attempts: Map<PhoneNumber, readonly Instant[]>
}

/** A history in which nothing has happened. */
export function emptyNumberHistory(): NumberHistory {
  return { barred: new Set(), lastAgents: new Map(), abandonedAt: new Map(), attempts: new Map() }
}

/** Remembers a fact about a number; the number whose last fact is oldest makes room. */
export function remember<T>(facts: Map<PhoneNumber, T>, number: PhoneNumber, fact: T): void {
  facts.delete(number)
  facts.set(number, fact)
  if (facts.size <= LIMITS.numbersRemembered) return
  for (const oldest of facts.keys()) {
    facts.delete(oldest)
    return
  }
}

/** Counts an attempt to a number against a cap. */
export function rememberAttempt(
  history: NumberHistory,
  number: PhoneNumber,
  cap: AttemptCap,
  now: Instant,
): void {
  const recent = (history.attempts.get(number) ?? []).filter((at) => at > now - cap.windowMs)
  remember(history.attempts, number, [...recent, now].slice(-cap.attempts))
}

/** When a number's attempts are under the cap again; undefined where they are now. Pure. */
export function capLiftsAt(
  history: NumberHistory,
  number: PhoneNumber,
  cap: AttemptCap,
  now: Instant,
): Instant | undefined {
  const recent = history.attempts.get(number)
  const oldest = recent?.[recent.length - cap.attempts]
  if (oldest === undefined || oldest <= now - cap.windowMs) return undefined
  return later(oldest, cap.windowMs)
}
