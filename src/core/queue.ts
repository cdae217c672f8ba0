import type { Callback } from './callback.ts'
import type { Decision } from './decision.ts'
import type { IdleTurn } from './agent.ts'
import type { CallbackId, PhoneNumber, QueueId } from './ids.ts'
import { emptyLine, type Line, type Ranked } from './line.ts'
import type { QueueSettings } from './organisation.ts'

/** A scheduled callback in the order of its due time. */
export interface Due extends Ranked {
  readonly callback: Callback
}

/** Waiting customers of one kind, and who may serve them. */
export interface Queue {
  readonly id: QueueId
  settings: QueueSettings
  /** The open callback of each number: a second booking returns the first. */
  readonly open: Map<PhoneNumber, CallbackId>
  /** Everyone who waits to be dialled, in the one order of the queue. */
  readonly line: Line<Callback>
  /** Scheduled callbacks, the next due first. */
  readonly schedule: Line<Due>
  readonly dueEntries: Map<Callback, Due>
  /** Live customers for whom no agent is chosen yet, in the same order. */
  readonly live: Line<Callback>
  /** Dialled, or answered and waiting. */
  inFlight: number
  /** Of those in flight, the ones for whom an agent's phone rings. */
  alerting: number
  /** Agents logged in to the queue. */
  loggedIn: number
  /** Idle agents with a phone, longest idle first. */
  readonly idle: Line<IdleTurn>
  /** A trunk limit stopped the last look: look again when it lifts. */
  blocked: boolean
  readonly decisions: Decision[]
}

/** A queue with nobody in it. */
export function createQueue(settings: QueueSettings): Queue {
  return {
    id: settings.id,
    settings,
    open: new Map(),
    line: emptyLine(),
    schedule: emptyLine(),
    dueEntries: new Map(),
    live: emptyLine(),
    inFlight: 0,
    alerting: 0,
    loggedIn: 0,
    idle: emptyLine(),
    blocked: false,
    decisions: [],
  }
}
