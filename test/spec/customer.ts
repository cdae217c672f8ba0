import { agentId, phoneNumber, queueId, type CallbackId, type LegId } from '../../src/core/ids.ts'
import type { InteractionRecord } from '../../src/core/state/interaction.ts'
import type { Cause, Verdict, VerdictKind } from '../../src/core/state/outcome.ts'
import { instant } from '../../src/core/time.ts'
import { positionOf } from '../../src/core/queue/position.ts'
import type { Booking } from '../support/scene.ts'
import type { Centre } from './centre.ts'

/** What a customer may say when they ask to be called. */
export interface Wish extends Omit<Booking, 'to' | 'queueId' | 'ownerId' | 'dueAt'> {
  readonly queue?: string
  /** The agent who is to call. */
  readonly owner?: string
  /** In so many milliseconds. */
  readonly in?: number
}

/** A customer, what they do, and what becomes of them. */
export class Customer {
  readonly number: string
  readonly name: string
  private readonly centre: Centre
  private contact: CallbackId | undefined
  private call: CallbackId | undefined

  constructor(centre: Centre, name: string, number: string) {
    this.centre = centre
    this.name = name
    this.number = number
  }

  /** Asks to be called back. A second wish while one is open is the first. */
  asksForCallback({ queue = 'support', owner, in: inMs, ...rest }: Wish = {}): this {
    const { scene } = this.centre
    const id = scene.book({
      to: this.number,
      customerName: this.name,
      queueId: queueId(queue),
      ...(owner === undefined ? {} : { ownerId: agentId(owner) }),
      ...(inMs === undefined ? {} : { dueAt: instant(scene.now + inMs) }),
      ...rest,
    })
    const reply = scene.lastReply
    if (reply?.ok === true) this.contact = reply.callbackId ?? id
    this.centre.obey()
    return this
  }

  /** What they were told when they asked: nothing, or why not. */
  get refusal(): string | undefined {
    const reply = this.centre.scene.lastReply
    return reply?.ok === false ? reply.code : undefined
  }

  /** Calls a queue and stands in its line. */
  callsIn(how: { readonly queue?: string; readonly priority?: number } = {}): this {
    const { queue = 'support', ...rest } = how
    this.call = this.centre.scene.call({ from: this.number, queueId: queueId(queue), ...rest })
    this.centre.obey()
    return this
  }

  /** Calls our number and goes through its flow. */
  callsOurNumber(): this {
    this.call = this.centre.scene.arrive(this.number)
    this.centre.obey()
    return this
  }

  /** Rings, and picks up; nobody knows yet who that is. */
  picksUp(): this {
    this.centre.scene.answer(this.leg)
    this.centre.obey()
    return this
  }

  /** Call analysis says who that is; again, it corrects itself. */
  isHeardAs(kind: VerdictKind, more: Partial<Verdict> = {}, correction = false): this {
    this.centre.scene.judge(this.leg, kind, more, correction)
    this.centre.obey()
    return this
  }

  /** Picks up and says hello. */
  saysHello(): this {
    return this.picksUp().isHeardAs('human')
  }

  /** A voicemail picks up. */
  isAtTheirVoicemail(): this {
    return this.picksUp().isHeardAs('machine', { machine: 'voicemail' })
  }

  theirVoicemailBeeps(): this {
    this.centre.happens({ kind: 'LegReady', legId: this.leg, by: 'beep', atMs: 7_000 })
    return this
  }

  /** The network says why there is no call. */
  cannotBeReached(cause: Cause): this {
    this.centre.scene.release(this.leg, cause)
    this.centre.obey()
    return this
  }

  isBusy(): this {
    return this.cannotBeReached('busy')
  }

  /** Rings for 30 s, and nobody picks up. */
  doesNotAnswer(): this {
    this.centre.happens({ kind: 'LegRinging', legId: this.leg })
    this.centre.pass(30_000)
    return this.cannotBeReached('no-answer')
  }

  hangsUp(): this {
    this.centre.scene.release(this.leg, 'normal')
    this.centre.obey()
    return this
  }

  presses(keys: string): this {
    for (const digit of keys) {
      this.centre.happens({ kind: 'DigitPressed', legId: this.leg, digit })
    }
    return this
  }

  /** What they hear is over. */
  hearsItOut(): this {
    const order = this.prompts.at(-1)
    if (order === undefined) throw new Error(`${this.name} hears nothing`)
    const { legId, prompt } = order
    this.centre.happens({ kind: 'PromptEnded', legId, prompt, completed: true })
    return this
  }

  changesTheirMind(): this {
    this.centre.happens({ kind: 'CallbackCancelled', callbackId: this.id, by: 'customer' })
    return this
  }

  /** Nobody is ever to dial their number. */
  mayNotBeCalled(): this {
    this.centre.happens({ kind: 'NumberBarred', number: phoneNumber(this.number) })
    return this
  }

  /** How often they were called. */
  get timesCalled(): number {
    return this.centre.called.filter((name) => name === this.name).length
  }

  /** Their callback's place in the line; of a caller without one, the call's. */
  get place(): number | undefined {
    return this.placeOf(this.contact ?? this.id)
  }

  /** Their own call's place. */
  get callsPlace(): number | undefined {
    return this.placeOf(this.call)
  }

  /** How their callback stands: waiting, scheduled, dialling, talking, closed … */
  get is(): string {
    return this.record.state
  }

  /** How their own call stands. */
  get callIs(): string {
    return this.recordOf(this.call).state
  }

  /** How it ended. */
  get outcome(): string | undefined {
    return this.record.disposition
  }

  /** What plays to them now, or did last. */
  get hears(): string | undefined {
    const last = this.prompts.at(-1)
    return last === undefined ? undefined : (last.parts ?? [last.prompt]).join(' ')
  }

  /** What they have heard, in order. */
  get heard(): string[] {
    return this.prompts.map(({ prompt, parts }) => (parts ?? [prompt]).join(' '))
  }

  /** The moment that ranks them in the line. */
  get rank(): number | undefined {
    return this.centre.scene.state.callbacks.get(this.id)?.rankedAt
  }

  /** What is on record of their callback. */
  get record(): InteractionRecord {
    return this.recordOf(this.contact ?? this.call)
  }

  /** The events of their record, in order. */
  get story(): string[] {
    return this.record.timeline.map(({ event }) => event)
  }

  /** The rules that decided about them, in order. */
  get rules(): string[] {
    return this.record.decisions.map(({ rule }) => rule)
  }

  get id(): CallbackId {
    const id = this.contact ?? this.call
    if (id === undefined) throw new Error(`${this.name} has not asked for anything`)
    return id
  }

  /** The call that is up or was last: the one to them, or their own. */
  get leg(): LegId {
    const own = this.call === undefined ? undefined : this.legOf(this.call)
    const legId = own ?? (this.contact === undefined ? undefined : this.legOf(this.contact))
    return legId ?? this.centre.scene.customerLeg(this.id)
  }

  private legOf(id: CallbackId): LegId | undefined {
    return this.centre.scene.state.callbacks.get(id)?.course.customerLeg
  }

  private get prompts() {
    const { leg } = this
    return this.centre.scene.orders('PlayPrompt').filter(({ legId }) => legId === leg)
  }

  private placeOf(id: CallbackId | undefined): number | undefined {
    const callback = id === undefined ? undefined : this.centre.scene.state.callbacks.get(id)
    return callback === undefined ? undefined : positionOf(this.centre.scene.state, callback)
  }

  private recordOf(id: CallbackId | undefined): InteractionRecord {
    if (id === undefined) throw new Error(`${this.name} has not asked for anything`)
    return this.centre.scene.record(id)
  }
}
