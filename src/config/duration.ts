import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
}

const PATTERN = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/

/**
 * Milliseconds of a duration as people write it: `30 s`, `1.5 min`, `500 ms`, or a bare number of
 * milliseconds. Undefined where it is none. Pure.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined
  }
  if (typeof value !== 'string') return undefined
  const match = PATTERN.exec(value.trim())
  const unit = UNITS[match?.[2] ?? '']
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit)
}

/** A duration as people write it, in the largest unit that leaves a whole number. Pure. */
export function formatDuration(durationMs: number): string {
  for (const unit of ['d', 'h', 'min', 's']) {
    const size = UNITS[unit] ?? 1
    if (durationMs >= size && durationMs % size === 0) return `${durationMs / size} ${unit}`
  }
  return `${durationMs} ms`
}

/** The schema of a duration in milliseconds between two bounds, both allowed. */
export function duration(minMs: number, maxMs: number) {
  return z.unknown().transform((value, context): number => {
    const durationMs = parseDuration(value)
    if (durationMs === undefined) {
      context.addIssue({ code: 'custom', message: "must be a duration such as '30 s' or '5 min'" })
      return z.NEVER
    }
    if (durationMs < minMs || durationMs > maxMs) {
      const message = `must be ${formatDuration(minMs)} to ${formatDuration(maxMs)}, not ${formatDuration(durationMs)}`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return durationMs
  })
}
