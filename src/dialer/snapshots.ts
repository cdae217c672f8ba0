import { LIMITS } from '../core/limits.ts'
import { later, type Instant } from '../core/time.ts'
import type { Snapshot, Store } from '../ports/store.ts'

/** When a snapshot is due, and its saving beside the journal. */
export class Snapshots {
  private readonly store: Store
  private readonly failed: (failure: unknown) => void
  private lastSequence = 0
  private dueAt: Instant | undefined
  private saving: Promise<void> | undefined

  constructor(store: Store, failed: (failure: unknown) => void) {
    this.store = store
    this.failed = failed
  }

  /** The store has a snapshot of that entry; 0 where it has none. */
  startFrom(sequence: number, now: Instant): void {
    this.lastSequence = sequence
    this.dueAt = later(now, LIMITS.snapshotEveryMs)
  }

  /** Saves one where it is due; the state is written at once, saved in the background. */
  look(sequence: number, now: Instant, write: () => string): void {
    if (this.saving !== undefined || sequence === this.lastSequence) return
    const isDue = this.dueAt !== undefined && now >= this.dueAt
    if (!isDue && sequence - this.lastSequence < LIMITS.snapshotEveryEvents) return
    this.save({ sequence, state: write() }, now)
  }

  /** Saves one now, unless nothing has happened since the last, and waits for it. */
  async finish(sequence: number, now: Instant, write: () => string): Promise<void> {
    await this.saving
    if (sequence > this.lastSequence) this.save({ sequence, state: write() }, now)
    await this.saving
  }

  private save(snapshot: Snapshot, now: Instant): void {
    this.dueAt = later(now, LIMITS.snapshotEveryMs)
    this.saving = this.store
      .saveSnapshot(snapshot)
      .then(() => {
        this.lastSequence = snapshot.sequence
      })
      .catch(this.failed)
      .finally(() => (this.saving = undefined))
  }
}
