import { alertAgent, joinStanding } from '../dispatch/alerting.ts'
import { present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { moveTalk, type TransferTarget } from '../state/conversation.ts'
import type { CallOrder } from '../state/events.ts'
import { partyGone } from '../flow/flow.ts'
import { inHand, playMusic, putOnHold } from './hold.ts'
import { NONE } from '../list.ts'
import { part } from '../agent/parting.ts'
import { moveInQueue } from '../queue/place.ts'
import type { Queue } from '../state/queue.ts'
import { queueOf } from '../state/state.ts'
import { dismissWatchers } from './supervision.ts'
import { reach, ringThird } from './third-party.ts'
import { findAgentLater, lookLater, note, reply, type Turn } from '../state/turn.ts'
import { playComfort } from './waiting.ts'
import { begun } from '../state/course.ts'

/**
 * The agent passes the customer on without a word and leaves: to a colleague's phone, to a queue,
 * to a number outside. Who is not reached comes back to the queue, never to silence.
 */
export function transfer(turn: Turn, order: CallOrder & { readonly to: TransferTarget }): void {
  const call = inHand(turn, order, ['together', 'held'])
  if (call === undefined) return
  const { callback, talk } = call
  const { to } = order
  const target = to.kind === 'queue' ? turn.state.queues.get(to.queueId) : undefined
  if (to.kind === 'queue' && target === undefined) {
    return reply(turn, { ok: false, code: 'unknown-queue', detail: to.queueId })
  }
  const party = to.kind === 'queue' ? undefined : reach(turn, callback, to)
  if (party?.kind === 'refused') {
    return reply(turn, { ok: false, code: party.code, detail: party.detail })
  }
  reply(turn, { ok: true, callbackId: callback.id })
  if (talk.state === 'together') putOnHold(turn, call)
  note(turn, callback, 'transferred', { by: call.agent.id, ...whereTo(to) })
  dismissWatchers(turn, callback)
  part(turn, callback)
  if (target !== undefined) return enterQueue(turn, callback, target)
  if (party?.kind === 'number') {
    moveTalk(talk, 'transferring')
    moveInQueue(turn, callback, 'transferred')
    ringThird(turn, callback, party)
    return
  }
  begun(callback).talk = undefined
  const { agent } = present(party, 'a transfer has a target')
  if (agent.standingLeg === undefined)
    alertAgent(turn, queueOf(turn.state, callback), callback, agent)
  else joinStanding(turn, callback, agent)
}

/**
 * Nobody answered outside: the flow that rang goes on, or the customer waits for an agent of the
 * queue, ahead of the others.
 */
export function returnToQueue(turn: Turn, callback: Callback): void {
  if (partyGone(turn, callback)) return
  enterQueue(turn, callback, queueOf(turn.state, callback))
}

function enterQueue(turn: Turn, callback: Callback, queue: Queue): void {
  if (callback.queueId !== queue.id) {
    note(turn, callback, 'moved', { from: callback.queueId, to: queue.id })
    callback.queueId = queue.id
  }
  begun(callback).talk = undefined
  begun(callback).passedOver = NONE
  callback.ownerId = undefined
  const isCall = callback.medium === 'call'
  moveInQueue(turn, callback, isCall ? 'queued' : 'awaiting-agent')
  note(turn, callback, 'waiting-for-agent')
  playComfort(turn, callback)
  if (isCall) lookLater(turn, queue.id, 'callback-arrived')
  else findAgentLater(turn, callback)
}

/** A customer who is being rung for goes on hearing music. */
export function keepMusic(turn: Turn, callback: Callback): void {
  const { customerLeg } = callback.course
  if (customerLeg !== undefined) playMusic(turn, callback, customerLeg)
}

function whereTo(to: TransferTarget): Readonly<Record<string, string>> {
  switch (to.kind) {
    case 'agent':
      return { agent: to.agentId }
    case 'queue':
      return { queue: to.queueId }
    case 'number':
      return { number: to.number }
  }
}
