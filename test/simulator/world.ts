import type { Effect } from '../../src/core/effects.ts'
import type { Event } from '../../src/core/events.ts'
import {
  agentId,
  callbackId,
  phoneNumber,
  presenceId,
  queueId,
  siteId,
  trunkId,
  type AgentId,
} from '../../src/core/ids.ts'
import { checkState } from '../../src/core/invariants.ts'
import type { Organisation, QueueSettings } from '../../src/core/organisation.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { createState, type State } from '../../src/core/state.ts'
import { step } from '../../src/core/step.ts'
import { instant } from '../../src/core/time.ts'
import { Auditor } from './auditor.ts'
import { createRandom, type Random } from './random.ts'
import { SimulatedSwitch, type Faults } from './switch.ts'
import { VirtualTime } from './virtual-time.ts'

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
  readonly closed: number
  readonly dispositions: ReadonlyMap<string, number>
}

const QUIET: Faults = { lost: 0, doubled: 0, late: 0 }
const NOISY: Faults = { lost: 0.01, doubled: 0.02, late: 0.05 }
const SURVEY_EVERY_MS = 10_000

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
  private state: State = createState()
  private readonly timers = new Map<string, number>()
  private timerTurn = 0
  private steps = 0
  private bookingsLeft: number
  private quiet = false

  constructor(options: WorldOptions) {
    this.options = options
    this.random = createRandom(options.seed)
    this.organisation = makeOrganisation(this.random)
    this.auditor = new Auditor(this.organisation)
    this.bookingsLeft = options.callbacks
    const faults = options.withFaults ? NOISY : QUIET
    this.simulatedSwitch = new SimulatedSwitch(this.time, this.random, faults, (event) => {
      this.take(event)
    })
  }

  run(): WorldReport {
    this.take({ kind: 'OrganisationConfigured', organisation: this.organisation })
    this.survey()
    for (const agent of this.organisation.agents) this.liveAsAgent(agent.id)
    this.book()
    if (this.options.withFaults) this.breakThings()
    while (!this.isAtRest() && this.auditor.violations.length === 0 && this.time.advance());
    checkState(this.state)
    if (this.auditor.violations.length === 0) this.auditor.finish()
    return {
      violations: this.auditor.violations,
      steps: this.steps,
      dials: this.auditor.counts.dials,
      closed: this.auditor.counts.closed,
      dispositions: this.auditor.dispositions,
    }
  }

  private isAtRest(): boolean {
    return this.bookingsLeft === 0 && this.state.callbacks.size === 0 && this.state.legs.size === 0
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
    this.time.after(SURVEY_EVERY_MS, () => {
      this.survey()
    })
  }

  private book(): void {
    if (this.bookingsLeft === 0) return
    this.bookingsLeft--
    const { random } = this
    const id = callbackId(uuid(1, this.bookingsLeft))
    const queue = random.pick(this.organisation.queues)
    this.take({
      kind: 'CallbackBooked',
      callbackId: id,
      number: phoneNumber(`+1202555${String(random.between(0, 9_999)).padStart(4, '0')}`),
      queueId: queue.id,
      source: 'api',
      ...(random.chance(0.1) ? { priority: random.between(-2, 5) } : {}),
      ...(random.chance(0.1) ? { dueAt: instant(this.time.now + random.between(0, 600_000)) } : {}),
    })
    if (random.chance(0.03)) {
      this.time.after(random.between(0, 120_000), () => {
        this.take({ kind: 'CallbackCancelled', callbackId: id, by: 'api' })
      })
    }
    this.time.after(random.exponential(4_000), () => {
      this.book()
    })
  }

  private liveAsAgent(id: AgentId): void {
    const { random, time } = this
    const presence = presenceId(uuid(2, random.between(0, 2 ** 30)))
    const agent = this.state.agents.get(id)
    if (agent?.contact === undefined || random.chance(0.2)) {
      const expiresAt = instant(time.now + 3_600_000)
      this.take({
        kind: 'PhoneRegistered',
        agentId: id,
        contact: `sip:${id}@127.0.0.1`,
        expiresAt,
        presenceId: presence,
      })
    }
    if (agent?.state === 'acw' && agent.callbackId !== undefined && random.chance(0.7)) {
      this.take({
        kind: 'WrapUpCompleted',
        agentId: id,
        callbackId: agent.callbackId,
        codes: ['done'],
      })
    } else if (
      agent?.state === 'communicating' &&
      agent.callbackId !== undefined &&
      random.chance(0.1)
    ) {
      this.take({ kind: 'AgentHungUp', agentId: id, callbackId: agent.callbackId })
    } else if (!this.quiet && random.chance(0.1))
      this.take({ kind: 'AgentWentOffQueue', agentId: id })
    else this.take({ kind: 'AgentWentOnQueue', agentId: id, presenceId: presence })
    time.after(random.exponential(20_000), () => {
      this.liveAsAgent(id)
    })
  }

  /** Now and then the switch dies, is lost from sight, or our process restarts from a snapshot. */
  private breakThings(): void {
    const what = this.random.between(0, 3)
    if (what === 0) this.simulatedSwitch.crash()
    if (what === 1) this.take({ kind: 'SwitchLost', why: 'simulated' })
    if (what === 2) this.restart()
    if (what === 3) this.take({ kind: 'OrganisationConfigured', organisation: this.organisation })
    this.time.after(this.random.exponential(300_000), () => {
      this.breakThings()
    })
  }

  private restart(): void {
    const written = writeSnapshot(this.state)
    this.state = readSnapshot(written)
    if (writeSnapshot(this.state) !== written) throw new Error('a snapshot does not survive itself')
    this.timers.clear()
    for (const [timer, at] of this.state.timers) this.arm(timer, at)
  }
}

function makeOrganisation(random: Random): Organisation {
  const trunkCount = random.between(1, 3)
  const trunks = Array.from({ length: trunkCount }, (_, i) => ({
    id: trunkId(`trunk-${i + 1}`),
    channels: random.between(2, 40),
    callsPerSecond: random.pick([0.5, 1, 5, 30]),
    callerIds: [],
  }))
  const site = siteId('home')
  const queues = Array.from({ length: random.between(1, 3) }, (_, i) =>
    makeQueue(random, `queue-${i + 1}`),
  )
  return {
    defaultSite: site,
    sites: [
      {
        id: site,
        country: 'US',
        timeZone: 'America/New_York',
        trunks: trunks.map((trunk) => trunk.id),
        allowedPrefixes: ['+1'],
        refusedPrefixes: ['+12025559'],
      },
    ],
    trunks,
    queues,
    agents: Array.from({ length: random.between(1, 12) }, (_, i) => ({
      id: agentId(`agent-${i + 1}`),
      name: `Agent ${i + 1}`,
      queues: queues.filter(() => i === 0 || random.chance(0.7)).map((queue) => queue.id),
      connection: random.chance(0.4) ? ('persistent' as const) : ('per-call' as const),
      onQueueWhenRegistered: random.chance(0.5),
    })),
    wrapUpCodes: [{ code: 'done', name: 'Done' }],
  }
}

function makeQueue(random: Random, name: string): QueueSettings {
  return {
    id: queueId(name),
    mode: 'customer-first',
    pacing: {
      policy: random.pick(['cap', 'idle', 'auto'] as const),
      modifier: random.pick([1, 1.5, 2.5]),
    },
    ringTimeoutMs: 30_000,
    alertingTimeoutMs: random.between(7, 15) * 1_000,
    announcementAfterMs: 2_000,
    maxWaitAfterAnswerMs: 20_000,
    comfortPrompt: 'comfort',
    announcementPrompt: 'announcement',
    noAgent: {
      then: random.pick(['rebook', 'hang-up'] as const),
      ...(random.chance(0.5) ? { prompt: 'sorry' } : {}),
    },
    ...(random.chance(0.5)
      ? {
          machineFlow: [
            { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
            { kind: 'play', prompt: 'message' } as const,
            { kind: 'hang-up' } as const,
          ],
        }
      : {}),
    acw: {
      mode: random.pick(['optional', 'mandatory', 'mandatory-timed', 'forced'] as const),
      timeoutMs: random.between(1, 60) * 1_000,
      level: random.pick(['participant', 'communication'] as const),
    },
    maxCallMs: 3_600_000,
  }
}

function uuid(kind: number, number: number): string {
  return `00000000-0000-700${kind}-8000-${number.toString(16).padStart(8, '0')}0000`
}
