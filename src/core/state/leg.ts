import type { Callback } from './callback.ts'
import type { AgentId, LegId, PresenceId, TrunkId } from '../ids.ts'
import { move, type Moves } from '../machine.ts'
import type { Bill } from './spending.ts'
import type { Instant } from '../time.ts'

/**
 * Where one side of a call on the switch is (RFC 3261 sections 12 to 15).
 *
 * ```
 *  dialling ──► ringing ──► early ──┐
 *     │  └────────┴───────────┴─────┼─► answered ◄──► bridged
 *     └───────────┴───────────┴─────┴──────┴────────────┴──► (released: gone from the state)
 * ```
 */
export type LegState = 'dialling' | 'ringing' | 'early' | 'answered' | 'bridged'

/** The legal moves of a leg; a released leg is no longer there. */
export const LEG_MOVES: Moves<LegState> = {
  dialling: ['ringing', 'early', 'answered'],
  ringing: ['early', 'answered'],
  early: ['ringing', 'answered'],
  answered: ['bridged'],
  bridged: ['answered'],
}

/** One side of a call on the switch. */
export interface Leg {
  readonly id: LegId
  /** `third`: a party outside whom an agent consults or transfers to. */
  readonly role: 'customer' | 'agent' | 'third' | 'supervisor'
  /** The interaction that it serves now; a standing agent leg serves none between calls. */
  callback: Callback | undefined
  readonly agentId: AgentId | undefined
  readonly trunkId: TrunkId | undefined
  /** Of a call that costs something. */
  readonly bill: Bill | undefined
  /** Of a standing agent leg. */
  readonly presenceId: PresenceId | undefined
  /** The phone that an agent's leg rang. */
  readonly contact: string | undefined
  readonly orderedAt: Instant
  state: LegState
  answeredAt: Instant | undefined
  /** The prompt that plays on it, for views and flows. */
  prompt: string | undefined
  /** We have ordered its release and wait for the switch to say so. */
  releasing: boolean
}

/** What a leg is known by when it begins. */
type LegOrigin = Pick<Leg, 'id' | 'role'> &
  Partial<Pick<Leg, 'callback' | 'agentId' | 'trunkId' | 'bill' | 'presenceId' | 'contact'>>

/** A leg at its order: nothing has been heard of it. */
export function createLeg(origin: LegOrigin, now: Instant): Leg {
  return {
    id: origin.id,
    role: origin.role,
    callback: origin.callback,
    agentId: origin.agentId,
    trunkId: origin.trunkId,
    bill: origin.bill,
    presenceId: origin.presenceId,
    contact: origin.contact,
    orderedAt: now,
    state: 'dialling',
    answeredAt: undefined,
    prompt: undefined,
    releasing: false,
  }
}

/** The interaction that a leg serves, while it is open. Pure. */
export function callbackOf({ callback }: Leg): Callback | undefined {
  return callback?.state === 'closed' ? undefined : callback
}

/** Moves a leg, or stops at a bug. */
export function moveLeg(leg: Leg, to: LegState): void {
  leg.state = move('leg', LEG_MOVES, leg.state, to)
}
