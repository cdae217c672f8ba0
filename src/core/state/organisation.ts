import type { Flow, FlowSteps, InboundNumber } from './flow-program.ts'
import type { AgentId, CampaignId, PhoneNumber, QueueId, SiteId, TrunkId } from '../ids.ts'
import type { Disposition } from './outcome.ts'

/** The part of the configuration that decisions rest on, as plain data and already checked. */
export interface Organisation {
  readonly defaultSite: SiteId
  readonly sites: readonly Site[]
  readonly trunks: readonly Trunk[]
  readonly queues: readonly QueueSettings[]
  readonly agents: readonly AgentSettings[]
  readonly wrapUpCodes: readonly WrapUpCode[]
  /** What an agent may hold who has no setting of their own; absent: {@link DEFAULT_UTILIZATION}. */
  readonly utilization?: Utilization
  readonly campaigns?: readonly Campaign[]
  /** Numbers that are never dialled. */
  readonly doNotCall?: readonly PhoneNumber[]
  /** So many attempts to one number in any stretch of so long, over all queues; absent: no cap. */
  readonly attemptCap?: AttemptCap
  /** A number is not dialled again for so long after a call to it was abandoned; absent: no lock. */
  readonly abandonLockMs?: number
  /** An agent whose phone is lost stays on queue for so long; absent: `LIMITS.phoneGraceMs`. */
  readonly phoneGraceMs?: number
  readonly flows?: readonly Flow[]
  /** Where calls to our numbers lead. */
  readonly numbers?: readonly InboundNumber[]
}

/** What routing tells apart: a customer's call, and a call to a customer. */
export type Medium = 'call' | 'callback'

/** How much of one medium an agent may hold at once, and what may come in between. */
export interface MediumUse {
  /** 0 to 25. */
  readonly max: number
  /** Media that may be given to an agent who holds this one. */
  readonly interruptedBy: readonly Medium[]
}

export type Utilization = Readonly<Record<Medium, MediumUse>>

/** One of each, and neither interrupts the other. */
export const DEFAULT_UTILIZATION: Utilization = {
  call: { max: 1, interruptedBy: [] },
  callback: { max: 1, interruptedBy: [] },
}

/** A list of contacts that agents of a queue preview, one at a time each. */
export interface Campaign {
  readonly id: CampaignId
  readonly name: string
  readonly queueId: QueueId
  /** When its contacts may be called, by the clocks of where each of them is; absent: always. */
  readonly callable?: CallableTimes
}

/** Days and local times of a week, and dates that do not count. */
export interface CallableTimes {
  readonly open: readonly {
    /** 0 is Sunday. */
    readonly days: readonly number[]
    readonly from: string
    readonly until: string
  }[]
  readonly holidays: readonly string[]
}

/** A rolling cap. */
export interface AttemptCap {
  readonly attempts: number
  readonly windowMs: number
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
  /** Numbers that go out over other trunks; of routes that fit, the longest prefix counts. */
  readonly routes?: readonly Route[]
  /** Calls at once over all its trunks, at most; absent: what these take. */
  readonly channels?: number
  /** What the calls that it makes may cost; absent: whatever they do. */
  readonly spend?: SpendLimit
  /** E.164 prefixes that may be dialled; empty means any. */
  readonly allowedPrefixes: readonly string[]
  /** E.164 prefixes that may not, premium numbers among them; wins over allowed. */
  readonly refusedPrefixes: readonly string[]
}

/** The trunks over which numbers of a prefix go out, in fail-over order. */
export interface Route {
  readonly prefix: string
  readonly trunks: readonly TrunkId[]
}

/** So much in any stretch of so long, in whatever unit the rates are. */
export interface SpendLimit {
  readonly limit: number
  readonly windowMs: number
  /** What a minute that has begun costs; of prefixes that fit, the longest counts. */
  readonly rates: readonly { readonly prefix: string; readonly perMinute: number }[]
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
  /** What a machine is transferred to, a flow's name or its steps; none means hang up. */
  readonly machineFlow?: FlowSteps
  /** What a person hears who answered and waits for an agent; absent: the comfort prompt and the announcement. */
  readonly waitFlow?: FlowSteps
  readonly acw: AcwSettings
  readonly maxCallMs: number
  /** What agents read to customers: plain text. */
  readonly script?: string
  /** What a customer on hold hears; absent: the comfort prompt. */
  readonly holdPrompt?: string
  /** Customer-first: an idle agent is kept free while the customer rings; absent: no. */
  readonly reserveAgent?: boolean
  readonly ownership?: OwnershipSettings
  /** Who is tried before everyone else, step by step; at most `LIMITS.preferredSteps`. */
  readonly preferredAgents?: readonly PreferredStep[]
  /** The agent who handled the customer last is tried alone for so long; absent: not at all. */
  readonly lastAgentTimeoutMs?: number
  /** Absent: nothing unsuccessful is retried. */
  readonly retries?: RetrySettings
  readonly whenClosed?: ClosingSettings
  /** What a caller with an open callback is offered; absent: nothing, both go their way. */
  readonly takeOver?: TakeOverOffer
  /** Customers are recorded from this moment to the end of their leg; absent: not at all. */
  readonly recording?: RecordingMoment
  /** Agent-first: an accepted callback starts by itself after so long; 0 to 1200 s; absent: never. */
  readonly autoStartMs?: number
  /** Agent-first: it ends by itself so long after its call; 0 to 1200 s; absent: never. */
  readonly autoEndMs?: number
}

/** When the recording of a customer begins: at the answer, whoever it is, or when an agent is joined. */
export type RecordingMoment = 'answer' | 'join'

/** How long a callback waits for its owner alone, and what comes then. */
export interface OwnershipSettings {
  /** 1 to 168 hours; 24 unless set. */
  readonly limitMs: number
  readonly then: 'queue' | 'expire'
}

/** One step of a preferred-agent rule. */
export interface PreferredStep {
  readonly agents: readonly AgentId[]
  readonly timeoutMs: number
}

/** Retries that a queue asks for; a retry keeps its place. */
export interface RetrySettings {
  /** 1 to 20 retries after the first attempt. */
  readonly max: number
  /** 60 s to 24 h. */
  readonly delayMs: number
  /** Which outcomes are retried; absent: {@link RETRIED_OUTCOMES}. */
  readonly outcomes?: readonly Disposition[]
}

/** Outcomes that may be better next time. */
export const RETRIED_OUTCOMES: readonly Disposition[] = [
  'busy',
  'no-answer',
  'unreachable',
  'congestion',
  'network-failure',
  'interrupted',
]

/** What becomes of those who wait when the queue closes. */
export type ClosingSettings =
  | { readonly waiting: 'keep' }
  | { readonly waiting: 'move'; readonly to: QueueId }
  | { readonly waiting: 'expire' }

/** A caller whose number has an open callback hears the prompt, and takes its place with the digit. */
export interface TakeOverOffer {
  readonly prompt: string
  readonly digit: string
}

/** What happens to a live customer for whom no agent came in time. */
export interface NoAgentTreatment {
  readonly prompt?: string
  /** What they go through instead of the prompt; it says whether they are called again. */
  readonly flow?: FlowSteps
  readonly then: 'rebook' | 'hang-up'
  /** A rebooked callback keeps its place but is not dialled again for so long; default 2 min. */
  readonly redialAfterMs?: number
}

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
  /** Absent: an agent. A supervisor has a phone to watch calls with, and perhaps queues. */
  readonly role?: 'supervisor'
  readonly queues: readonly QueueId[]
  /** `per-call` rings the phone for each customer; `persistent` keeps one leg up while on queue. */
  readonly connection: 'per-call' | 'persistent'
  /** Whether registering the phone puts the agent on queue, for labs and desk phones without a desktop. */
  readonly onQueueWhenRegistered: boolean
  /** A fixed SIP address, for phones that do not register. */
  readonly contact?: string
  readonly skills?: readonly string[]
  /** Absent: the organisation's. */
  readonly utilization?: Utilization
}

export interface WrapUpCode {
  readonly code: string
  readonly name: string
}
