import type { Live, LiveChange, LiveTable } from '../../api/protocol.ts'

const TABLES: readonly LiveTable[] = ['queues', 'agents', 'calls', 'waiting', 'trunks']

/**
 * The board with a change applied: rows that did not change stay the same objects, so that only
 * what moved is drawn again. Pure.
 */
export function applyChange(live: Live, change: LiveChange): Live {
  const { changed, gone, ...rest } = change
  const next = { ...live, ...rest }
  for (const table of TABLES) {
    const rows = changed[table]
    const ids = gone[table]
    if (rows === undefined && ids === undefined) continue
    const before: readonly Row[] = live[table]
    Object.assign(next, { [table]: applyRows(before, rows ?? [], new Set(ids)) })
  }
  return next
}

interface Row {
  readonly id: string
}

function applyRows(
  before: readonly Row[],
  changed: readonly Row[],
  gone: ReadonlySet<string>,
): readonly Row[] {
  const rows = new Map(before.map((row) => [row.id, row]))
  for (const id of gone) rows.delete(id)
  for (const row of changed) rows.set(row.id, row)
  return [...rows.values()]
}
