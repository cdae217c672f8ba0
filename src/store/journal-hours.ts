import type { Organisation } from '../core/state/organisation.ts'
import { HOUR_MS, type Instant } from '../core/time.ts'
import type { JournalEntry, Opened, Store } from '../ports/store.ts'

/** An entry without its number. */
type Entry = Pick<JournalEntry, 'at' | 'event'>

/**
 * The sequence of the first entry at or after a moment; one past the last where there is none. By
 * halves: times in a journal never go back, so a year of it costs some fifty looks.
 */
export async function firstSince(store: Store, at: number): Promise<number> {
  let before = 0
  let after = 1
  while (await isBefore(store, after, at)) {
    before = after
    after *= 2
  }
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (await isBefore(store, middle, at)) before = middle
    else after = middle
  }
  return after
}

/**
 * The last hours of a journal, with the configuration of its snapshot before them and the switch up:
 * what came earlier is not read, so that agents who were on queue before are not known. All of it
 * where no hours are asked for, or there is no snapshot yet. Rejects as the store.
 */
export async function lastHours(
  store: Store,
  { snapshot, lastSequence }: Opened,
  hours: number | undefined,
): Promise<readonly Entry[]> {
  const last = await entryAt(store, lastSequence)
  if (last === undefined) return []
  const organisation = snapshot === undefined ? undefined : organisationIn(snapshot.state)
  const isWhole = organisation === undefined || hours === undefined
  const first = isWhole ? 1 : await firstSince(store, last.at - hours * HOUR_MS)
  const entries: Entry[] = []
  for await (const { at, event } of store.readJournal(first)) entries.push({ at, event })
  const [begin] = entries
  if (organisation === undefined || first === 1 || begin === undefined) return entries
  return [...beginning(begin.at, organisation), ...entries]
}

/** What a replay begins with that does not begin with the journal: a configuration, the switch up. */
export function beginning(at: Instant, organisation: Organisation): readonly Entry[] {
  return [
    { at, event: { kind: 'OrganisationConfigured', organisation } },
    { at, event: { kind: 'SwitchSurveyed', askedAt: at, legs: [] } },
  ]
}

function organisationIn(state: string): Organisation | undefined {
  const { organisation } = JSON.parse(state) as { readonly organisation: Organisation | null }
  return organisation ?? undefined
}

async function isBefore(store: Store, sequence: number, at: number): Promise<boolean> {
  const entry = await entryAt(store, sequence)
  return entry !== undefined && entry.at < at
}

async function entryAt(store: Store, sequence: number): Promise<JournalEntry | undefined> {
  for await (const entry of store.readJournal(Math.max(1, sequence))) return entry
  return undefined
}
