import type { CallAction } from '../../src/core/state/events.ts'
import { agentId, callbackId, type CallbackId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { deskView } from '../../src/core/view/desk.ts'
import type { Centre } from './centre.ts'
import type { Customer } from './customer.ts'

/** An agent or a supervisor, what they do, and what they see. */
export class AgentAtWork {
  private readonly centre: Centre
  private readonly name: string

  constructor(centre: Centre, name: string) {
    this.centre = centre
    this.name = name
  }

  goesOnQueue(): this {
    this.centre.scene.onQueue(this.name)
    this.centre.obey()
    return this
  }

  goesOffQueue(): this {
    this.centre.happens({ kind: 'AgentWentOffQueue', agentId: agentId(this.name) })
    return this
  }

  picksUp(): this {
    this.centre.happens({ kind: 'LegAnswered', legId: this.centre.scene.agentLeg(this.name) })
    return this
  }

  /** Their phone rings for so long, and nobody picks up. */
  letsItRing(ms = 15_000): this {
    this.centre.pass(ms)
    this.centre.scene.release(this.centre.scene.agentLeg(this.name), 'no-answer')
    this.centre.obey()
    return this
  }

  /** Agent-first: takes what is offered. */
  accepts({ id }: Customer): this {
    this.centre.happens({ kind: 'CallbackAccepted', agentId: agentId(this.name), callbackId: id })
    return this
  }

  /** Agent-first: calls the customer, their own phone first. */
  calls({ id }: Customer): this {
    this.centre.happens({ kind: 'CallbackStarted', agentId: agentId(this.name), callbackId: id })
    return this.picksUp()
  }

  /** Agent-first: has the customer called at another time; the id of the new callback. */
  reschedules({ id }: Customer, inMs: number): CallbackId {
    const newCallbackId = callbackId('00000000-0000-7000-8003-000000010000')
    this.centre.happens({
      kind: 'CallbackRescheduled',
      agentId: agentId(this.name),
      callbackId: id,
      newCallbackId,
      dueAt: instant(this.centre.scene.now + inMs),
    })
    return newCallbackId
  }

  wrapsUp({ id }: Customer, code = 'solved'): this {
    this.centre.happens({
      kind: 'WrapUpCompleted',
      agentId: agentId(this.name),
      callbackId: id,
      codes: [code],
    })
    return this
  }

  /** Hold, keys, transfer, consult, conference; a supervisor: listen, whisper, barge. */
  does({ id }: Customer, action: CallAction): this {
    this.centre.happens({ ...action, agentId: agentId(this.name), callbackId: id })
    return this
  }

  get is(): string | undefined {
    return this.centre.scene.agentState(this.name)
  }

  get timesRung(): number {
    return this.centre.rang.filter((name) => name === this.name).length
  }

  /** The contact in hand, as their desktop shows it. */
  get sees() {
    const { state, now } = this.centre.scene
    const agent = state.agents.get(agentId(this.name))
    if (agent === undefined) throw new Error(`there is no agent ${this.name}`)
    return deskView(state, agent, now).contact
  }
}
