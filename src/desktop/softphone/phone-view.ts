import type { Quality } from './quality.ts'

/**
 * The line between this page and the switch.
 *
 * ```
 *  off ──► connecting ──► ready ◄──► lost
 *   ▲          │            │          │
 *   ├──────────┴────────────┴──────────┘
 *   └◄─► elsewhere
 * ```
 *
 * `lost` tries again by itself, with back-off. A call whose media flow is not touched by it.
 * `elsewhere`: another tab or machine has the phone; this page gets it when asked, or when that
 * tab is gone.
 */
export type LineState = 'off' | 'connecting' | 'ready' | 'lost' | 'elsewhere'

/** The call that the phone has; it never has two. */
export interface PhoneCall {
  readonly state: 'ringing' | 'answering' | 'up'
  readonly shownName: string
  readonly shownNumber: string
  readonly sinceMs: number
}

/** All that the page shows of the phone. */
export interface PhoneView {
  readonly line: LineState
  /** Why there is no line, for a person. */
  readonly failure?: string
  readonly retryAtMs?: number
  readonly microphone: 'unknown' | 'granted' | 'refused' | 'missing'
  readonly call?: PhoneCall
  readonly muted: boolean
  readonly quality?: Quality
}
