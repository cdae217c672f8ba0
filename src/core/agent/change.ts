import type { Agent } from '../state/agent.ts'
import { queuesOf } from '../queue/idle.ts'
import { expectAgent } from '../pacing/prospect.ts'
import { thin, type Turn } from '../state/turn.ts'

/** What an agent does has changed: their queues expect something else of them, the world is told. */
export function agentChanged(turn: Turn, agent: Agent): void {
  expectAgent(turn.state, agent)
  turn.effects.push({ kind: 'PublishAgent', agentId: agent.id })
}

/** Their queues have one agent less: who rings for them may be one too many. */
export function agentsGone(turn: Turn, agent: Agent): void {
  for (const queue of queuesOf(turn.state, agent)) {
    if (queue.outlook.ringingCount > 0) thin(turn, queue.id)
  }
}
