import { assert } from './assert.ts'

/**
 * What a queue has learned of its customers and agents, to pace itself: how many answer, after how
 * long a ring, how long an agent is taken, how many live customers waited too long. It forgets, so
 * that it follows what changes. Plain data; changed only by the functions here.
 */
export interface Learning {
  /** Answered and unanswered dials by ring time, in slots of {@link RING_SLOT_MS}, fading. */
  readonly answered: number[]
  readonly unanswered: number[]
  /** The share of dials that are answered, and on how many dials that rests. */
  answerRate: number
  answerWeight: number
  /** The same over the newest dials only: where the two part, what was learned before is given up. */
  newestRate: number
  /** How long an agent is taken by one customer, ACW included, and on how many that rests. */
  handleMs: number
  handleWeight: number
  /** Of the last live answers, newest last: whether the customer waited too long. */
  readonly late: boolean[]
  lateCount: number
  /** The logarithm of the risk of a late answer that one more dial may carry. */
  logRisk: number
}

/** The width of a slot of ring time. */
export const RING_SLOT_MS = 500
const RING_SLOTS = 121
/** A new queue takes its customers to answer nearly always: it begins with few dials. */
const ANSWER_RATE_PRIOR = 0.9
const ANSWER_WEIGHT_PRIOR = 10
const ANSWER_WEIGHT_MAX = 300
const NEWEST_WEIGHT = 20
/** So many standard errors apart are no chance: the rate has changed. */
const CHANGED_ERRORS = 2.4
const RING_FADE = 0.998
const RING_PRIOR_SLOTS = 60
const RING_PRIOR = 0.1
const HANDLE_MS_PRIOR = 240_000
const HANDLE_WEIGHT_MAX = 200
/** The rolling window in which the share of late answers is held. */
export const LATE_WINDOW = 200
const RISK_FIRST = 0.02
const RISK_MIN = 0.003
const RISK_MAX = 0.6
/** How fast the risk follows the target: one late answer lowers it by a tenth. */
const RISK_STEP = 0.1

/** A queue that has seen nothing yet. Pure. */
export function createLearning(): Learning {
  const prior = Array.from({ length: RING_SLOTS }, (_, slot) =>
    slot < RING_PRIOR_SLOTS ? RING_PRIOR : 0,
  )
  return {
    answered: [...prior],
    unanswered: [...prior],
    answerRate: ANSWER_RATE_PRIOR,
    answerWeight: ANSWER_WEIGHT_PRIOR,
    newestRate: ANSWER_RATE_PRIOR,
    handleMs: HANDLE_MS_PRIOR,
    handleWeight: 4,
    late: [],
    lateCount: 0,
    logRisk: Math.log(RISK_FIRST),
  }
}

/** A dial came to its end after so long a ring: answered, or not. */
export function learnOutcome(learning: Learning, answered: boolean, ringMs: number): void {
  assert(ringMs >= 0, 'a ring takes time')
  const slots = answered ? learning.answered : learning.unanswered
  for (let slot = 0; slot < RING_SLOTS; slot++) slots[slot] = (slots[slot] ?? 0) * RING_FADE
  const slot = Math.min(RING_SLOTS - 1, Math.floor(ringMs / RING_SLOT_MS))
  slots[slot] = (slots[slot] ?? 0) + 1
  learning.answerWeight = Math.min(learning.answerWeight + 1, ANSWER_WEIGHT_MAX)
  learning.answerRate += ((answered ? 1 : 0) - learning.answerRate) / learning.answerWeight
  learning.newestRate += ((answered ? 1 : 0) - learning.newestRate) / NEWEST_WEIGHT
  const { answerRate, newestRate } = learning
  // An exponential mean of weight n varies as a plain one of 2n - 1 would.
  const error = Math.sqrt((answerRate * (1 - answerRate)) / (2 * NEWEST_WEIGHT - 1))
  if (Math.abs(newestRate - answerRate) <= CHANGED_ERRORS * error) return
  learning.answerRate = newestRate
  learning.answerWeight = Math.min(learning.answerWeight, NEWEST_WEIGHT)
}

/** An agent was taken by a customer for so long, from the join to being free again. */
export function learnHandle(learning: Learning, handleMs: number): void {
  learning.handleWeight = Math.min(learning.handleWeight + 1, HANDLE_WEIGHT_MAX)
  learning.handleMs += (handleMs - learning.handleMs) / learning.handleWeight
}

/** A live customer was joined in time, or waited too long for it. */
export function learnWait(learning: Learning, late: boolean, target: number): void {
  learning.late.push(late)
  if (late) learning.lateCount++
  if (learning.late.length > LATE_WINDOW && learning.late.shift() === true) learning.lateCount--
  const moved = learning.logRisk + RISK_STEP * (target - (late ? 1 : 0))
  learning.logRisk = Math.min(Math.log(RISK_MAX), Math.max(Math.log(RISK_MIN), moved))
}

/**
 * The risk of a late answer that one more dial may carry: what has been learned, and less the
 * more of the window's allowance is used up; nothing of it is left before the allowance is.
 * Pure.
 */
export function riskAllowed(learning: Learning, target: number): number {
  const allowance = target * LATE_WINDOW * ALLOWANCE
  const used = Math.min(1, learning.lateCount / allowance)
  return Math.exp(learning.logRisk) * (1 - used * used)
}

/** Late answers in a window vary around the target; half as many again are let pass. */
const ALLOWANCE = 1.5

/**
 * The answer rate to reckon with, on the side of caution: one standard error above what was
 * learned, since a customer too many on the line costs more than one too few. Pure.
 */
export function cautiousAnswerRate(learning: Learning): number {
  const { answerRate: rate, answerWeight } = learning
  return Math.min(0.99, rate + Math.sqrt((rate * (1 - rate)) / answerWeight))
}
