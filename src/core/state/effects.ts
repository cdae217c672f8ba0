import type { Decision } from './decision.ts'
import type {
  AgentId,
  AttemptId,
  CallbackId,
  LegId,
  PhoneNumber,
  RecordingId,
  TrunkId,
} from '../ids.ts'
import type { InteractionRecord, Note } from './interaction.ts'
import type { Cause } from './outcome.ts'
import type { Instant } from '../time.ts'
import type { AttachMode } from './conversation.ts'

/**
 * Everything that Ringfirst orders: imperatives, performed by the dialer after the event that led
 * to them is durable. Nothing comes back from an effect but later events.
 */
export type Effect = SwitchOrder | TimerEffect | ReportEffect | Ask

/** What the switch is told to do; `ports/softswitch.ts` says what each order promises. */
export type SwitchOrder =
  | DialCustomer
  | DialAgent
  | DialOutside
  /** Take an inbound call; answered by `LegAnswered`. */
  | {
      readonly kind: 'AnswerLeg'
      readonly legId: LegId
      readonly maxCallMs: number
      /** Heard from the answer until something is ordered, as `meanwhile` of a prompt. */
      readonly meanwhile?: string
    }
  /** Before an inbound leg is answered, the cause chooses the status that the caller gets. */
  | { readonly kind: 'ReleaseLeg'; readonly legId: LegId; readonly cause: Cause }
  | {
      readonly kind: 'PlayPrompt'
      readonly legId: LegId
      /** What `PromptEnded` calls it; the file of this name unless parts are given. */
      readonly prompt: string
      /** The files of which it is made, played without a gap: numbers, times. */
      readonly parts?: readonly string[]
      /** Again and again until stopped. */
      readonly loop: boolean
      /** Analysis of the leg goes on while it plays. */
      readonly underAnalysis: boolean
      /**
       * What is heard after its end until the next order, again and again: nobody sits in silence
       * while whoever orders is slow, or not there. It begins a breath after the end.
       */
      readonly meanwhile?: string
    }
  | { readonly kind: 'StopPrompt'; readonly legId: LegId }
  | { readonly kind: 'StopListening'; readonly legId: LegId }
  | { readonly kind: 'BridgeLegs'; readonly a: LegId; readonly b: LegId }
  | { readonly kind: 'SplitLegs'; readonly a: LegId; readonly b: LegId }
  | AttachLeg
  | { readonly kind: 'SendDigits'; readonly legId: LegId; readonly digits: string }
  /** Both directions from now on, whatever the leg is joined to: the far end left, what it hears right. */
  | { readonly kind: 'StartRecording'; readonly legId: LegId; readonly recording: RecordingId }
  | { readonly kind: 'StopRecording'; readonly legId: LegId; readonly recording: RecordingId }

/** Ring a customer; the leg is listened to from its first audio, before the answer and after it. */
export interface DialCustomer {
  readonly kind: 'DialCustomer'
  readonly legId: LegId
  readonly attemptId: AttemptId
  readonly number: PhoneNumber
  readonly trunkId: TrunkId
  readonly callerIdNumber?: PhoneNumber | undefined
  readonly callerIdName?: string | undefined
  readonly ringTimeoutMs: number
  readonly maxCallMs: number
}

/** Ring an agent's phone. */
export interface DialAgent {
  readonly kind: 'DialAgent'
  readonly legId: LegId
  readonly agentId: AgentId
  /** The SIP address to call: a registered Contact or a fixed one. */
  readonly contact: string
  /** What the agent's phone shows as the caller. */
  readonly shownName: string
  readonly shownNumber: PhoneNumber
  readonly ringTimeoutMs: number
  readonly maxCallMs: number
}

/** Ring a number for an agent who transfers or consults: nobody listens for machines. */
export interface DialOutside {
  readonly kind: 'DialOutside'
  readonly legId: LegId
  readonly number: PhoneNumber
  readonly trunkId: TrunkId
  readonly callerIdNumber: PhoneNumber | undefined
  readonly callerIdName: string | undefined
  readonly ringTimeoutMs: number
  readonly maxCallMs: number
}

/**
 * A third leg takes part in what another leg says and hears; again with another mode changes it.
 * `listen`: nobody hears the third; `whisper`: the far end of `to` alone does; `barge`: whoever
 * `to` is bridged to as well, so that all three talk.
 */
export interface AttachLeg {
  readonly kind: 'AttachLeg'
  readonly legId: LegId
  readonly to: LegId
  readonly mode: AttachMode
}

/** A question of a flow to the world outside; `Answered` brings what came of it. */
export interface Ask {
  readonly kind: 'Ask'
  readonly callbackId: CallbackId
  /** Told again in the answer; the same again where a restart asks anew. */
  readonly question: number
  readonly about: Question
}

/** What is asked: a number as people of a country write it, or an HTTP endpoint. */
export type Question =
  | { readonly kind: 'phone-number'; readonly text: string; readonly country: string }
  | {
      readonly kind: 'http'
      readonly url: string
      readonly timeoutMs: number
      readonly number: PhoneNumber
      readonly data: Readonly<Record<string, string>>
    }

/** Wake the core at a moment; starting a running timer moves it. */
export type TimerEffect =
  | { readonly kind: 'StartTimer'; readonly timer: string; readonly at: Instant }
  | { readonly kind: 'CancelTimer'; readonly timer: string }

/** What the world is told. */
export type ReportEffect =
  | { readonly kind: 'Reply'; readonly reply: Reply }
  | { readonly kind: 'Publish'; readonly callbackId: CallbackId; readonly note: Note }
  | { readonly kind: 'PublishDecision'; readonly decision: Decision }
  | { readonly kind: 'PublishAgent'; readonly agentId: AgentId }
  | { readonly kind: 'SaveInteraction'; readonly record: InteractionRecord }

/** The answer to whoever submitted the event: an outcome is data, a refusal has a stable code. */
export type Reply =
  | { readonly ok: true; readonly callbackId?: CallbackId; readonly existing?: boolean }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail: string }

/** Codes of refusals by the core; `src/errors.ts` gives each its text and HTTP status. */
export type RefusalCode =
  | 'unknown-queue'
  | 'unknown-agent'
  | 'unknown-callback'
  | 'unknown-wrap-up-code'
  | 'destination-refused'
  | 'callback-closed'
  | 'agent-not-on-call'
  | 'schedule-too-far'
  | 'queue-full'
  | 'no-phone'
  | 'do-not-call'
  | 'do-not-call-full'
  | 'barred-by-configuration'
  | 'queue-closed'
  | 'unknown-campaign'
  | 'callback-not-in-hand'
  | 'agent-busy'
  | 'window-over'
  | 'too-many-lanes'
  | 'not-now'
  | 'no-trunk-free'
  | 'spend-limit'
