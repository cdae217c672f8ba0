import type { DialAgent, DialCustomer, Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import {
  agentId,
  callbackId,
  phoneNumber,
  presenceId,
  queueId,
  type CallbackId,
} from '../../src/core/ids.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { instant, type Instant } from '../../src/core/time.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { figure, median, type Figure } from './figure.ts'

const AGENTS = 5_000
/** After so many V8 has compiled what it will: what comes then is as it is for hours. */
const EVENTS_TO_COMPILE = 1_000_000
const WARM_UP_EVENTS = 200_000
const COUNTED_EVENTS = 600_000
const ROUNDS = 3
const GOAL_PER_SECOND = 300_000
const GOAL_RATIO = 1.3
const GOAL_BYTES = 1_024

/**
 * A call centre in full swing, played by hand: every event that a call brings, one after another. So
 * many wait all the while, beside one dialled for each agent.
 */
export class Workload {
  readonly state: State = createState()
  events = 0
  private now: Instant = instant(1_700_000_000_000)
  private booked = 0
  private readonly queue = queueId('support')

  constructor(waiting: number) {
    const agents = Array.from({ length: AGENTS }, (_, i) => makeAgentSettings(`agent-${i}`))
    const base = makeOrganisation()
    this.say({
      kind: 'OrganisationConfigured',
      organisation: {
        ...base,
        agents,
        trunks: base.trunks.map((trunk) => ({
          ...trunk,
          channels: 100_000,
          callsPerSecond: 1_000_000,
        })),
        queues: [makeQueueSettings({ pacing: { policy: 'idle', modifier: 1 } })],
      },
    })
    for (let i = 0; i < waiting + AGENTS; i++) this.book()
    this.say({ kind: 'SwitchSurveyed', askedAt: this.now, legs: [] })
  }

  /** How many are in line. */
  get waiting(): number {
    return this.state.queues.get(this.queue)?.waiting ?? 0
  }

  /** Agents come on queue, which sets the first calls going; then every call that ends brings the next. */
  run(events: number): void {
    const end = this.events + events
    if (this.state.queues.get(this.queue)?.loggedIn === 0) this.openHouse()
    while (this.events < end) {
      const dial = this.dials.shift()
      if (dial === undefined) throw new Error('the workload came to rest')
      this.play(dial)
    }
  }

  private readonly dials: DialCustomer[] = []

  private openHouse(): void {
    for (let i = 0; i < AGENTS; i++) {
      const id = agentId(`agent-${i}`)
      const presence = presenceId('00000000-0000-7000-9000-000000000000')
      const expiresAt = instant(this.now + 86_400_000)
      this.say({
        kind: 'PhoneRegistered',
        agentId: id,
        contact: 'sip:phone@127.0.0.1',
        expiresAt,
        presenceId: presence,
      })
      this.say({ kind: 'AgentWentOnQueue', agentId: id, presenceId: presence })
    }
  }

  /** One call: three in ten are busy, the rest are joined, talk and are wrapped up. */
  private play(dial: DialCustomer): void {
    const customer = dial.legId
    this.book()
    this.say({ kind: 'LegRinging', legId: customer })
    if (this.events % 10 < 3) {
      this.say({
        kind: 'LegReleased',
        legId: customer,
        cause: 'busy',
        by: 'far-end',
        sipStatus: 486,
      })
      return
    }
    this.say({ kind: 'LegAnswered', legId: customer })
    const verdict = {
      kind: 'human',
      confidence: 0.97,
      atMs: 900,
      evidence: ['speech 400 ms'],
    } as const
    const alerted = this.say({ kind: 'LegJudged', legId: customer, verdict, correction: false })
    const agent = alerted.find((effect): effect is DialAgent => effect.kind === 'DialAgent')
    if (agent === undefined) throw new Error('no agent was rung')
    this.say({ kind: 'LegAnswered', legId: agent.legId })
    this.say({ kind: 'LegsBridged', a: customer, b: agent.legId })
    this.say({ kind: 'LegReleased', legId: customer, cause: 'normal', by: 'far-end' })
    this.say({ kind: 'LegReleased', legId: agent.legId, cause: 'released', by: 'us' })
    const id = callbackId(dial.attemptId.slice(0, 36))
    this.say({ kind: 'WrapUpCompleted', agentId: agent.agentId, callbackId: id, codes: ['solved'] })
  }

  private book(): void {
    const n = ++this.booked
    this.say({
      kind: 'CallbackBooked',
      callbackId: this.newId(n),
      number: phoneNumber(`+1${String(2_000_000_000 + n)}`),
      queueId: this.queue,
      source: 'api',
    })
  }

  /** Begins with the time, as the API's ids do. */
  private newId(n: number): CallbackId {
    const time = this.now.toString(16).padStart(12, '0')
    const number = n.toString(16).padStart(8, '0')
    return callbackId(`${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number}0000`)
  }

  private say(event: Event): readonly Effect[] {
    this.now = instant(this.now + 1)
    this.events++
    const { effects } = step(this.state, event, this.now)
    for (const effect of effects) if (effect.kind === 'DialCustomer') this.dials.push(effect)
    return effects
  }
}

interface Measured {
  readonly perSecond: number
  readonly bytesEach: number
}

/**
 * Events of the core per second with so many waiting, and how the cost grows with them. Each load has
 * the memory to itself, as in life; the three take turns, so that a machine that drifts meets all.
 */
export function benchCore(): Figure[] {
  new Workload(1_000).run(EVENTS_TO_COMPILE)
  const few: Measured[] = []
  const many: Measured[] = []
  const most: Measured[] = []
  for (let round = 0; round < ROUNDS; round++) {
    few.push(measure(1_000))
    many.push(measure(100_000))
    most.push(measure(1_000_000))
  }
  const ratio = median(few.map(({ perSecond }, i) => perSecond / (most[i]?.perSecond ?? perSecond)))
  const bytesEach = median(most.map((one) => one.bytesEach))
  const unit = 'events per processor second'
  const per = (all: readonly Measured[]) => Math.round(median(all.map((one) => one.perSecond)))
  return [
    figure('core: events with 1,000 waiting', per(few), unit),
    figure(
      'core: events with 100,000 waiting',
      per(many),
      unit,
      `at least ${GOAL_PER_SECOND}`,
      per(many) >= GOAL_PER_SECOND,
    ),
    figure('core: events with 1,000,000 waiting', per(most), unit),
    figure(
      'core: memory per waiting callback',
      Math.round(bytesEach),
      'bytes',
      `under ${GOAL_BYTES}`,
      bytesEach < GOAL_BYTES,
    ),
    figure(
      'core: cost per event, 1,000,000 waiting against 1,000',
      ratio,
      'ratio',
      `at most ${GOAL_RATIO}`,
      ratio <= GOAL_RATIO,
    ),
  ]
}

function measure(waiting: number): Measured {
  const heapBefore = heapBytes()
  const workload = new Workload(waiting)
  const bytesEach = (heapBytes() - heapBefore) / workload.waiting
  workload.run(WARM_UP_EVENTS)
  const before = process.cpuUsage()
  workload.run(COUNTED_EVENTS)
  const { user, system } = process.cpuUsage(before)
  if (workload.waiting !== waiting) throw new Error(`${workload.waiting} wait, not ${waiting}`)
  return { perSecond: COUNTED_EVENTS / ((user + system) / 1_000_000), bytesEach }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
