import type { Arrival, CallbackBooked, Event } from '../../src/core/state/events.ts'
import {
  callbackId,
  legId,
  phoneNumber,
  type CallbackId,
  type LegId,
  type PhoneNumber,
} from '../../src/core/ids.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { State } from '../../src/core/state/state.ts'
import { instant } from '../../src/core/time.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'
import { CAMPAIGN } from './house.ts'
import { SKILLS } from './skills.ts'

/** What people act on, and how they make themselves heard. */
export interface Surroundings {
  readonly random: Random
  readonly time: VirtualTime
  readonly organisation: Organisation
  readonly state: () => State
  readonly tell: (event: Event) => void
  /** A customer's call is on the switch from now on. */
  readonly arrive: (id: LegId) => void
  /** Somebody calls one of our numbers. */
  readonly ringIn: (id: LegId, arrival: Arrival) => void
  /** Everybody has called or booked, and everything has ended: agents go home. */
  readonly isOver: () => boolean
}

/** Customers who book, cancel, and call in themselves. */
export class Customers {
  private readonly around: Surroundings
  /** How many different numbers there are: the fewer, the more meet themselves. */
  private readonly numbers: number
  private made = 0

  constructor(around: Surroundings) {
    this.around = around
    this.numbers = around.random.pick([100, 400, 4_000])
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
      ...(isContact ? { campaignId: CAMPAIGN, ...this.windows(0.5) } : this.wishes()),
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

  /** A customer calls one of our numbers, and is led by its flow; one number leads nowhere. */
  callNumber(): void {
    const { random, time, organisation, ringIn } = this.around
    const call = uuid(5, ++this.made)
    const leg = legId(`${call.slice(0, -4)}0001`)
    // The callback that a flow may promise has an id that its call's gives away.
    const promised = callbackId(`${call.slice(0, 14)}8${call.slice(15)}`)
    time.after(random.between(7_200_000, 14_400_000), () => this.giveUp(promised))
    const numbers = organisation.numbers ?? []
    const called = random.chance(0.98) ? random.pick(numbers).number : '+13035559999'
    const known = random.chance(0.9) ? { number: this.number() } : {}
    ringIn(leg, { trunkId: random.pick(organisation.trunks).id, calledNumber: called, ...known })
  }

  /** A number of the house's customers: of one who waits, where there is one. */
  someNumber(): PhoneNumber {
    const { random, state } = this.around
    const waiting = [...state().callbacks.values()].filter((one) => one.state === 'waiting')
    return waiting.length > 0 && random.chance(0.7) ? random.pick(waiting).customer : this.number()
  }

  /** Who is open for hours is cancelled, so that every world ends. */
  giveUp(id: CallbackId): void {
    const { time, tell, state } = this.around
    if (!state().callbacks.has(id)) return
    tell({ kind: 'CallbackCancelled', callbackId: id, by: 'api' })
    time.after(600_000, () => this.giveUp(id))
  }

  private wishes(): Partial<CallbackBooked> {
    const { random, time, organisation } = this.around
    const inMs = (low: number, high: number) => instant(time.now + random.between(low, high))
    return {
      ...(random.chance(0.1) ? { priority: random.between(-2, 5) } : {}),
      ...(random.chance(0.1) ? { dueAt: inMs(0, 600_000) } : {}),
      ...(random.chance(0.1) ? { ownerId: random.pick(organisation.agents).id } : {}),
      ...(random.chance(0.2) ? { skills: SKILLS.filter(() => random.chance(0.6)) } : {}),
      ...this.windows(0.15),
    }
  }

  /** Some customers and contacts may be called at certain times alone. */
  private windows(share: number): Pick<CallbackBooked, 'windows'> {
    const { random, time } = this.around
    if (!random.chance(share)) return {}
    const opensAt = instant(time.now + random.between(0, 200_000))
    const closesAt = instant(opensAt + random.between(5_000, 300_000))
    return {
      windows: [
        { opensAt, closesAt },
        { opensAt: instant(opensAt + 900_000), closesAt: instant(opensAt + 1_200_000) },
      ],
    }
  }

  private number(): PhoneNumber {
    const number = this.around.random.between(0, this.numbers - 1)
    return phoneNumber(`+1202555${String(number).padStart(4, '0')}`)
  }
}

/** An id of a kind and a number. Pure. */
export function uuid(kind: number, number: number): string {
  return `00000000-0000-700${kind}-8000-${number.toString(16).padStart(8, '0')}0000`
}
