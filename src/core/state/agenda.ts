import type { Callback } from './callback.ts'
import { emptyLine, firstInLine, joinLine, leaveLine, type Line, type Ranked } from './line.ts'
import { present } from '../assert.ts'
import type { Instant } from '../time.ts'

/** A callback in the order of a moment that concerns it. */
export interface Due extends Ranked {
  readonly callback: Callback
}

/** Callbacks in the order of their moments; a queue has one timer for the first of them. */
export interface Agenda {
  readonly line: Line<Due>
  readonly entries: Map<Callback, Due>
}

/** An agenda with nothing on it. */
export function emptyAgenda(): Agenda {
  return { line: emptyLine(), entries: new Map() }
}

/** Puts a callback on an agenda; it must not be on it. */
export function addToAgenda(agenda: Agenda, callback: Callback, at: Instant): void {
  const due: Due = { priority: 0, rankedAt: at, number: callback.number, callback }
  agenda.entries.set(callback, due)
  joinLine(agenda.line, due)
}

/** Takes a callback off an agenda; it must be on it. */
export function removeFromAgenda(agenda: Agenda, callback: Callback): void {
  const due = present(agenda.entries.get(callback), 'a callback is on the agenda that it leaves')
  agenda.entries.delete(callback)
  leaveLine(agenda.line, due)
}

/** The moment of the first; undefined where there is none. Pure. */
export function nextMoment(agenda: Agenda): Instant | undefined {
  return firstInLine(agenda.line)?.rankedAt as Instant | undefined
}

/** The first whose moment has come; undefined where there is none. Pure. */
export function firstDue(agenda: Agenda, now: Instant): Callback | undefined {
  const first = firstInLine(agenda.line)
  return first !== undefined && first.rankedAt <= now ? first.callback : undefined
}
