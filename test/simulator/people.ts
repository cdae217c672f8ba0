import type { Event } from '../../src/core/state/events.ts'
import {
  callbackId,
  legId,
  phoneNumber,
  presenceId,
  type AgentId,
  type CallbackId,
} from '../../src/core/ids.ts'
import type { CallbackBooked } from '../../src/core/state/events.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { State } from '../../src/core/state/state.ts'
import { instant } from '../../src/core/time.ts'
import { CAMPAIGN, SKILLS } from './house.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'

/** What people act on, and how they make themselves heard. */
export interface Surroundings {
  readonly random: Random
  readonly time: VirtualTime
  readonly organisation: Organisation
  readonly state: () => State
  readonly tell: (event: Event) => void
  /** A customer's call is on the switch from now on. */
  readonly arrive: (id: ReturnType<typeof legId>) => void
  /** Everybody has called or booked, and everything has ended: agents go home. */
  readonly isOver: () => boolean
}

/** Customers who book, cancel, and call in themselves; agents who work, and do not. */
export class People {
  private readonly around: Surroundings
  private made = 0

  constructor(around: Surroundings) {
    this.around = around
  }

  /** A customer books in any of the ways there are; some give up later, all in the end. */
  book(): void {
    const { random, time, organisation, tell } = this.around
    const id = callbackId(uuid(1, ++this.made))
    const queue = random.pick(organisation.queues)
    const isContact = queue.id === organisation.campaigns?.[0]?.queueId && random.chance(0.1)
    const event: CallbackBooked = {
      kind: 'CallbackBooked',
      callbackId: id,
      number: this.number(),
      queueId: queue.id,
      source: 'api',
      ...(isContact ? { campaignId: CAMPAIGN } : this.wishes()),
    }
    tell(event)
    const patienceMs = random.chance(0.03) ? 120_000 : random.between(7_200_000, 14_400_000)
    time.after(random.between(0, patienceMs), () => this.giveUp(id))
  }

  /** A customer calls and waits; some take the place of their callback, many hang up. */
  call(): void {
    const { random, organisation, tell, arrive } = this.around
    const number = uuid(3, ++this.made)
    const leg = legId(`${number.slice(0, -4)}0fff`)
    arrive(leg)
    tell({
      kind: 'CallArrived',
      callId: callbackId(number),
      legId: leg,
      queueId: random.pick(organisation.queues).id,
      ...(random.chance(0.9) ? { number: this.number() } : {}),
      ...(random.chance(0.1) ? { priority: random.between(-2, 5) } : {}),
      ...(random.chance(0.2) ? { skills: [random.pick(SKILLS)] } : {}),
    })
  }

  /** An agent does one thing, and another some time later. */
  work(id: AgentId): void {
    const { random, time, state } = this.around
    const presence = presenceId(uuid(2, random.between(0, 2 ** 30)))
    const agent = state().agents.get(id)
    if (agent?.contact === undefined || random.chance(0.2)) this.register(id, presence)
    else if (random.chance(0.05)) this.loseLine(id, presence)
    const inHand = agent?.callbackId ?? agent?.held.at(-1)?.callbackId
    const callback = inHand === undefined ? undefined : state().callbacks.get(inHand)
    if (callback === undefined || !this.workOn(id, callback.id, callback.state)) {
      this.comeOrGo(id, presence)
    }
    time.after(random.exponential(8_000), () => this.work(id))
  }

  private wishes(): Partial<CallbackBooked> {
    const { random, time, organisation } = this.around
    const inMs = (low: number, high: number) => instant(time.now + random.between(low, high))
    const opensAt = inMs(0, 300_000)
    return {
      ...(random.chance(0.1) ? { priority: random.between(-2, 5) } : {}),
      ...(random.chance(0.1) ? { dueAt: inMs(0, 600_000) } : {}),
      ...(random.chance(0.1) ? { ownerId: random.pick(organisation.agents).id } : {}),
      ...(random.chance(0.1) ? { skills: SKILLS.filter(() => random.chance(0.6)) } : {}),
      ...(random.chance(0.1)
        ? {
            windows: [
              { opensAt, closesAt: instant(opensAt + 300_000) },
              { opensAt: instant(opensAt + 900_000), closesAt: instant(opensAt + 1_200_000) },
            ],
          }
        : {}),
    }
  }

  private giveUp(id: CallbackId): void {
    const { time, tell, state } = this.around
    if (!state().callbacks.has(id)) return
    tell({ kind: 'CallbackCancelled', callbackId: id, by: 'api' })
    time.after(600_000, () => this.giveUp(id))
  }

  private register(agentId: AgentId, presence: ReturnType<typeof presenceId>): void {
    const { time, tell } = this.around
    tell({
      kind: 'PhoneRegistered',
      agentId,
      contact: `sip:${agentId}@127.0.0.1`,
      expiresAt: instant(time.now + 3_600_000),
      presenceId: presence,
    })
  }

  /** A page is loaded anew, a connection is cut: the phone is back soon, or not so soon. */
  private loseLine(agentId: AgentId, presence: ReturnType<typeof presenceId>): void {
    const { random, time, tell } = this.around
    tell({ kind: 'PhoneUnregistered', agentId, why: 'connection-lost' })
    time.after(random.exponential(4_000), () => this.register(agentId, presence))
  }

  /** Says whether there was something to do. */
  private workOn(agentId: AgentId, id: CallbackId, callbackState: string): boolean {
    const { random, tell } = this.around
    const dice = random.next()
    switch (callbackState) {
      case 'offered':
        if (dice < 0.9) tell({ kind: 'CallbackAccepted', agentId, callbackId: id })
        return true
      case 'accepted':
        if (dice < 0.6) tell({ kind: 'CallbackStarted', agentId, callbackId: id })
        else if (dice < 0.75) this.reschedule(agentId, id)
        else this.wrapUp(agentId, id)
        return true
      case 'wrapping':
        if (dice < 0.6) this.wrapUp(agentId, id)
        else if (dice < 0.8) tell({ kind: 'CallbackStarted', agentId, callbackId: id })
        return true
      case 'talking':
        if (dice < 0.1) tell({ kind: 'AgentHungUp', agentId, callbackId: id })
        return dice < 0.9
      default:
        return false
    }
  }

  private reschedule(agentId: AgentId, id: CallbackId): void {
    const { random, tell, time } = this.around
    const newCallbackId = callbackId(uuid(4, ++this.made))
    const dueAt = instant(time.now + random.between(60_000, 600_000))
    const owner = random.chance(0.5) ? { ownerId: agentId } : {}
    tell({ kind: 'CallbackRescheduled', agentId, callbackId: id, newCallbackId, dueAt, ...owner })
    time.after(14_400_000, () => this.giveUp(newCallbackId))
  }

  private wrapUp(agentId: AgentId, id: CallbackId): void {
    this.around.tell({ kind: 'WrapUpCompleted', agentId, callbackId: id, codes: ['done'] })
  }

  private comeOrGo(agentId: AgentId, presence: ReturnType<typeof presenceId>): void {
    const { random, tell, isOver } = this.around
    if (isOver() || random.chance(0.05)) tell({ kind: 'AgentWentOffQueue', agentId })
    else tell({ kind: 'AgentWentOnQueue', agentId, presenceId: presence })
  }

  private number() {
    const { random } = this.around
    return phoneNumber(`+1202555${String(random.between(0, 9_999)).padStart(4, '0')}`)
  }
}

function uuid(kind: number, number: number): string {
  return `00000000-0000-700${kind}-8000-${number.toString(16).padStart(8, '0')}0000`
}
