import type { DialAgent, Effect } from '../../src/core/state/effects.ts'
import type {
  CallArrived,
  CallbackBooked,
  CallEvent,
  Event,
  SurveyedLeg,
} from '../../src/core/state/events.ts'
import type { AgentId, CallbackId, LegId } from '../../src/core/ids.ts'
import type { Note } from '../../src/core/state/interaction.ts'
import type { AgentSettings, Organisation, Utilization } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, isTaken, type Blame, type Watch } from './watch.ts'

const ONE_OF_EACH: Utilization = {
  call: { max: 1, interruptedBy: [] },
  callback: { max: 1, interruptedBy: [] },
}

/** An agent never holds more than they may, and gets only whom they can serve. */
export class AgentWatch implements Watch {
  private readonly organisation: Organisation
  private readonly blame: Blame
  private readonly wanted = new Map<CallbackId, CallbackBooked | CallArrived>()
  private readonly held = new Map<AgentId, Set<CallbackId>>()
  private readonly freed = new Set<CallbackId>()
  /** Whom an agent or a supervisor named themselves: consulted, transferred to, watching. */
  private readonly named = new Map<CallbackId, Set<AgentId>>()
  /** Whom a flow named: skills and owners do not count for them, what they hold does. */
  private readonly namedByFlow = new Map<CallbackId, AgentId>()
  private readonly agentLegs = new Map<LegId, AgentId>()
  private readonly customerLegs = new Map<LegId, CallbackId>()
  private readonly ringing = new Map<LegId, CallbackId>()

  constructor(organisation: Organisation, blame: Blame) {
    this.organisation = organisation
    this.blame = blame
  }

  observe(event: Event, effects: readonly Effect[], _: Instant): void {
    if (isTaken(effects)) this.hear(event)
    if (event.kind === 'SwitchSurveyed') this.look(event.legs)
    for (const effect of effects) this.see(effect)
    if (event.kind === 'LegReleased') this.judgeRinging(event.legId)
    if (event.kind === 'LegReleased' || event.kind === 'LegAnswered') {
      this.ringing.delete(event.legId)
    }
  }

  private hear(event: Event): void {
    if (event.kind === 'CallbackBooked') {
      this.wanted.set(event.callbackId, event)
    }
    if (event.kind === 'CallbackRescheduled') {
      const { ownerId: _, ...before } = { ...this.bookingOf(event.callbackId) }
      const { ownerId } = event
      const booking = { ...before, ...(ownerId === undefined ? {} : { ownerId }) }
      this.wanted.set(event.newCallbackId, booking as CallbackBooked)
    }
    if (event.kind === 'CallArrived') {
      this.wanted.set(event.callId, event)
      this.customerLegs.set(event.legId, event.callId)
    }
    if (event.kind === 'CallbackAccepted') {
      this.hold(event.agentId, event.callbackId)
    }
    if (event.kind === 'CallTransferred' || event.kind === 'ConsultStarted') this.pass(event)
    if (event.kind === 'CallWatched') this.name(event.callbackId, event.agentId)
  }

  /** Who is passed on is the owner's no longer, and may be given to whoever was named. */
  private pass({ callbackId, to }: CallEvent & { kind: 'CallTransferred' | 'ConsultStarted' }) {
    this.freed.add(callbackId)
    if (to.kind === 'agent') this.name(callbackId, to.agentId)
  }

  private name(id: CallbackId, agentId: AgentId): void {
    this.named.set(id, (this.named.get(id) ?? new Set()).add(agentId))
  }

  private see(effect: Effect): void {
    if (effect.kind === 'SaveInteraction') this.drop(effect.record.id)
    if (effect.kind === 'Publish') this.read(effect.callbackId, effect.note)
    if (effect.kind === 'DialCustomer') {
      this.customerLegs.set(effect.legId, interactionOf(effect.legId))
    }
    if (effect.kind === 'ReleaseLeg') this.ringing.delete(effect.legId)
    if (effect.kind === 'DialAgent') this.ring(effect)
    if (effect.kind === 'BridgeLegs') this.join(effect.a, effect.b)
  }

  private read(id: CallbackId, { event, detail }: Note): void {
    // A customer whose agent was lost is anybody's who can serve them: they have been on the line.
    if (event === 'ownership-ended' || event === 'agent-lost') this.freed.add(id)
    if (event === 'agent-lost') this.held.get(detail?.['agent'] as AgentId)?.delete(id)
    if (event === 'offered') this.judge(detail?.['agent'] as AgentId, id)
    if (event === 'transferred') this.passed(id, detail)
    // Nobody submits what a flow begins: calls to our numbers, callbacks that callers are promised.
    const kind = event === 'booked' ? 'CallbackBooked' : 'CallArrived'
    const isNew = (event === 'booked' || event === 'call-arrived') && !this.wanted.has(id)
    if (isNew) this.wanted.set(id, { kind } as CallbackBooked | CallArrived)
  }

  /** Who passes a customer on has no part in the callback any more; a flow has none before. */
  private passed(id: CallbackId, detail: Note['detail']): void {
    const by = detail?.['by']
    if (by === undefined) this.namedByFlow.set(id, detail?.['agent'] as AgentId)
    else this.held.get(by as AgentId)?.delete(id)
  }

  /** A phone that the switch does not ring, or that was answered, does not ring. */
  private look(legs: readonly SurveyedLeg[]): void {
    const ringing = new Set(
      legs.filter(({ state }) => state !== 'answered').map((one) => one.legId),
    )
    for (const id of this.ringing.keys()) if (!ringing.has(id)) this.ringing.delete(id)
    const up = new Set(legs.map((one) => one.legId))
    for (const id of this.customerLegs.keys()) if (!up.has(id)) this.customerLegs.delete(id)
  }

  /** Who hangs up is not rung for any longer. */
  private judgeRinging(legId: LegId): void {
    const id = this.customerLegs.get(legId)
    if (id === undefined || !this.customerLegs.delete(legId)) return
    for (const [ringing, forWhom] of this.ringing) {
      if (forWhom === id) this.blame(`${ringing} rings on for ${id}, who has hung up`)
    }
  }

  private ring(order: DialAgent): void {
    this.agentLegs.set(order.legId, order.agentId)
    const id = interactionOf(order.legId)
    if (!this.wanted.has(id)) return
    this.ringing.set(order.legId, id)
    this.judge(order.agentId, id)
  }

  private join(a: LegId, b: LegId): void {
    const agent = this.agentLegs.get(b)
    const id = interactionOf(a)
    if (agent !== undefined && this.wanted.has(id)) this.judge(agent, id)
  }

  /** Whether this agent may be given this customer at all. */
  private judge(agentId: AgentId, id: CallbackId): void {
    if (this.named.get(id)?.has(agentId) === true) return
    const agent = this.organisation.agents.find((one) => one.id === agentId)
    const wanted = this.wanted.get(id)
    if (agent === undefined || wanted === undefined) return this.blame(`${agentId} does not exist`)
    this.judgeRoom(agent, wanted, id)
    if (this.namedByFlow.get(id) === agentId) return
    const owner = wanted.kind === 'CallbackBooked' ? wanted.ownerId : undefined
    if (owner !== undefined && owner !== agentId && !this.freed.has(id)) {
      this.blame(`${agentId} gets ${id}, which waits for ${owner} alone`)
    }
    const lacks = (wanted.skills ?? []).filter((skill) => !(agent.skills ?? []).includes(skill))
    if (lacks.length > 0 && owner !== agentId) {
      this.blame(`${agentId} gets ${id} without ${lacks.join()}`)
    }
  }

  private judgeRoom(
    agent: AgentSettings,
    wanted: CallbackBooked | CallArrived,
    id: CallbackId,
  ): void {
    const held = [...(this.held.get(agent.id) ?? [])].filter((one) => one !== id)
    const campaign = this.campaignOf(id)
    if (campaign !== undefined) {
      if (held.some((one) => this.campaignOf(one) === campaign)) {
        this.blame(`${agent.id} has two previews of ${campaign}`)
      }
      return
    }
    const callbacks = held.filter((one) => this.campaignOf(one) === undefined).length
    const may = agent.utilization ?? this.organisation.utilization ?? ONE_OF_EACH
    if (wanted.kind === 'CallbackBooked') {
      if (callbacks >= may.callback.max) this.blame(`${agent.id} holds too many callbacks: ${id}`)
    } else if (may.call.max === 0) this.blame(`${agent.id} takes no calls, and gets ${id}`)
    else if (callbacks > 0 && !may.callback.interruptedBy.includes('call')) {
      this.blame(`${agent.id} is interrupted by call ${id}`)
    }
  }

  private bookingOf(id: CallbackId): CallbackBooked | undefined {
    const wanted = this.wanted.get(id)
    return wanted?.kind === 'CallbackBooked' ? wanted : undefined
  }

  private campaignOf(id: CallbackId): string | undefined {
    return this.bookingOf(id)?.campaignId
  }

  private hold(agentId: AgentId, id: CallbackId): void {
    const held = this.held.get(agentId) ?? new Set()
    this.held.set(agentId, held.add(id))
  }

  private drop(id: CallbackId): void {
    for (const held of this.held.values()) held.delete(id)
  }
}
