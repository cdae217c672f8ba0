import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import { checkState } from '../../src/core/invariants.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import type { State } from '../../src/core/state/state.ts'
import { instant } from '../../src/core/time.ts'
import { createRandom, type Random } from '../../src/simulation/random.ts'
import { VirtualTime } from '../../src/simulation/virtual-time.ts'
import { Auditor } from './auditor.ts'
import { makeHouse } from './house.ts'
import { Journal } from './journal.ts'
import { Node } from './node.ts'
import { answerLater } from './outside.ts'
import { Customers } from './people.ts'
import { SimulatedSwitch, type Faults } from './switch.ts'
import { Workers } from './workers.ts'

/** What one simulated world is made of. */
export interface WorldOptions {
  readonly seed: number
  readonly callbacks: number
  readonly withFaults: boolean
  /** After how many steps the whole state is checked; 1 is every step. */
  readonly checkEverySteps: number
}

/** What came of a simulated world. */
export interface WorldReport {
  readonly violations: readonly string[]
  readonly steps: number
  readonly dials: number
  readonly calls: number
  readonly closed: number
  readonly dispositions: ReadonlyMap<string, number>
}

const QUIET: Faults = { lost: 0, doubled: 0, late: 0 }
const NOISY: Faults = { lost: 0.01, doubled: 0.02, late: 0.05 }
const SURVEY_EVERY_MS = 10_000
/** A world that takes more steps than this for each booking is going round in circles. */
const STEPS_PER_BOOKING_MAX = 2_000

/** Runs one world from its seed until everything has come to rest. Deterministic. */
export function runWorld(options: WorldOptions): WorldReport {
  return new World(options).run()
}

class World {
  private readonly options: WorldOptions
  private readonly random: Random
  private readonly time = new VirtualTime()
  private readonly organisation: Organisation
  private readonly auditor: Auditor
  private readonly simulatedSwitch: SimulatedSwitch
  private readonly customers: Customers
  private readonly workers: Workers
  private readonly journal = new Journal()
  private node: Node
  /** A node that has been passed, and has not noticed. */
  private stale: Node | undefined
  private steps = 0
  private bookingsLeft: number

  constructor(options: WorldOptions) {
    this.options = options
    this.random = createRandom(options.seed)
    this.organisation = makeHouse(this.random)
    this.auditor = new Auditor(this.organisation)
    this.bookingsLeft = options.callbacks
    this.node = this.startNode()
    const faults = options.withFaults ? NOISY : QUIET
    const tell = (event: Event): void => this.tell(event)
    const { random, time, organisation } = this
    this.simulatedSwitch = new SimulatedSwitch(time, random, faults, tell)
    const around = {
      random,
      time,
      organisation,
      state: () => this.state,
      tell,
      arrive: this.simulatedSwitch.arrive.bind(this.simulatedSwitch),
      ringIn: this.simulatedSwitch.ringIn.bind(this.simulatedSwitch),
      isOver: () => this.bookingsLeft === 0 && this.state.callbacks.size === 0,
    }
    this.customers = new Customers(around)
    this.workers = new Workers(around, (id) => this.customers.giveUp(id))
  }

  run(): WorldReport {
    this.tell({ kind: 'OrganisationConfigured', organisation: this.organisation })
    this.survey()
    for (const agent of this.organisation.agents) this.workers.work(agent.id)
    this.nextCustomer()
    this.keepHours()
    if (this.options.withFaults) this.breakThings()
    while (!this.isAtRest() && this.auditor.violations.length === 0 && this.time.advance()) {
      if (this.steps > STEPS_PER_BOOKING_MAX * this.options.callbacks) {
        throw new Error(`the world never comes to rest: ${this.leftOver()}`)
      }
    }
    checkState(this.state)
    if (this.auditor.violations.length === 0) this.auditor.finish(this.state.agents.values())
    return {
      violations: this.auditor.violations,
      steps: this.steps,
      dials: this.auditor.counts.dials,
      calls: this.auditor.counts.calls,
      closed: this.auditor.counts.closed,
      dispositions: this.auditor.dispositions,
    }
  }

  private get state(): State {
    return this.node.state
  }

  private isAtRest(): boolean {
    return this.bookingsLeft === 0 && this.state.callbacks.size === 0 && this.state.legs.size === 0
  }

  private leftOver(): string {
    const open = [...this.state.callbacks.values()].map(({ id, state }) => `${id} ${state}`)
    return [...open, ...this.state.legs.keys()].slice(0, 5).join(', ')
  }

  /** Everybody who believes that they own the work hears what happens. */
  private tell(event: Event): void {
    this.stale?.take(event)
    this.node.take(event)
  }

  private startNode(): Node {
    return new Node(this.journal, this.time, {
      durable: (event, effects) => this.audit(event, effects),
      perform: (effect) => this.perform(effect),
    })
  }

  private audit(event: Event, effects: readonly Effect[]): void {
    this.steps++
    if (this.steps % this.options.checkEverySteps === 0) checkState(this.state)
    this.auditor.observe(event, effects, this.time.now)
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'Ask':
        return answerLater(effect, this.random, this.time, (event) => this.tell(event))
      case 'StartTimer':
      case 'CancelTimer':
      case 'Reply':
      case 'Publish':
      case 'PublishDecision':
      case 'PublishAgent':
      case 'SaveInteraction':
        return
      default:
        this.simulatedSwitch.perform(effect)
    }
  }

  private survey(): void {
    this.ask()
    this.time.after(SURVEY_EVERY_MS, () => this.survey())
  }

  /** The owner asks what is up. */
  private ask(): void {
    const askedAt = instant(this.time.now - 200)
    this.node.take({ kind: 'SwitchSurveyed', askedAt, legs: this.simulatedSwitch.survey() })
  }

  private nextCustomer(): void {
    if (this.bookingsLeft === 0) return
    this.bookingsLeft--
    const { customers, random } = this
    const way = random.next()
    if (way < 0.1) customers.call()
    else if (way < 0.35) customers.callNumber()
    else customers.book()
    this.time.after(random.exponential(4_000), () => this.nextCustomer())
  }

  /** Queues close and open, numbers are barred and no longer, hours change. */
  private keepHours(): void {
    const { random } = this
    const queueId = random.pick(this.organisation.queues).id
    const number = this.customers.someNumber()
    const what = random.between(0, 7)
    if (what === 0) this.tell({ kind: 'QueueClosed', queueId })
    if (what === 1 || what === 2) this.tell({ kind: 'NumberBarred', number })
    if (what === 3) this.tell({ kind: 'NumberUnbarred', number })
    if (what === 4) {
      const state = random.pick(['open', 'closed', 'holiday'] as const)
      this.tell({ kind: 'HoursChanged', hours: 'office', state })
    }
    if (what > 4) this.tell({ kind: 'QueueOpened', queueId })
    this.time.after(random.exponential(100_000), () => this.keepHours())
  }

  /** Now and then the switch dies, is lost from sight, our process restarts, another takes over. */
  private breakThings(): void {
    const what = this.random.between(0, 5)
    if (what === 0) this.simulatedSwitch.crash()
    if (what === 1) this.tell({ kind: 'SwitchLost', why: 'simulated' })
    if (what === 2) this.restart()
    if (what === 3) this.tell({ kind: 'OrganisationConfigured', organisation: this.organisation })
    if (what > 3) this.stall()
    this.time.after(this.random.exponential(200_000), () => this.breakThings())
  }

  /** The state is the fold of the journal, and survives being written down. */
  private restart(): void {
    const before = writeSnapshot(this.state)
    this.node.end()
    this.node = this.startNode()
    const written = writeSnapshot(this.state)
    if (sorted(written) !== sorted(before))
      throw new Error('the fold of the journal is another state')
    if (writeSnapshot(readSnapshot(written)) !== written) {
      throw new Error('a snapshot does not survive itself')
    }
    checkState(this.state)
    this.tell({ kind: 'SwitchLost', why: 'restarted' })
    this.ask()
  }

  /** The owner stands still, another takes over, and the first goes on as if nothing had been. */
  private stall(): void {
    if (this.stale !== undefined) return
    const old = this.node
    old.stall()
    this.time.after(this.random.between(1_000, 15_000), () => {
      this.stale = old
      this.node = this.startNode()
      this.tell({ kind: 'SwitchLost', why: 'taken over' })
      this.ask()
      this.time.after(this.random.between(0, 10_000), () => {
        this.stale = undefined
        old.goOn()
        old.end()
      })
    })
  }
}

/** A snapshot with its names in one order: a state that was read back lists them differently. */
function sorted(snapshot: string): string {
  const inOrder = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return JSON.stringify(JSON.parse(snapshot), inOrder)
}
