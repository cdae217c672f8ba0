import type { Cause } from '../core/state/outcome.ts'
import type { Random } from './random.ts'

/** What would come of one dial, and of what follows it. */
export interface Fate {
  /** From the order to the answer, or to the end. */
  readonly ringMs: number
  readonly ends: 'person' | 'machine' | Extract<Cause, 'busy' | 'no-answer' | 'declined'>
  /** From the answer until analysis says who it is. */
  readonly listenMs: number
  /** How long a person stays on the line without an agent. */
  readonly patienceMs: number
  readonly talkMs: number
  /** How long the agent takes to wrap up, where they may end it. */
  readonly acwMs: number
}

/** Customers and agents as they are on average. */
export interface Habits {
  /** Of all dials, the shares that end with a person, and with a machine. */
  readonly personShare: number
  readonly machineShare: number
  readonly ringMs: number
  readonly talkMs: number
  readonly acwMs: number
  readonly patienceMs: number
}

const LISTEN_MS = 1_200
const NO_ANSWER_MS = 25_000
/** The spread of the logarithm of talk times, as contact centres measure it (Brown et al. 2005). */
const TALK_SPREAD = 0.8
/** Nobody answers sooner: the network takes so long to ring. */
const RING_MIN_MS = 3_000

/** A fate by chance, from habits. */
export function drawFate(random: Random, habits: Habits): Fate {
  const dice = random.next()
  const { personShare, machineShare } = habits
  const ends =
    dice < personShare ? 'person' : dice < personShare + machineShare ? 'machine' : 'no-answer'
  const answers = ends !== 'no-answer'
  return {
    ringMs: answers
      ? RING_MIN_MS + random.exponential(Math.max(1, habits.ringMs - RING_MIN_MS))
      : NO_ANSWER_MS,
    ends,
    listenMs: LISTEN_MS,
    patienceMs: random.exponential(habits.patienceMs),
    talkMs: lognormal(random, habits.talkMs, TALK_SPREAD),
    acwMs: random.exponential(habits.acwMs),
  }
}

function lognormal(random: Random, mean: number, spread: number): number {
  const gauss = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.exp(Math.log(mean) - (spread * spread) / 2 + spread * gauss)
}
