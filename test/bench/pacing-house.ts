import { createRandom, type Random } from '../../src/simulation/random.ts'
import { VirtualTime } from '../../src/simulation/virtual-time.ts'

/**
 * A call centre with endless callbacks and so many dials for each idle agent, whatever comes of
 * them: what others call a pacing modifier. Ringfirst has no such policy; it is here to compare with.
 */
export interface House {
  readonly seed: number
  readonly hours: number
  readonly agents: number
  readonly answerRate: number
  readonly dialsPerIdle: number
}

/** What came of it: shares of 1. */
export interface HouseReport {
  readonly occupancy: number
  readonly late: number
}

const HANDLE_MS = 240_000
const RING_MS = 15_000
const PATIENCE_MS = 30_000
const LATE_AFTER_MS = 2_000

/** Plays a house for its hours. Deterministic. */
export function playHouse(house: House): HouseReport {
  return new Play(house).run()
}

class Play {
  private readonly house: House
  private readonly random: Random
  private readonly time = new VirtualTime()
  private readonly startMs = this.time.now
  /** Since when each customer on the line waits. */
  private readonly waiting = new Map<number, number>()
  private ringing = 0
  private idle: number
  private idleMs = 0
  private lastMs = 0
  private answers = 0
  private late = 0

  constructor(house: House) {
    this.house = house
    this.random = createRandom(house.seed)
    this.idle = house.agents
  }

  run(): HouseReport {
    const { hours, agents } = this.house
    const endMs = hours * 3_600_000
    this.dial()
    while (this.elapsedMs < endMs && this.time.advance());
    return {
      occupancy: 1 - this.idleMs / (this.lastMs * agents),
      late: this.late / this.answers,
    }
  }

  private get elapsedMs(): number {
    return this.time.now - this.startMs
  }

  private after(meanMs: number, happen: () => void): void {
    this.time.after(this.random.exponential(meanMs), () => {
      this.idleMs += (this.elapsedMs - this.lastMs) * this.idle
      this.lastMs = this.elapsedMs
      happen()
      this.dial()
    })
  }

  private dial(): void {
    const { dialsPerIdle, answerRate } = this.house
    while (this.ringing < Math.floor(dialsPerIdle * this.idle)) {
      this.ringing++
      this.after(RING_MS, () => {
        this.ringing--
        if (this.random.chance(answerRate)) this.answered()
      })
    }
  }

  private answered(): void {
    const customer = ++this.answers
    if (this.idle > 0) return this.talk()
    this.waiting.set(customer, this.elapsedMs)
    this.after(PATIENCE_MS, () => this.waited(customer))
  }

  private talk(): void {
    this.idle--
    this.after(HANDLE_MS, () => {
      this.idle++
      const [next] = this.waiting.keys()
      if (next === undefined) return
      this.waited(next)
      this.talk()
    })
  }

  private waited(customer: number): void {
    const since = this.waiting.get(customer)
    if (since === undefined) return
    this.waiting.delete(customer)
    if (this.elapsedMs - since > LATE_AFTER_MS) this.late++
  }
}
