import type { Event } from '../../src/core/state/events.ts'
import {
  agentId,
  callbackId,
  phoneNumber,
  presenceId,
  queueId,
  trunkId,
} from '../../src/core/ids.ts'
import type { QueueId } from '../../src/core/ids.ts'
import { instant, later, MINUTE_MS, SECOND_MS, type Instant } from '../../src/core/time.ts'
import { drawFate, type Habits } from '../../src/simulation/fate.ts'
import { play } from '../../src/simulation/play.ts'
import { createRandom, seedOf } from '../../src/simulation/random.ts'
import type { CoreProduct } from '../api/fixture.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'

/** Nobody serves it: a booking there is seen by its count alone. */
export const PROBE = queueId('probe')
const QUEUES = ['support', 'billing', 'retention', 'sales'].map(queueId)
const AGENTS = 500
/** So many book at the start: when it has settled, a thousand wait. */
const BOOKED_FIRST = 2_150
const BOOKED_PER_SECOND = 4.4
const SETTLES_MS = 5 * MINUTE_MS
const PLAYED_MS = SETTLES_MS + 3 * MINUTE_MS
const TICK_MS = 20
const SEED = 7
const HABITS: Habits = {
  personShare: 0.55,
  machineShare: 0.2,
  ringMs: 12_000,
  talkMs: 180_000,
  acwMs: 30_000,
  patienceMs: 60_000,
}

interface Fact {
  readonly at: Instant
  readonly event: Event
}

/**
 * A house with 500 agents and a thousand waiting, played by the simulator until it has settled and
 * then lived at its own pace on the core of a product.
 */
export class BusyHouse {
  readonly #product: CoreProduct
  readonly #facts: readonly Fact[]
  #next = 0
  #probes = 0
  #timer: NodeJS.Timeout | undefined

  constructor(product: CoreProduct) {
    this.#product = product
    this.#facts = played(instant(Date.now() - SETTLES_MS))
    this.#live()
    this.#timer = setInterval(() => this.#live(), TICK_MS)
  }

  /** Who waits, in all queues that are served. */
  get waiting(): number {
    return QUEUES.reduce((sum, id) => sum + (this.#product.state.queues.get(id)?.waiting ?? 0), 0)
  }

  get agentsOnQueue(): number {
    return [...this.#product.state.agents.values()].filter(({ state }) => state !== 'off-queue')
      .length
  }

  /** Facts of the house so far. */
  get facts(): number {
    return this.#next
  }

  /** One more waits in the queue that nobody serves; says how many do now. */
  async probe(): Promise<number> {
    await this.#product.submit(booking(PROBE, 900_000 + ++this.#probes))
    return this.#probes
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #live(): void {
    const nowMs = Date.now()
    for (let fact = this.#facts[this.#next]; fact !== undefined && fact.at <= nowMs;) {
      this.#product.clockMs = fact.at
      void this.#product.submit(fact.event)
      fact = this.#facts[++this.#next]
    }
    this.#product.clockMs = nowMs
  }
}

/** What happened in the house, as its journal would have it. */
function played(beganAt: Instant): readonly Fact[] {
  const facts: Fact[] = []
  play({
    facts: [...opening(beganAt), ...bookings(beganAt)],
    endAt: later(beganAt, PLAYED_MS),
    queueId: QUEUES[0] ?? PROBE,
    fateOf: (id, attempt) => drawFate(createRandom(SEED ^ seedOf(`${id}/${attempt}`)), HABITS),
    agentAnswerMs: 1_500,
    hear: (at, event) => facts.push({ at, event }),
  })
  return facts
}

function opening(at: Instant): readonly Fact[] {
  const names = Array.from({ length: AGENTS }, (_, i) => `agent-${i + 1}`)
  const pacing = { policy: 'auto', modifier: 1.5 } as const
  const organisation = makeOrganisation({
    queues: [...QUEUES, PROBE].map((id) => makeQueueSettings({ id, pacing })),
    trunks: ['first', 'second'].map((id) => ({
      ...{ id: trunkId(id), channels: 2_000, callsPerSecond: 200, callerIds: [] },
    })),
    agents: names.map((name, i) =>
      makeAgentSettings(name, {
        queues: [QUEUES[i % QUEUES.length] ?? PROBE],
        contact: `sip:${name}@phone`,
      }),
    ),
  })
  const comes = (name: string, i: number): Fact => ({
    at,
    event: {
      kind: 'AgentWentOnQueue',
      agentId: agentId(name),
      presenceId: presenceId(`00000000-0000-7000-9000-${String(i).padStart(8, '0')}0000`),
    },
  })
  return [{ at, event: { kind: 'OrganisationConfigured', organisation } }, ...names.map(comes)]
}

function bookings(beganAt: Instant): readonly Fact[] {
  const perSecond = Math.round((PLAYED_MS / SECOND_MS) * BOOKED_PER_SECOND)
  return Array.from({ length: BOOKED_FIRST + perSecond }, (_, i) => ({
    at: later(beganAt, (Math.max(0, i - BOOKED_FIRST) / BOOKED_PER_SECOND) * SECOND_MS),
    event: booking(QUEUES[i % QUEUES.length] ?? PROBE, i),
  }))
}

function booking(to: QueueId, number: number): Event {
  const digits = String(number).padStart(6, '0')
  return {
    kind: 'CallbackBooked',
    callbackId: callbackId(`00000000-0000-7000-8000-00${digits}0000`),
    number: phoneNumber(`+12025${digits}`),
    queueId: to,
    source: 'import',
    customerName: `Customer ${number}`,
  }
}
