import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId, LegId } from '../../src/core/ids.ts'
import type { InteractionRecord, WrapUpRecord } from '../../src/core/state/interaction.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, isTaken, type Blame, type Watch } from './watch.ts'

/** What the switch's own call records say of a leg. */
interface CallRecord {
  answeredAt: Instant | undefined
  bridgedAt: Instant | undefined
}

/**
 * Wrap-up codes, waits and segments are held against call records that are kept apart from the
 * core: they must reconcile at both levels, with nothing over on either side.
 */
export class RecordsWatch implements Watch {
  private readonly organisation: Organisation
  private readonly blame: Blame
  private readonly calls = new Map<LegId, CallRecord>()
  private readonly released = new Set<LegId>()
  /** Calls that customers made: their legs are not named after them. */
  private readonly owners = new Map<LegId, CallbackId>()

  constructor(organisation: Organisation, blame: Blame) {
    this.organisation = organisation
    this.blame = blame
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    if (event.kind === 'CallArrived' && isTaken(effects)) {
      this.owners.set(event.legId, event.callId)
      this.callOf(event.legId).answeredAt = now
    }
    if (event.kind === 'LegAnswered') this.callOf(event.legId).answeredAt ??= now
    if (event.kind === 'LegReleased') this.released.add(event.legId)
    if (event.kind === 'LegsBridged') this.bridged(event.a, event.b, now)
    if (event.kind === 'SwitchSurveyed') {
      this.missFrom(event)
      for (const leg of event.legs) {
        if (leg.state === 'answered') this.callOf(leg.legId).answeredAt ??= now
        if (leg.bridgedTo !== undefined) this.bridged(leg.legId, leg.bridgedTo, now)
      }
    }
    for (const effect of effects) {
      if (effect.kind === 'SaveInteraction' && effect.record.closedAt !== undefined) {
        this.judge(effect.record)
      }
    }
  }

  /** What a survey does not tell of is over, though word of its end, and of its join, may come yet. */
  private missFrom({ legs, askedAt }: Extract<Event, { kind: 'SwitchSurveyed' }>): void {
    const up = new Set(legs.map(({ legId }) => legId))
    for (const [id, { answeredAt }] of this.calls) {
      if (answeredAt !== undefined && answeredAt < askedAt && !up.has(id)) this.released.add(id)
    }
  }

  private bridged(a: LegId, b: LegId, now: Instant): void {
    if (this.released.has(a) || this.released.has(b)) return
    for (const id of [a, b]) this.callOf(id).bridgedAt ??= now
  }

  private callOf(id: LegId): CallRecord {
    const call = this.calls.get(id) ?? { answeredAt: undefined, bridgedAt: undefined }
    this.calls.set(id, call)
    return call
  }

  private judge(record: InteractionRecord): void {
    const legs = record.participants.flatMap((one) => one.communications.map((call) => call.legId))
    for (const wrapUp of record.wrapUps) this.judgeTags(record, wrapUp, legs)
    this.judgeWait(record)
    if (record.disposition === 'connected' && !legs.some((id) => this.callOf(id).bridgedAt)) {
      this.blame(`${record.id} is connected, and the switch joined none of its legs`)
    }
  }

  private judgeTags(
    record: InteractionRecord,
    { taggedTo, level, at }: WrapUpRecord,
    legs: readonly LegId[],
  ): void {
    const tagged = taggedTo.filter((one) => one !== record.id) as LegId[]
    for (const id of tagged) {
      if (!legs.includes(id)) this.blame(`${record.id} tags a code to ${id}, no call of its own`)
    }
    if (level === 'communication') {
      if (taggedTo.length !== 1 || taggedTo.includes(record.id)) {
        this.blame(`${record.id} tags ${taggedTo.length} things at communication level`)
      }
      return
    }
    if (!taggedTo.includes(record.id)) this.blame(`${record.id} is not tagged itself`)
    const queue = this.organisation.queues.find(({ id }) => id === record.queueId)
    if (queue?.acw.level !== 'participant') return
    for (const call of record.participants.flatMap((one) => one.communications)) {
      // In the very millisecond of a join, the code may have come before it.
      if (call.joinedAt === undefined || call.joinedAt >= at) continue
      if (!tagged.includes(call.legId))
        this.blame(`${record.id} leaves voice call ${call.legId} untagged`)
      if (this.callOf(call.legId).bridgedAt === undefined && !this.isStanding(call.legId, record)) {
        this.blame(`${record.id} tags ${call.legId}, which the switch never joined`)
      }
    }
  }

  /** A standing leg serves many interactions: its name says nothing. */
  private isStanding(id: LegId, record: InteractionRecord): boolean {
    return interactionOf(id) !== record.id && !this.owners.has(id)
  }

  private judgeWait(record: InteractionRecord): void {
    const attempt = record.attempts.at(-1)
    const leg = attempt?.legs.at(-1)
    if (record.waitAfterAnswerMs === undefined || leg === undefined) return
    if (record.disposition !== 'connected' || record.attempts.length !== 1) return
    const { answeredAt, bridgedAt } = this.callOf(leg.legId)
    if (answeredAt === undefined || bridgedAt === undefined) return
    const waitMs = bridgedAt - answeredAt
    if (waitMs !== record.waitAfterAnswerMs) {
      this.blame(`${record.id} reports a wait of ${record.waitAfterAnswerMs} ms, it was ${waitMs}`)
    }
  }
}
