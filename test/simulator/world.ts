import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import { phoneNumber } from '../../src/core/ids.ts'
import { checkState } from '../../src/core/invariants.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { armedTimers } from '../../src/core/state/timer.ts'
import { step } from '../../src/core/step.ts'
import { instant } from '../../src/core/time.ts'
import { Auditor } from './auditor.ts'
import { makeHouse } from './house.ts'
import { People } from './people.ts'
import { createRandom, type Random } from '../../src/simulation/random.ts'
import { SimulatedSwitch, type Faults } from './switch.ts'
import { VirtualTime } from '../../src/simulation/virtual-time.ts'

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
const STEPS_PER_BOOKING_MAX = 20_000

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
  private readonly people: People
  private state: State = createState()
  private readonly timers = new Map<string, number>()
  private timerTurn = 0
  private steps = 0
  private bookingsLeft: number

  constructor(options: WorldOptions) {
    this.options = options
    this.random = createRandom(options.seed)
    this.organisation = makeHouse(this.random)
    this.auditor = new Auditor(this.organisation)
    this.bookingsLeft = options.callbacks
    const faults = options.withFaults ? NOISY : QUIET
    const tell = (event: Event): void => this.take(event)
    this.simulatedSwitch = new SimulatedSwitch(this.time, this.random, faults, tell)
    this.people = new People({
      random: this.random,
      time: this.time,
      organisation: this.organisation,
      state: () => this.state,
      tell,
      arrive: (id) => this.simulatedSwitch.arrive(id),
      isOver: () => this.bookingsLeft === 0 && this.state.callbacks.size === 0,
    })
  }

  run(): WorldReport {
    this.take({ kind: 'OrganisationConfigured', organisation: this.organisation })
    this.survey()
    for (const agent of this.organisation.agents) this.people.work(agent.id)
    this.nextCustomer()
    this.keepHours()
    if (this.options.withFaults) this.breakThings()
    while (!this.isAtRest() && this.auditor.violations.length === 0 && this.time.advance()) {
      if (this.steps > STEPS_PER_BOOKING_MAX * this.options.callbacks) {
        throw new Error(`the world never comes to rest: ${this.leftOver()}`)
      }
    }
    checkState(this.state)
    if (this.auditor.violations.length === 0) this.auditor.finish()
    return {
      violations: this.auditor.violations,
      steps: this.steps,
      dials: this.auditor.counts.dials,
      calls: this.auditor.counts.calls,
      closed: this.auditor.counts.closed,
      dispositions: this.auditor.dispositions,
    }
  }

  private isAtRest(): boolean {
    return this.bookingsLeft === 0 && this.state.callbacks.size === 0 && this.state.legs.size === 0
  }

  private leftOver(): string {
    const open = [...this.state.callbacks.values()].map(({ id, state }) => `${id} ${state}`)
    return [...open, ...this.state.legs.keys()].slice(0, 5).join(', ')
  }

  private take(event: Event): void {
    const { effects } = step(this.state, event, this.time.now)
    this.steps++
    if (this.steps % this.options.checkEverySteps === 0) checkState(this.state)
    this.auditor.observe(event, effects, this.time.now)
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'StartTimer':
        return this.arm(effect.timer, effect.at)
      case 'CancelTimer':
        this.timers.delete(effect.timer)
        return
      case 'Ask':
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

  private arm(timer: string, at: number): void {
    const turn = ++this.timerTurn
    this.timers.set(timer, turn)
    this.time.after(at - this.time.now, () => {
      if (this.timers.get(timer) !== turn) return
      this.timers.delete(timer)
      this.take({ kind: 'TimerFired', timer })
    })
  }

  private survey(): void {
    const askedAt = instant(this.time.now - 200)
    this.take({ kind: 'SwitchSurveyed', askedAt, legs: this.simulatedSwitch.survey() })
    this.time.after(SURVEY_EVERY_MS, () => this.survey())
  }

  private nextCustomer(): void {
    if (this.bookingsLeft === 0) return
    this.bookingsLeft--
    if (this.random.chance(0.25)) this.people.call()
    else this.people.book()
    this.time.after(this.random.exponential(4_000), () => this.nextCustomer())
  }

  /** Queues close and open, numbers are barred and no longer. */
  private keepHours(): void {
    const { random } = this
    const queueId = random.pick(this.organisation.queues).id
    const number = phoneNumber(`+120255500${String(random.between(10, 99))}`)
    const what = random.between(0, 5)
    if (what === 0) this.take({ kind: 'QueueClosed', queueId })
    if (what === 1) this.take({ kind: 'NumberBarred', number })
    if (what === 2) this.take({ kind: 'NumberUnbarred', number })
    if (what > 2) this.take({ kind: 'QueueOpened', queueId })
    this.time.after(random.exponential(200_000), () => this.keepHours())
  }

  /** Now and then the switch dies, is lost from sight, or our process restarts from a snapshot. */
  private breakThings(): void {
    const what = this.random.between(0, 3)
    if (what === 0) this.simulatedSwitch.crash()
    if (what === 1) this.take({ kind: 'SwitchLost', why: 'simulated' })
    if (what === 2) this.restart()
    if (what === 3) this.take({ kind: 'OrganisationConfigured', organisation: this.organisation })
    this.time.after(this.random.exponential(300_000), () => this.breakThings())
  }

  private restart(): void {
    const written = writeSnapshot(this.state)
    this.state = readSnapshot(written)
    checkState(this.state)
    if (writeSnapshot(this.state) !== written) throw new Error('a snapshot does not survive itself')
    this.timers.clear()
    for (const [timer, at] of armedTimers(this.state.timers)) this.arm(timer, at)
  }
}
