import { assert } from './assert.ts'
import { cautiousAnswerRate, RING_SLOT_MS, type Learning } from './learning.ts'

/** What is on its way at the moment of a look. */
export interface Outlook {
  /** Idle agents, none of them for a customer yet. */
  readonly idle: number
  /** Agents who talk: when they end is known only on average. */
  readonly talking: number
  /** For each agent in timed ACW: how long until it ends. */
  readonly acwEndsInMs: readonly number[]
  /** Live customers, and those under analysis, who still need one of the agents. */
  readonly live: number
  /** Dials that ring, by age: so many are so old. */
  readonly ringing: readonly { readonly ageMs: number; readonly count: number }[]
}

/** Points of the ring time at which the risk is reckoned: the middle of each eighth of the answers. */
const POINTS = [0.0625, 0.1875, 0.3125, 0.4375, 0.5625, 0.6875, 0.8125, 0.9375]
/** Up to so many ringing dials the distribution is exact; beyond, the normal one is close enough. */
const EXACT_RINGING_MAX = 40

/**
 * The chance that the customer of one more dial would answer with no agent for them in time: for
 * each moment at which the ring may end, the chance that as many others answer before as agents
 * are or become free. Reckoned from what was learned of answer rate, ring times and handle times.
 * `graceMs`: how long a customer may wait and not be late. Pure.
 */
export function riskOfOneMore(learning: Learning, outlook: Outlook, graceMs: number): number {
  const answerRate = cautiousAnswerRate(learning)
  const answered = cumulative(learning.answered)
  const unanswered = cumulative(learning.unanswered)
  let sum = 0
  for (const point of POINTS) {
    const momentMs = quantile(answered, point)
    const answers = answersBy(outlook, momentMs, answerRate, answered, unanswered)
    const freed = 1 - Math.exp(-(momentMs + graceMs) / learning.handleMs)
    const known = outlook.acwEndsInMs.filter((endsInMs) => endsInMs <= momentMs + graceMs).length
    const free = outlook.idle + known - outlook.live
    sum += chanceOfShortage(answers, { chance: freed, count: outlook.talking }, free)
  }
  const risk = sum / POINTS.length
  assert(risk >= 0 && risk <= 1 + 1e-9, 'a chance is between 0 and 1')
  return risk
}

/** The ring time before which hardly anybody answers: one in a hundred. Pure. */
export function shortestRingMs(learning: Learning): number {
  return quantile(cumulative(learning.answered), 0.01)
}

interface Chances {
  readonly chance: number
  readonly count: number
}

/** For each age of ringing dials, the chance that one of them is answered by the moment. */
function answersBy(
  outlook: Outlook,
  momentMs: number,
  answerRate: number,
  answered: readonly number[],
  unanswered: readonly number[],
): Chances[] {
  return outlook.ringing.map(({ ageMs, count }) => {
    const before = share(answered, ageMs)
    const stillRings = 1 - answerRate * before - (1 - answerRate) * share(unanswered, ageMs)
    const now = answerRate * (share(answered, ageMs + momentMs) - before)
    const chance = stillRings <= 1e-6 ? 1 : Math.min(1, Math.max(0, now / stillRings))
    return { chance, count }
  })
}

/** The chance that the answers are at least the free agents and those who become free. */
function chanceOfShortage(answers: readonly Chances[], freed: Chances, free: number): number {
  const ringing = answers.reduce((sum, one) => sum + one.count, 0)
  if (ringing > EXACT_RINGING_MAX) return shortageNormal(answers, freed, free)
  const atLeast = chancesOfAtLeast(answers, ringing)
  let shortage = 0
  let chanceOfMore = (1 - freed.chance) ** freed.count
  for (let more = 0; more <= freed.count; more++) {
    const needed = Math.max(0, free + more)
    if (needed > ringing) break
    shortage += chanceOfMore * (atLeast[needed] ?? 0)
    chanceOfMore *= ((freed.count - more) * freed.chance) / ((more + 1) * (1 - freed.chance))
  }
  return Math.min(1, shortage)
}

/** For each number up to all, the chance that at least so many of the ringing dials are answered. */
function chancesOfAtLeast(answers: readonly Chances[], ringing: number): Float64Array {
  const exactly = new Float64Array(ringing + 1)
  exactly[0] = 1
  let length = 1
  for (const { chance, count } of answers) {
    for (let i = 0; i < count; i++, length++) {
      for (let k = length; k > 0; k--) {
        exactly[k] = (exactly[k] ?? 0) * (1 - chance) + (exactly[k - 1] ?? 0) * chance
      }
      exactly[0] = (exactly[0] ?? 0) * (1 - chance)
    }
  }
  for (let k = ringing - 1; k >= 0; k--) exactly[k] = (exactly[k] ?? 0) + (exactly[k + 1] ?? 0)
  return exactly
}

function shortageNormal(answers: readonly Chances[], freed: Chances, free: number): number {
  let mean = -freed.count * freed.chance
  let variance = freed.count * freed.chance * (1 - freed.chance)
  for (const { chance, count } of answers) {
    mean += count * chance
    variance += count * chance * (1 - chance)
  }
  if (variance < 1e-9) return mean >= free ? 1 : 0
  return 1 - normalBelow((free - 0.5 - mean) / Math.sqrt(variance))
}

/** Shares of ring times that end by each slot, from counts in slots. */
function cumulative(slots: readonly number[]): number[] {
  const total = slots.reduce((sum, count) => sum + count, 0)
  let sum = 0
  const shares = [0]
  for (const count of slots) {
    sum += count
    shares.push(total === 0 ? 0 : sum / total)
  }
  return shares
}

/** The share of ring times up to a length, evenly spread within a slot. */
function share(shares: readonly number[], lengthMs: number): number {
  const place = Math.min(shares.length - 1, Math.max(0, lengthMs / RING_SLOT_MS))
  const slot = Math.floor(place)
  const low = shares[slot] ?? 1
  const high = shares[slot + 1] ?? low
  return low + (high - low) * (place - slot)
}

/** The ring time below which a share of them lies. */
function quantile(shares: readonly number[], wanted: number): number {
  let slot = 0
  while (slot < shares.length - 2 && (shares[slot + 1] ?? 1) < wanted) slot++
  const low = shares[slot] ?? 0
  const high = shares[slot + 1] ?? 1
  return RING_SLOT_MS * (slot + (high > low ? (wanted - low) / (high - low) : 0))
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
