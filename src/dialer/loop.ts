import type { Event } from '../core/state/events.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { LIMITS } from '../core/limits.ts'
import { createState, type State } from '../core/state/state.ts'
import { instant, type Instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Batch, Store } from '../ports/store.ts'
import { commit } from './commit.ts'
import type { Letter, Mailbox } from './mailbox.ts'
import type { Metrics } from './metrics.ts'
import type { Stepped } from './perform.ts'
import type { Recovered, Step } from './recovery.ts'

/** What the loop works with. */
export interface LoopOptions {
  readonly store: Store
  readonly clock: Clock
  readonly mailbox: Mailbox
  readonly metrics: Metrics
  readonly step: Step
  /** An event is durable: do what it ordered. */
  readonly perform: (stepped: Stepped) => void
  /** A batch has been dealt with to its end: state and journal agree. */
  readonly settled: () => void
  /** Commits do not go through from here on; undefined: they do again. */
  readonly storeChanged: (failure: OperatingError | undefined) => void
  /** The loop has ended by itself. */
  readonly failed: (failure: unknown) => void
}

/**
 * Takes the mailbox out batch by batch: each event is given its time and stepped, the batch is
 * committed once, then its effects are performed in order. While the commit runs, more arrives:
 * the busier, the larger the batches and the fewer the commits.
 */
export class Loop {
  private readonly options: LoopOptions
  private current: State = createState()
  private sequence = 0
  private lastAt = instant(0)
  private committing: Instant | undefined
  private failure: OperatingError | undefined
  private running: Promise<void> | undefined
  private isEnding = false
  private isGivenUp = false

  constructor(options: LoopOptions) {
    this.options = options
  }

  get state(): State {
    return this.current
  }

  /** The last entry that is durable and whose effects are performed. */
  get lastSequence(): number {
    return this.sequence
  }

  /** Why the batch in hand is not durable yet; undefined where nothing is wrong. */
  get storeFailure(): OperatingError | undefined {
    return this.failure
  }

  /** Why nothing becomes durable now: commits fail, or one takes so long already. */
  failureAfter(patienceMs: number): OperatingError | undefined {
    if (this.failure !== undefined || this.committing === undefined) return this.failure
    const isSlow = this.options.clock.now() - this.committing >= patienceMs
    return isSlow ? new OperatingError('store-gone', { why: 'it is slow' }) : undefined
  }

  /** The time that the next event would be given: never earlier than any before. */
  now(): Instant {
    return instant(Math.max(this.options.clock.now(), this.lastAt))
  }

  /** All orders of events before this moment are with the switch. */
  performedUntil(): Instant {
    return this.committing ?? this.now()
  }

  startFrom(recovered: Recovered): void {
    this.current = recovered.state
    this.sequence = recovered.lastSequence
    this.lastAt = recovered.lastAt
  }

  run(): void {
    this.running = this.turns().catch((thrown: unknown) => this.fail(thrown))
  }

  /** Deals with what is in the mailbox and ends. Says whether state and journal agree. */
  async finish(): Promise<boolean> {
    this.isEnding = true
    this.options.mailbox.rouse()
    await this.running
    return this.committing === undefined
  }

  /** From here on a commit is not tried again. */
  giveUp(): void {
    this.isGivenUp = true
  }

  private async turns(): Promise<void> {
    for (;;) {
      await this.options.mailbox.arrival(() => this.isEnding)
      const letters = this.options.mailbox.take(LIMITS.batchEvents)
      if (letters.length === 0) return
      await this.turn(letters)
    }
  }

  private async turn(letters: readonly Letter[]): Promise<void> {
    try {
      this.committing = this.now()
      const batch = letters.map((letter, index) => this.step(letter, this.sequence + 1 + index))
      await this.commit(batch)
      this.sequence += batch.length
      for (const stepped of batch) this.options.perform(stepped)
    } catch (thrown) {
      const failure = thrown instanceof OperatingError ? thrown : new OperatingError('stopping')
      for (const letter of letters) letter.answer?.reject(failure)
      throw thrown
    }
    this.committing = undefined
    this.options.settled()
  }

  private step(letter: Letter, sequence: number): Stepped {
    this.lastAt = this.now()
    const { state, effects } = this.options.step(this.current, letter.event, this.lastAt)
    this.current = state
    return { letter, sequence, at: this.lastAt, effects }
  }

  private async commit(batch: readonly Stepped[]): Promise<void> {
    const { store, clock, metrics } = this.options
    const startedMs = performance.now()
    await commit(store, batchOf(batch), clock, {
      retrying: (failure) => this.storeLost(failure),
      isGivenUp: () => this.isGivenUp,
    })
    metrics.committed(
      batch.map(({ letter }) => letter.event.kind),
      (performance.now() - startedMs) / 1_000,
    )
    if (this.failure === undefined) return
    this.failure = undefined
    this.options.storeChanged(undefined)
  }

  /** What is stepped waits; what only waits to be taken is given back to whoever can ask again. */
  private storeLost(failure: OperatingError): void {
    const isNew = this.failure === undefined
    this.failure = failure
    this.options.metrics.retried(failure.code)
    this.options.mailbox.rejectSubmitted(failure)
    if (isNew) this.options.storeChanged(failure)
  }

  private fail(thrown: unknown): void {
    const failure = thrown instanceof OperatingError ? thrown : new OperatingError('stopping')
    this.options.mailbox.rejectSubmitted(failure)
    this.options.failed(thrown)
  }
}

function batchOf(batch: readonly Stepped[]): Batch {
  const entries = batch.map(({ sequence, at, letter }) => ({
    sequence,
    at,
    event: letter.event as Event,
  }))
  const interactions: InteractionRecord[] = []
  for (const { effects } of batch) {
    for (const effect of effects)
      if (effect.kind === 'SaveInteraction') interactions.push(effect.record)
  }
  return { entries, interactions }
}
