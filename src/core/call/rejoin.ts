import { connectionOf, isReachable } from '../agent/absence.ts'
import { rangElsewhere } from '../agent/device.ts'
import { becomeFree, dropContact } from '../agent/presence.ts'
import { alertAgent } from '../dispatch/alerting.ts'
import { moveAgent, type Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { LegReleased } from '../state/events.ts'
import type { Leg } from '../state/leg.ts'
import { queueOf } from '../state/state.ts'
import { note, type Turn } from '../state/turn.ts'
import { endConversation } from './talk.ts'
import { keepMusic, returnToQueue } from './transfer.ts'
import { waitForAnother } from './waiting.ts'
import { begun } from '../state/course.ts'

/**
 * The agent's leg broke off in the middle of a talk and the customer is still there: nobody hung
 * up. The customer hears music, the agent's phone rings again where it can be reached; where not,
 * the next agent is found, ahead of everyone. Who comes back in time gets their customer back.
 */
export function rejoin(
  turn: Turn,
  callback: Callback,
  agent: Agent,
  leg: Leg,
  event: LegReleased,
): void {
  note(turn, callback, 'agent-lost', { agent: agent.id, cause: event.cause }, event.legId)
  endConversation(turn, callback)
  if (event.cause === 'unreachable' && !rangElsewhere(agent, leg)) dropContact(turn, agent)
  waitForAnother(turn, callback)
  const rings = connectionOf(agent) === 'per-call' && isReachable(turn.state, agent)
  if (rings && !agent.leaving) {
    keepMusic(turn, callback)
    moveAgent(agent, 'idle', turn.now)
    agent.callbackId = undefined
    return alertAgent(turn, queueOf(turn.state, callback), callback, agent)
  }
  begun(callback).agentId = undefined
  const { ownerId } = callback
  if (ownerId !== undefined) note(turn, callback, 'ownership-ended', { agent: ownerId })
  returnToQueue(turn, callback)
  becomeFree(turn, agent, 'agent-completed-call')
}
