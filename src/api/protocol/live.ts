import type { AgentState } from '../../core/state/agent.ts'
import type { PacingPolicy } from '../../core/state/organisation.ts'
import type { WireDecision } from './callback.ts'

/*
 * The live board. `GET /v1/live` is the whole; the stream (`/v1/events?include=live`) sends the
 * whole once as `live`, then `live-change` at most twice a second with the rows that changed.
 * Rows hold moments, not durations: a row on which only time passes is not sent again.
 */

/** Everything that a supervisor sees move. */
export interface Live {
  readonly at: string
  readonly switchUp: boolean
  /** A drain: nobody is dialled. */
  readonly paused: boolean
  readonly queues: readonly LiveQueue[]
  readonly agents: readonly LiveAgent[]
  readonly calls: readonly LiveCall[]
  /** In each queue's one order; at most 1,000 a queue. */
  readonly waiting: readonly LiveWaiting[]
  readonly trunks: readonly LiveTrunk[]
  readonly problems: readonly string[]
}

/** Rows that are new or have changed, whole, and the ids of rows that are gone. */
export interface LiveChange {
  readonly at: string
  readonly switchUp: boolean
  readonly paused: boolean
  readonly problems: readonly string[]
  readonly changed: Partial<Pick<Live, LiveTable>>
  readonly gone: Partial<Readonly<Record<LiveTable, readonly string[]>>>
}

/** The tables of the board, each with rows that have an `id`. */
export type LiveTable = 'queues' | 'agents' | 'calls' | 'waiting' | 'trunks'

/** A queue. */
export interface LiveQueue {
  readonly id: string
  readonly mode: 'customer-first' | 'agent-first'
  readonly closed: boolean
  readonly waitingCalls: number
  readonly waitingCallbacks: number
  readonly scheduled: number
  /** When whoever has waited longest entered the queue. */
  readonly oldestSince?: string
  /** Dialled, or answered and waiting for an agent. */
  readonly inFlight: number
  /** Of those: answered, and no agent's phone rings yet. */
  readonly live: number
  readonly agentsOnQueue: number
  readonly agentsIdle: number
  readonly pacing: {
    readonly policy: PacingPolicy
    readonly modifier: number
    /** The most that may be in flight now. */
    readonly cap: number
    /** The newest decision that says something: as a sentence, and as its rule with the numbers. */
    readonly text?: string
    readonly rule?: WireDecision['rule']
    readonly numbers?: WireDecision['numbers']
    readonly agentId?: string
    readonly decidedAt?: string
  }
  /** Over the last 24 hours. */
  readonly answered: {
    readonly live: number
    readonly machines: number
    readonly late: number
    readonly abandoned: number
    /** Late of live answers, 0 to 1. */
    readonly lateShare: number
    /** Abandoned of live answers, 0 to 1. */
    readonly abandonedShare: number
    /** What the late share is to stay under. */
    readonly target: number
  }
}

/** An agent, or a supervisor with a phone. */
export interface LiveAgent {
  readonly id: string
  readonly name: string
  readonly role: 'agent' | 'supervisor'
  readonly state: AgentState
  readonly since: string
  /** Off queue: why, in the agent's words. */
  readonly reason?: string
  readonly queues: readonly string[]
  readonly hasPhone: boolean
  /** Off queue as soon as the work in hand is done. */
  readonly leaving: boolean
  readonly callbackId?: string
  readonly talk?: TalkState
}

/**
 * How customer and agent stand to each other while a call is up: `together`; `held`: the customer
 * hears music; `consulting`: the customer hears music, the agent is with or rings a third party;
 * `conference`: all three; `transferring`: the agent has left, the third party's phone rings.
 */
export type TalkState = 'together' | 'held' | 'consulting' | 'conference' | 'transferring'

/** A callback or a call that is on the line, or whose agent is wrapping up. */
export interface LiveCall {
  readonly id: string
  readonly queueId: string
  readonly medium: 'call' | 'callback'
  readonly number: string
  readonly customerName?: string
  readonly state: string
  readonly since: string
  readonly answeredAt?: string
  readonly joinedAt?: string
  readonly agentId?: string
  readonly talk?: TalkState
  readonly third?: ThirdParty
  readonly watchers: readonly Watcher[]
  readonly legs: readonly {
    readonly id: string
    readonly role: LegRole
    readonly state: string
  }[]
}

export type LegRole = 'customer' | 'agent' | 'third' | 'supervisor'

/** Whom the agent consults, or transfers to. */
export interface ThirdParty {
  readonly agentId?: string
  /** Masked like every number. */
  readonly number?: string
  readonly state: 'ringing' | 'answered'
}

export type WatchMode = 'listen' | 'whisper' | 'barge'

/** A supervisor on a call. */
export interface Watcher {
  readonly agentId: string
  readonly mode: WatchMode
  readonly since: string
}

/** Someone in line. Sorting by (priority descending, rankedAt, order) gives the queue's one order. */
export interface LiveWaiting {
  readonly id: string
  readonly queueId: string
  readonly medium: 'call' | 'callback'
  readonly number: string
  readonly customerName?: string
  readonly priority: number
  readonly rankedAt: string
  readonly order: number
  readonly ownerId?: string
  readonly skills?: readonly string[]
  readonly attempts: number
}

/** A trunk. */
export interface LiveTrunk {
  readonly id: string
  readonly channelsInUse: number
  readonly channels: number
  readonly callsPerSecond: number
  /** Attempts over the last hour that ended on this trunk, and those that the network failed. */
  readonly attempts: number
  readonly failures: number
  readonly lastFailureAt?: string
}
