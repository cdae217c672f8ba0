import type { TimeWindow, Instant, WallTime } from '../time.ts'
import type { TransferTarget, AttachMode } from './conversation.ts'
import type { HoursState } from './flow-program.ts'
import type {
  AgentId,
  CallbackId,
  CampaignId,
  LegId,
  PhoneNumber,
  PresenceId,
  QueueId,
  RecordingId,
  TrunkId,
} from '../ids.ts'
import type { Organisation } from './organisation.ts'
import type { Cause, Verdict, RecordingFault } from './outcome.ts'

/** Everything that can happen to Ringfirst: facts, in the past tense. The journal is a list of these. */
export type Event =
  | OrganisationEvent
  | QueueEvent
  | CallArrived
  | BookingEvent
  | AgentEvent
  | SwitchEvent
  | Answered
  | TimerFired

/** What the operator does. */
export type OrganisationEvent =
  | { readonly kind: 'OrganisationConfigured'; readonly organisation: Organisation }
  /** No new dials from here on; calls that are up go on. A drain starts with it. */
  | { readonly kind: 'DispatchPaused' }
  | { readonly kind: 'DispatchResumed' }

/** What concerns a whole queue, or a number. */
export type QueueEvent =
  /** Opening hours are resolved outside: these say that they began, or ended. */
  | { readonly kind: 'QueueOpened'; readonly queueId: QueueId }
  | { readonly kind: 'QueueClosed'; readonly queueId: QueueId }
  /** A calendar of opening hours that flows ask: resolved outside, told when it changes. */
  | { readonly kind: 'HoursChanged'; readonly hours: string; readonly state: HoursState }
  | { readonly kind: 'NumberBarred'; readonly number: PhoneNumber }
  | { readonly kind: 'NumberUnbarred'; readonly number: PhoneNumber }

/** A customer's own call enters a queue: answered by us, on the line, in the queue's order. */
export interface CallArrived {
  readonly kind: 'CallArrived'
  readonly callId: CallbackId
  readonly legId: LegId
  readonly queueId: QueueId
  /** Absent where it is withheld. */
  readonly number?: PhoneNumber
  readonly customerName?: string
  readonly priority?: number
  readonly skills?: readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
}

/** What callers of the API, the CLI, an import or a flow ask about callbacks. */
export type BookingEvent =
  | CallbackBooked
  | {
      readonly kind: 'CallbackCancelled'
      readonly callbackId: CallbackId
      /** Who asked: `api`, `agent:bob`, `customer`. */
      readonly by: string
    }
  | CallbackEdited
  | {
      /** Somebody has seen the number of a callback in full: on record, and nothing else. */
      readonly kind: 'NumberRevealed'
      readonly callbackId: CallbackId
      readonly by: string
    }
  | {
      /** The wall-clock times of a booking, resolved anew: the time zone's rules have changed. */
      readonly kind: 'ScheduleResolved'
      readonly callbackId: CallbackId
      readonly dueAt?: Instant
      readonly windows?: readonly TimeWindow[]
    }

/** A callback that waits is changed; what is absent stays. */
export interface CallbackEdited {
  readonly kind: 'CallbackEdited'
  readonly callbackId: CallbackId
  /** Who did it: `sam`. */
  readonly by: string
  readonly customerName?: string
  readonly priority?: number
  readonly queueId?: QueueId
  /** Null: nobody in particular. */
  readonly ownerId?: AgentId | null
  readonly dueAt?: Instant
  readonly data?: Readonly<Record<string, unknown>>
}

export interface CallbackBooked {
  readonly kind: 'CallbackBooked'
  readonly callbackId: CallbackId
  readonly number: PhoneNumber
  readonly queueId: QueueId
  readonly source: 'api' | 'cli' | 'import' | 'agent' | 'flow'
  readonly customerName?: string
  readonly callerIdNumber?: PhoneNumber
  readonly callerIdName?: string
  readonly ownerId?: AgentId
  /** When it enters the queue; absent: at once. */
  readonly dueAt?: Instant
  /** What the customer named: the times above and below are what it came to. */
  readonly wallTime?: WallTime
  /** When the customer may be called, in order; absent: at any time from `dueAt` on. */
  readonly windows?: readonly TimeWindow[]
  /** A contact of a campaign: previewed by an agent, never dialled by itself. */
  readonly campaignId?: CampaignId
  /** The callback that an agent rescheduled. */
  readonly rescheduledFrom?: CallbackId
  /** Higher first; 0 unless given. */
  readonly priority?: number
  readonly skills?: readonly string[]
  /** Shown to the agent; at most `LIMITS.dataBytesPerCallback` as JSON. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
}

/** What agents and their desktops do. */
export type AgentEvent =
  | {
      readonly kind: 'AgentWentOnQueue'
      readonly agentId: AgentId
      readonly presenceId: PresenceId
    }
  | {
      readonly kind: 'AgentWentOffQueue'
      readonly agentId: AgentId
      /** A break's, in the agent's words; at most `LIMITS.offQueueReasonChars`. */
      readonly reason?: string
    }
  | {
      readonly kind: 'PhoneChosen'
      readonly agentId: AgentId
      /** `other`: the fixed address of the configuration. */
      readonly device?: 'softphone' | 'other'
      readonly connection?: 'per-call' | 'persistent'
    }
  | {
      readonly kind: 'WrapUpCompleted'
      readonly agentId: AgentId
      readonly callbackId: CallbackId
      readonly codes: readonly string[]
      readonly note?: string
    }
  | { readonly kind: 'AgentHungUp'; readonly agentId: AgentId; readonly callbackId: CallbackId }
  /** Agent-first: takes what is offered. */
  | {
      readonly kind: 'CallbackAccepted'
      readonly agentId: AgentId
      readonly callbackId: CallbackId
    }
  /** Agent-first: calls the customer, for the first time or again. */
  | { readonly kind: 'CallbackStarted'; readonly agentId: AgentId; readonly callbackId: CallbackId }
  | CallbackRescheduled
  | CallEvent

/** An order about a call, by whoever has it in hand. */
export interface CallOrder {
  readonly agentId: AgentId
  readonly callbackId: CallbackId
}

/** What an agent does with a customer on the line, and a supervisor with both. */
export type CallEvent = CallOrder & CallAction

export type CallAction =
  | { readonly kind: 'CallHeld' }
  | { readonly kind: 'CallResumed' }
  | { readonly kind: 'DigitsSent'; readonly digits: string }
  /** Passed on without a word. */
  | { readonly kind: 'CallTransferred'; readonly to: TransferTarget }
  | { readonly kind: 'ConsultStarted'; readonly to: TransferTarget }
  | { readonly kind: 'ConsultCancelled' }
  /** The agent leaves customer and third party to each other, also out of a conference. */
  | { readonly kind: 'ConsultCompleted' }
  | { readonly kind: 'ConferenceStarted' }
  /** `agentId` is the supervisor's; again with another mode changes it. */
  | { readonly kind: 'CallWatched'; readonly mode: AttachMode }
  | { readonly kind: 'WatchEnded' }

/** The agent has the customer called at another time: a callback of its own, with all that is known. */
export interface CallbackRescheduled {
  readonly kind: 'CallbackRescheduled'
  readonly agentId: AgentId
  readonly callbackId: CallbackId
  readonly newCallbackId: CallbackId
  readonly dueAt: Instant
  readonly wallTime?: WallTime
  /** Absent: nobody's in particular. */
  readonly ownerId?: AgentId
}

/** What the switch reports. Adapters emit these and nothing else. */
export type SwitchEvent = PhoneEvent | LegEvent | SurveyEvent | TrunkEvent

/** A trunk answers what it is asked now and then (SIP OPTIONS), or does not any more. */
export type TrunkEvent =
  | { readonly kind: 'TrunkSilent'; readonly trunkId: TrunkId }
  | { readonly kind: 'TrunkAnswers'; readonly trunkId: TrunkId }

/** An agent's phone came or went. */
export type PhoneEvent =
  | {
      readonly kind: 'PhoneRegistered'
      readonly agentId: AgentId
      /** The exact Contact to call, as registered. */
      readonly contact: string
      readonly expiresAt: Instant
      /** For an agent whom registering puts on queue. */
      readonly presenceId: PresenceId
    }
  | {
      readonly kind: 'PhoneUnregistered'
      readonly agentId: AgentId
      readonly why: PhoneLoss
    }

/** Why a phone is not registered any more. */
export type PhoneLoss = 'asked' | 'expired' | 'connection-lost'

/** One thing that happened to one leg. Events about a leg that has been released are ignored. */
export type LegEvent =
  | LegArrived
  | { readonly kind: 'LegRinging'; readonly legId: LegId }
  | { readonly kind: 'LegEarlyMedia'; readonly legId: LegId }
  | { readonly kind: 'LegAnswered'; readonly legId: LegId }
  | LegReleased
  | LegJudged
  | {
      /** A machine's greeting is over: a message may start. */
      readonly kind: 'LegReady'
      readonly legId: LegId
      readonly by: 'beep' | 'greeting-end'
      readonly atMs: number
    }
  | {
      readonly kind: 'BeepHeard'
      readonly legId: LegId
      readonly startMs: number
      readonly endMs: number
      readonly hz: number
    }
  | { readonly kind: 'DigitPressed'; readonly legId: LegId; readonly digit: string }
  | {
      readonly kind: 'PromptEnded'
      readonly legId: LegId
      readonly prompt: string
      /** False where it was stopped or could not be played. */
      readonly completed: boolean
    }
  | RecordingEnded
  | { readonly kind: 'LegsBridged'; readonly a: LegId; readonly b: LegId }
  | { readonly kind: 'LegsSplit'; readonly a: LegId; readonly b: LegId }
  /** An `AttachLeg` has been obeyed, the first one or a change of mode. */
  | {
      readonly kind: 'LegAttached'
      readonly legId: LegId
      readonly to: LegId
      readonly mode: AttachMode
    }

/**
 * Somebody calls us over a trunk that may: the leg is up and unanswered, and waits for `AnswerLeg`
 * or `ReleaseLeg`. Its id is the first of a new interaction (`callIdOf`).
 */
export interface LegArrived extends Arrival {
  readonly kind: 'LegArrived'
  readonly legId: LegId
}

/** What is known of an inbound leg when it arrives. */
export interface Arrival {
  readonly trunkId: TrunkId
  /** Whom it called: in E.164 form where the trunk's site can read it so, else as it came. */
  readonly calledNumber: string
  /** Who calls; absent where it is withheld or no number. */
  readonly number?: PhoneNumber
  /** The name that the network shows. */
  readonly customerName?: string
}

export interface LegReleased {
  readonly kind: 'LegReleased'
  readonly legId: LegId
  readonly cause: Cause
  /** Who ended it: the far end, we, or the switch itself. */
  readonly by: 'far-end' | 'us' | 'switch'
  /** The final SIP status, where there was one; both codes are kept as the network gave them. */
  readonly sipStatus?: number
  readonly q850?: number
  /** A short text for engineers, without numbers or secrets. */
  readonly detail?: string
}

/** A recording is over, by order or with its leg. */
export interface RecordingEnded {
  readonly kind: 'RecordingEnded'
  readonly legId: LegId
  readonly recording: RecordingId
  /** Its name within the recordings folder; it is there only where something was recorded. */
  readonly file: string
  readonly lengthMs: number
  /** Whether everything from the order to the end is in it. */
  readonly whole: boolean
  /** Absent where it is whole. */
  readonly why?: RecordingFault
}

export interface LegJudged {
  readonly kind: 'LegJudged'
  readonly legId: LegId
  readonly verdict: Verdict
  /** True where it replaces an earlier verdict on the same leg. */
  readonly correction: boolean
}

/** What is up on the switch, asked after a start, a loss of the switch, and now and then. */
export type SurveyEvent =
  | { readonly kind: 'SwitchLost'; readonly why: string }
  | {
      readonly kind: 'SwitchSurveyed'
      /** When the question was asked: legs ordered after that are not judged by the answer. */
      readonly askedAt: Instant
      readonly legs: readonly SurveyedLeg[]
    }

export interface SurveyedLeg {
  readonly legId: LegId
  readonly state: 'dialling' | 'ringing' | 'answered'
  readonly bridgedTo?: LegId
  /** Of an inbound leg that is not answered yet: it may never have been told. */
  readonly arrival?: Arrival
}

/** What came of a question that a flow asked outside; late answers are nobody's. */
export interface Answered {
  readonly kind: 'Answered'
  readonly callbackId: CallbackId
  readonly question: number
  readonly ok: boolean
  /** The HTTP status, where there was one. */
  readonly status?: number
  readonly data: Readonly<Record<string, string>>
}

/** A timer that an effect started came due. */
export interface TimerFired {
  readonly kind: 'TimerFired'
  readonly timer: string
}
