import type { Leg } from '../state/leg.ts'
import { contactOf, type Agent } from '../state/agent.ts'
import type { AgentEvent } from '../state/events.ts'
import { releaseLeg } from '../call/release.ts'
import { agentChanged } from './change.ts'
import { reply, type Turn } from '../state/turn.ts'

/** An agent chooses which of their phones rings, and whether a leg stays up; taken while off queue. */
export function choosePhone(turn: Turn, event: Extract<AgentEvent, { kind: 'PhoneChosen' }>): void {
  const agent = turn.state.agents.get(event.agentId)
  if (agent === undefined) {
    return reply(turn, { ok: false, code: 'unknown-agent', detail: event.agentId })
  }
  const leg = agent.standingLeg === undefined ? undefined : turn.state.legs.get(agent.standingLeg)
  if (agent.state !== 'off-queue' || leg?.releasing === false) {
    return reply(turn, { ok: false, code: 'agent-busy', detail: event.agentId })
  }
  if (event.device === 'other' && agent.settings.contact === undefined) {
    return reply(turn, { ok: false, code: 'no-phone', detail: event.agentId })
  }
  if (event.connection !== undefined) agent.connection = event.connection
  if (event.device !== undefined) agent.device = event.device
  agent.contact = contactOf(agent)
  agentChanged(turn, agent)
  reply(turn, { ok: true })
}

/** The address of a phone in a page: it lasts as long as the page (RFC 7118 section 5). */
const IN_A_PAGE = /;transport=wss?\b/i

/**
 * Another page has the agent's phone: the one whose tab died has not said goodbye, and nobody is
 * at a leg of it any more. What was answered there is lost, what rings is called off; the customer
 * need not wait in silence until the switch misses the audio.
 */
export function leaveOldPage(turn: Turn, agent: Agent, contact: string): void {
  if (!IN_A_PAGE.test(contact)) return
  for (const legId of [agent.standingLeg, agent.callLeg]) {
    const leg = legId === undefined ? undefined : turn.state.legs.get(legId)
    if (leg?.contact === undefined || leg.contact === contact) continue
    if (!IN_A_PAGE.test(leg.contact)) continue
    const rings = leg.answeredAt === undefined && leg.presenceId === undefined
    releaseLeg(turn, leg.id, rings ? 'cancelled' : 'unreachable')
  }
}

/** Whether a leg rang another phone than the agent has now. Pure. */
export function rangElsewhere(agent: Agent, { contact }: Leg): boolean {
  return contact !== undefined && contact !== agent.contact
}
