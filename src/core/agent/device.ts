import { contactOf } from '../state/agent.ts'
import type { AgentEvent } from '../state/events.ts'
import { agentChanged } from './change.ts'
import { reply, type Turn } from '../state/turn.ts'

/** An agent chooses which of their phones rings, and whether a leg stays up; taken while off queue. */
export function choosePhone(turn: Turn, event: Extract<AgentEvent, { kind: 'PhoneChosen' }>): void {
  const agent = turn.state.agents.get(event.agentId)
  if (agent === undefined) {
    return reply(turn, { ok: false, code: 'unknown-agent', detail: event.agentId })
  }
  if (agent.state !== 'off-queue' || agent.standingLeg !== undefined) {
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
