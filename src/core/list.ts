/**
 * The list with one more at its end, no longer than it has to be: what many callbacks keep is
 * replaced, never added to, so that whoever has it may go on reading. Pure.
 */
export function withOne<T>(list: readonly T[], item: T): T[] {
  return list.toSpliced(list.length, 0, item)
}
