import { createAnswerRate, weighOutcome, type AnswerRate } from './answer-rate.ts'
import { assert } from '../assert.ts'

/**
 * What a queue has learned of the dials over one trunk: how many end with a person on the line, and
 * after how long. Ring time counts from the order to dial until a person is recognised, or until it
 * is over. It forgets, so that it follows what changes. Plain data; changed only by `learnRing` and
 * `takeIn`.
 */
export interface RingTimes {
  /** Dials by ring time, in slots of {@link RING_SLOT_MS}: with a person, and without. */
  readonly answered: number[]
  readonly unanswered: number[]
  /** What the next dial counts for; it grows, which fades what is older. */
  weight: number
  readonly rate: AnswerRate
  /** On how many dials all this rests. */
  learned: number
  /** Of those who picked up, the share of persons, and on how many that rests. */
  personShare: number
  picked: number
  /** What has been learned since the last look, and is not taken in yet: {@link noteRing}. */
  readonly news: number[]
}

/** The width of a slot of ring time. */
export const RING_SLOT_MS = 500
/** Two minutes, the longest ring that can be configured, and one slot for what is longer. */
export const RING_SLOTS = 241
const PRIOR_SLOTS = 60
const PRIOR = 0.1
const FADE = 0.998
const WEIGHT_MAX = 1e6
const PICKED_MAX = 200
/** So many are kept for the next look; where nobody looks, as under a fixed policy, they count at once. */
const NEWS_MAX = 1_000

/** A trunk that has seen nothing yet. */
export function createRingTimes(): RingTimes {
  const prior = Array.from({ length: RING_SLOTS }, (_, slot) => (slot < PRIOR_SLOTS ? PRIOR : 0))
  return {
    answered: prior,
    unanswered: [...prior],
    weight: 1,
    rate: createAnswerRate(),
    learned: 0,
    personShare: 1,
    picked: 4,
    news: [],
  }
}

/** A dial came to its end after so long: with a person, or not. It counts from the next look on. */
export function noteRing(times: RingTimes, answered: boolean, ringMs: number): void {
  assert(ringMs >= 0, 'a ring takes time')
  const slot = Math.min(RING_SLOTS - 1, Math.floor(ringMs / RING_SLOT_MS))
  times.news.push(answered ? slot : -1 - slot)
  if (times.news.length >= NEWS_MAX) takeIn(times)
}

/** Somebody or something picked up: a person, or not. */
export function notePickUp(times: RingTimes, isPerson: boolean): void {
  times.picked = Math.min(times.picked + 1, PICKED_MAX)
  times.personShare += ((isPerson ? 1 : 0) - times.personShare) / times.picked
}

/** What was noted since the last look counts from now on. Says whether there was anything. */
export function takeIn(times: RingTimes): boolean {
  const { answered, unanswered, news } = times
  if (news.length === 0) return false
  for (const one of news) {
    const isAnswer = one >= 0
    const slots = isAnswer ? answered : unanswered
    const slot = isAnswer ? one : -1 - one
    times.learned++
    times.weight /= FADE
    slots[slot] = (slots[slot] ?? 0) + times.weight
    weighOutcome(times.rate, isAnswer)
  }
  news.length = 0
  if (times.weight > WEIGHT_MAX) rescale(times)
  return true
}

function rescale(times: RingTimes): void {
  for (const slots of [times.answered, times.unanswered]) {
    for (let slot = 0; slot < RING_SLOTS; slot++) slots[slot] = (slots[slot] ?? 0) / times.weight
  }
  times.weight = 1
}
