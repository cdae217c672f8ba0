import type { DialAgent, DialCustomer, DialOutside, Effect } from '../../src/core/state/effects.ts'
import type { CallArrived, Event, LegArrived } from '../../src/core/state/events.ts'
import type { AgentId, CallbackId, LegId, TrunkId } from '../../src/core/ids.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { AgentWatch } from './agent-watch.ts'
import { FlowWatch } from './flow-watch.ts'
import { HearingWatch } from './hearing-watch.ts'
import { LegWatch } from './leg-watch.ts'
import { OrderWatch } from './order-watch.ts'
import { RecordsWatch } from './records-watch.ts'
import { RulesWatch } from './rules-watch.ts'
import { SpendWatch } from './spend-watch.ts'
import { interactionOf, isTaken, type Watch } from './watch.ts'

/** What the auditor knows of a leg, from orders and reports alone. */
interface AuditedLeg {
  readonly interaction: CallbackId
  readonly isCustomers: boolean
  readonly agentId: AgentId | undefined
  readonly trunkId: TrunkId | undefined
  readonly at: Instant
  answered: boolean
}

/** An agent, as far as the auditor asks: whether anything is left of what they did. */
export interface AtRest {
  readonly id: AgentId
  readonly state: string
  readonly held: readonly unknown[]
  readonly callbackId: CallbackId | undefined
  readonly callLeg: LegId | undefined
  readonly watching: CallbackId | undefined
}

const RESTING: ReadonlySet<string> = new Set(['idle', 'off-queue', 'not-responding'])

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
  private readonly usedLegIds = new Set<LegId>()
  private readonly dialsByAttempt = new Map<string, Set<TrunkId>>()
  private readonly open = new Set<CallbackId>()
  private readonly ended = new Set<CallbackId>()
  private readonly recentDials = new Map<TrunkId, Instant[]>()
  /** Told of by one survey, all at once: what is ordered between two of these ends is not judged. */
  private readonly justGone = new Set<LegId>()
  private readonly watches: readonly Watch[]

  constructor(organisation: Organisation) {
    this.organisation = organisation
    const blame = (what: string): void => this.blame(what)
    this.watches = [
      new OrderWatch(organisation, blame),
      new RulesWatch(organisation, blame),
      new SpendWatch(organisation, blame),
      new AgentWatch(organisation, blame),
      new RecordsWatch(organisation, blame),
      new LegWatch(blame),
      new HearingWatch(blame),
      new FlowWatch(blame),
    ]
  }

  /** Books one step. */
  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    this.justGone.clear()
    this.hear(event, effects, now)
    for (const watch of this.watches) watch.observe(event, effects, now)
    for (const effect of effects) this.judge(effect, now)
  }

  /** What must be so when everything has come to rest. */
  finish(agents: Iterable<AtRest>): void {
    for (const id of this.open) this.blame(`callback ${id} never ended`)
    for (const id of this.legs.keys()) this.blame(`leg ${id} was left behind`)
    for (const { id, state, held, callbackId, callLeg, watching } of agents) {
      if (!RESTING.has(state)) this.blame(`${id} is ${state} with nothing to do`)
      if (held.length > 0) this.blame(`${id} still holds ${held.length}`)
      const left = callbackId ?? callLeg ?? watching
      if (left !== undefined) this.blame(`${id} is never let go by ${left}`)
    }
    for (const watch of this.watches) watch.finish?.()
  }

  private hear(event: Event, effects: readonly Effect[], now: Instant): void {
    if (event.kind === 'CallbackBooked') this.hearBooking(event.callbackId, effects)
    if (event.kind === 'CallbackRescheduled') this.hearBooking(event.newCallbackId, effects)
    if (event.kind === 'CallArrived' && isTaken(effects)) this.hearCall(event, now)
    if (event.kind === 'LegArrived') this.hearArrival(event, effects, now)
    if (event.kind === 'LegAnswered') {
      const leg = this.legs.get(event.legId)
      if (leg !== undefined) leg.answered = true
    }
    if (event.kind === 'LegReleased') this.legs.delete(event.legId)
    if (event.kind === 'SwitchSurveyed') this.hearSurvey(event, effects, now)
  }

  private hearSurvey(
    { askedAt, legs }: Extract<Event, { kind: 'SwitchSurveyed' }>,
    effects: readonly Effect[],
    now: Instant,
  ): void {
    const up = new Map(legs.map((leg) => [leg.legId, leg]))
    for (const { legId, arrival } of legs) {
      if (arrival !== undefined) {
        this.hearArrival({ kind: 'LegArrived', legId, ...arrival }, effects, now)
      }
    }
    for (const [id, leg] of this.legs) {
      if (up.get(id)?.state === 'answered') leg.answered = true
      if (leg.at >= askedAt || up.has(id)) continue
      this.legs.delete(id)
      this.justGone.add(id)
    }
  }

  private hearCall({ callId, legId }: CallArrived, now: Instant): void {
    this.counts.calls++
    this.open.add(callId)
    this.legs.set(legId, { ...nobody(callId, now), isCustomers: true, answered: true })
  }

  private hearArrival({ legId, trunkId }: LegArrived, effects: readonly Effect[], now: Instant) {
    const id = interactionOf(legId)
    const isNew = effects.some(
      (one) => one.kind === 'Publish' && one.callbackId === id && one.note.event === 'call-arrived',
    )
    if (!isNew) return
    this.counts.calls++
    this.open.add(id)
    this.legs.set(legId, { ...nobody(id, now), isCustomers: true, trunkId })
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
      case 'DialOutside':
        return this.judgeOutside(effect, now)
      case 'BridgeLegs':
        return this.judgeJoin(effect.a, effect.b)
      case 'Publish':
        // A callback that a caller was promised is nobody's booking.
        if (effect.note.event === 'booked' && !this.ended.has(effect.callbackId)) {
          this.open.add(effect.callbackId)
        }
        return
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
    this.judgeId(order.legId)
    const trunks = this.dialsByAttempt.get(order.attemptId) ?? new Set()
    if (trunks.has(order.trunkId))
      this.blame(`attempt ${order.attemptId} dialled twice over a trunk`)
    this.dialsByAttempt.set(order.attemptId, trunks.add(order.trunkId))
    const callback = order.attemptId.split('/')[0] as CallbackId
    if (!this.open.has(callback))
      this.blame(`${order.attemptId} dials for a callback that is not open`)
    for (const leg of this.legs.values()) {
      if (leg.isCustomers && leg.interaction === callback) {
        this.blame(`${order.attemptId} dials a customer whose leg is up`)
      }
    }
    this.judgeTrunk(order.trunkId, now)
    const { trunkId } = order
    this.legs.set(order.legId, { ...nobody(callback, now), isCustomers: true, trunkId })
  }

  private judgeOutside(order: DialOutside, now: Instant): void {
    this.judgeId(order.legId)
    const id = interactionOf(order.legId)
    if (!this.open.has(id)) this.blame(`${order.legId} is dialled for a call that is over`)
    this.judgeTrunk(order.trunkId, now)
    this.legs.set(order.legId, { ...nobody(id, now), trunkId: order.trunkId })
  }

  private judgeTrunk(id: TrunkId, now: Instant): void {
    const trunk = this.organisation.trunks.find((one) => one.id === id)
    if (trunk === undefined) return this.blame(`trunk ${id} does not exist`)
    let onTrunk = 0
    for (const leg of this.legs.values()) if (leg.trunkId === id) onTrunk++
    if (onTrunk >= trunk.channels) this.blame(`trunk ${id} holds more calls than channels`)
    this.judgeSite(id)
    const dials = (this.recentDials.get(id) ?? []).filter((at) => now - at < 1_000)
    if (dials.length >= trunk.callsPerSecond)
      this.blame(`trunk ${id} got calls faster than its rate`)
    this.recentDials.set(id, [...dials, now])
  }

  /** A site's calls at once are those of all its trunks, whoever made them. */
  private judgeSite(trunk: TrunkId): void {
    for (const { id, trunks, channels = Infinity } of this.organisation.sites) {
      if (!trunks.includes(trunk)) continue
      let calls = 0
      for (const leg of this.legs.values()) {
        if (leg.trunkId !== undefined && trunks.includes(leg.trunkId)) calls++
      }
      if (calls >= channels) this.blame(`site ${id} has more calls at once than it takes`)
    }
  }

  private judgeAlert(order: DialAgent, now: Instant): void {
    this.judgeId(order.legId)
    for (const leg of this.legs.values()) {
      if (leg.agentId === order.agentId)
        this.blame(`agent ${order.agentId} is rung while a leg of theirs is up`)
    }
    const { agentId } = order
    this.legs.set(order.legId, { ...nobody(interactionOf(order.legId), now), agentId })
  }

  private judgeId(id: LegId): void {
    if (this.usedLegIds.has(id)) this.blame(`leg id ${id} was used twice`)
    this.usedLegIds.add(id)
  }

  private judgeJoin(a: LegId, b: LegId): void {
    this.counts.joins++
    for (const id of [a, b]) {
      if (this.justGone.has(id)) continue
      if (this.legs.get(id)?.answered !== true) this.blame(`leg ${id} is joined before its answer`)
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
      const isLeft = leg.isCustomers && leg.interaction === id
      if (isLeft) this.blame(`callback ${id} ended while its leg ${legId} is up`)
    }
  }

  private blame(what: string): void {
    this.violations.push(what)
  }
}

function nobody(interaction: CallbackId, at: Instant): AuditedLeg {
  return {
    interaction,
    isCustomers: false,
    agentId: undefined,
    trunkId: undefined,
    at,
    answered: false,
  }
}
