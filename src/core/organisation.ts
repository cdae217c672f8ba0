import type { AgentId, PhoneNumber, QueueId, SiteId, TrunkId } from './ids.ts'

/** The part of the configuration that decisions rest on, as plain data and already checked. */
export interface Organisation {
  readonly defaultSite: SiteId
  readonly sites: readonly Site[]
  readonly trunks: readonly Trunk[]
  readonly queues: readonly QueueSettings[]
  readonly agents: readonly AgentSettings[]
  readonly wrapUpCodes: readonly WrapUpCode[]
}

/** A place that owns trunks and a time zone. */
export interface Site {
  readonly id: SiteId
  /** ISO 3166 alpha-2: the country in which national numbers are read. */
  readonly country: string
  /** IANA name. */
  readonly timeZone: string
  /** In fail-over order. */
  readonly trunks: readonly TrunkId[]
  /** E.164 prefixes that may be dialled; empty means any. */
  readonly allowedPrefixes: readonly string[]
  /** E.164 prefixes that may not, premium numbers among them; wins over allowed. */
  readonly refusedPrefixes: readonly string[]
}

/** A carrier connection, as the routing core sees it; its address belongs to the switch adapter. */
export interface Trunk {
  readonly id: TrunkId
  /** Calls at once, at most. */
  readonly channels: number
  /** New calls a second, at most. */
  readonly callsPerSecond: number
  /** Numbers that the carrier lets us show; the first is the default. Empty: any. */
  readonly callerIds: readonly PhoneNumber[]
}

export type PacingPolicy = 'cap' | 'idle' | 'auto'

/** The settings of one queue. */
export interface QueueSettings {
  readonly id: QueueId
  readonly mode: 'customer-first' | 'agent-first'
  readonly site?: SiteId
  readonly pacing: { readonly policy: PacingPolicy; readonly modifier: number }
  readonly ringTimeoutMs: number
  readonly alertingTimeoutMs: number
  readonly announcementAfterMs: number
  readonly maxWaitAfterAnswerMs: number
  readonly comfortPrompt: string
  readonly announcementPrompt?: string
  readonly noAgent: NoAgentTreatment
  /** What a machine is transferred to; none means hang up. */
  readonly machineFlow?: readonly FlowStep[]
  readonly acw: AcwSettings
  readonly maxCallMs: number
}

/** What happens to a live customer for whom no agent came in time. */
export interface NoAgentTreatment {
  readonly prompt?: string
  readonly then: 'rebook' | 'hang-up'
  /** A rebooked callback keeps its place but is not dialled again for so long; default 2 min. */
  readonly redialAfterMs?: number
}

/** One step of an inbound flow; the flow language grows here. */
export type FlowStep =
  | { readonly kind: 'wait-for-beep'; readonly timeoutMs: number }
  | { readonly kind: 'play'; readonly prompt: string }
  | { readonly kind: 'hang-up' }

export type AcwMode = 'optional' | 'mandatory' | 'mandatory-timed' | 'forced'

export interface AcwSettings {
  readonly mode: AcwMode
  /** For `mandatory-timed` and `forced`: 1 s to 60 min. */
  readonly timeoutMs: number
  readonly level: 'participant' | 'communication'
}

/** A person who takes calls. */
export interface AgentSettings {
  readonly id: AgentId
  readonly name: string
  readonly queues: readonly QueueId[]
  /** `per-call` rings the phone for each customer; `persistent` keeps one leg up while on queue. */
  readonly connection: 'per-call' | 'persistent'
  /** Whether registering the phone puts the agent on queue, for labs and desk phones without a desktop. */
  readonly onQueueWhenRegistered: boolean
  /** A fixed SIP address, for phones that do not register. */
  readonly contact?: string
}

export interface WrapUpCode {
  readonly code: string
  readonly name: string
}
