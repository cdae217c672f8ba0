/** The list of whoever has none; replaced with the first one, never added to. */
export const NONE: readonly never[] = []

/**
 * The list with one more at its end, no longer than it has to be: what many callbacks keep is
 * replaced, never added to, so that whoever has it may go on reading. Pure.
 */
export function withOne<T>(list: readonly T[], item: T): T[] {
  return list.length === 0 ? [item] : list.toSpliced(list.length, 0, item)
}
