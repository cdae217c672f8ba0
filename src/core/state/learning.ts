import type { TrunkId } from '../ids.ts'
import { ringCurve, type RingCurve } from './ring-curve.ts'
import { createRingTimes, takeIn, type RingTimes } from './ring-times.ts'

/**
 * What a queue has learned of its customers and agents, to pace itself: ring times and answers over
 * each trunk, how long an agent is taken, how many live customers waited too long. It forgets, so
 * that it follows what changes. Plain data; changed only by the functions here.
 */
export interface Learning {
  readonly trunks: Map<TrunkId, TrunkLearning>
  /** The half second in which news of dials was taken in last. */
  takenInSlot: number
  /** How long an agent is taken by one customer, ACW included, and on how many that rests. */
  handleMs: number
  handleWeight: number
  /** Of the last live answers, newest last: whether the customer waited too long. */
  readonly late: boolean[]
  lateCount: number
  /** The logarithm of the risk of a late answer that one more dial may carry. */
  logRisk: number
}

/** What was learned of a trunk, and the curve that a look reads. */
export interface TrunkLearning {
  readonly times: RingTimes
  curve: RingCurve
}

const HANDLE_MS_PRIOR = 240_000
const HANDLE_WEIGHT_MAX = 200
/** The rolling window in which the share of late answers is held. */
export const LATE_WINDOW = 200
const RISK_FIRST = 0.02
const RISK_MIN = 0.003
const RISK_MAX = 0.6
/** How fast the risk follows the target: one late answer lowers it by a twentieth. */
const RISK_STEP = 0.05
/** Late answers in a window vary around the target; half as many again are let pass. */
const ALLOWANCE = 1.5
/** What is left of the risk, of the share that does not answer, before the window's end and after. */
const FLOOR = 0.5
const FLOOR_WHEN_USED_UP = FLOOR / 3

/** A queue that has seen nothing yet. */
export function createLearning(): Learning {
  return {
    trunks: new Map(),
    takenInSlot: 0,
    handleMs: HANDLE_MS_PRIOR,
    handleWeight: 4,
    late: [],
    lateCount: 0,
    logRisk: Math.log(RISK_FIRST),
  }
}

/** What is known of a trunk. Pure: to look at one that nothing was learned of leaves no trace. */
export function knownOfTrunk(learning: Learning, trunkId: TrunkId): Readonly<TrunkLearning> {
  return learning.trunks.get(trunkId) ?? UNKNOWN
}

/** Where what is learned of a trunk is kept. */
export function trunkLearning(learning: Learning, trunkId: TrunkId): TrunkLearning {
  let known = learning.trunks.get(trunkId)
  if (known === undefined) learning.trunks.set(trunkId, (known = knowing(createRingTimes())))
  return known
}

/** A trunk of which so much is known. Pure. */
export function knowing(times: RingTimes): TrunkLearning {
  return { times, curve: ringCurve(times) }
}

const UNKNOWN = knowing(createRingTimes())

/** What has been learned of dials counts from now on; at most once in half a second. */
export function takeInNews(learning: Learning, slot: number): void {
  if (learning.takenInSlot === slot) return
  learning.takenInSlot = slot
  for (const trunk of learning.trunks.values()) {
    if (takeIn(trunk.times)) trunk.curve = ringCurve(trunk.times)
  }
}

/** An agent was taken by a customer for so long, from the join to being free again. */
export function learnHandle(learning: Learning, handleMs: number): void {
  learning.handleWeight = Math.min(learning.handleWeight + 1, HANDLE_WEIGHT_MAX)
  learning.handleMs += (handleMs - learning.handleMs) / learning.handleWeight
}

/** A live customer got an agent in time, or waited too long. */
export function learnWait(learning: Learning, late: boolean, target: number): void {
  learning.late.push(late)
  if (late) learning.lateCount++
  if (learning.late.length > LATE_WINDOW && learning.late.shift() === true) learning.lateCount--
  const moved = learning.logRisk + RISK_STEP * (target - (late ? 1 : 0))
  learning.logRisk = Math.min(Math.log(RISK_MAX), Math.max(Math.log(RISK_MIN), moved))
}

/**
 * The risk of a late answer that one more dial may carry: what has been learned, and less the more
 * of the window's allowance is used up. It never goes to nothing: to stand still costs the more the
 * fewer customers answer. Pure.
 */
export function riskAllowed(learning: Learning, target: number, answerRate: number): number {
  const used = learning.lateCount / (target * LATE_WINDOW * ALLOWANCE)
  const floor = (1 - answerRate) * (used >= 1 ? FLOOR_WHEN_USED_UP : FLOOR)
  return Math.exp(learning.logRisk) * Math.max(floor, 1 - used * used)
}
