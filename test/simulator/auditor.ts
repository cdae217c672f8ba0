import type { DialAgent, DialCustomer, Effect } from '../../src/core/state/effects.ts'
import type { CallArrived, Event } from '../../src/core/state/events.ts'
import type { AgentId, CallbackId, LegId, TrunkId } from '../../src/core/ids.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { AgentWatch } from './agent-watch.ts'
import { OrderWatch } from './order-watch.ts'
import { RecordsWatch } from './records-watch.ts'
import { RulesWatch } from './rules-watch.ts'
import { isTaken, type Watch } from './watch.ts'

/** What the auditor knows of a leg, from orders and reports alone. */
interface AuditedLeg {
  readonly order: DialCustomer | DialAgent
  readonly at: Instant
  answered: boolean
}

/**
 * An independent judge: it sees the facts that went in and the orders that came out, never the
 * state, and keeps its own small books. It shares no code with the core.
 */
export class Auditor {
  readonly violations: string[] = []
  readonly counts = { booked: 0, calls: 0, closed: 0, dials: 0, joins: 0, connected: 0 }
  readonly dispositions = new Map<string, number>()
  private readonly organisation: Organisation
  private readonly legs = new Map<LegId, AuditedLeg>()
  /** Legs of customers who called us. */
  private readonly answered = new Set<LegId>()
  private readonly usedLegIds = new Set<LegId>()
  private readonly dialsByAttempt = new Map<string, Set<TrunkId>>()
  private readonly open = new Set<CallbackId>()
  private readonly ended = new Set<CallbackId>()
  private readonly talking = new Map<AgentId, CallbackId>()
  private readonly recentDials = new Map<TrunkId, Instant[]>()

  private readonly watches: readonly Watch[]

  constructor(organisation: Organisation) {
    this.organisation = organisation
    const blame = (what: string): void => this.blame(what)
    this.watches = [
      new OrderWatch(organisation, blame),
      new RulesWatch(organisation, blame),
      new AgentWatch(organisation, blame),
      new RecordsWatch(organisation, blame),
    ]
  }

  /** Books one step. */
  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    this.hear(event, effects)
    for (const watch of this.watches) watch.observe(event, effects, now)
    for (const effect of effects) this.judge(effect, now)
  }

  /** What must be so when everything has come to rest. */
  finish(): void {
    for (const id of this.open) this.blame(`callback ${id} never ended`)
    for (const id of this.legs.keys()) this.blame(`leg ${id} was left behind`)
  }

  private hear(event: Event, effects: readonly Effect[]): void {
    if (event.kind === 'CallbackBooked') this.hearBooking(event.callbackId, effects)
    if (event.kind === 'CallbackRescheduled') this.hearBooking(event.newCallbackId, effects)
    if (event.kind === 'CallArrived' && isTaken(effects)) this.hearCall(event)
    if (event.kind === 'LegAnswered') {
      const leg = this.legs.get(event.legId)
      if (leg !== undefined) leg.answered = true
    }
    if (event.kind === 'LegReleased') this.forget(event.legId)
    if (event.kind === 'SwitchSurveyed') {
      const up = new Map(event.legs.map((leg) => [leg.legId, leg]))
      for (const [id, leg] of this.legs) {
        if (up.get(id)?.state === 'answered') leg.answered = true
        if (leg.at < event.askedAt && !up.has(id)) this.forget(id)
      }
    }
  }

  private hearCall(event: CallArrived): void {
    this.counts.calls++
    this.open.add(event.callId)
    this.answered.add(event.legId)
  }

  private hearBooking(id: CallbackId, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== 'Reply' || !effect.reply.ok || effect.reply.existing === true) continue
      if (effect.reply.callbackId !== id) this.blame(`booking ${id} was answered with another id`)
      this.counts.booked++
      this.open.add(id)
    }
  }

  private judge(effect: Effect, now: Instant): void {
    switch (effect.kind) {
      case 'DialCustomer':
        return this.judgeDial(effect, now)
      case 'DialAgent':
        return this.judgeAlert(effect, now)
      case 'BridgeLegs':
        return this.judgeJoin(effect.a, effect.b)
      case 'SaveInteraction':
        if (effect.record.closedAt !== undefined)
          this.close(effect.record.id, effect.record.disposition)
        return
      default:
        return
    }
  }

  private judgeDial(order: DialCustomer, now: Instant): void {
    this.counts.dials++
    if (this.usedLegIds.has(order.legId)) this.blame(`leg id ${order.legId} was used twice`)
    this.usedLegIds.add(order.legId)
    const trunks = this.dialsByAttempt.get(order.attemptId) ?? new Set()
    if (trunks.has(order.trunkId))
      this.blame(`attempt ${order.attemptId} dialled twice over a trunk`)
    this.dialsByAttempt.set(order.attemptId, trunks.add(order.trunkId))
    const callback = order.attemptId.split('/')[0] as CallbackId
    if (!this.open.has(callback))
      this.blame(`${order.attemptId} dials for a callback that is not open`)
    for (const leg of this.legs.values()) {
      const sameCustomer =
        leg.order.kind === 'DialCustomer' && leg.order.attemptId.startsWith(callback)
      if (sameCustomer) this.blame(`${order.attemptId} dials a customer whose leg is up`)
    }
    this.judgeTrunk(order.trunkId, now)
    this.legs.set(order.legId, { order, at: now, answered: false })
  }

  private judgeTrunk(id: TrunkId, now: Instant): void {
    const trunk = this.organisation.trunks.find((one) => one.id === id)
    if (trunk === undefined) return this.blame(`trunk ${id} does not exist`)
    const onTrunk = [...this.legs.values()].filter(
      (leg) => leg.order.kind === 'DialCustomer' && leg.order.trunkId === id,
    )
    if (onTrunk.length >= trunk.channels) this.blame(`trunk ${id} holds more calls than channels`)
    const dials = (this.recentDials.get(id) ?? []).filter((at) => now - at < 1_000)
    if (dials.length >= trunk.callsPerSecond)
      this.blame(`trunk ${id} got calls faster than its rate`)
    this.recentDials.set(id, [...dials, now])
  }

  private judgeAlert(order: DialAgent, now: Instant): void {
    if (this.usedLegIds.has(order.legId)) this.blame(`leg id ${order.legId} was used twice`)
    this.usedLegIds.add(order.legId)
    for (const leg of this.legs.values()) {
      const same = leg.order.kind === 'DialAgent' && leg.order.agentId === order.agentId
      if (same) this.blame(`agent ${order.agentId} is rung while a leg of theirs is up`)
    }
    this.legs.set(order.legId, { order, at: now, answered: false })
  }

  private judgeJoin(a: LegId, b: LegId): void {
    this.counts.joins++
    for (const id of [a, b]) {
      if (this.legs.get(id)?.answered !== true && !this.answered.has(id))
        this.blame(`leg ${id} is joined before its answer`)
    }
  }

  private close(id: CallbackId, disposition: string | undefined): void {
    if (this.ended.has(id)) this.blame(`callback ${id} ended twice`)
    if (!this.open.delete(id)) this.blame(`callback ${id} ended without having been open`)
    this.ended.add(id)
    this.counts.closed++
    const name = disposition ?? 'none'
    if (disposition === undefined) this.blame(`callback ${id} ended without a disposition`)
    this.dispositions.set(name, (this.dispositions.get(name) ?? 0) + 1)
    for (const [legId, leg] of this.legs) {
      const its = leg.order.kind === 'DialCustomer' && leg.order.attemptId.startsWith(id)
      if (its) this.blame(`callback ${id} ended while its leg ${legId} is up`)
    }
  }

  private forget(id: LegId): void {
    const leg = this.legs.get(id)
    if (leg?.order.kind === 'DialAgent') this.talking.delete(leg.order.agentId)
    this.legs.delete(id)
  }

  private blame(what: string): void {
    this.violations.push(what)
  }
}
