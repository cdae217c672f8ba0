import type { Wire } from './wire.ts'
import type { Note, InteractionRecord } from '../../core/state/interaction.ts'
import type { Decision } from '../../core/state/decision.ts'
import type { CallbackView } from '../../core/view/board.ts'

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
  /** Of a contact of a campaign with callable times: where they are; else where the site is. */
  readonly timeZone?: string
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
