import type { AcwMode } from '../../core/state/organisation.ts'
import type { CallbackSummary } from './callback.ts'
import type { LiveAgent, TalkState, ThirdParty, Watcher } from './live.ts'

/*
 * An agent's desk: `GET /v1/agents/{id}/desk` is the whole, and the stream
 * (`/v1/events?include=desk:{id}`) sends it whole as `desk` at once and whenever it changes.
 * Orders are posted to `/v1/agents/{id}/{order}`; each answers 204 when it is durable:
 *
 *   on-queue · off-queue (OffQueueRequest) · accept · start · hang-up · hold · resume
 *   digits (DigitsRequest) · transfer (TransferRequest, blind) · consult (TransferRequest)
 *   consult/complete · consult/cancel · consult/conference · leave (a conference)
 *   reschedule (RescheduleRequest) · wrap-up (WrapUpRequest) · phone (PhoneRequest)
 */

/** All that an agent needs to work. */
export interface Desk {
  readonly at: string
  readonly agent: LiveAgent
  readonly phone: PhoneState
  /** What is offered, rings, talks or is wrapped up: the contact that has the agent now. */
  readonly contact?: DeskContact
  /** After-call work, while it lasts. */
  readonly acw?: {
    readonly since: string
    readonly mode: AcwMode
    /** When it ends by itself; absent: when the code is chosen. */
    readonly endsAt?: string
  }
  /** Agent-first callbacks that the agent has accepted and not ended. */
  readonly held: readonly DeskContact[]
  /** Callbacks that wait for this agent alone, the next first. */
  readonly own: readonly OwnCallback[]
}

/** The agent's phone as the switch knows it. */
export interface PhoneState {
  readonly registered: boolean
  /** Where it rings: a page sees by it that another page or machine has the phone now. */
  readonly contact?: string
  /** `other`: the device of the configuration (`contact`), where there is one. */
  readonly device: 'softphone' | 'other'
  readonly otherDevice: boolean
  /** `persistent`: one leg stays up while on queue. */
  readonly connection: 'per-call' | 'persistent'
  /** The standing leg is up. */
  readonly standing: boolean
}

/** One customer, with what an agent should know before the audio joins. */
export interface DeskContact {
  readonly callbackId: string
  readonly queueId: string
  readonly medium: 'call' | 'callback'
  /** Agent-first: offered, accepted and started by the agent. */
  readonly agentFirst: boolean
  readonly campaignId?: string
  readonly state: string
  readonly talk?: TalkState
  readonly third?: ThirdParty
  /** Who listens, whispers or barges is not hidden where the queue says so. */
  readonly watchers: readonly Watcher[]
  /** In full: whoever serves a customer may see their number. */
  readonly number: string
  readonly customerName?: string
  /** The place whose clock the number's country has: IANA; the site's where it is not known. */
  readonly timeZone: string
  readonly bookedAt: string
  /** When it entered the queue, and how long it waited there until it was dialled. */
  readonly rankedAt: string
  readonly waitInQueueMs?: number
  readonly answeredAt?: string
  readonly joinedAt?: string
  readonly priority: number
  readonly skills?: readonly string[]
  readonly attempts: number
  readonly callerIdNumber?: string
  readonly callerIdName?: string
  readonly rescheduledFrom?: string
  readonly data?: Readonly<Record<string, unknown>>
  /** The queue's script; plain text, lines as written. */
  readonly script?: string
  readonly wrapUpCodes: readonly { readonly code: string; readonly name: string }[]
  /** Agent-first: when it starts, or ends, by itself. */
  readonly startsAt?: string
  readonly endsAt?: string
}

/** A callback that waits for one agent. */
export interface OwnCallback {
  readonly callbackId: string
  readonly queueId: string
  readonly number: string
  readonly customerName?: string
  readonly dueAt?: string
  readonly rankedAt: string
  readonly state: string
}

/** `GET /v1/callbacks/{id}/history`: the last interactions with the same number, newest first. */
export interface History {
  readonly interactions: readonly (CallbackSummary & {
    readonly agentIds: readonly string[]
    readonly wrapUpCodes: readonly string[]
    readonly wrapUpNote?: string
  })[]
}

/** `GET /v1/agents/{id}/phone`: what a browser needs to register. For that agent alone. */
export interface PhoneAccess {
  /** `sip:bob@ringfirst`. */
  readonly uri: string
  readonly username: string
  readonly password: string
  /** `ws://127.0.0.1:7443`; absent: the switch takes no browser phones. */
  readonly webSocketUrl?: string
  readonly iceServers: readonly { readonly urls: string }[]
}

/** Body of `off-queue`: absent or empty is an end of shift without a word. */
export interface OffQueueRequest {
  /** `lunch`; at most 63 characters. */
  readonly reason?: string
}

/** Body of `digits`: what the customer's side hears as keys. */
export interface DigitsRequest {
  /** 0 to 9, *, #, at most 32. */
  readonly digits: string
}

/** Body of `transfer` and `consult`: exactly one of the three; a queue cannot be consulted. */
export interface TransferRequest {
  readonly agentId?: string
  readonly queueId?: string
  /** As people of the site's country write it; the site's destination rules hold. */
  readonly number?: string
}

/** Body of `reschedule`: exactly one of `dueAt` and `at`. */
export interface RescheduleRequest {
  readonly callbackId?: string
  readonly dueAt?: string
  readonly at?: { readonly from: string; readonly until?: string; readonly timeZone: string }
  /** Whether it waits for this agent alone. */
  readonly own?: boolean
}

/** Body of `wrap-up`. */
export interface WrapUpRequest {
  readonly callbackId?: string
  readonly codes: readonly string[]
  readonly note?: string
}

/** Body of `phone`: taken while off queue. */
export interface PhoneRequest {
  readonly device?: 'softphone' | 'other'
  readonly connection?: 'per-call' | 'persistent'
}

/** `GET /v1/directory`: whom and what one can transfer to. */
export interface Directory {
  readonly agents: readonly {
    readonly id: string
    readonly name: string
    /** Free, with a phone, and not on a call. */
    readonly free: boolean
  }[]
  readonly queues: readonly { readonly id: string; readonly waiting: number }[]
}
