import type { Effect } from '../core/state/effects.ts'
import type { Instant } from '../core/time.ts'

/** What the world is told of. */
export type PublishedEffect = Extract<
  Effect,
  { readonly kind: 'Publish' | 'PublishDecision' | 'PublishAgent' }
>

/** A place in the stream: an entry of the journal, and which of its publications, from 0. */
export interface Cursor {
  readonly sequence: number
  readonly index: number
}

/** One thing that the world is told, with its place in the stream. */
export interface Publication extends Cursor {
  readonly at: Instant
  readonly effect: PublishedEffect
}

const HELD = 10_000

/** The stream of publications: its newest ten thousand, and those who follow it. */
export class Publications {
  private held: Publication[] = []
  private readonly handlers = new Set<(publication: Publication) => void>()
  /** Everything after this place is held. */
  private heldAfter: Cursor

  constructor(heldAfter: Cursor = { sequence: 0, index: -1 }) {
    this.heldAfter = heldAfter
  }

  /** Forgets all: everything after that place will be told again. */
  restart(heldAfter: Cursor): void {
    this.held = []
    this.heldAfter = heldAfter
  }

  /** Tells everyone. A handler that throws does not keep it from the others: the first failure is returned. */
  tell(publication: Publication): unknown {
    this.keep(publication)
    let failure: unknown
    for (const handler of [...this.handlers]) {
      try {
        handler(publication)
      } catch (thrown) {
        failure ??= thrown
      }
    }
    return failure
  }

  /** Tells of everything from here on; returns what ends it. */
  subscribe(handler: (publication: Publication) => void): () => void {
    this.handlers.add(handler)
    return () => this.handlers.delete(handler)
  }

  /** What came after a place, oldest first; undefined where some of it is no longer held. */
  backlog(after: Cursor): readonly Publication[] | undefined {
    if (isBefore(after, this.heldAfter)) return undefined
    return this.held.filter((publication) => isBefore(after, publication))
  }

  private keep(publication: Publication): void {
    this.held.push(publication)
    if (this.held.length < 2 * HELD) return
    const dropped = this.held.splice(0, HELD)
    this.heldAfter = dropped.at(-1) ?? this.heldAfter
  }
}

function isBefore(a: Cursor, b: Cursor): boolean {
  return a.sequence < b.sequence || (a.sequence === b.sequence && a.index < b.index)
}
