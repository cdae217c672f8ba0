import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import { NOTHING_YET } from '../state/course.ts'
import type { Callback } from '../state/callback.ts'
import { moveTalk, type Conversation, type TalkState } from '../state/conversation.ts'
import type { CallOrder } from '../state/events.ts'
import type { LegId } from '../ids.ts'
import { queueOf } from '../state/state.ts'
import { note, reply, type Turn } from '../state/turn.ts'

/** A call that an agent has in hand, with everything that an order about it needs. */
export interface InHand {
  readonly callback: Callback
  readonly agent: Agent
  readonly talk: Conversation
  readonly customerLeg: LegId
  readonly agentLeg: LegId
}

/**
 * The call that an order is about, where its agent has it and it stands as the order needs;
 * undefined: the order has been refused.
 */
export function inHand(
  turn: Turn,
  order: CallOrder,
  states: readonly TalkState[],
): InHand | undefined {
  const callback = turn.state.callbacks.get(order.callbackId)
  const agent = turn.state.agents.get(order.agentId)
  const { talk, customerLeg, agentLeg } = callback?.course ?? NOTHING_YET
  const isTheirs = callback?.state === 'talking' && callback.course.agentId === order.agentId
  if (callback === undefined || agent === undefined || talk === undefined || !isTheirs) {
    reply(turn, { ok: false, code: 'agent-not-on-call', detail: order.agentId })
    return undefined
  }
  if (customerLeg === undefined || agentLeg === undefined || !states.includes(talk.state)) {
    reply(turn, { ok: false, code: 'not-now', detail: talk.state })
    return undefined
  }
  // Who has hung up takes nothing back, though the leg is not gone yet.
  if (turn.state.legs.get(customerLeg)?.releasing === true) {
    reply(turn, { ok: false, code: 'agent-not-on-call', detail: order.agentId })
    return undefined
  }
  return { callback, agent, talk, customerLeg, agentLeg }
}

/** The agent puts the customer on hold: they hear music, the agent nobody. */
export function hold(turn: Turn, order: CallOrder): void {
  const call = inHand(turn, order, ['together'])
  if (call === undefined) return
  putOnHold(turn, call)
  moveTalk(call.talk, 'held')
  note(turn, call.callback, 'held', { agent: call.agent.id })
  reply(turn, { ok: true, callbackId: call.callback.id })
}

/** The agent takes the customer back. */
export function resume(turn: Turn, order: CallOrder): void {
  const call = inHand(turn, order, ['held'])
  if (call === undefined) return
  takeBackFromHold(turn, call)
  moveTalk(call.talk, 'together')
  note(turn, call.callback, 'resumed', { agent: call.agent.id })
  reply(turn, { ok: true, callbackId: call.callback.id })
}

/** Keys that the other side hears: the third party while the agent consults, else the customer. */
export function sendDigits(turn: Turn, order: CallOrder & { readonly digits: string }): void {
  const call = inHand(turn, order, ['together', 'consulting', 'conference'])
  if (call === undefined) return
  const { talk, customerLeg } = call
  const legId = talk.state === 'consulting' ? talk.third?.legId : customerLeg
  if (legId !== undefined) turn.effects.push({ kind: 'SendDigits', legId, digits: order.digits })
  reply(turn, { ok: true, callbackId: call.callback.id })
}

/** The customer is parted from the agent and hears music. */
export function putOnHold(turn: Turn, { callback, customerLeg, agentLeg }: InHand): void {
  turn.effects.push({ kind: 'SplitLegs', a: customerLeg, b: agentLeg })
  playMusic(turn, callback, customerLeg)
}

/** Customer and agent hear each other again; the music ends with it. */
export function takeBackFromHold(turn: Turn, { customerLeg, agentLeg }: InHand): void {
  turn.effects.push({ kind: 'BridgeLegs', a: customerLeg, b: agentLeg })
}

/** A customer who has nobody to talk to hears music, again and again. */
export function playMusic(turn: Turn, callback: Callback, customerLeg: LegId): void {
  const { holdPrompt, comfortPrompt } = queueOf(turn.state, callback).settings
  const prompt = holdPrompt ?? comfortPrompt
  const leg = present(turn.state.legs.get(customerLeg), 'a customer on hold has a leg')
  leg.prompt = prompt
  turn.effects.push({
    kind: 'PlayPrompt',
    legId: customerLeg,
    prompt,
    loop: true,
    underAnalysis: false,
  })
}
