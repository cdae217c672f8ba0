import type { Queue } from '../state/queue.ts'
import type { Leg } from '../state/leg.ts'
import type { Callback } from '../state/callback.ts'
import { slotOf, type Prospect, type Outlook, ACW_SLOTS } from '../state/outlook.ts'
import { assert } from '../assert.ts'
import type { State } from '../state/state.ts'
import type { Agent } from '../state/agent.ts'

/** A customer rings, for whom one of the idle will be needed. */
export function ringBegan(queue: Queue, leg: Leg, callback: Callback): void {
  if (leg.trunkId === undefined) return
  const { outlook } = queue
  let slots = outlook.ringing.get(leg.trunkId)
  if (slots === undefined) outlook.ringing.set(leg.trunkId, (slots = new Map()))
  const slot = slotOf(leg.orderedAt)
  const ringing = slots.get(slot)
  if (ringing === undefined) slots.set(slot, new Set([callback]))
  else ringing.add(callback)
  outlook.ringingCount++
}

/** A customer rings no longer: answered, let go, over, or an agent is kept for them. */
export function ringEnded(queue: Queue, leg: Leg, callback: Callback): void {
  const { outlook } = queue
  const slots = leg.trunkId === undefined ? undefined : outlook.ringing.get(leg.trunkId)
  const slot = slotOf(leg.orderedAt)
  const ringing = slots?.get(slot)
  if (slots === undefined || ringing?.delete(callback) !== true) return
  if (ringing.size === 0) slots.delete(slot)
  outlook.ringingCount--
  assert(outlook.ringingCount >= 0, 'who stops ringing rang')
}

/** What an agent does has changed: what their queues may expect of them changes with it. */
export function expectAgent(state: State, agent: Agent): void {
  expect(state, agent, prospectOf(agent))
}

/** Nothing is expected of an agent: before the queues that they serve change. */
export function expectNothing(state: State, agent: Agent): void {
  expect(state, agent, undefined)
}

function prospectOf(agent: Agent): Prospect {
  if (agent.leaving || agent.contact === undefined) return undefined
  switch (agent.state) {
    case 'reserved':
    case 'alerting':
    case 'communicating':
      return 'taken'
    case 'acw':
      return agent.acwEndsAt === undefined ? 'taken' : slotOf(agent.acwEndsAt)
    default:
      return undefined
  }
}

function expect(state: State, agent: Agent, prospect: Prospect): void {
  if (agent.prospect === prospect) return
  for (const id of agent.settings.queues) {
    const outlook = state.queues.get(id)?.outlook
    if (outlook === undefined) continue
    count(outlook, agent.prospect, -1)
    count(outlook, prospect, 1)
  }
  agent.prospect = prospect
}

function count(outlook: Outlook, prospect: Prospect, by: 1 | -1): void {
  if (prospect === undefined) return
  if (prospect === 'taken') {
    outlook.agentsTaken += by
    assert(outlook.agentsTaken >= 0, 'agents who are taken are counted right')
    return
  }
  outlook.acwEnds ??= new Int32Array(ACW_SLOTS)
  const at = prospect % ACW_SLOTS
  outlook.acwEnds[at] = (outlook.acwEnds[at] ?? 0) + by
  outlook.agentsInTimedAcw += by
}
