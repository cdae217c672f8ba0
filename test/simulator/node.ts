import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { State } from '../../src/core/state/state.ts'
import { armedTimers } from '../../src/core/state/timer.ts'
import { step } from '../../src/core/step.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'
import type { Journal } from './journal.ts'

/** What a node does with what became durable. */
export interface NodeOutlets {
  /** An event is durable: facts and orders, before any of them is performed. */
  readonly durable: (event: Event, effects: readonly Effect[]) => void
  /** An order goes out; a node that has been passed may still have some in hand. */
  readonly perform: (effect: Effect) => void
}

/**
 * One process that owns, or believes that it owns, the work: it steps events, makes them durable,
 * then performs what they ordered. One that stalls holds back what it has made durable already and
 * what it hears; the store says whether it still owns anything when it goes on.
 */
export class Node {
  readonly state: State
  readonly timers = new Map<string, number>()
  private readonly fence: number
  private readonly journal: Journal
  private readonly time: VirtualTime
  private readonly outlets: NodeOutlets
  private timerTurn = 0
  private isStalled = false
  private isGone = false
  private held: Effect[] = []
  private letters: Event[] = []

  constructor(journal: Journal, time: VirtualTime, outlets: NodeOutlets) {
    const { fence, state } = journal.open()
    this.journal = journal
    this.time = time
    this.outlets = outlets
    this.fence = fence
    this.state = state
    for (const [timer, at] of armedTimers(state.timers)) this.arm(timer, at)
  }

  /** One event, from the mailbox to what it orders. */
  take(event: Event): void {
    if (this.isGone) return
    if (this.isStalled && this.held.length > 0) {
      this.letters.push(event)
      return
    }
    const { effects } = step(this.state, event, this.time.now)
    if (!this.journal.append(this.fence, event, this.time.now)) return this.end()
    this.journal.save(this.state)
    this.outlets.durable(event, effects)
    if (this.isStalled) this.held.push(...effects)
    else for (const effect of effects) this.perform(effect)
  }

  /** From here on nothing is performed: the process stands still after its next commit. */
  stall(): void {
    this.isStalled = true
  }

  /** The process runs again and does not know how long it slept. */
  goOn(): void {
    this.isStalled = false
    for (const effect of this.held.splice(0)) this.perform(effect)
    for (const event of this.letters.splice(0)) this.take(event)
  }

  /** Killed, or told that its lease is lost: no timer of it fires any more. */
  end(): void {
    this.isGone = true
    this.timers.clear()
  }

  private perform(effect: Effect): void {
    if (effect.kind === 'StartTimer') this.arm(effect.timer, effect.at)
    else if (effect.kind === 'CancelTimer') this.timers.delete(effect.timer)
    else this.outlets.perform(effect)
  }

  private arm(timer: string, at: number): void {
    const turn = ++this.timerTurn
    this.timers.set(timer, turn)
    this.time.after(at - this.time.now, () => {
      if (this.timers.get(timer) !== turn) return
      this.timers.delete(timer)
      this.take({ kind: 'TimerFired', timer })
    })
  }
}
