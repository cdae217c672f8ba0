import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { abandonmentView } from '../core/callback/abandonment.ts'
import type { Effect } from '../core/state/effects.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { DAY_MS, SECOND_MS, type Instant } from '../core/time.ts'
import type { State } from '../core/state/state.ts'
import { boardView } from '../core/view/board.ts'

/** What the metrics ask of the dialer when they are scraped. */
export interface Measured {
  readonly state: State
  readonly status: {
    readonly phase: string
    readonly lastSequence: number
    readonly mailboxEvents: number
  }
  now(): Instant
}

const COMMIT_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
/** With an edge at 2 s: who waits longer counts as late (16 CFR 310.4(b)(4)). */
const WAIT_BUCKETS_S = [0.25, 0.5, 1, 2, 5, 10, 20, 60]

/**
 * Counts and gauges for Prometheus. No label is a number, a callback or an agent: those would be
 * personal data and without bound.
 */
export class Metrics {
  readonly registry = new Registry()
  private readonly events = this.counter('events_total', 'Events journalled.', ['kind'])
  private readonly orders = this.counter('effects_total', 'Effects performed.', ['kind'])
  private readonly closed = this.counter('callbacks_closed_total', 'Callbacks closed.', [
    'queue',
    'disposition',
  ])
  private readonly decisions = this.counter('decisions_total', 'Answers to whom to dial now.', [
    'queue',
    'rule',
  ])
  private readonly retries = this.counter('store_retries_total', 'Commits tried again.', ['code'])
  private readonly overflows = this.counter(
    'mailbox_overflows_total',
    'Events of switch or timers without room.',
    [],
  )
  private readonly commits = this.histogram(
    'commit_seconds',
    'Time to make a batch durable.',
    COMMIT_BUCKETS_S,
  )
  private readonly waits = this.histogram(
    'wait_after_answer_seconds',
    "From a customer's answer to the join, or to the end where there was none.",
    WAIT_BUCKETS_S,
  )

  /** Adds the gauges that are read from the running dialer. */
  watch(measured: Measured): void {
    this.gauge('mailbox_events', 'Events waiting.', () => measured.status.mailboxEvents)
    this.gauge('journal_sequence', 'Last durable entry.', () => measured.status.lastSequence)
    this.gauge('store_up', 'Whether commits go through.', () =>
      measured.status.phase === 'store-lost' ? 0 : 1,
    )
    this.gauge('switch_up', 'Whether the switch answers.', () => (measured.state.switchUp ? 1 : 0))
    this.gauge('legs', 'Legs that are up.', () => measured.state.legs.size)
    this.watchQueues(measured)
    this.watchTrunks(measured)
  }

  committed(kinds: readonly string[], seconds: number): void {
    for (const kind of kinds) this.events.inc({ kind })
    this.commits.observe(seconds)
  }

  performed(effect: Effect): void {
    this.orders.inc({ kind: effect.kind })
    if (effect.kind === 'SaveInteraction') this.saved(effect.record)
    if (effect.kind !== 'PublishDecision') return
    this.decisions.inc({ queue: effect.decision.queueId, rule: effect.decision.rule })
  }

  retried(code: string): void {
    this.retries.inc({ code })
  }

  overflowed(): void {
    this.overflows.inc()
  }

  private saved({ closedAt, queueId, disposition, waitAfterAnswerMs }: InteractionRecord): void {
    if (closedAt === undefined || disposition === undefined) return
    this.closed.inc({ queue: queueId, disposition })
    if (waitAfterAnswerMs !== undefined) this.waits.observe(waitAfterAnswerMs / SECOND_MS)
  }

  /** Scraped in the order of their making: the first looks at the board for all of them. */
  private watchQueues(measured: Measured): void {
    this.gauge('queues', 'Queues configured.', () => {
      const board = boardView(measured.state, measured.now())
      for (const gauge of [waiting, oldest, inFlight, agents]) gauge.reset()
      for (const queue of board.queues) {
        waiting.set({ queue: queue.id }, queue.waiting)
        oldest.set({ queue: queue.id }, queue.oldestWaitMs / SECOND_MS)
        inFlight.set({ queue: queue.id }, queue.inFlight)
      }
      for (const queue of measured.state.queues.values()) {
        const { liveRate, ofcomRate } = abandonmentView(queue, measured.now(), DAY_MS)
        abandonment.set({ queue: queue.id, rule: 'fcc-ftc' }, liveRate)
        abandonment.set({ queue: queue.id, rule: 'ofcom' }, ofcomRate)
      }
      for (const { state } of board.agents) agents.inc({ state })
      return board.queues.length
    })
    const waiting = this.labelled('callbacks_waiting', 'Callbacks in line.', ['queue'])
    const oldest = this.labelled('oldest_wait_seconds', 'Longest wait in line.', ['queue'])
    const inFlight = this.labelled('in_flight', 'Dialled, or answered and waiting.', ['queue'])
    const abandonment = this.labelled(
      'abandonment_ratio',
      'Abandoned calls of the last 24 hours, by the formula of the rule.',
      ['queue', 'rule'],
    )
    const agents = this.labelled('agents', 'Agents by state.', ['state'])
  }

  private watchTrunks(measured: Measured): void {
    this.gauge('trunks', 'Trunks configured.', () => {
      for (const gauge of [answers, inUse]) gauge.reset()
      for (const { id, silentSince, channelsInUse } of measured.state.trunks.values()) {
        answers.set({ trunk: id }, silentSince === undefined ? 1 : 0)
        inUse.set({ trunk: id }, channelsInUse)
      }
      return measured.state.trunks.size
    })
    const answers = this.labelled('trunk_up', 'Whether a trunk answers, where it is asked.', [
      'trunk',
    ])
    const inUse = this.labelled('trunk_channels_in_use', 'Calls on a trunk.', ['trunk'])
  }

  private counter<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
  ): Counter<Label> {
    return new Counter({ name: `ringfirst_${name}`, help, labelNames, registers: [this.registry] })
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `ringfirst_${name}`, help, buckets, registers: [this.registry] })
  }

  private labelled<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
  ): Gauge<Label> {
    return new Gauge({ name: `ringfirst_${name}`, help, labelNames, registers: [this.registry] })
  }

  private gauge(name: string, help: string, read: () => number): void {
    const collect = function (this: Gauge): void {
      this.set(read())
    }
    new Gauge({ name: `ringfirst_${name}`, help, registers: [this.registry], collect })
  }
}
