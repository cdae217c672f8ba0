import { fail } from './assert.ts'

/** The legal moves of a state machine: from each state, the states that may follow. */
export type Moves<S extends string> = Readonly<Record<S, readonly S[]>>

/**
 * The move is in the table, or the process has a bug and stops. Returns the new state.
 * Pure.
 */
export function move<S extends string>(machine: string, moves: Moves<S>, from: S, to: S): S {
  for (const legal of moves[from]) if (legal === to) return to
  return fail(`${machine}: no move from ${from} to ${to}`)
}
