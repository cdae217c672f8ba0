import type {
  Condition,
  Flow,
  FlowStep,
  TransferAim,
  Utterance,
} from '../../src/core/state/flow-program.ts'
import { agentId, queueId } from '../../src/core/ids.ts'
import type { Random } from '../../src/simulation/random.ts'
import { OUTSIDE } from './sites.ts'
import { SKILLS } from './skills.ts'

/** Flows that callers enter, by name. */
export const CALLER_FLOWS = ['front', 'desk', 'night'] as const
/** The flow to which machines are transferred. */
export const MACHINE_FLOW = 'machine'

/** Random programs: every kind of step, branches forward and, more seldom, back. */
export function makeFlows(
  random: Random,
  queues: readonly string[],
  agents: readonly string[],
): Flow[] {
  const maker = new FlowMaker(random, queues, agents)
  return [...CALLER_FLOWS.map((id) => maker.caller(id)), maker.machine()]
}

class FlowMaker {
  private readonly random: Random
  private readonly queues: readonly string[]
  private readonly agents: readonly string[]

  constructor(random: Random, queues: readonly string[], agents: readonly string[]) {
    this.random = random
    this.queues = queues
    this.agents = agents
  }

  caller(id: string): Flow {
    const length = this.random.between(3, 14)
    const steps = Array.from({ length }, (_, at) => this.step(at, length))
    return { id, steps }
  }

  machine(): Flow {
    const { random } = this
    const middle: FlowStep[] = [
      { kind: 'play', prompt: 'message' },
      { kind: 'record', maxMs: 5_000 },
      { kind: 'say', say: this.words() },
      { kind: 'enter-queue', queueId: this.queue() },
    ]
    return {
      id: MACHINE_FLOW,
      steps: [
        { kind: 'wait-for-beep', timeoutMs: 30_000 },
        ...middle.filter(() => random.chance(0.5)),
        { kind: 'hang-up' },
      ],
    }
  }

  private step(at: number, length: number): FlowStep {
    const { random } = this
    const to = (): number => this.target(at, length)
    const kinds: readonly (() => FlowStep)[] = [
      () => ({ kind: 'play', prompt: 'welcome' }),
      () => ({ kind: 'say', say: this.words() }),
      () => ({ kind: 'hold', music: 'music', forMs: random.between(1, 40) * 1_000 }),
      () => this.collect(to),
      () => ({ kind: 'branch', when: this.condition(), otherwise: to() }),
      () => ({ kind: 'jump', to: to() }),
      () => ({ kind: 'listen', keys: { '1': to(), '2': to() } }),
      () => this.enterQueue(to),
      () => this.enterQueue(to),
      () => this.enterQueue(to),
      () => ({ kind: 'leave-queue' }),
      () => this.set(),
      () => this.promise(to),
      () => this.promise(to),
      () => ({ kind: 'take-place', otherwise: to() }),
      () => ({ kind: 'cancel-callback', otherwise: to() }),
      () => ({ kind: 'move-callback', byMs: random.between(1, 300) * 1_000, otherwise: to() }),
      () => ({ kind: 'go-to-flow', flow: random.pick(CALLER_FLOWS) }),
      () => ({ kind: 'http', url: 'http://crm.example/', timeoutMs: 4_000, otherwise: to() }),
      () => ({ kind: 'transfer', to: this.aim(), otherwise: to() }),
      () => this.record(),
      () => ({ kind: 'hang-up' }),
    ]
    return random.pick(kinds)()
  }

  private aim(): TransferAim {
    const { random, agents } = this
    return random.pick<() => TransferAim>([
      () => ({ kind: 'number', number: random.pick(OUTSIDE) }),
      () => ({ kind: 'agent', agentId: agentId(random.pick(agents)) }),
      () => ({ kind: 'agent', agentId: agentId(random.pick(agents)) }),
      () => ({ kind: 'data', name: 'number' }),
    ])()
  }

  /** Mostly forward, so that most flows end. */
  private target(at: number, length: number): number {
    return this.random.chance(0.85)
      ? this.random.between(at + 1, length)
      : this.random.between(0, length)
  }

  private queue() {
    return queueId(this.random.pick(this.queues))
  }

  private words(): Utterance[] {
    const all: Utterance[] = [
      'hello',
      { number: 42 },
      { digits: 'caller' },
      { time: '08:30' },
      { position: true },
      { estimatedWait: true },
    ]
    return all.filter(() => this.random.chance(0.4))
  }

  private collect(to: () => number): FlowStep {
    const { random } = this
    const isMenu = random.chance(0.6)
    return {
      kind: 'collect',
      say: random.chance(0.8) ? ['menu'] : [],
      again: random.chance(0.5) ? ['again'] : [],
      min: 1,
      max: isMenu ? 1 : random.between(1, 4),
      ...(random.chance(0.5) ? { terminator: '#' } : {}),
      firstTimeoutMs: 5_000,
      betweenTimeoutMs: 2_000,
      tries: random.between(1, 3),
      ...(isMenu ? { choices: { '1': to(), '2': to() } } : {}),
      ...(isMenu ? {} : { store: 'number', check: 'phone-number' as const }),
      otherwise: to(),
    }
  }

  private condition(): Condition {
    const { random } = this
    const all: readonly (() => Condition)[] = [
      () => ({ kind: 'hours', hours: 'office', is: random.pick(['open', 'closed', 'holiday']) }),
      () => ({ kind: 'caller-known' }),
      () => ({ kind: 'callback-open' }),
      () => ({ kind: 'queue', measure: 'waiting', over: random.between(0, 5) }),
      () => ({ kind: 'queue', measure: 'idle-agents', over: 0 }),
      () => ({ kind: 'queue', measure: 'wait-ms', over: 20_000 }),
      () => ({ kind: 'data', name: 'tier', is: 'gold' }),
      () => ({ kind: 'not', of: { kind: 'caller', prefix: '+12025551' } }),
    ]
    return random.pick(all)()
  }

  private enterQueue(to: () => number): FlowStep {
    const limit = this.random.chance(0.4)
      ? { limitMs: this.random.between(5, 60) * 1_000, limitTo: to() }
      : {}
    return { kind: 'enter-queue', queueId: this.queue(), ...limit }
  }

  private set(): FlowStep {
    const { random, agents } = this
    return {
      kind: 'set',
      ...(random.chance(0.3) ? { priority: random.between(-2, 5) } : {}),
      ...(random.chance(0.2) ? { skills: SKILLS.filter(() => random.chance(0.5)) } : {}),
      ...(random.chance(0.2)
        ? { preferredAgents: { agents: [agentId(random.pick(agents))], timeoutMs: 5_000 } }
        : {}),
      data: { tier: random.pick(['gold', 'silver']) },
    }
  }

  private promise(to: () => number): FlowStep {
    const { random } = this
    return {
      kind: 'create-callback',
      ...(random.chance(0.2) ? { numberFrom: 'number' } : {}),
      ...(random.chance(0.3) ? { queueId: this.queue() } : {}),
      ...(random.chance(0.2) ? { delayMs: random.between(10, 300) * 1_000 } : {}),
      otherwise: to(),
    }
  }

  private record(): FlowStep {
    const { random } = this
    const end = random.chance(0.5) ? { terminator: '#' } : {}
    return { kind: 'record', maxMs: random.between(2, 20) * 1_000, ...end }
  }
}
