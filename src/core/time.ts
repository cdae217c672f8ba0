/** A moment: milliseconds since 1970 UTC, whole. The core is told the time and never asks. */
export type Instant = number & { readonly __brand: 'instant' }

export const SECOND_MS = 1_000

export const MINUTE_MS = 60 * SECOND_MS

export const HOUR_MS = 60 * MINUTE_MS

export const DAY_MS = 24 * HOUR_MS

/** A moment from milliseconds since 1970. Pure. */
export function instant(epochMs: number): Instant {
  return Math.trunc(epochMs) as Instant
}

/** The moment so many milliseconds later. Pure. */
export function later(from: Instant, byMs: number): Instant {
  return (from + byMs) as Instant
}

/** A time as a customer says it: local date and time, and the place whose clock shows it. */
export interface WallTime {
  /** `2026-03-29T02:30`. */
  readonly from: string
  /** The end of a window. */
  readonly until?: string
  /** IANA name. */
  readonly timeZone: string
}

/** A stretch of time in which a customer may be called. */
export interface TimeWindow {
  readonly opensAt: Instant
  readonly closesAt: Instant
}
