import type { DialAgent, DialCustomer, Effect } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import { callbackId, type AgentId, type CallbackId, type LegId, type QueueId } from '../core/ids.ts'
import { createState, type State } from '../core/state/state.ts'
import { step } from '../core/step.ts'
import type { Instant } from '../core/time.ts'
import type { Fate } from './fate.ts'
import { Tally, type PlayReport } from './tally.ts'
import { VirtualTime } from './virtual-time.ts'

/** What is played: facts from outside, and what comes of each dial. */
export interface Script {
  /** Configuration, bookings, agents who come and go; in the order of their moments. */
  readonly facts: readonly { readonly at: Instant; readonly event: Event }[]
  readonly endAt: Instant
  /** The queue whose figures are told. */
  readonly queueId: QueueId
  /** What comes of the dial of a callback; the number counts its attempts from 1. */
  readonly fateOf: (id: CallbackId, attempt: number) => Fate
  /** How long an agent's phone rings before they answer. */
  readonly agentAnswerMs: number
  /** Hears every event, as a journal would. */
  readonly hear?: (at: Instant, event: Event) => void
}

/** Plays a script on the real core, in virtual time: the same script gives the same report. */
export function play(script: Script): PlayReport {
  return new Play(script).run()
}

class Play {
  private readonly script: Script
  private readonly time: VirtualTime
  private readonly state: State = createState()
  private readonly tally: Tally
  private readonly timers = new Map<string, number>()
  private readonly fates = new Map<CallbackId, Fate>()
  private readonly attempts = new Map<CallbackId, number>()
  private timerTurn = 0
  private lastAt: Instant

  constructor(script: Script) {
    this.script = script
    this.lastAt = script.facts[0]?.at ?? script.endAt
    this.time = new VirtualTime(this.lastAt)
    this.tally = new Tally(this.lastAt)
  }

  run(): PlayReport {
    const { facts, endAt } = this.script
    for (const { at, event } of facts) {
      if (event.kind === 'OrganisationConfigured' && at === this.lastAt) this.take(event)
      else this.time.after(at - this.time.now, () => this.take(event))
    }
    this.take({ kind: 'SwitchSurveyed', askedAt: this.time.now, legs: [] })
    while (this.time.now < endAt && this.time.advance());
    return this.tally.report()
  }

  private take(event: Event): void {
    this.account()
    this.script.hear?.(this.time.now, event)
    const { effects } = step(this.state, event, this.time.now)
    for (const effect of effects) {
      this.tally.hear(effect, event, this.time.now, this.script.queueId)
      this.perform(effect)
    }
  }

  private account(): void {
    const queue = this.state.queues.get(this.script.queueId)
    const onQueue = queue?.loggedIn ?? 0
    const forMs = this.time.now - this.lastAt
    if (forMs > 0) this.tally.staffed(onQueue, onQueue - (queue?.plain.idle.size ?? 0), forMs)
    this.lastAt = this.time.now
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'StartTimer':
        return this.arm(effect.timer, effect.at)
      case 'CancelTimer':
        this.timers.delete(effect.timer)
        return
      case 'DialCustomer':
        return this.ring(effect)
      case 'DialAgent':
        return this.ringAgent(effect)
      case 'BridgeLegs':
        return this.later(0, () => this.talk(effect.a, effect.b))
      case 'ReleaseLeg':
        return this.later(0, () =>
          this.take({ kind: 'LegReleased', legId: effect.legId, cause: effect.cause, by: 'us' }),
        )
      default:
        return
    }
  }

  private later(delayMs: number, happen: () => void): void {
    this.time.after(delayMs, happen)
  }

  private arm(timer: string, at: Instant): void {
    const turn = ++this.timerTurn
    this.timers.set(timer, turn)
    this.later(at - this.time.now, () => {
      if (this.timers.get(timer) !== turn) return
      this.timers.delete(timer)
      this.take({ kind: 'TimerFired', timer })
    })
  }

  private ring({ legId, attemptId, ringTimeoutMs }: DialCustomer): void {
    const id = callbackId(attemptId.slice(0, 36))
    const attempt = (this.attempts.get(id) ?? 0) + 1
    this.attempts.set(id, attempt)
    const fate = this.script.fateOf(id, attempt)
    this.fates.set(id, fate)
    const isTooLong = fate.ringMs > ringTimeoutMs
    this.later(Math.min(fate.ringMs, ringTimeoutMs), () => {
      if (isTooLong || (fate.ends !== 'person' && fate.ends !== 'machine')) {
        const cause = isTooLong || fate.ends === 'person' ? 'no-answer' : fate.ends
        return this.end(legId, cause === 'machine' ? 'no-answer' : cause)
      }
      this.take({ kind: 'LegAnswered', legId })
      this.later(fate.listenMs, () => this.judge(legId, fate))
    })
  }

  private judge(legId: LegId, { ends, listenMs, patienceMs }: Fate): void {
    if (!this.state.legs.has(legId)) return
    const verdict = {
      kind: ends === 'person' ? 'human' : 'machine',
      confidence: 0.95,
      atMs: listenMs,
      greetingEndMs: listenMs,
      evidence: [],
    } as const
    this.take({ kind: 'LegJudged', legId, verdict, correction: false })
    if (ends !== 'person') return
    this.later(patienceMs, () => {
      if (this.state.legs.get(legId)?.state === 'answered') this.end(legId, 'normal')
    })
  }

  private ringAgent({ legId }: DialAgent): void {
    this.later(this.script.agentAnswerMs, () => this.take({ kind: 'LegAnswered', legId }))
  }

  private talk(a: LegId, b: LegId): void {
    this.take({ kind: 'LegsBridged', a, b })
    const id = this.state.legs.get(a)?.callback?.id
    const fate = id === undefined ? undefined : this.fates.get(id)
    if (id === undefined || fate === undefined) return
    this.later(fate.talkMs, () => {
      this.end(a, 'normal')
      const agentId = this.state.callbacks.get(id)?.course.agentId
      if (agentId !== undefined) this.later(fate.acwMs, () => this.wrapUp(id, agentId))
    })
  }

  private wrapUp(id: CallbackId, agentId: AgentId): void {
    if (this.state.callbacks.get(id)?.state !== 'wrapping') return
    const code = this.state.organisation?.wrapUpCodes[0]?.code
    const codes = code === undefined ? [] : [code]
    this.take({ kind: 'WrapUpCompleted', agentId, callbackId: id, codes })
  }

  private end(legId: LegId, cause: 'busy' | 'no-answer' | 'declined' | 'normal'): void {
    this.take({ kind: 'LegReleased', legId, cause, by: 'far-end' })
  }
}
