import { createLeg } from '../state/leg.ts'
import { moveAgent, type Agent } from '../state/agent.ts'
import { legIdOf, phoneNumber, type PresenceId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { unlistIdle } from '../queue/idle.ts'
import type { State } from '../state/state.ts'
import { later } from '../time.ts'
import { cancelTimer, startTimer, type Turn } from '../state/turn.ts'
import { agentChanged, agentsGone } from './change.ts'

/** What a standing leg's phone shows: it belongs to no customer yet. */
const STANDING_NUMBER = phoneNumber('+10000000')

/** Whether a customer can be given to an agent's phone: it is there, and a leg that should stand does. Pure. */
export function isReachable(state: State, agent: Agent): boolean {
  if (agent.contact === undefined) return false
  if (connectionOf(agent) === 'per-call') return true
  const leg = agent.standingLeg === undefined ? undefined : state.legs.get(agent.standingLeg)
  return leg?.answeredAt !== undefined && !leg.releasing
}

/** Whether a leg that is to stand rings. Pure. */
export function isBeingRaised(state: State, agent: Agent): boolean {
  return agent.standingLeg !== undefined && !isReachable(state, agent)
}

/** How an agent's phone is used: as they chose, else as configured. Pure. */
export function connectionOf(agent: Agent): Agent['settings']['connection'] {
  return agent.connection ?? agent.settings.connection
}

/**
 * An agent on queue cannot be reached: nobody is offered to them, and they go off queue unless
 * their phone is back in time. A page that is loaded anew, or a connection that is cut for a
 * moment, costs nobody their place on the queue.
 */
export function becomeAbsent(turn: Turn, agent: Agent): void {
  unlistIdle(turn.state, agent)
  agentsGone(turn, agent)
  if (agent.absentUntil === undefined) {
    const graceMs = turn.state.organisation?.phoneGraceMs ?? LIMITS.phoneGraceMs
    agent.absentUntil = later(turn.now, graceMs)
    startTimer(turn, 'absence', agent.id, agent.absentUntil)
  }
  agentChanged(turn, agent)
}

/** The agent can be reached again, or is off queue. */
export function endAbsence(turn: Turn, agent: Agent): void {
  if (agent.absentUntil === undefined) return
  agent.absentUntil = undefined
  cancelTimer(turn, 'absence', agent.id)
}

/** A leg that should stand and does not is dialled, where the phone is there. */
export function raise(turn: Turn, agent: Agent): void {
  const { contact, presenceId, standingLeg } = agent
  if (contact === undefined || presenceId === undefined || standingLeg !== undefined) return
  dialStandingLeg(turn, agent, presenceId, contact)
}

/** The agent's phone was out of reach while it should have rung: back when it registers anew. */
export function becomeUnreached(turn: Turn, agent: Agent): void {
  moveAgent(agent, 'not-responding', turn.now)
  becomeAbsent(turn, agent)
}

/** A leg that is to stand is dialled. */
function dialStandingLeg(turn: Turn, agent: Agent, presence: PresenceId, contact: string): void {
  agent.standingLegCount++
  const legId = legIdOf(presence, agent.standingLegCount)
  agent.standingLeg = legId
  const origin = {
    id: legId,
    role: 'agent',
    agentId: agent.id,
    presenceId: presence,
    contact,
  } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  turn.effects.push({
    kind: 'DialAgent',
    legId,
    agentId: agent.id,
    contact,
    shownName: 'Ringfirst',
    shownNumber: STANDING_NUMBER,
    ringTimeoutMs: LIMITS.alertingTimeoutMaxMs,
    maxCallMs: LIMITS.shiftMaxMs,
  })
}
