import type { AgentId, LegId, PhoneNumber, QueueId } from '../ids.ts'
import { move, type Moves } from '../machine.ts'
import type { Instant } from '../time.ts'

/**
 * How customer and agent stand to each other while a customer is on the line who has, or had, an
 * agent.
 *
 * ```
 *  together ◄──────► held ◄──────► consulting ──► conference
 *   │  ▲ └──────────────────────────▲   │             │
 *   │  └────────────────────────────────┴─────────────┘
 *   └──────► transferring ◄─────────────┘ (held, consulting and conference too)
 * ```
 *
 * `held`: the customer hears music. `consulting`: the same, while the agent rings or talks with a
 * third party. `conference`: all three. `transferring`: the agent has left; the customer waits for,
 * or talks with, a party outside.
 */
export type TalkState = 'together' | 'held' | 'consulting' | 'conference' | 'transferring'

/** The legal moves of a conversation. */
export const TALK_MOVES: Moves<TalkState> = {
  together: ['held', 'consulting', 'transferring'],
  held: ['together', 'consulting', 'transferring'],
  consulting: ['held', 'conference', 'together', 'transferring'],
  conference: ['together', 'transferring'],
  transferring: [],
}

/** Whom the agent consults, or has transferred to: an agent, or a number outside. */
export interface ThirdParty {
  readonly legId: LegId
  readonly agentId: AgentId | undefined
  readonly number: PhoneNumber | undefined
  answered: boolean
}

/** A supervisor on the call. */
export interface Watcher {
  readonly agentId: AgentId
  readonly legId: LegId
  readonly since: Instant
  mode: AttachMode
  /** Their phone has been answered. */
  present: boolean
}

/** The conversation of a callback: who is on the line beside customer and agent, and how. */
export interface Conversation {
  state: TalkState
  third: ThirdParty | undefined
  watchers: readonly Watcher[]
}

/** Customer and agent, and nobody else. */
export function createConversation(): Conversation {
  return { state: 'together', third: undefined, watchers: [] }
}

/** Moves a conversation, or stops at a bug. */
export function moveTalk(talk: Conversation, to: TalkState): void {
  talk.state = move('conversation', TALK_MOVES, talk.state, to)
}

/** Where a call goes that an agent passes on. */
export type TransferTarget =
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'number'; readonly number: PhoneNumber }

export type AttachMode = 'listen' | 'whisper' | 'barge'
