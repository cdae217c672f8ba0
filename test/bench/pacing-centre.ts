import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import {
  agentId,
  callbackId,
  phoneNumber,
  presenceId,
  queueId,
  type CallbackId,
  type LegId,
} from '../../src/core/ids.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { createRandom, type Random } from '../../src/simulation/random.ts'
import { VirtualTime } from '../../src/simulation/virtual-time.ts'

/** A call centre with endless callbacks: the model of `pacing-optimum.ts`, played on the core. */
export interface Centre {
  readonly seed: number
  readonly hours: number
  readonly agents: (atMs: number) => number
  readonly answerRate: (atMs: number) => number
  /** `memoryless`: everything exponential. `measured`: ring times as in call logs, lognormal talk. */
  readonly world: 'memoryless' | 'measured'
  /** After-call work of fixed length, part of the handle time. */
  readonly acwMs: number
  readonly policy: 'auto' | 'idle'
  /** From when on windows of answers are watched. */
  readonly watchFromMs: number
}

/** What came of it: shares of 1. */
export interface CentreReport {
  readonly occupancy: number
  readonly late: number
  /** The worst share of late answers in any 200 in a row. */
  readonly worstWindow: number
  readonly answers: number
  /** Dials that were given up while they rang. */
  readonly withdrawn: number
}

const HANDLE_MS = 240_000
const RING_MS = 15_000
const PATIENCE_MS = 30_000
const NO_ANSWER_MS = 25_000
const LATE_AFTER_MS = 2_000
const WINDOW = 200
const QUEUE = queueId('support')
/** So many wait at any time: callbacks never run out. */
const IN_LINE = 100

/** Plays a centre for its hours, every event through `step`. Deterministic. */
export function playCentre(centre: Centre): CentreReport {
  return new Play(centre).run()
}

class Play {
  private readonly centre: Centre
  private readonly random: Random
  private readonly time = new VirtualTime()
  private readonly startMs = this.time.now
  private readonly state: State = createState()
  private readonly timers = new Map<string, number>()
  private readonly liveSince = new Map<CallbackId, number>()
  private readonly lates: boolean[] = []
  private readonly here: string[] = []
  private booked = 0
  private timerTurn = 0
  private busyMs = 0
  private staffedMs = 0
  private lastMs = 0
  private lateInWindow = 0
  private worst = 0
  private before = 0
  private withdrawn = 0

  constructor(centre: Centre) {
    this.centre = centre
    this.random = createRandom(centre.seed)
    const { acwMs, policy } = centre
    const base = makeOrganisation()
    const names = Array.from({ length: centre.agents(0) }, (_, i) => `agent-${i}`)
    this.say({
      kind: 'OrganisationConfigured',
      organisation: {
        ...base,
        trunks: base.trunks.map((trunk) => ({ ...trunk, channels: 1e4, callsPerSecond: 1e4 })),
        agents: names.map((name) =>
          makeAgentSettings(name, { connection: 'persistent', contact: 'sip:phone@127.0.0.1' }),
        ),
        queues: [
          makeQueueSettings({
            pacing: { policy, modifier: 1 },
            maxWaitAfterAnswerMs: 120_000,
            acw: {
              mode: acwMs === 0 ? 'optional' : 'forced',
              timeoutMs: Math.max(1_000, acwMs),
              level: 'participant',
            },
          }),
        ],
      },
    })
    this.say({ kind: 'SwitchSurveyed', askedAt: this.time.now, legs: [] })
    for (const name of names) this.come(name)
  }

  run(): CentreReport {
    const endMs = this.centre.hours * 3_600_000
    for (let i = 0; i < IN_LINE; i++) this.book()
    this.staff()
    while (this.elapsedMs < endMs && this.time.advance());
    const late = this.lates.filter(Boolean).length
    return {
      occupancy: this.busyMs / this.staffedMs,
      late: late / this.lates.length,
      worstWindow: this.worst / WINDOW,
      answers: this.lates.length,
      withdrawn: this.withdrawn,
    }
  }

  private get elapsedMs(): number {
    return this.time.now - this.startMs
  }

  private after(delayMs: number, happen: () => void): void {
    this.time.after(delayMs, () => {
      this.account()
      happen()
    })
  }

  private account(): void {
    const queue = this.state.queues.get(QUEUE)
    const loggedIn = queue?.loggedIn ?? 0
    const spentMs = this.elapsedMs - this.lastMs
    this.busyMs += spentMs * (loggedIn - (queue?.plain.idle.size ?? 0))
    this.staffedMs += spentMs * loggedIn
    this.lastMs = this.elapsedMs
  }

  private say(event: Event): void {
    const { effects } = step(this.state, event, this.time.now)
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'StartTimer':
        return this.arm(effect.timer, effect.at)
      case 'CancelTimer':
        this.timers.delete(effect.timer)
        return
      case 'DialCustomer':
        this.ring(effect.legId, callbackId(effect.attemptId.slice(0, 36)))
        return
      case 'DialAgent':
        return this.after(0, () => this.say({ kind: 'LegAnswered', legId: effect.legId }))
      case 'BridgeLegs':
        return this.after(0, () => this.talk(effect.a, effect.b))
      case 'ReleaseLeg':
        return this.after(0, () => this.end(effect.legId))
      case 'PublishDecision':
        if (effect.decision.rule === 'pacing-surplus') this.withdrawn++
        if (effect.decision.rule === 'agent-chosen') this.served(effect.decision.callbackId)
        return
      default:
        return
    }
  }

  private arm(timer: string, at: number): void {
    const turn = ++this.timerTurn
    this.timers.set(timer, turn)
    this.after(at - this.time.now, () => {
      if (this.timers.get(timer) !== turn) return
      this.timers.delete(timer)
      this.say({ kind: 'TimerFired', timer })
    })
  }

  private book(): void {
    const n = ++this.booked
    this.say({
      kind: 'CallbackBooked',
      callbackId: callbackId(`00000000-0000-7000-8000-${n.toString(16).padStart(8, '0')}0000`),
      number: phoneNumber(`+1${String(2_000_000_000 + n)}`),
      queueId: QUEUE,
      source: 'api',
    })
  }

  private come(name: string): void {
    const turn = this.here.push(name).toString(16).padStart(8, '0')
    const presence = presenceId(`00000000-0000-7000-9000-${turn}0000`)
    this.say({ kind: 'AgentWentOnQueue', agentId: agentId(name), presenceId: presence })
  }

  /** Agents who are to go leave as soon as they are done, seen every second. */
  private staff(): void {
    const wanted = this.centre.agents(this.elapsedMs)
    while (this.here.length > wanted) {
      this.say({ kind: 'AgentWentOffQueue', agentId: agentId(this.here.pop() ?? '') })
    }
    this.after(1_000, () => this.staff())
  }

  private ring(legId: LegId, id: CallbackId): void {
    this.book()
    const answers = this.random.chance(this.centre.answerRate(this.elapsedMs))
    this.after(this.ringMs(answers), () => {
      if (!answers) {
        return this.say({ kind: 'LegReleased', legId, cause: 'no-answer', by: 'far-end' })
      }
      if (this.state.legs.get(legId)?.releasing !== false) return
      this.say({ kind: 'LegAnswered', legId })
      this.liveSince.set(id, this.elapsedMs)
      const verdict = { kind: 'human', confidence: 1, atMs: 0, evidence: [] } as const
      this.say({ kind: 'LegJudged', legId, verdict, correction: false })
      if (!this.liveSince.has(id)) return
      this.after(this.random.exponential(PATIENCE_MS), () => {
        if (!this.liveSince.has(id)) return
        this.served(id)
        this.say({ kind: 'LegReleased', legId, cause: 'normal', by: 'far-end' })
      })
    })
  }

  private talk(a: LegId, b: LegId): void {
    this.say({ kind: 'LegsBridged', a, b })
    this.after(this.talkMs(), () => {
      this.say({ kind: 'LegReleased', legId: a, cause: 'normal', by: 'far-end' })
    })
  }

  private end(legId: LegId): void {
    this.say({ kind: 'LegReleased', legId, cause: 'cancelled', by: 'us' })
  }

  private served(id: CallbackId | undefined): void {
    const since = id === undefined ? undefined : this.liveSince.get(id)
    if (id === undefined || since === undefined) return
    this.liveSince.delete(id)
    const late = this.elapsedMs - since > LATE_AFTER_MS
    this.lates.push(late)
    if (late) this.lateInWindow++
    if (this.lates.length > WINDOW && this.lates[this.lates.length - 1 - WINDOW] === true)
      this.lateInWindow--
    this.watch()
  }

  /** The window is of answers that all came after the moment from which it is watched. */
  private watch(): void {
    if (this.elapsedMs < this.centre.watchFromMs) this.before = this.lates.length
    if (this.lates.length - this.before >= WINDOW) {
      this.worst = Math.max(this.worst, this.lateInWindow)
    }
  }

  private ringMs(answers: boolean): number {
    const { random } = this
    if (this.centre.world === 'memoryless') return random.exponential(RING_MS)
    if (!answers) return NO_ANSWER_MS
    return random.chance(0.5) ? 6_000 + 4_000 * random.next() : 18_000 + 4_000 * random.next()
  }

  private talkMs(): number {
    const meanMs = HANDLE_MS - this.centre.acwMs
    if (this.centre.world === 'memoryless') return this.random.exponential(meanMs)
    const sigma = 0.8
    const gauss =
      Math.sqrt(-2 * Math.log(1 - this.random.next())) * Math.cos(2 * Math.PI * this.random.next())
    return Math.exp(Math.log(meanMs) - (sigma * sigma) / 2 + sigma * gauss)
  }
}
