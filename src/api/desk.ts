import type { AgentId } from '../core/ids.ts'
import { deskView } from '../core/view/desk.ts'
import { OperatingError } from '../errors.ts'
import { maskNumber } from './mask.ts'
import type { Product } from './product.ts'
import type { Desk, Directory } from './protocol.ts'
import { toWire } from './wire.ts'

/**
 * An agent's desk. The numbers of customers in hand are in full; those of callbacks that wait for
 * the agent are not yet. Throws `unknown-agent`.
 */
export function readDesk(product: Product, id: AgentId): Desk {
  const agent = product.state.agents.get(id)
  if (agent === undefined) throw new OperatingError('unknown-agent', { agentId: id })
  const desk = toWire(deskView(product.state, agent, product.now())) as Desk
  return {
    ...desk,
    own: desk.own.map((callback) => ({ ...callback, number: maskNumber(callback.number) })),
  }
}

/** Whom and what an agent can transfer to. */
export function readDirectory(product: Product): Directory {
  const { agents, queues } = product.state
  return {
    agents: [...agents.values()]
      .filter(({ settings }) => settings.role !== 'supervisor')
      .map(({ id, settings, idleTurn }) => ({
        id,
        name: settings.name,
        free: idleTurn !== undefined,
      })),
    queues: [...queues.values()].map(({ id, waiting }) => ({ id, waiting })),
  }
}
