import type { Flow, FlowStep } from '../../src/core/state/flow-program.ts'
import {
  callIdOf,
  legId,
  phoneNumber,
  queueId,
  trunkId,
  type CallbackId,
  type LegId,
} from '../../src/core/ids.ts'
import type { Organisation, QueueSettings } from '../../src/core/state/organisation.ts'
import { makeOrganisation, makeQueueSettings } from './organisation.ts'
import { Scene } from './scene.ts'

export const SUPPORT_NUMBER = phoneNumber('+12025550150')
export const ALICE_NUMBER = phoneNumber('+12025550100')

/** A scene in which people call in: one number, one flow. */
export class CallerScene extends Scene {
  private callers = 0

  constructor(
    steps: readonly FlowStep[],
    changes: { readonly flows?: readonly Flow[]; readonly queue?: Partial<QueueSettings> } = {},
    organisation: Partial<Organisation> = {},
  ) {
    const sales = makeQueueSettings({ id: queueId('sales') })
    super(
      makeOrganisation({
        queues: [makeQueueSettings(changes.queue), sales],
        flows: [{ id: 'main', steps }, ...(changes.flows ?? [])],
        numbers: [{ number: SUPPORT_NUMBER, flow: 'main', queueId: queueId('support') }],
        ...organisation,
      }),
    )
  }

  /** Alice, or whoever has the number, calls; the switch answers where it is told to. */
  arrive(from: string | undefined = ALICE_NUMBER, called: string = SUPPORT_NUMBER): CallbackId {
    const leg = legId(`00000000-0000-4000-8003-${String(++this.callers).padStart(8, '0')}0001`)
    this.say({
      kind: 'LegArrived',
      legId: leg,
      trunkId: trunkId('first'),
      calledNumber: called,
      ...(from === '' ? {} : { number: phoneNumber(from) }),
    })
    if (this.orders('AnswerLeg').some((order) => order.legId === leg)) {
      this.say({ kind: 'LegAnswered', legId: leg })
    }
    return callIdOf(leg)
  }

  legOf(call: CallbackId): LegId {
    return legId(`${call.slice(0, -4)}0001`)
  }

  /** What plays now: the parts of the last prompt that was ordered. */
  heard(call: CallbackId): string {
    const order = this.orders('PlayPrompt').findLast((each) => each.legId === this.legOf(call))
    return (order?.parts ?? [order?.prompt]).join(' ')
  }

  /** The prompt that plays ends by itself. */
  ends(call: CallbackId): void {
    const order = this.orders('PlayPrompt').findLast((each) => each.legId === this.legOf(call))
    if (order === undefined || order.loop) throw new Error(`nothing ends: ${this.heard(call)}`)
    this.say({
      kind: 'PromptEnded',
      legId: this.legOf(call),
      prompt: order.prompt,
      completed: true,
    })
  }

  press(call: CallbackId, keys: string): void {
    for (const digit of keys) this.say({ kind: 'DigitPressed', legId: this.legOf(call), digit })
  }

  /** The caller hangs up, and every leg that is let go is gone. */
  leave(call: CallbackId): void {
    this.release(this.legOf(call), 'normal')
    this.settle()
  }

  /** Bob picks up and is joined with the caller. */
  joined(call: CallbackId, name = 'bob'): void {
    this.say({ kind: 'LegAnswered', legId: this.agentLeg(name) })
    this.say({ kind: 'LegsBridged', a: this.legOf(call), b: this.agentLeg(name) })
  }

  /** The process dies and comes back: the switch names what is up. */
  restart(): void {
    this.say({ kind: 'SwitchLost', why: 'Ringfirst was started' })
    this.wait(10)
    const legs = [...this.state.legs.values()].map((leg) => ({
      legId: leg.id,
      state: leg.answeredAt === undefined ? ('ringing' as const) : ('answered' as const),
    }))
    this.say({ kind: 'SwitchSurveyed', askedAt: this.now, legs })
  }
}
