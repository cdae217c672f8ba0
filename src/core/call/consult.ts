import { present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { moveTalk, type TransferTarget } from '../state/conversation.ts'
import type { CallOrder } from '../state/events.ts'
import { inHand, putOnHold, takeBackFromHold, type InHand } from './hold.ts'
import { part } from '../agent/parting.ts'
import { moveInQueue } from '../queue/place.ts'
import { dismissWatchers, followAgent } from './supervision.ts'
import { agentOf, note, reply, type Turn } from '../state/turn.ts'
import { letThirdGo, reach, ringThird } from './third-party.ts'
import { begun } from '../state/course.ts'

/** The agent asks a third party while the customer hears music. */
export function consult(turn: Turn, order: CallOrder & { readonly to: TransferTarget }): void {
  const call = inHand(turn, order, ['together', 'held'])
  if (call === undefined) return
  const { callback, talk } = call
  const party = reach(turn, callback, order.to)
  if (party.kind === 'refused') {
    return reply(turn, { ok: false, code: party.code, detail: party.detail })
  }
  if (talk.state === 'together') putOnHold(turn, call)
  moveTalk(talk, 'consulting')
  ringThird(turn, callback, party)
  reply(turn, { ok: true, callbackId: callback.id })
}

/** The agent gives up asking; the customer is still on hold. */
export function cancelConsult(turn: Turn, order: CallOrder): void {
  const call = inHand(turn, order, ['consulting'])
  if (call === undefined) return
  leaveConsult(turn, call.callback)
  reply(turn, { ok: true, callbackId: call.callback.id })
}

/** The third party is let go; the customer is on hold, or with the agent as in the conference. */
export function leaveConsult(turn: Turn, callback: Callback): void {
  const talk = present(callback.course.talk, 'who consults has a conversation')
  letThirdGo(turn, callback)
  moveTalk(talk, talk.state === 'conference' ? 'together' : 'held')
}

/** The agent hands the customer to the third party who answered, and leaves. */
export function completeConsult(turn: Turn, order: CallOrder): void {
  const call = withThird(turn, order, ['consulting', 'conference'])
  if (call === undefined) return
  reply(turn, { ok: true, callbackId: call.callback.id })
  handOver(turn, call.callback)
}

/** All three talk. */
export function beginConference(turn: Turn, order: CallOrder): void {
  const call = withThird(turn, order, ['consulting'])
  if (call === undefined) return
  const { callback, talk, agentLeg } = call
  const legId = present(talk.third, 'a conference has a third party').legId
  takeBackFromHold(turn, call)
  turn.effects.push({ kind: 'AttachLeg', legId, to: agentLeg, mode: 'barge' })
  moveTalk(talk, 'conference')
  note(turn, callback, 'conference', { agent: call.agent.id })
  reply(turn, { ok: true, callbackId: callback.id })
}

/**
 * Customer and third party go on without the agent, whose after-call work begins. A colleague
 * becomes the customer's agent; a party outside talks on until one of them hangs up.
 */
export function handOver(turn: Turn, callback: Callback): void {
  const talk = present(callback.course.talk, 'who hands over has a conversation')
  const third = present(talk.third, 'who hands over has a third party')
  const customerLeg = present(callback.course.customerLeg, 'who is handed over is on the line')
  turn.effects.push({ kind: 'BridgeLegs', a: customerLeg, b: third.legId })
  const colleague = third.agentId === undefined ? undefined : turn.state.agents.get(third.agentId)
  note(turn, callback, 'transferred', { by: agentOf(turn, callback).id })
  part(turn, callback)
  if (colleague === undefined) {
    dismissWatchers(turn, callback)
    moveTalk(talk, 'transferring')
    moveInQueue(turn, callback, 'transferred')
    return
  }
  talk.third = undefined
  begun(callback).agentId = colleague.id
  begun(callback).agentLeg = third.legId
  moveTalk(talk, 'together')
  note(turn, callback, 'joined', { agent: colleague.id, waitAfterAnswerMs: 0 })
  followAgent(turn, callback)
}

function withThird(
  turn: Turn,
  order: CallOrder,
  states: readonly ('consulting' | 'conference')[],
): InHand | undefined {
  const call = inHand(turn, order, states)
  if (call === undefined || call.talk.third?.answered === true) return call
  reply(turn, { ok: false, code: 'not-now', detail: 'ringing' })
  return undefined
}
