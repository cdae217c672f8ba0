import type { AgentId, CallbackId, CampaignId, LegId, PresenceId, QueueId } from '../ids.ts'
import type { Ranked } from './line.ts'
import { move, type Moves } from '../machine.ts'
import type { AgentSettings } from './organisation.ts'
import type { Prospect } from './outlook.ts'
import type { Instant } from '../time.ts'

/**
 * What an agent does.
 *
 * ```
 *  off-queue ──► idle ──► alerting ──► communicating ──► acw
 *      ▲          │ ▲        │  │            │  ▲         │
 *      │          │ └────────┘  ▼            │  └ standing leg: no ringing, idle ─► communicating
 *      │          │       not-responding     │            │
 *      └──────────┴──────────┴───────────────┴────────────┘
 * ```
 *
 * `reserved` stands between idle and alerting while a customer rings for whom this agent is kept
 * free. `alerting`: the phone rings, or a callback is offered. From `acw` an agent may call again.
 */
export type AgentState =
  'off-queue' | 'idle' | 'reserved' | 'alerting' | 'communicating' | 'acw' | 'not-responding'

/** The legal moves of an agent. */
export const AGENT_MOVES: Moves<AgentState> = {
  'off-queue': ['idle'],
  idle: ['reserved', 'alerting', 'communicating', 'off-queue'],
  reserved: ['idle', 'alerting', 'off-queue'],
  alerting: ['communicating', 'idle', 'not-responding', 'off-queue'],
  communicating: ['acw', 'idle', 'off-queue'],
  acw: ['idle', 'alerting', 'off-queue'],
  'not-responding': ['idle', 'off-queue'],
}

/** An accepted callback or preview that an agent has in hand. */
export interface Work {
  readonly callbackId: CallbackId
  /** Of a preview. */
  readonly campaignId?: CampaignId
}

/** An idle agent's turn: the longest idle is first. */
export interface IdleTurn extends Ranked {
  readonly agentId: AgentId
}

/** A person who takes calls, as the core knows them now. */
export interface Agent {
  readonly id: AgentId
  settings: AgentSettings
  state: AgentState
  stateSince: Instant
  /** Their place among the idle of their queues; undefined while they are not idle. */
  idleTurn: IdleTurn | undefined
  /** Off queue as soon as the work in hand is done. */
  leaving: boolean
  presenceId: PresenceId | undefined
  /** The address that rings the phone; undefined: no phone. */
  contact: string | undefined
  contactExpiresAt: Instant | undefined
  /** On queue and out of reach: off queue at this time unless the phone is back. */
  absentUntil: Instant | undefined
  /** What the phone registered, where it has. */
  registeredContact: string | undefined
  /** What the agent chose to ring; undefined: what is registered, else what is fixed. */
  device: 'softphone' | 'other' | undefined
  /** What the agent chose; undefined: what is configured. */
  connection: AgentSettings['connection'] | undefined
  /** Off queue: why, in the agent's words. */
  offQueueReason: string | undefined
  /** The call that a supervisor listens to. */
  watching: CallbackId | undefined
  /** The leg that stays up while a persistent agent is on queue. */
  standingLeg: LegId | undefined
  standingLegCount: number
  /** The leg that rings or talks for one call; the agent is not free while it is up. */
  callLeg: LegId | undefined
  /** Free as soon as that leg is gone. */
  freeing: boolean
  /** The interaction that has the agent now: reserved, offered, talking or in ACW. */
  callbackId: CallbackId | undefined
  /** When an ACW that ends by itself will. */
  acwEndsAt: Instant | undefined
  /** It lasts its whole time, whatever code comes: as the queue asked from which the agent left a call. */
  acwForced: boolean
  /** What their queues expect of them; kept by `outlook.ts`. */
  prospect: Prospect
  /** Agent-first callbacks from their acceptance to their end, also while they have no call. */
  held: readonly Work[]
}

/** An agent as the configuration names them, off queue and without a phone unless one is fixed. */
export function createAgent(settings: AgentSettings, now: Instant): Agent {
  return {
    id: settings.id,
    settings,
    state: 'off-queue',
    stateSince: now,
    idleTurn: undefined,
    leaving: false,
    presenceId: undefined,
    contact: settings.contact,
    contactExpiresAt: undefined,
    absentUntil: undefined,
    registeredContact: undefined,
    device: undefined,
    connection: undefined,
    offQueueReason: undefined,
    watching: undefined,
    standingLeg: undefined,
    standingLegCount: 0,
    callLeg: undefined,
    freeing: false,
    callbackId: undefined,
    acwEndsAt: undefined,
    acwForced: false,
    prospect: undefined,
    held: [],
  }
}

/** The address that rings an agent, as they chose; undefined: none does. Pure. */
export function contactOf({ device, registeredContact, settings }: Agent): string | undefined {
  if (device === 'other') return settings.contact
  if (device === 'softphone') return registeredContact
  return registeredContact ?? settings.contact
}

/** Moves an agent, or stops at a bug. */
export function moveAgent(agent: Agent, to: AgentState, now: Instant): void {
  agent.state = move('agent', AGENT_MOVES, agent.state, to)
  agent.stateSince = now
}

/** Whether an agent is logged in to a queue. Pure. */
export function isOnQueue(agent: Agent): boolean {
  return agent.state !== 'off-queue'
}

/** Whether the agent serves the queue. Pure. */
export function serves(agent: Agent, queueId: QueueId): boolean {
  return agent.settings.queues.includes(queueId)
}
