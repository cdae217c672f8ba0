import type { Event } from '../core/state/events.ts'
import type { CallbackId, PhoneNumber } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import type { Instant } from '../core/time.ts'

/**
 * Where the journal, the snapshots and the finished interactions live.
 *
 * MUST, for every adapter (the suite in `test/conformance/store.ts` tries each):
 *
 * 1. `append` resolves only after the batch would survive a power cut, whole or not at all.
 * 2. Sequence numbers have no gaps and no doubles: a batch that does not follow the last one is
 *    refused, and so is every batch of an owner whose fence has been passed (`lease-lost`).
 * 3. `open` refuses while another live process owns the division (`store-in-use`), takes over from
 *    a dead one at once and from a silent one after `LIMITS.leaseMs`.
 * 4. `open` refuses a store of a newer version (`store-newer`) and changes nothing in it.
 * 5. A store that is gone or full rejects with a retryable operating error (`store-gone`,
 *    `store-full`) and loses nothing that was acknowledged.
 */
export interface Store {
  /** Takes ownership and returns what to start from. */
  open(): Promise<Opened>
  append(batch: Batch): Promise<void>
  /** Replaces older snapshots; the journal before it is kept for audit. */
  saveSnapshot(snapshot: Snapshot): Promise<void>
  /** The journal from a sequence number on, in order. */
  readJournal(fromSequence: number): AsyncIterable<JournalEntry>
  /** A finished or open interaction as last saved; undefined where there is none. */
  findInteraction(id: CallbackId): Promise<InteractionRecord | undefined>
  /** The interactions last saved, newest first. */
  recentInteractions(count: number): Promise<readonly InteractionRecord[]>
  /** The interactions with a number last saved, newest first. */
  interactionsOfNumber(number: PhoneNumber, count: number): Promise<readonly InteractionRecord[]>
  /** Gives up ownership and lets go; a store that this process started is stopped. */
  close(): Promise<void>
}

export interface Opened {
  readonly snapshot: Snapshot | undefined
  /** The last sequence number in the journal; 0 where it is empty. */
  readonly lastSequence: number
  /** Grows with every owner. */
  readonly fence: number
}

export interface JournalEntry {
  readonly sequence: number
  readonly at: Instant
  readonly event: Event
}

/** What one commit holds. */
export interface Batch {
  readonly entries: readonly JournalEntry[]
  /** Interactions to save with it; a later one with the same id replaces the earlier. */
  readonly interactions: readonly InteractionRecord[]
}

/** The whole state after one entry of the journal. */
export interface Snapshot {
  readonly sequence: number
  /** As `core/snapshot.ts` writes it. */
  readonly state: string
}
