import type { Effect, Reply } from '../../src/core/state/effects.ts'
import type {
  CallArrived,
  CallbackBooked,
  Event,
  LegReleased,
} from '../../src/core/state/events.ts'
import {
  agentId,
  callbackId,
  legId,
  phoneNumber,
  presenceId,
  queueId,
  type CallbackId,
  type LegId,
} from '../../src/core/ids.ts'
import type { InteractionRecord } from '../../src/core/state/interaction.ts'
import { checkState } from '../../src/core/invariants.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Cause, Verdict, VerdictKind } from '../../src/core/state/outcome.ts'
import { recordOf } from '../../src/core/state/record.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { armedTimers } from '../../src/core/state/timer.ts'
import { step } from '../../src/core/step.ts'
import { callbackView } from '../../src/core/view/board.ts'
import { instant, type Instant } from '../../src/core/time.ts'
import { makeOrganisation } from './organisation.ts'

/** A booking's own words, with the rest filled in. */
export type Booking = Partial<Omit<CallbackBooked, 'kind' | 'callbackId' | 'number'>> & {
  readonly to?: string
}

/** A scene in which Alice wants to be called and Bob is an agent: events in, orders out, by hand. */
export class Scene {
  now: Instant = instant(1_000_000)
  readonly state: State = createState()
  /** Everything ordered so far. */
  readonly ordered: Effect[] = []
  private readonly saved = new Map<CallbackId, InteractionRecord>()
  private bookings = 0

  constructor(organisation: Organisation = makeOrganisation()) {
    this.say({ kind: 'OrganisationConfigured', organisation })
    this.say({ kind: 'SwitchSurveyed', askedAt: this.now, legs: [] })
  }

  /** One event; the whole state is checked after it. Returns what it ordered. */
  say(event: Event): readonly Effect[] {
    const { effects } = step(this.state, event, this.now)
    checkState(this.state)
    this.ordered.push(...effects)
    for (const effect of effects) {
      if (effect.kind === 'SaveInteraction') this.saved.set(effect.record.id, effect.record)
    }
    return effects
  }

  /** Time passes; timers that come due fire in order. */
  wait(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const due = [...armedTimers(this.state.timers)]
        .filter(([, at]) => at <= end)
        .sort((a, b) => a[1] - b[1])[0]
      if (due === undefined) break
      this.now = instant(Math.max(this.now, due[1]))
      this.say({ kind: 'TimerFired', timer: due[0] })
    }
    this.now = instant(end)
  }

  /** Alice, or whoever has the number, books. */
  book(booking: Booking = {}): CallbackId {
    const { to, ...rest } = booking
    const id = callbackId(`00000000-0000-7000-8000-${String(++this.bookings).padStart(8, '0')}0000`)
    const number = phoneNumber(to ?? `+1202555${String(this.bookings).padStart(4, '0')}`)
    this.say({
      kind: 'CallbackBooked',
      callbackId: id,
      number,
      queueId: queueId('support'),
      source: 'api',
      ...rest,
    })
    return id
  }

  /** An agent's phone registers and the agent goes on queue. */
  onQueue(name = 'bob', contact = `sip:${name}@phone`): void {
    const id = agentId(name)
    const place = String([...this.state.agents.keys()].indexOf(id)).padStart(8, '0')
    const presence = presenceId(`00000000-0000-7000-9000-${place}0000`)
    const expiresAt = instant(this.now + 40 * 86_400_000)
    this.say({
      kind: 'PhoneRegistered',
      agentId: id,
      contact,
      expiresAt,
      presenceId: presence,
    })
    this.say({ kind: 'AgentWentOnQueue', agentId: id, presenceId: presence })
  }

  /** Alice calls herself, and stands in the queue. */
  call(
    call: Partial<Omit<CallArrived, 'kind' | 'callId' | 'legId' | 'number'>> & {
      from?: string
    } = {},
  ): CallbackId {
    const { from, ...rest } = call
    const owner = `00000000-0000-7000-8002-${String(++this.bookings).padStart(8, '0')}`
    const id = callbackId(`${owner}0000`)
    this.say({
      kind: 'CallArrived',
      callId: id,
      legId: legId(`${owner}0fff`),
      queueId: queueId('support'),
      number: phoneNumber(from ?? `+1202556${String(this.bookings).padStart(4, '0')}`),
      ...rest,
    })
    return id
  }

  accept(id: CallbackId, name = 'bob'): void {
    this.say({ kind: 'CallbackAccepted', agentId: agentId(name), callbackId: id })
  }

  start(id: CallbackId, name = 'bob'): void {
    this.say({ kind: 'CallbackStarted', agentId: agentId(name), callbackId: id })
  }

  /** Agent-first, from the start to a conversation. */
  talk(id: CallbackId, name = 'bob'): void {
    this.start(id, name)
    this.say({ kind: 'LegAnswered', legId: this.agentLeg(name) })
    this.answer(this.customerLeg(id))
    this.say({ kind: 'LegsBridged', a: this.customerLeg(id), b: this.agentLeg(name) })
  }

  /** The customer hangs up, and every leg that is let go for it is gone. */
  hangUp(id: CallbackId): void {
    const leg = this.state.callbacks.get(id)?.course.customerLeg
    if (leg !== undefined) this.release(leg, 'normal')
    this.settle()
  }

  /** The switch has released whatever we let go. */
  settle(): void {
    for (const leg of [...this.state.legs.values()]) {
      if (leg.releasing) this.release(leg.id, 'cancelled', { by: 'us' })
    }
  }

  wrapUp(id: CallbackId, name = 'bob'): void {
    this.say({
      kind: 'WrapUpCompleted',
      agentId: agentId(name),
      callbackId: id,
      codes: ['solved'],
    })
  }

  answer(legId: LegId): void {
    this.say({ kind: 'LegRinging', legId })
    this.say({ kind: 'LegAnswered', legId })
  }

  judge(legId: LegId, kind: VerdictKind, changes: Partial<Verdict> = {}, correction = false): void {
    const verdict: Verdict = { kind, confidence: 0.9, atMs: 900, evidence: [], ...changes }
    this.say({ kind: 'LegJudged', legId, verdict, correction })
  }

  release(legId: LegId, cause: Cause, changes: Partial<LegReleased> = {}): void {
    this.say({ kind: 'LegReleased', legId, cause, by: 'far-end', ...changes })
  }

  /** The newest leg that was dialled for a callback's customer. */
  customerLeg(id: CallbackId): LegId {
    const dial = this.orders('DialCustomer').findLast((order) => order.attemptId.startsWith(id))
    if (dial === undefined) throw new Error(`nobody dialled ${id}`)
    return dial.legId
  }

  /** The newest leg that rang an agent's phone. */
  agentLeg(name = 'bob'): LegId {
    const dial = this.orders('DialAgent').findLast((order) => order.agentId === name)
    if (dial === undefined) throw new Error(`nobody rang ${name}`)
    return dial.legId
  }

  /** From dialling to a conversation: Alice answers as a person, Bob picks up, they are joined. */
  join(id: CallbackId, name = 'bob'): void {
    this.answer(this.customerLeg(id))
    this.judge(this.customerLeg(id), 'human')
    this.say({ kind: 'LegAnswered', legId: this.agentLeg(name) })
    this.say({ kind: 'LegsBridged', a: this.customerLeg(id), b: this.agentLeg(name) })
  }

  /** Whose customers were dialled, in order. */
  get dialled(): CallbackId[] {
    return this.orders('DialCustomer').map((order) => callbackId(order.attemptId.slice(0, 36)))
  }

  /** Whose phones were rung, in order. */
  get rung(): string[] {
    return this.orders('DialAgent').map((order) => order.agentId)
  }

  /** The newest rule by which something was done or refused. */
  get lastRule(): string | undefined {
    return this.orders('PublishDecision').at(-1)?.decision.rule
  }

  stateOf(id: CallbackId): string {
    return this.record(id).state
  }

  position(id: CallbackId): number | undefined {
    return callbackView(this.state, id)?.position
  }

  orders<K extends Effect['kind']>(kind: K): Extract<Effect, { kind: K }>[] {
    return this.ordered.filter((effect) => effect.kind === kind) as Extract<Effect, { kind: K }>[]
  }

  get lastReply(): Reply | undefined {
    return this.orders('Reply').at(-1)?.reply
  }

  /** A callback's record: as it stands, or as it was saved last. */
  record(id: CallbackId): InteractionRecord {
    const open = this.state.callbacks.get(id)
    const record = open === undefined ? this.saved.get(id) : recordOf(open)
    if (record === undefined) throw new Error(`no record of ${id}`)
    return record
  }

  agentState(name = 'bob'): string | undefined {
    return this.state.agents.get(agentId(name))?.state
  }
}
