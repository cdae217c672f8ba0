import { autoAllows, LATE_AFTER_MS, LATE_TARGET } from '../../src/core/pacing-auto.ts'
import {
  createLearning,
  learnHandle,
  learnOutcome,
  learnWait,
  type Learning,
} from '../../src/core/learning.ts'
import { createRandom, type Random } from '../simulator/random.ts'
import { VirtualTime } from '../simulator/virtual-time.ts'

/** A call centre with endless callbacks, for measuring how a policy paces it. */
export interface House {
  readonly seed: number
  readonly hours: number
  readonly agents: (atMs: number) => number
  readonly answerRate: (atMs: number) => number
  /** `memoryless`: everything exponential. `measured`: ring times as in call logs, lognormal talk. */
  readonly world: 'memoryless' | 'measured'
  /** After-call work of fixed length, part of the handle time. */
  readonly acwMs: number
  /** `auto`, or a fixed number of dials per idle agent. */
  readonly policy: 'auto' | number
}

/** What came of it: shares of 1. */
export interface HouseReport {
  readonly occupancy: number
  readonly late: number
  /** The worst share of late answers in any 200 in a row. */
  readonly worstWindow: number
  readonly answers: number
}

const HANDLE_MS = 240_000
const RING_MS = 15_000
const PATIENCE_MS = 30_000
const NO_ANSWER_MS = 25_000
const WINDOW = 200

/** Plays a house for its hours. Deterministic. */
export function playHouse(house: House): HouseReport {
  return new Play(house).run()
}

interface Waiting {
  readonly since: number
  left: boolean
}

class Play {
  private readonly house: House
  private readonly random: Random
  private readonly time = new VirtualTime()
  private readonly startMs = this.time.now
  private readonly learning: Learning = createLearning()
  private readonly ringing = new Set<{ readonly at: number }>()
  private readonly acwEnds = new Set<{ readonly at: number }>()
  private readonly waiting: Waiting[] = []
  private readonly lates: boolean[] = []
  private loggedIn: number
  private idle: number
  private talking = 0
  private busyMs = 0
  private staffedMs = 0
  private lastMs = 0
  private lateInWindow = 0
  private worst = 0

  constructor(house: House) {
    this.house = house
    this.random = createRandom(house.seed)
    this.loggedIn = house.agents(0)
    this.idle = this.loggedIn
  }

  run(): HouseReport {
    const endMs = this.house.hours * 3_600_000
    this.dial()
    while (this.elapsedMs < endMs && this.time.advance());
    const late = this.lates.filter(Boolean).length
    return {
      occupancy: this.busyMs / this.staffedMs,
      late: late / this.lates.length,
      worstWindow: this.worst / WINDOW,
      answers: this.lates.length,
    }
  }

  private get elapsedMs(): number {
    return this.time.now - this.startMs
  }

  private after(delayMs: number, happen: () => void): void {
    this.time.after(delayMs, () => {
      const spentMs = this.elapsedMs - this.lastMs
      this.busyMs += spentMs * (this.loggedIn - this.idle)
      this.staffedMs += spentMs * this.loggedIn
      this.lastMs = this.elapsedMs
      happen()
      this.staff()
      this.dial()
    })
  }

  /** Agents who are to go leave as soon as they are idle. */
  private staff(): void {
    const wanted = this.house.agents(this.elapsedMs)
    const leaving = Math.min(this.idle, Math.max(0, this.loggedIn - wanted))
    this.idle -= leaving
    this.loggedIn -= leaving
  }

  private dial(): void {
    while (this.mayDial()) {
      const dialled = { at: this.elapsedMs }
      this.ringing.add(dialled)
      const answers = this.random.chance(this.house.answerRate(this.elapsedMs))
      this.after(this.ringMs(answers), () => {
        this.ringing.delete(dialled)
        learnOutcome(this.learning, answers, this.elapsedMs - dialled.at)
        if (answers) this.answered()
      })
    }
  }

  private mayDial(): boolean {
    const { policy } = this.house
    if (this.loggedIn === 0) return false
    if (policy !== 'auto') return this.ringing.size < Math.floor(policy * this.idle)
    const now = this.elapsedMs
    return autoAllows(
      this.learning,
      {
        idle: this.idle,
        talking: this.talking,
        acwEndsInMs: [...this.acwEnds].map((end) => end.at - now),
        live: this.waiting.length,
        ringing: [...this.ringing].map((one) => ({ ageMs: now - one.at, count: 1 })),
      },
      this.loggedIn,
    ).allowed
  }

  private answered(): void {
    if (this.idle > 0) {
      this.waited(0)
      return this.talk()
    }
    const customer: Waiting = { since: this.elapsedMs, left: false }
    this.waiting.push(customer)
    this.after(this.random.exponential(PATIENCE_MS), () => {
      if (customer.left) return
      customer.left = true
      this.waiting.splice(this.waiting.indexOf(customer), 1)
      this.waited(this.elapsedMs - customer.since)
    })
  }

  private talk(): void {
    const joinedAt = this.elapsedMs
    this.idle--
    this.talking++
    this.after(this.talkMs(), () => {
      this.talking--
      const { acwMs } = this.house
      if (acwMs === 0) return this.free(joinedAt)
      const end = { at: this.elapsedMs + acwMs }
      this.acwEnds.add(end)
      // The core is woken when an ACW comes within the shortest ring; here, by two fixed marks.
      for (const markMs of [5_000, 10_000]) this.after(Math.max(0, acwMs - markMs), () => undefined)
      this.after(acwMs, () => {
        this.acwEnds.delete(end)
        this.free(joinedAt)
      })
    })
  }

  private free(joinedAt: number): void {
    learnHandle(this.learning, this.elapsedMs - joinedAt)
    this.idle++
    const next = this.waiting.shift()
    if (next === undefined) return
    next.left = true
    this.waited(this.elapsedMs - next.since)
    this.talk()
  }

  private waited(waitMs: number): void {
    const late = waitMs > LATE_AFTER_MS
    learnWait(this.learning, late, LATE_TARGET)
    this.lates.push(late)
    if (late) this.lateInWindow++
    if (this.lates.length > WINDOW && this.lates[this.lates.length - 1 - WINDOW] === true)
      this.lateInWindow--
    if (this.lates.length >= WINDOW) this.worst = Math.max(this.worst, this.lateInWindow)
  }

  private ringMs(answers: boolean): number {
    const { random } = this
    if (this.house.world === 'memoryless') return random.exponential(RING_MS)
    if (!answers) return NO_ANSWER_MS
    return random.chance(0.5) ? 6_000 + 4_000 * random.next() : 18_000 + 4_000 * random.next()
  }

  private talkMs(): number {
    const meanMs = HANDLE_MS - this.house.acwMs
    if (this.house.world === 'memoryless') return this.random.exponential(meanMs)
    const sigma = 0.8
    const gauss =
      Math.sqrt(-2 * Math.log(1 - this.random.next())) * Math.cos(2 * Math.PI * this.random.next())
    return Math.exp(Math.log(meanMs) - (sigma * sigma) / 2 + sigma * gauss)
  }
}
