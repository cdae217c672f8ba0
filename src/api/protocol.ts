/**
 * What goes over the wire between Ringfirst and its clients: the desktop may import this and
 * nothing else. Every moment is ISO 8601 in UTC with milliseconds.
 */
import type { Decision } from '../core/state/decision.ts'
import type { InteractionRecord, Note } from '../core/state/interaction.ts'
import type { Instant } from '../core/time.ts'
import type { BoardView, CallbackView, CallView, QueueView } from '../core/view/board.ts'
import type { Desk } from './protocol/desk.ts'
import type { Live, LiveChange } from './protocol/live.ts'

export type * from './protocol/desk.ts'
export type * from './protocol/engineering.ts'
export type * from './protocol/live.ts'
export * from './protocol/session.ts'
export type * from './protocol/steering.ts'

/** The same data with each moment as text, and ids as plain texts. */
export type Wire<T> = T extends Instant
  ? string
  : T extends string
    ? Plain<T>
    : T extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Wire<T[Key]> }
        : T

/** A branded text is a plain one on the wire; a union of words stays one. */
type Plain<T extends string> = T extends { readonly __brand: string } ? string : T

/** The body of `POST /v1/callbacks`. */
export interface CallbackRequest {
  /** E.164, or as people of the site's country write it. */
  readonly number: string
  /** The only queue where there is one. */
  readonly queueId?: string
  readonly customerName?: string
  readonly callerIdNumber?: string
  readonly callerIdName?: string
  readonly ownerId?: string
  /** ISO 8601 with an offset; at most 30 days ahead. */
  readonly dueAt?: string
  /** Instead of `dueAt`: a local time, or a window of them, where the customer is. */
  readonly at?: { readonly from: string; readonly until?: string; readonly timeZone: string }
  /** A contact of this campaign: previewed by an agent, never dialled by itself. */
  readonly campaignId?: string
  /** -100 to 100, higher first. */
  readonly priority?: number
  readonly skills?: readonly string[]
  /** Shown to the agent; at most 8 KB as JSON. */
  readonly data?: Readonly<Record<string, unknown>>
  /** The same key books once a day; the header Idempotency-Key says the same. */
  readonly idempotencyKey?: string
}

/** A line of a timeline with its sentence. */
export type WireNote = Wire<Note> & { readonly text: string }

/** An answer to "why was this callback (not) dialled?" with its sentence. */
export type WireDecision = Wire<Decision> & {
  readonly text: string
  /** What made Ringfirst look. */
  readonly because: string
}

/** An interaction with its sentences. */
export type WireInteraction = Omit<Wire<InteractionRecord>, 'timeline' | 'decisions'> & {
  readonly timeline: readonly WireNote[]
  readonly decisions: readonly WireDecision[]
}

/** A callback with its interaction as it stands. */
export type CallbackResource = WireInteraction &
  Wire<Pick<CallbackView, 'position' | 'dueAt' | 'estimatedWait' | 'why'>> & {
    /** The queue's newest decisions while it waits: they answer for everyone who waits. */
    readonly queueDecisions: readonly WireDecision[]
  }

/** `GET /v1/callbacks`. */
export interface CallbackList {
  /** Newest first. */
  readonly callbacks: readonly CallbackSummary[]
}

/** A callback in a list. */
export type CallbackSummary = Pick<
  CallbackResource,
  | 'id'
  | 'queueId'
  | 'number'
  | 'customerName'
  | 'state'
  | 'bookedAt'
  | 'closedAt'
  | 'disposition'
  | 'cause'
  | 'waitInQueueMs'
  | 'waitAfterAnswerMs'
> & { readonly verdict?: string; readonly confidence?: number }

/** A queue on the board. */
export type WireQueue = Omit<Wire<QueueView>, 'lastDecision'> & {
  readonly lastDecision?: WireDecision
  /** The latest answers about someone who waited, newest first. */
  readonly decisions: readonly WireDecision[]
}

/** A call on the board. */
export type WireCall = Omit<Wire<CallView>, 'interaction'> & {
  readonly interaction: WireInteraction
}

/** What is going on now. */
export type WireBoardView = Omit<Wire<BoardView>, 'queues' | 'calls'> & {
  readonly queues: readonly WireQueue[]
  readonly calls: readonly WireCall[]
}

/** `GET /v1/board`, and what the stream sends as `board`. */
export type Board = WireBoardView & {
  /** Interactions that ended lately, newest first. */
  readonly recent: readonly CallbackSummary[]
  readonly health: Health
  /** The scripted customers, where the lab runs them. */
  readonly labNumbers: readonly LabNumber[]
  readonly wrapUpCodes: readonly { readonly code: string; readonly name: string }[]
}

/** A scripted customer behind the lab trunk. */
export interface LabNumber {
  readonly number: string
  /** What happens when it is called: `says hello`. */
  readonly what: string
}

/** `GET /healthz`. */
export interface Health {
  /** `down` where nothing can be booked; `degraded` where something is wrong and the rest goes on. */
  readonly status: 'ok' | 'degraded' | 'down'
  readonly version: string
  /** The switch by name. */
  readonly switch: string
  /** What is wrong, for a person; empty where nothing is. */
  readonly problems: readonly string[]
}

/** One item of `GET /v1/events`, by the name of its server-sent event. */
export type StreamItem =
  | { readonly event: 'note'; readonly data: StreamedNote }
  | { readonly event: 'decision'; readonly data: WireDecision }
  | { readonly event: 'agent'; readonly data: { readonly agentId: string; readonly at: string } }
  | { readonly event: 'board'; readonly data: Board }
  | { readonly event: 'levels'; readonly data: Levels }
  /** With `include=live`: the whole board once, then what changed, at most twice a second. */
  | { readonly event: 'live'; readonly data: Live }
  | { readonly event: 'live-change'; readonly data: LiveChange }
  /** With `include=desk:{agentId}`: at once, and whenever it changes. */
  | { readonly event: 'desk'; readonly data: Desk }
  /** What was missed is no longer held: read the resources again. */
  | { readonly event: 'reset'; readonly data: { readonly why: string } }

/** A line of a timeline, as it happens. */
export type StreamedNote = WireNote & { readonly callbackId: string }

/** The audio levels of legs, dB below full scale: what the far end says, and what it hears. */
export type Levels = Readonly<Record<string, readonly [fromFarEnd: number, toFarEnd: number]>>

/** The body of every error. */
export interface ErrorBody {
  readonly error: {
    /** Stable, of the catalogue in `src/errors.ts`. */
    readonly code: string
    readonly message: string
    /** The field that is wrong, where it is one. */
    readonly field?: string
    /** Every field that is wrong, where there are several. */
    readonly problems?: readonly { readonly field: string; readonly message: string }[]
  }
}

/** What an instance says about itself in its data folder, for the command line. */
export interface InstanceFile {
  readonly pid: number
  readonly url: string
  readonly tokensFile: string
  readonly version: string
}
