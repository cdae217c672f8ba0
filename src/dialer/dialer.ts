import type { Ask, Reply } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import { saysNothingNew } from '../core/recovery.ts'
import { writeSnapshot } from '../core/snapshot.ts'
import type { State } from '../core/state/state.ts'
import { armedTimers } from '../core/state/timer.ts'
import { step as coreStep } from '../core/step.ts'
import { later, type Instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Observation, Softswitch } from '../ports/softswitch.ts'
import type { Store } from '../ports/store.ts'
import type { Log } from './log.ts'
import { Loop } from './loop.ts'
import { Mailbox } from './mailbox.ts'
import { Metrics } from './metrics.ts'
import { perform, type Outlets } from './perform.ts'
import { Publications, type Cursor, type Publication } from './publications.ts'
import { recover, type Step } from './recovery.ts'
import { Snapshots } from './snapshots.ts'
import { Surveys } from './surveys.ts'
import { Timers } from './timers.ts'
import { schedulesToResolve } from './wall-clock.ts'

export type { Cursor, Publication } from './publications.ts'

/** What the loop is made of. */
export interface DialerOptions {
  readonly store: Store
  readonly softswitch: Softswitch
  readonly clock: Clock
  readonly log: Log
  /** The core; a test may put another in its place. */
  readonly step?: Step
  readonly mailboxEvents?: number
  /** What is seen on the switch: boards and ladders follow it, decisions do not. */
  readonly observe?: (observation: Observation) => void
  /** Whom flows ask what the core cannot know; the answer comes as `Answered`. Absent: nobody. */
  readonly ask?: (question: Ask) => void
  /** The loop has ended by itself and performs nothing more; the process must end with this code. */
  readonly fatal: (failure: unknown, exitCode: number) => void
}

export type DialerPhase =
  'starting' | 'running' | 'draining' | 'stopping' | 'stopped' | 'store-lost'

/** How the loop is doing. */
export interface DialerStatus {
  readonly phase: DialerPhase
  /** The last durable entry of the journal. */
  readonly lastSequence: number
  readonly mailboxEvents: number
  readonly armedTimers: number
  /** Why commits do not go through, while they do not, or while one takes too long. */
  readonly storeFailure?: string
}

/** sysexits.h: a bug in us. */
const EXIT_SOFTWARE = 70
/** sysexits.h: another node owns the division now, or the store cannot be had. */
const EXIT_TEMPFAIL = 75
/** Whoever asks for something waits so long for a store that takes nothing. */
const ANSWER_PATIENCE_MS = 5_000
/** A stop waits so long for a store that takes nothing. */
const STOP_PATIENCE_MS = 5_000

/**
 * The loop around the core: one event at a time, durable before anything comes of it.
 *
 * ```
 * submit, post, timers ─► mailbox ─► step, step, … ─► one commit ─► effects of each, in order ─┐
 *                            ▲                                                                 │
 *                            └───── switch, timers: results come back only as events ◄─────────┘
 * ```
 */
export class Dialer {
  readonly metrics = new Metrics()
  private readonly options: DialerOptions
  private readonly mailbox: Mailbox
  private readonly publications = new Publications()
  private readonly timers: Timers
  private readonly snapshots: Snapshots
  private readonly surveys: Surveys
  private readonly loop: Loop
  private phase: Exclude<DialerPhase, 'store-lost'> = 'starting'
  private hasOverflowed = false
  private hasFailed = false
  private drained: (() => void) | undefined

  constructor(options: DialerOptions) {
    const { store, softswitch, clock, log } = options
    this.options = options
    this.mailbox = new Mailbox(options.mailboxEvents)
    this.timers = new Timers(clock, (timer) => this.post({ kind: 'TimerFired', timer }))
    this.snapshots = new Snapshots(store, (err) => log.warn({ err }, 'snapshot not saved'))
    this.surveys = new Surveys(
      softswitch,
      clock,
      (event) => this.post(event),
      (survey) => !saysNothingNew(this.state, survey),
    )
    const { mailbox, metrics, timers, publications } = this
    const followerFailed = (err: unknown): void =>
      log.error({ err }, 'a follower of the stream failed')
    const ask = (question: Ask): void => options.ask?.(question)
    const outlets: Outlets = { softswitch, timers, ask, publications, metrics, followerFailed }
    this.loop = new Loop({
      store,
      clock,
      mailbox,
      metrics,
      step: options.step ?? coreStep,
      perform: (stepped) => perform(stepped, outlets),
      settled: () => this.settled(),
      storeChanged: (failure) => this.storeChanged(failure),
      failed: (failure) => this.failed(failure),
    })
  }

  /** Read by views, changed by nobody: it runs ahead of what is durable by one batch. */
  get state(): State {
    return this.loop.state
  }

  get status(): DialerStatus {
    const storeFailure = this.loop.failureAfter(ANSWER_PATIENCE_MS)
    return {
      phase: storeFailure === undefined || this.phase === 'stopped' ? this.phase : 'store-lost',
      lastSequence: this.loop.lastSequence,
      mailboxEvents: this.mailbox.size,
      armedTimers: this.timers.size,
      ...(storeFailure === undefined ? {} : { storeFailure: storeFailure.message }),
    }
  }

  /** The time that the next event would be given. */
  now(): Instant {
    return this.loop.now()
  }

  /**
   * Opens the store, folds the journal, starts the switch and asks what is up on it: only after that
   * is anyone dialled. Rejects with an operating error of either; the store is closed again.
   */
  async start(): Promise<void> {
    const { store, softswitch, log, observe, step } = this.options
    const startedMs = performance.now()
    const opened = await store.open()
    try {
      this.loop.startFrom(await recover(store, opened, step ?? coreStep, this.publications))
      this.snapshots.startFrom(opened.snapshot?.sequence ?? 0, this.now())
      this.post({ kind: 'SwitchLost', why: 'Ringfirst was started' })
      if (this.state.paused) this.post({ kind: 'DispatchResumed' })
      for (const event of schedulesToResolve(this.state)) this.post(event)
      await softswitch.start((event) => this.post(event), observe ?? (() => undefined))
    } catch (thrown) {
      await store.close()
      throw thrown
    }
    this.metrics.watch(this)
    this.phase = 'running'
    await this.surveys.ask(() => this.loop.performedUntil())
    this.timers.replaceAll(armedTimers(this.state.timers))
    this.loop.run()
    const tookMs = Math.round(performance.now() - startedMs)
    log.info({ fence: opened.fence, entries: opened.lastSequence, tookMs }, 'dialer started')
  }

  /**
   * Resolves with the core's reply when the event is durable. Rejects with `mailbox-full`, with
   * `stopping`, or with `store-gone` or `store-full` while the store takes nothing.
   */
  async submit(event: Event): Promise<Reply> {
    if (this.phase === 'stopping' || this.phase === 'stopped') throw new OperatingError('stopping')
    if (this.loop.storeFailure !== undefined) throw this.loop.storeFailure
    return this.mailbox.submit(event)
  }

  /**
   * As {@link submit}, for those who must not be kept waiting: rejects with the store's failure after
   * five seconds. What was asked may still come to be, so that asking again must be harmless.
   */
  ask(event: Event): Promise<Reply> {
    const { clock } = this.options
    return new Promise((resolve, reject) => {
      const disarm = clock.at(later(clock.now(), ANSWER_PATIENCE_MS), () =>
        reject(this.loop.storeFailure ?? new OperatingError('store-gone', { why: 'it is slow' })),
      )
      void this.submit(event).then(resolve, reject).finally(disarm)
    })
  }

  /**
   * Puts in a fact of the switch or a timer. Where there is no room the loss is logged and counted,
   * and made good: when room returns, the timers are armed again and the switch is surveyed.
   */
  post(event: Event): void {
    if (this.phase === 'stopped' || this.mailbox.post(event)) return
    this.metrics.overflowed()
    if (!this.hasOverflowed) this.options.log.error({ kind: event.kind }, 'mailbox overflows')
    this.hasOverflowed = true
  }

  /** Tells of everything that is published from here on; returns what ends it. */
  subscribe(handler: (publication: Publication) => void): () => void {
    return this.publications.subscribe(handler)
  }

  /** What was published after a place, oldest first; undefined where some of it is no longer held. */
  backlog(after: Cursor): readonly Publication[] | undefined {
    return this.publications.backlog(after)
  }

  /** Dials nobody any more, and resolves when the last call has ended, or at {@link stop}. */
  async drain(): Promise<void> {
    if (this.phase !== 'running') return
    this.phase = 'draining'
    this.options.log.info('draining')
    const drained = new Promise<void>((resolve) => (this.drained = resolve))
    this.post({ kind: 'DispatchPaused' })
    await drained
  }

  /**
   * Takes nothing new, lets go of the switch, makes everything durable and closes the store. A store
   * that takes nothing is waited for five seconds; what was not acknowledged is then lost.
   */
  async stop(): Promise<void> {
    const { store, softswitch, clock, log } = this.options
    if (this.hasFailed) await this.letGo()
    if (this.phase !== 'running' && this.phase !== 'draining') return
    this.phase = 'stopping'
    const disarm = clock.at(later(clock.now(), STOP_PATIENCE_MS), () => this.loop.giveUp())
    this.surveys.stop()
    if (!this.state.paused)
      await this.mailbox.submit({ kind: 'DispatchPaused' }).catch(() => undefined)
    await softswitch.stop()
    const isSettled = await this.loop.finish()
    this.timers.disarmAll()
    disarm()
    if (isSettled)
      await this.snapshots.finish(this.loop.lastSequence, this.now(), () =>
        writeSnapshot(this.state),
      )
    await store.close()
    this.phase = 'stopped'
    this.drained?.()
    log.info({ entries: this.loop.lastSequence }, 'dialer stopped')
  }

  /** After a failure: nothing is made durable and nothing performed. */
  private async letGo(): Promise<void> {
    this.hasFailed = false
    await this.options.softswitch.stop()
    await this.options.store.close()
  }

  private settled(): void {
    this.snapshots.look(this.loop.lastSequence, this.now(), () => writeSnapshot(this.state))
    if (this.hasOverflowed && this.mailbox.size === 0) this.makeGood()
    const hasCalls = [...this.state.legs.values()].some(({ callback }) => callback !== undefined)
    if (this.drained !== undefined && this.state.paused && !hasCalls) this.drained()
  }

  private makeGood(): void {
    this.hasOverflowed = false
    this.timers.replaceAll(armedTimers(this.state.timers))
    void this.surveys.ask(() => this.loop.performedUntil())
  }

  private storeChanged(failure: OperatingError | undefined): void {
    const { log } = this.options
    if (failure === undefined) log.warn('the store takes events again')
    else
      log.error(
        { code: failure.code, why: failure.message },
        'the store takes nothing: dialling nobody',
      )
  }

  /** The loop has ended: nothing more is performed, whatever it was. */
  private failed(failure: unknown): void {
    const wasStopping = this.phase === 'stopping'
    this.timers.disarmAll()
    if (wasStopping) return
    this.phase = 'stopped'
    this.hasFailed = true
    this.surveys.stop()
    this.options.log.fatal({ err: failure }, 'the dialer ends')
    const isOperating = failure instanceof OperatingError
    this.options.fatal(failure, isOperating ? EXIT_TEMPFAIL : EXIT_SOFTWARE)
  }
}

/** A dialer that has not been started. */
export function createDialer(options: DialerOptions): Dialer {
  return new Dialer(options)
}
