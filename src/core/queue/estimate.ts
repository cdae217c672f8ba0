import { assert } from '../assert.ts'
import type { Queue } from '../state/queue.ts'
import type { Instant } from '../time.ts'

/** An estimate of a wait with its error: four in five waits end between low and high. */
export interface WaitEstimate {
  readonly meanMs: number
  readonly lowMs: number
  readonly highMs: number
}

/** The last so many departures from the line are looked at. */
const DEPARTURES_KEPT = 50
const DEPARTURES_MIN = 5
/** The standard normal's 10 % and 90 %. */
const NORMAL_90 = 1.2816

/** Someone has left the line to be served. */
export function noteDeparture(queue: Queue, now: Instant): void {
  queue.departures.push(now)
  if (queue.departures.length === 2 * DEPARTURES_KEPT) queue.departures.splice(0, DEPARTURES_KEPT)
}

/**
 * How long whoever stands at a position will wait for their turn, from how fast the line moved
 * lately; undefined while it has moved too little to say. With departures at random, the wait for
 * p of them over the mean gap of the last n is distributed as F with 2p and 2n degrees of freedom;
 * the bounds are its tenths (Paulson, Annals of Mathematical Statistics 13, 1942). Pure.
 */
export function estimateWait(
  queue: Queue,
  position: number,
  now: Instant,
): WaitEstimate | undefined {
  assert(position >= 1, 'positions count from 1')
  const recent = queue.departures.slice(-DEPARTURES_KEPT)
  const oldest = recent[0]
  if (oldest === undefined || recent.length < DEPARTURES_MIN || now <= oldest) return undefined
  const count = recent.length - 1
  const meanMs = (position * (now - oldest)) / count
  return {
    meanMs: Math.round(meanMs),
    lowMs: Math.round(meanMs * ratioQuantile(position, count, -NORMAL_90)),
    highMs: Math.round(meanMs * ratioQuantile(position, count, NORMAL_90)),
  }
}

/** The quantile, at a standard normal's, of F with 2p and 2n degrees of freedom. */
function ratioQuantile(p: number, n: number, normal: number): number {
  const [u, v] = [1 / (9 * p), 1 / (9 * n)]
  const spread = (1 - u) ** 2 * v + (1 - v) ** 2 * u - u * v * normal ** 2
  const middle = (1 - u) * (1 - v)
  return ((middle + normal * Math.sqrt(spread)) / ((1 - v) ** 2 - v * normal ** 2)) ** 3
}
