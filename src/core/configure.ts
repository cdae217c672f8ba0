import { contactOf, createAgent, isOnQueue } from './state/agent.ts'
import type { Organisation } from './state/organisation.ts'
import { joinIdle, unlistIdle } from './queue/idle.ts'
import { countLoggedIn, formTeams } from './queue/team.ts'
import { expectAgent, expectNothing } from './pacing/prospect.ts'
import { goOffQueue } from './agent/presence.ts'
import { createQueue } from './state/queue.ts'
import { createTrunkUse } from './state/trunk.ts'
import { lookLater, reply, type Turn } from './state/turn.ts'

/**
 * A new configuration holds from now on. What is under way goes on: a queue with open callbacks,
 * a trunk with calls, an agent in a call stay until they are done, even where they are no longer
 * named.
 */
export function configure(turn: Turn, organisation: Organisation): void {
  const { state } = turn
  const turns = [...state.agents.values()].map((agent) => [agent, agent.idleTurn] as const)
  for (const [agent] of turns) unlistIdle(state, agent)
  state.organisation = organisation
  state.doNotCall = new Set(organisation.doNotCall)
  state.sites.clear()
  for (const site of organisation.sites) state.sites.set(site.id, site)
  for (const trunk of organisation.trunks) {
    const use = state.trunks.get(trunk.id)
    if (use === undefined) state.trunks.set(trunk.id, createTrunkUse(trunk))
    else use.settings = trunk
  }
  for (const settings of organisation.queues) {
    const queue = state.queues.get(settings.id)
    if (queue === undefined) state.queues.set(settings.id, createQueue(settings))
    else queue.settings = settings
  }
  configureAgents(turn, organisation)
  formTeams(state)
  for (const [agent, idleTurn] of turns) {
    agent.idleTurn = idleTurn
    joinIdle(state, agent)
  }
  letGoUnnamed(turn, organisation)
  for (const queue of state.queues.values()) lookLater(turn, queue.id, 'limit-lifted')
  reply(turn, { ok: true })
}

function configureAgents(turn: Turn, organisation: Organisation): void {
  const { state } = turn
  for (const settings of organisation.agents) {
    const agent = state.agents.get(settings.id)
    if (agent === undefined) {
      state.agents.set(settings.id, createAgent(settings, turn.now))
      continue
    }
    // Counts of queues rest on the queues an agent serves: leave under the old, come back under the new.
    if (isOnQueue(agent)) countLoggedIn(state, agent, -1)
    expectNothing(state, agent)
    agent.settings = settings
    agent.contact = contactOf(agent)
    if (isOnQueue(agent)) countLoggedIn(state, agent, 1)
    expectAgent(state, agent)
  }
}

function letGoUnnamed(turn: Turn, organisation: Organisation): void {
  const named = new Set(organisation.agents.map((agent) => agent.id))
  for (const agent of turn.state.agents.values()) {
    if (!named.has(agent.id) && isOnQueue(agent)) goOffQueue(turn, agent.id)
  }
}
