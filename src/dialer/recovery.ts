import { assert } from '../core/assert.ts'
import type { Effect } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import { readSnapshot, SNAPSHOT_FORMAT, snapshotFormat } from '../core/snapshot.ts'
import { createState, type State } from '../core/state/state.ts'
import { instant, type Instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import type { Opened, Snapshot, Store } from '../ports/store.ts'
import type { Publications } from './publications.ts'

/** How the core takes one event; the real one unless a test says otherwise. */
export type Step = (
  state: State,
  event: Event,
  now: Instant,
) => { readonly state: State; readonly effects: readonly Effect[] }

/** What a journal folds to. */
export interface Recovered {
  readonly state: State
  readonly lastSequence: number
  /** The time of the last entry: what comes is never earlier. */
  readonly lastAt: Instant
}

/**
 * The state as the last durable event left it: the snapshot and every entry after it, stepped
 * again. Nothing is performed: what an owner before us had still to do, the survey of the switch
 * and the armed timers bring to light. A snapshot of an older format is left aside: the journal
 * says all of it again. Rejects as the store does, and with `store-newer` where the snapshot is.
 */
export async function recover(
  store: Store,
  opened: Opened,
  step: Step,
  publications: Publications,
): Promise<Recovered> {
  const snapshot = usable(opened.snapshot)
  let state = snapshot === undefined ? createState() : readSnapshot(snapshot.state)
  let lastSequence = snapshot?.sequence ?? 0
  let lastAt = instant(0)
  publications.restart({ sequence: lastSequence, index: snapshot === undefined ? -1 : Infinity })
  for await (const { sequence, at, event } of store.readJournal(lastSequence + 1)) {
    assert(sequence === lastSequence + 1, `the journal has a gap after ${lastSequence}`)
    const result = step(state, event, at)
    state = result.state
    lastSequence = sequence
    lastAt = at
    publish(publications, sequence, at, result.effects)
  }
  assert(lastSequence === opened.lastSequence, `the journal ends at ${opened.lastSequence}`)
  return { state, lastSequence, lastAt }
}

function usable(snapshot: Snapshot | undefined): Snapshot | undefined {
  const found = snapshot === undefined ? SNAPSHOT_FORMAT : snapshotFormat(snapshot.state)
  if (found > SNAPSHOT_FORMAT) {
    throw new OperatingError('store-newer', { found, known: SNAPSHOT_FORMAT })
  }
  return found === SNAPSHOT_FORMAT ? snapshot : undefined
}

/** Tells of what an entry published; the first failure of those who were told is returned. */
export function publish(
  publications: Publications,
  sequence: number,
  at: Instant,
  effects: readonly Effect[],
): unknown {
  let index = 0
  let failure: unknown
  for (const effect of effects) {
    if (!isPublished(effect)) continue
    failure ??= publications.tell({ sequence, index: index++, at, effect })
  }
  return failure
}

function isPublished(effect: Effect): effect is Extract<Effect, { kind: `Publish${string}` }> {
  return effect.kind.startsWith('Publish')
}
