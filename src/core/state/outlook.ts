import { assert } from '../assert.ts'
import type { Callback } from './callback.ts'
import type { TrunkId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { NONE } from '../list.ts'
import { RING_SLOT_MS } from './ring-times.ts'
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
export const ACW_SLOTS = 8_192

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
