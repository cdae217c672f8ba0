/**
 * What goes over the wire between Ringfirst and its clients: the desktop may import this and
 * nothing else. Every moment is ISO 8601 in UTC with milliseconds.
 */
import type { BoardView, CallView, QueueView } from '../core/view/board.ts'
import type { Desk } from './protocol/desk.ts'
import type { Live, LiveChange } from './protocol/live.ts'
import type {
  CallbackSummary,
  WireNote,
  WireDecision,
  WireInteraction,
} from './protocol/callback.ts'
import type { Wire } from './protocol/wire.ts'

export type * from './protocol/callback.ts'
export type * from './protocol/desk.ts'
export type * from './protocol/engineering.ts'
export type * from './protocol/live.ts'
export * from './protocol/session.ts'
export type * from './protocol/steering.ts'
export type * from './protocol/wire.ts'

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
