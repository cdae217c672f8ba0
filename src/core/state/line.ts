import { assert } from '../assert.ts'

/** What a line is ordered by: higher priority first, then the earlier moment, then the earlier number. */
export interface Ranked {
  readonly priority: number
  /** The moment that ranks it: when it entered the queue, or when it is due. */
  readonly rankedAt: number
  /** Given once, ever growing: no two are equal. */
  readonly number: number
}

/**
 * Things in one order. First, insertion, removal and position cost about the same with a thousand
 * in line as with a million: the line is a list of short sorted runs.
 */
export interface Line<T extends Ranked> {
  readonly runs: T[][]
  size: number
}

const RUN_LENGTH_MAX = 512

/** A line with nobody in it. */
export function emptyLine<T extends Ranked>(): Line<T> {
  return { runs: [], size: 0 }
}

/** Negative where `a` goes before `b`. Pure. */
export function byRank(a: Ranked, b: Ranked): number {
  return b.priority - a.priority || a.rankedAt - b.rankedAt || a.number - b.number
}

/** The one whose turn it is; undefined where nobody waits. */
export function firstInLine<T extends Ranked>(line: Line<T>): T | undefined {
  return line.runs[0]?.[0]
}

/** Puts one into its place; who goes last, as most do, is not compared with the others. */
export function joinLine<T extends Ranked>(line: Line<T>, item: T): void {
  line.size++
  const lastRun = line.runs.at(-1)
  const last = lastRun?.at(-1)
  if (lastRun === undefined || last === undefined) line.runs.push([item])
  else if (byRank(last, item) > 0) joinBetween(line, item)
  else if (lastRun.length < RUN_LENGTH_MAX) lastRun.push(item)
  else line.runs.push([item])
}

function joinBetween<T extends Ranked>(line: Line<T>, item: T): void {
  const runIndex = runFor(line, item)
  const run = line.runs[runIndex]
  assert(run !== undefined, 'who does not go last goes before somebody')
  run.splice(placeIn(run, item), 0, item)
  if (run.length > RUN_LENGTH_MAX) line.runs.splice(runIndex + 1, 0, run.splice(run.length >> 1))
}

/** Takes one out of its place; it has to be there. */
export function leaveLine<T extends Ranked>(line: Line<T>, item: T): void {
  const isFirst = firstInLine(line) === item
  const runIndex = isFirst ? 0 : runFor(line, item)
  const run = line.runs[runIndex]
  const place = isFirst || run === undefined ? 0 : placeIn(run, item)
  assert(run?.[place] === item, 'only what is in line can leave it')
  if (place === 0) run.shift()
  else run.splice(place, 1)
  if (run.length === 0) line.runs.splice(runIndex, 1)
  line.size--
  assert(line.size >= 0, 'a line is never shorter than empty')
}

/** How many are before one, plus 1; it has to be in line. */
export function positionInLine<T extends Ranked>(line: Line<T>, item: T): number {
  const runIndex = runFor(line, item)
  let before = 0
  for (let i = 0; i < runIndex; i++) before += line.runs[i]?.length ?? 0
  const run = line.runs[runIndex]
  assert(run !== undefined, 'only what is in line has a position')
  const place = placeIn(run, item)
  assert(run[place] === item, 'only what is in line has a position')
  return before + place + 1
}

/** How many in line go before something of that rank, whether it is in line or not. Pure. */
export function countBefore<T extends Ranked>(line: Line<T>, rank: T): number {
  const runIndex = runFor(line, rank)
  let before = 0
  for (let i = 0; i < runIndex; i++) before += line.runs[i]?.length ?? 0
  const run = line.runs[runIndex]
  return run === undefined ? before : before + placeIn(run, rank)
}

/** Everyone in order. */
export function* inOrder<T extends Ranked>(line: Line<T>): Generator<T> {
  for (const run of line.runs) yield* run
}

/** The run in which an item belongs: the first whose last one does not go before it. */
function runFor<T extends Ranked>(line: Line<T>, item: T): number {
  let low = 0
  let high = line.runs.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const run = line.runs[middle]
    const last = run?.[run.length - 1]
    if (last !== undefined && byRank(last, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function placeIn<T extends Ranked>(run: readonly T[], item: T): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = run[middle]
    if (other !== undefined && byRank(other, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}
