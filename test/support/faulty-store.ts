import { OperatingError, type ErrorCode } from '../../src/errors.ts'
import type { Batch, Store } from '../../src/ports/store.ts'

/** How one append fails: with nothing stored, or stored and the answer lost. */
export interface Fault {
  readonly code: ErrorCode
  readonly stored: boolean
}

/** A store whose appends fail as told, and which finds out on a retry what it has, as a real one does. */
export interface FaultyStore extends Store {
  /** The next appends fail so, in this order. */
  fail(...faults: Fault[]): void
  /** Every append fails so until it is mended. */
  breakWith(code: ErrorCode): void
  mend(): void
  /** How often an append was tried. */
  readonly tries: number
}

/** Wraps a store. */
export function faultyStore(inner: Store): FaultyStore {
  const faults: Fault[] = []
  let broken: ErrorCode | undefined
  let unanswered: number | undefined
  let tries = 0
  const append = async (batch: Batch): Promise<void> => {
    tries++
    if (broken !== undefined) throw new OperatingError(broken, { why: 'by the test' })
    const fault = faults.shift()
    const last = batch.entries.at(-1)?.sequence
    const isThere = unanswered !== undefined && unanswered === last
    if (!isThere && (fault === undefined || fault.stored)) await inner.append(batch)
    if (fault?.stored === true) unanswered = last
    else if (fault === undefined) unanswered = undefined
    if (fault !== undefined) throw new OperatingError(fault.code, { why: 'by the test' })
  }
  return {
    open: () => inner.open(),
    append,
    saveSnapshot: (snapshot) => inner.saveSnapshot(snapshot),
    readJournal: (fromSequence) => inner.readJournal(fromSequence),
    findInteraction: (id) => inner.findInteraction(id),
    recentInteractions: (count) => inner.recentInteractions(count),
    interactionsOfNumber: (number, count) => inner.interactionsOfNumber(number, count),
    close: () => inner.close(),
    fail: (...more) => void faults.push(...more),
    breakWith: (code) => (broken = code),
    mend: () => (broken = undefined),
    get tries() {
      return tries
    },
  }
}
