import type { Agent } from './agent.ts'
import { assert } from '../assert.ts'
import type { Callback } from './callback.ts'
import type { TrunkId } from '../ids.ts'
import type { Leg } from './leg.ts'
import { LIMITS } from '../limits.ts'
import { NONE } from '../list.ts'
import type { Queue } from './queue.ts'
import { RING_SLOT_MS } from './ring-times.ts'
import type { State } from './state.ts'
import { later, type Instant } from '../time.ts'

/**
 * What is coming to a queue, counted so that a look at it costs the same with five agents as with
 * five thousand: dials by the half second in which they were ordered, ends of ACW by the half
 * second in which they come.
 */
export interface Outlook {
  /** Customers who ring and have no agent kept for them. */
  readonly ringing: Map<TrunkId, Map<number, Set<Callback>>>
  ringingCount: number
  /** Agents of the queue who have a customer, or ACW of unknown length, and will be back. */
  agentsTaken: number
  /** Agents in ACW that ends by itself, by the slot of its end modulo {@link ACW_SLOTS}. */
  acwEnds: Int32Array | undefined
  agentsInTimedAcw: number
}

/** What an agent is for the outlook: taken, in ACW until a slot, or nothing to wait for. */
export type Prospect = 'taken' | number | undefined

/** Slots of the longest ACW, and more. */
const ACW_SLOTS = 8_192
assert(LIMITS.acwMaxMs / RING_SLOT_MS < ACW_SLOTS - 1, 'the longest ACW fits')

/** Nothing is coming. */
export function emptyOutlook(): Outlook {
  return {
    ringing: new Map(),
    ringingCount: 0,
    agentsTaken: 0,
    acwEnds: undefined,
    agentsInTimedAcw: 0,
  }
}

/** The half second to which a moment belongs. Pure. */
export function slotOf(at: Instant): number {
  return Math.floor(at / RING_SLOT_MS)
}

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

/**
 * How many agents end their timed ACW within each of some times, the shortest first, and a grace
 * after it; nothing where there are none at all. Pure.
 */
export function acwEndings(
  { acwEnds, agentsInTimedAcw }: Outlook,
  now: Instant,
  withinMs: readonly number[],
  graceMs = 0,
): readonly number[] {
  if (acwEnds === undefined || agentsInTimedAcw === 0) return NONE
  let slot = slotOf(now)
  let ending = 0
  return withinMs.map((ms) => {
    for (const last = slotOf(later(now, ms + graceMs)); slot <= last; slot++) {
      ending += acwEnds[slot % ACW_SLOTS] ?? 0
    }
    return ending
  })
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
