import type { Event } from '../../src/core/state/events.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import type { Instant } from '../../src/core/time.ts'

/** What is folded again at a restart, before the snapshot is renewed. */
const ENTRIES_MAX = 500

/** The store of a simulated world: one snapshot, the events after it, and the fence of the owner. */
export class Journal {
  private fence = 0
  private snapshot = writeSnapshot(createState())
  private entries: { readonly event: Event; readonly at: Instant }[] = []

  /** A new owner: whoever had the work before is refused from now on. The state is the fold. */
  open(): { readonly fence: number; readonly state: State } {
    const state = readSnapshot(this.snapshot)
    for (const { event, at } of this.entries) step(state, event, at)
    return { fence: ++this.fence, state }
  }

  /** An event is durable, unless its owner's fence has been passed. */
  append(fence: number, event: Event, at: Instant): boolean {
    if (fence !== this.fence) return false
    this.entries.push({ event, at })
    return true
  }

  /** The state of the owner, now and then, so that no fold is long. */
  save(state: State): void {
    if (this.entries.length < ENTRIES_MAX) return
    const written = writeSnapshot(state)
    this.entries = []
    this.snapshot = written
  }
}
