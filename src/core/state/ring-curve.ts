import { cautiousRate } from './answer-rate.ts'
import { RING_SLOT_MS, RING_SLOTS, type RingTimes } from './ring-times.ts'

/** Ring times as a look reads them: made anew whenever something was learned. */
export interface RingCurve {
  /** The rate of answers to reckon with. */
  readonly rate: number
  /** Shares of ring times up to each slot: of dials with a person, and of those without. */
  readonly answered: Float64Array
  readonly unanswered: Float64Array
  /** Ring times in the middle of each eighth of the answers, in ascending order. */
  readonly momentsMs: readonly number[]
  /** Hardly anybody answers sooner: one in a hundred. */
  readonly shortestMs: number
  /** For dials of each age, over a trunk with the given moments: chances of an answer by then. */
  readonly chances: Map<readonly number[], (Float64Array | undefined)[]>
}

/** The points of the answers at which a risk is reckoned. */
const POINTS = [0.0625, 0.1875, 0.3125, 0.4375, 0.5625, 0.6875, 0.8125, 0.9375]
/** How many moments there are. */
export const MOMENTS = POINTS.length
const SHORTEST = 0.01

/** The curve of what has been learned. Pure. */
export function ringCurve(times: RingTimes): RingCurve {
  const answered = cumulative(times.answered)
  return {
    rate: cautiousRate(times.rate),
    answered,
    unanswered: cumulative(times.unanswered),
    momentsMs: POINTS.map((point) => quantile(answered, point)),
    shortestMs: quantile(answered, SHORTEST),
    chances: new Map(),
  }
}

/**
 * For a dial that has rung for so many slots: the chance that a person is on the line by each of
 * the moments from now on.
 */
export function chancesAt(
  curve: RingCurve,
  ageSlots: number,
  momentsMs: readonly number[],
): Float64Array {
  let rows = curve.chances.get(momentsMs)
  if (rows === undefined) curve.chances.set(momentsMs, (rows = []))
  const age = Math.min(Math.max(0, ageSlots), RING_SLOTS)
  return (rows[age] ??= reckon(curve, age * RING_SLOT_MS, momentsMs))
}

function reckon(
  { rate, answered, unanswered }: RingCurve,
  ageMs: number,
  momentsMs: readonly number[],
): Float64Array {
  const before = share(answered, ageMs)
  const stillRings = 1 - rate * before - (1 - rate) * share(unanswered, ageMs)
  const chances = new Float64Array(MOMENTS)
  for (let i = 0; i < MOMENTS; i++) {
    const now = rate * (share(answered, ageMs + (momentsMs[i] ?? 0)) - before)
    chances[i] = stillRings <= 1e-6 ? 1 : Math.min(1, Math.max(0, now / stillRings))
  }
  return chances
}

function cumulative(slots: readonly number[]): Float64Array {
  const total = slots.reduce((sum, count) => sum + count, 0)
  const shares = new Float64Array(slots.length + 1)
  let sum = 0
  for (let slot = 0; slot < slots.length; slot++) {
    sum += slots[slot] ?? 0
    shares[slot + 1] = sum / total
  }
  return shares
}

/** The share of ring times up to a length, evenly spread within a slot. */
function share(shares: Float64Array, lengthMs: number): number {
  const place = Math.min(shares.length - 1, lengthMs / RING_SLOT_MS)
  const slot = Math.floor(place)
  const low = shares[slot] ?? 1
  return low + ((shares[slot + 1] ?? low) - low) * (place - slot)
}

/** The ring time below which a share of them lies. */
function quantile(shares: Float64Array, wanted: number): number {
  let slot = 0
  while (slot < shares.length - 2 && (shares[slot + 1] ?? 1) < wanted) slot++
  const low = shares[slot] ?? 0
  const high = shares[slot + 1] ?? 1
  return RING_SLOT_MS * (slot + (high > low ? (wanted - low) / (high - low) : 0))
}
