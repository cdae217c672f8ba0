import type { Event } from '../../src/core/state/events.ts'
import type { FlowStep } from '../../src/core/state/flow-program.ts'
import { queueId } from '../../src/core/ids.ts'
import type {
  AgentSettings,
  Organisation,
  QueueSettings,
} from '../../src/core/state/organisation.ts'
import { armedTimers } from '../../src/core/state/timer.ts'
import { CallerScene } from '../support/caller-scene.ts'
import { makeAgentSettings, makeQueueSettings } from '../support/organisation.ts'
import { Customer } from './customer.ts'
import { AgentAtWork } from './agent-at-work.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** A contact centre, in the words in which one is set up. */
export interface CentrePlan {
  /** The queue support. */
  readonly queue?: Partial<QueueSettings>
  /** Further queues, by name. */
  readonly queues?: Readonly<Record<string, Partial<QueueSettings>>>
  /** Bob alone unless named; all in support, or in the queues of their settings. */
  readonly agents?: Readonly<Record<string, Partial<AgentSettings>>>
  readonly house?: Partial<Organisation>
  /** What callers go through. */
  readonly flow?: readonly FlowStep[]
}

/** A contact centre at work: people do things, time passes, the switch does as it is told. */
export class Centre {
  readonly scene: CallerScene
  private readonly customers = new Map<string, Customer>()
  private obeyed = 0

  constructor({ queue, queues = {}, agents = { bob: {} }, house, flow = [] }: CentrePlan = {}) {
    const others = Object.entries(queues).map(([id, settings]) =>
      makeQueueSettings({ id: queueId(id), ...settings }),
    )
    const staff = Object.entries(agents).map(([name, settings]) =>
      makeAgentSettings(name, settings),
    )
    this.scene = new CallerScene(
      flow,
      {},
      { queues: [makeQueueSettings(queue), ...others], agents: staff, ...house },
    )
  }

  /** A customer, who keeps their number. */
  customer(name: string): Customer {
    const known = this.customers.get(name)
    if (known !== undefined) return known
    const number = `+1202555${String(100 + this.customers.size).padStart(4, '0')}`
    const customer = new Customer(this, name, number)
    this.customers.set(name, customer)
    return customer
  }

  agent(name: string): AgentAtWork {
    return new AgentAtWork(this, name)
  }

  /** Time passes, and what is due happens. */
  pass(ms: number): void {
    const end = this.scene.now + ms
    while (this.scene.now < end) {
      const next = Math.min(end, ...[...armedTimers(this.scene.state.timers)].map(([, at]) => at))
      this.scene.wait(Math.max(0, next - this.scene.now))
      this.obey()
    }
  }

  /** Something happens, and the switch does what it is told. */
  happens(event: Event): void {
    this.scene.say(event)
    this.obey()
  }

  /** Legs that are let go are gone, legs that are to be joined are. */
  obey(): void {
    const { scene } = this
    while (this.obeyed < scene.ordered.length) {
      const order = scene.ordered[this.obeyed++]
      if (order?.kind === 'ReleaseLeg' && scene.state.legs.has(order.legId)) {
        scene.release(order.legId, order.cause, { by: 'us' })
      } else if (order?.kind === 'BridgeLegs') {
        const { a, b } = order
        const areUp = scene.state.legs.has(a) && scene.state.legs.has(b)
        if (areUp) scene.say({ kind: 'LegsBridged', a, b })
      } else if (order?.kind === 'AttachLeg') {
        const { legId, to, mode } = order
        scene.say({ kind: 'LegAttached', legId, to, mode })
      }
    }
  }

  closes(queue = 'support'): void {
    this.happens({ kind: 'QueueClosed', queueId: queueId(queue) })
  }

  opens(queue = 'support'): void {
    this.happens({ kind: 'QueueOpened', queueId: queueId(queue) })
  }

  /** Who was called, in order; a customer who was called twice is there twice. */
  get called(): string[] {
    const names = new Map([...this.customers.values()].map(({ name, number }) => [number, name]))
    return this.scene.orders('DialCustomer').map(({ number }) => names.get(number) ?? number)
  }

  /** Whose phones rang, in order. */
  get rang(): string[] {
    return this.scene.rung
  }

  /** The newest rule by which something was done or refused. */
  get rule(): string | undefined {
    return this.scene.lastRule
  }

  /** The numbers on which that rested. */
  get numbers(): Readonly<Record<string, number>> {
    return this.scene.orders('PublishDecision').at(-1)?.decision.numbers ?? {}
  }

  /** Of the queue support: how many are in flight. */
  get inFlight(): number | undefined {
    return this.scene.state.queues.get(queueId('support'))?.inFlight
  }
}
