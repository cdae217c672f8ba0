import type { AgentId, PhoneNumber, QueueId } from '../ids.ts'
import type { Cause, MachineKind } from './outcome.ts'

/**
 * A flow as the core runs it: a list of steps, each of which goes on with the next one unless it
 * names another by its index. The nested form that people write is compiled to this by
 * `config/flow-compiler.ts`. After the last step the call is hung up.
 */
export interface Flow {
  readonly id: string
  /** The language of its prompts, until a step chooses another; absent: the caller's. */
  readonly language?: string
  readonly steps: readonly FlowStep[]
}

/** A flow by its name, or as its steps. */
export type FlowSteps = string | readonly FlowStep[]

/** One thing that a flow does. */
export type FlowStep =
  /** A prompt, to its end. */
  | { readonly kind: 'play'; readonly prompt: string }
  /** Prompts, numbers and times as one, to their end. */
  | { readonly kind: 'say'; readonly say: readonly Utterance[] }
  /** Music for so long. */
  | { readonly kind: 'hold'; readonly music: string; readonly forMs: number }
  | CollectStep
  | { readonly kind: 'branch'; readonly when: Condition; readonly otherwise: number }
  | { readonly kind: 'jump'; readonly to: number }
  /** From here on these keys lead there, while nothing is collected. */
  | { readonly kind: 'listen'; readonly keys: Readonly<Record<string, number>> }
  /** A place in the line, kept while the flow goes on; an agent takes the caller from there. */
  | {
      readonly kind: 'enter-queue'
      readonly queueId: QueueId
      readonly limitMs?: number
      readonly limitTo?: number
    }
  | { readonly kind: 'leave-queue' }
  | SetStep
  | PromiseStep
  /** The caller's open callback: stand in its place, give it up, put it off. */
  | { readonly kind: 'take-place'; readonly otherwise: number }
  | { readonly kind: 'cancel-callback'; readonly otherwise: number }
  | { readonly kind: 'move-callback'; readonly byMs: number; readonly otherwise: number }
  | { readonly kind: 'go-to-flow'; readonly flow: string }
  | TransferStep
  /** A person for whom no agent came: their callback keeps its place, and is dialled again. */
  | { readonly kind: 'rebook'; readonly delayMs?: number }
  | { readonly kind: 'wait-for-beep'; readonly timeoutMs: number }
  | HttpStep
  | RecordStep
  | { readonly kind: 'hang-up'; readonly cause?: Cause }

/** Digits from the caller's keys, asked for again until they are right or the tries are used up. */
export interface CollectStep {
  readonly kind: 'collect'
  readonly say: readonly Utterance[]
  /** Said before the question when it is asked again. */
  readonly again: readonly Utterance[]
  readonly min: number
  readonly max: number
  /** Ends the entry early; it is not part of it. */
  readonly terminator?: string
  /** From the end of the question to the first key. */
  readonly firstTimeoutMs: number
  readonly betweenTimeoutMs: number
  readonly tries: number
  /** Where each entry leads; absent: any entry of the right length is kept. */
  readonly choices?: Readonly<Record<string, number>>
  /** What the entry is called afterwards. */
  readonly store?: string
  /** The entry must be a telephone number that may be dialled; kept in E.164 form. */
  readonly check?: 'phone-number'
  readonly otherwise: number
}

/** What is known of the caller from here on. */
export interface SetStep {
  readonly kind: 'set'
  readonly priority?: number
  readonly skills?: readonly string[]
  readonly preferredAgents?: { readonly agents: readonly AgentId[]; readonly timeoutMs: number }
  readonly language?: string
  readonly data?: Readonly<Record<string, string>>
}

/** The caller leaves the line and will be called at their exact place, as soon as this call is over. */
export interface PromiseStep {
  readonly kind: 'create-callback'
  /** Data that holds the number; absent: the caller's own. */
  readonly numberFrom?: string
  /** Absent: the queue that the caller is in. */
  readonly queueId?: QueueId
  /** Not before so long. */
  readonly delayMs?: number
  /** Where it leads when no callback can be made: no number, or one that may not be dialled. */
  readonly otherwise: number
}

/** Somebody is rung while the caller hears music, and joined to them; the flow ends there. */
export interface TransferStep {
  readonly kind: 'transfer'
  readonly to: TransferAim
  /** Where it leads when they cannot be rung or do not answer. */
  readonly otherwise: number
}

/** Whom a step rings: an agent, a number outside, or the number that data of this name holds. */
export type TransferAim =
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  | { readonly kind: 'number'; readonly number: PhoneNumber }
  | { readonly kind: 'data'; readonly name: string }

/** A question to an HTTP endpoint; what it answers, texts by name, is data from then on. */
export interface HttpStep {
  readonly kind: 'http'
  readonly url: string
  readonly timeoutMs: number
  readonly otherwise: number
}

/** The caller's own words, kept as a recording. */
export interface RecordStep {
  readonly kind: 'record'
  readonly maxMs: number
  /** A key that ends it. */
  readonly terminator?: string
}

/** A piece of what is said: a prompt by its name, or something made of parts. */
export type Utterance =
  | string
  /** A whole number, 0 to 999,999; a word names data. */
  | { readonly number: number | string }
  /** One after the other: a telephone number; names data, or `caller`. */
  | { readonly digits: string }
  /** A time of day: `08:30`, or data that holds one. */
  | { readonly time: string }
  | { readonly position: true }
  /** The estimated wait in minutes; nothing where it cannot be said honestly. */
  | { readonly estimatedWait: true }

/** What a branch asks. */
export type Condition =
  | { readonly kind: 'hours'; readonly hours: string; readonly is: HoursState }
  /** Data of the call, the booking, or an earlier answer. */
  | { readonly kind: 'data'; readonly name: string; readonly is: string }
  | { readonly kind: 'caller'; readonly prefix: string }
  | { readonly kind: 'caller-known' }
  | { readonly kind: 'machine'; readonly is: MachineKind }
  /** The caller has an open callback, in this queue or in any. */
  | { readonly kind: 'callback-open'; readonly queueId?: QueueId }
  | QueueCondition
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }

/** How a queue stands now, against a number. */
export interface QueueCondition {
  readonly kind: 'queue'
  /** Absent: the queue that the caller is in. */
  readonly queueId?: QueueId
  /** `wait-ms`: the estimate for the next in line, or how long the caller waits already. */
  readonly measure: 'waiting' | 'agents' | 'idle-agents' | 'wait-ms' | 'closed'
  readonly over: number
}

/** How a calendar of opening hours stands at a moment; resolved outside the core. */
export type HoursState = 'open' | 'closed' | 'holiday'

/** A number that customers call, and where it leads. */
export interface InboundNumber {
  readonly number: PhoneNumber
  readonly flow: string
  /** The queue that its calls count to until the flow chooses one. */
  readonly queueId: QueueId
  readonly language?: string
}
