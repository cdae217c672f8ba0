import { type Turn, note } from '../state/turn.ts'
import type { Callback } from '../state/callback.ts'
import { type ThirdParty, moveTalk } from '../state/conversation.ts'
import type { LegReleased } from '../state/events.ts'
import { present } from '../assert.ts'
import { returnToQueue } from './transfer.ts'
import { releaseLeg } from './release.ts'
import { communicationOf } from '../dispatch/attempt.ts'
import type { Agent } from '../state/agent.ts'
import { callLegReleased, becomeFree, becomeNotResponding } from '../agent/presence.ts'
import type { Leg } from '../state/leg.ts'

/** The third party's leg is over: whoever is left goes on. */
export function thirdReleased(
  turn: Turn,
  callback: Callback,
  third: ThirdParty,
  event: LegReleased,
): void {
  const { customerLeg } = callback.course
  const talk = present(callback.course.talk, 'a third party is part of a conversation')
  noteReleased(turn, callback, event)
  talk.third = undefined
  const agent = third.agentId === undefined ? undefined : turn.state.agents.get(third.agentId)
  if (agent !== undefined) colleagueGone(turn, callback, agent, third, event)
  if (talk.state === 'consulting') moveTalk(talk, 'held')
  else if (talk.state === 'conference') moveTalk(talk, 'together')
  else if (callback.state !== 'transferred') return
  else if (!third.answered) returnToQueue(turn, callback)
  else if (customerLeg !== undefined) releaseLeg(turn, customerLeg, 'released')
}

/** A leg's end is on record. */
export function noteReleased(turn: Turn, callback: Callback, event: LegReleased): void {
  const communication = communicationOf(callback, event.legId)
  if (communication !== undefined) {
    communication.endedAt = turn.now
    communication.cause = event.cause
  }
  note(turn, callback, 'leg-released', { role: 'third', cause: event.cause }, event.legId)
}

function colleagueGone(
  turn: Turn,
  callback: Callback,
  agent: Agent,
  third: ThirdParty,
  event: LegReleased,
): void {
  if (agent.callLeg === third.legId) callLegReleased(turn, agent)
  if (agent.callbackId !== callback.id) return
  const gaveUp = event.by === 'us' && event.cause === 'cancelled'
  const wasCut = event.cause === 'interrupted'
  if (third.answered || gaveUp || wasCut) becomeFree(turn, agent, 'agent-completed-call')
  else becomeNotResponding(turn, agent, event.cause)
}

/** The third party whose leg it is; undefined where it is none's. Pure. */
export function thirdOf(callback: Callback, leg: Leg): ThirdParty | undefined {
  const third = callback.course.talk?.third
  return third?.legId === leg.id ? third : undefined
}
