import { assert } from '../assert.ts'
import { MOMENTS } from '../state/ring-curve.ts'

/**
 * Customers who are on their way, in groups: so many, each with such a chance to need an agent by
 * each moment.
 */
export interface Arrivals {
  readonly counts: number[]
  readonly chances: Float64Array[]
}

/** What there is for them, at each moment of the dial that is thought of. */
export interface Supply {
  /** Agents idle now, less the customers who need one already; may be negative. */
  readonly free: number
  /** The moments, and how long after them nobody is late. */
  readonly momentsMs: readonly number[]
  readonly graceMs: number
  /** Agents whose ACW will have ended, for each moment. */
  readonly ending: readonly number[]
  /** Agents who are taken: they are free after a talk of this mean, and then ACW of this length. */
  readonly taken: number
  readonly talkMs: number
  readonly acwMs: number
}

/** Up to so many on the way, and taken, the distribution is exact; beyond, the normal one is close. */
const EXACT_MAX = 24
const EXACT_TAKEN_MAX = 500

/**
 * The chance that the customer of one more dial would answer with no agent for them in time: for
 * each moment at which the ring may end, the chance that as many others need one as there are.
 * Pure.
 */
export function riskOfOneMore(arrivals: Arrivals, supply: Supply): number {
  const { free, momentsMs, graceMs, ending, taken, talkMs, acwMs } = supply
  let onTheWay = 0
  for (const count of arrivals.counts) onTheWay += count
  const isExact = onTheWay <= EXACT_MAX && taken <= EXACT_TAKEN_MAX
  let sum = 0
  for (let i = 0; i < MOMENTS; i++) {
    const talkingMs = Math.max(0, (momentsMs[i] ?? 0) + graceMs - acwMs)
    const freeing = 1 - Math.exp(-talkingMs / talkMs)
    const freeThen = free + (ending[i] ?? 0)
    sum += isExact
      ? shortageExact(arrivals, i, onTheWay, freeThen, taken, freeing)
      : shortageNormal(arrivals, i, freeThen, taken, freeing)
  }
  const risk = sum / MOMENTS
  assert(risk >= 0 && risk <= 1 + 1e-9, 'a chance is between 0 and 1')
  return risk
}

/** The chance that at least as many need an agent as are free or become free. */
function shortageExact(
  arrivals: Arrivals,
  moment: number,
  onTheWay: number,
  free: number,
  taken: number,
  freeing: number,
): number {
  const atLeast = chancesOfAtLeast(arrivals, moment, onTheWay)
  let shortage = 0
  let chanceOfMore = (1 - freeing) ** taken
  for (let more = 0; more <= taken; more++) {
    const needed = Math.max(0, free + more)
    if (needed > onTheWay) break
    shortage += chanceOfMore * (atLeast[needed] ?? 0)
    chanceOfMore *= ((taken - more) * freeing) / ((more + 1) * (1 - freeing))
  }
  return Math.min(1, shortage)
}

/** For each number up to all, the chance that at least so many of those on the way need an agent. */
function chancesOfAtLeast(arrivals: Arrivals, moment: number, onTheWay: number): Float64Array {
  const exactly = new Float64Array(onTheWay + 1)
  exactly[0] = 1
  let length = 1
  for (let group = 0; group < arrivals.counts.length; group++) {
    const chance = arrivals.chances[group]?.[moment] ?? 0
    for (let i = arrivals.counts[group] ?? 0; i > 0; i--, length++) {
      for (let k = length; k > 0; k--) {
        exactly[k] = (exactly[k] ?? 0) * (1 - chance) + (exactly[k - 1] ?? 0) * chance
      }
      exactly[0] = (exactly[0] ?? 0) * (1 - chance)
    }
  }
  for (let k = onTheWay - 1; k >= 0; k--) exactly[k] = (exactly[k] ?? 0) + (exactly[k + 1] ?? 0)
  return exactly
}

function shortageNormal(
  arrivals: Arrivals,
  moment: number,
  free: number,
  taken: number,
  freeing: number,
): number {
  let mean = -taken * freeing
  let variance = taken * freeing * (1 - freeing)
  const { counts, chances } = arrivals
  for (let group = 0; group < counts.length; group++) {
    const count = counts[group] ?? 0
    const chance = chances[group]?.[moment] ?? 0
    mean += count * chance
    variance += count * chance * (1 - chance)
  }
  if (variance < 1e-9) return mean >= free ? 1 : 0
  return 1 - normalBelow((free - 0.5 - mean) / Math.sqrt(variance))
}

/** The standard normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const tail =
    0.3989422804 *
    Math.exp((-x * x) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return x > 0 ? 1 - tail : tail
}
