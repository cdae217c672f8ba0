import type { Effect } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import type { CallbackId, QueueId } from '../core/ids.ts'
import type { AttemptRecord, InteractionRecord } from '../core/state/interaction.ts'
import type { Disposition } from '../core/state/outcome.ts'
import { HOUR_MS, type Instant } from '../core/time.ts'

/** Who waited longer for an agent after their greeting was late. */
const LATE_AFTER_MS = 2_000

/** One hour of a played day. */
export interface Hour {
  readonly from: Instant
  readonly booked: number
  readonly connected: number
  /** Of those whose wait in line ended in this hour. */
  readonly meanWaitMs: number
}

/** What came of a play. Shares are of 1; waits are in line, from the booking to the first dial. */
export interface PlayReport {
  readonly booked: number
  readonly connected: number
  /** Still in line or on the way when the play ended. */
  readonly unserved: number
  readonly dials: number
  /** Dials that were let go when agents vanished. */
  readonly withdrawn: number
  readonly meanWaitMs: number
  readonly p90WaitMs: number
  /** Of people on the line: those who had no agent within 2 s. */
  readonly lateShare: number
  readonly abandoned: number
  readonly occupancy: number
  readonly dispositions: Readonly<Partial<Record<Disposition, number>>>
  readonly hours: readonly Hour[]
}

interface HourSum {
  booked: number
  connected: number
  waits: number
  waitMs: number
}

/** Counts what happens in a play. */
export class Tally {
  private readonly startAt: Instant
  private readonly hours: HourSum[] = []
  private readonly waits: number[] = []
  private readonly dispositions = new Map<Disposition, number>()
  private readonly ended = new Set<CallbackId>()
  /** Callbacks that were booked in the queue. */
  private readonly own = new Set<string>()
  private booked = 0
  private dials = 0
  private withdrawn = 0
  private live = 0
  private late = 0
  private abandoned = 0
  private busyMs = 0
  private staffedMs = 0

  constructor(startAt: Instant) {
    this.startAt = startAt
  }

  /** What an event led to, as far as it concerns the queue. */
  hear(effect: Effect, event: Event, at: Instant, queueId: QueueId): void {
    switch (effect.kind) {
      case 'Reply':
        if (event.kind !== 'CallbackBooked' || event.queueId !== queueId) return
        if (!effect.reply.ok || effect.reply.existing === true) return
        this.own.add(event.callbackId)
        this.book(at)
        return
      case 'DialCustomer':
        if (this.own.has(effect.attemptId.slice(0, 36))) this.dials++
        return
      case 'PublishDecision':
        if (effect.decision.rule === 'pacing-surplus') this.withdrawn++
        return
      case 'SaveInteraction':
        if (effect.record.queueId === queueId) this.closed(effect.record)
        return
      default:
        return
    }
  }

  /** So many agents were on queue, and so many of them busy, for so long. */
  staffed(onQueue: number, busy: number, forMs: number): void {
    this.staffedMs += onQueue * forMs
    this.busyMs += busy * forMs
  }

  private book(at: Instant): void {
    this.booked++
    this.hourOf(at).booked++
  }

  private closed(record: InteractionRecord): void {
    const { id, disposition, waitInQueueMs, closedAt } = record
    if (closedAt === undefined || this.ended.has(id)) return
    this.ended.add(id)
    if (disposition !== undefined) {
      this.dispositions.set(disposition, (this.dispositions.get(disposition) ?? 0) + 1)
    }
    if (waitInQueueMs !== undefined) {
      this.waits.push(waitInQueueMs)
      const dialledAt = record.attempts[0]?.startedAt ?? closedAt
      const hour = this.hourOf(dialledAt)
      hour.waits++
      hour.waitMs += waitInQueueMs
      if (disposition === 'connected') hour.connected++
    }
    for (const attempt of record.attempts) this.countLive(attempt)
  }

  private countLive(attempt: AttemptRecord): void {
    const { verdict, greetingEndAt, joinedAt, messageAt, endedAt } = attempt
    if (verdict !== 'human' || greetingEndAt === undefined) return
    this.live++
    const servedAt = joinedAt ?? messageAt ?? endedAt ?? greetingEndAt
    if (servedAt - greetingEndAt > LATE_AFTER_MS) this.late++
    if (messageAt !== undefined) this.abandoned++
  }

  report(): PlayReport {
    const sorted = [...this.waits].sort((a, b) => a - b)
    const closed = [...this.dispositions.values()].reduce((sum, count) => sum + count, 0)
    return {
      booked: this.booked,
      connected: this.dispositions.get('connected') ?? 0,
      unserved: this.booked - closed,
      dials: this.dials,
      withdrawn: this.withdrawn,
      meanWaitMs: mean(
        sorted.reduce((sum, waitMs) => sum + waitMs, 0),
        sorted.length,
      ),
      p90WaitMs: sorted[Math.floor(0.9 * sorted.length)] ?? 0,
      lateShare: this.live === 0 ? 0 : this.late / this.live,
      abandoned: this.abandoned,
      occupancy: this.staffedMs === 0 ? 0 : this.busyMs / this.staffedMs,
      dispositions: Object.fromEntries(this.dispositions),
      hours: Array.from(this.hours, (hour, i) => ({
        from: (this.startAt + i * HOUR_MS) as Instant,
        booked: hour?.booked ?? 0,
        connected: hour?.connected ?? 0,
        meanWaitMs: mean(hour?.waitMs ?? 0, hour?.waits ?? 0),
      })),
    }
  }

  private hourOf(at: Instant): HourSum {
    const index = Math.max(0, Math.floor((at - this.startAt) / HOUR_MS))
    return (this.hours[index] ??= { booked: 0, connected: 0, waits: 0, waitMs: 0 })
  }
}

function mean(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round(sum / count)
}
