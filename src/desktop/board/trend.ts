import { useEffect, useState } from 'preact/hooks'
import { live } from '../live/connection.ts'
import { serverNow, tick } from '../live/ticker.ts'

const EVERY_MS = 2_000
/** A quarter of an hour. */
const POINTS_MAX = 450

/** How each queue moved while somebody looked: columns of equal length. */
export interface Trend {
  /** Seconds since 1970. */
  readonly at: number[]
  readonly queues: ReadonlyMap<
    string,
    readonly [waiting: number[], inFlight: number[], free: number[]]
  >
}

const trend = { at: [] as number[], queues: new Map<string, [number[], number[], number[]]>() }

/** Keeps the trend while a board is shown; it outlives the page that shows it. */
export function useTrend(): Trend {
  const [, redraw] = useState(0)
  useEffect(
    () =>
      tick(EVERY_MS, () => {
        notePoint()
        redraw((count) => count + 1)
      }),
    [],
  )
  return trend
}

function notePoint(): void {
  const queues = live.get()?.queues
  if (queues === undefined) return
  trend.at.push(serverNow() / 1_000)
  if (trend.at.length > POINTS_MAX) trend.at.shift()
  for (const queue of queues) {
    const columns = trend.queues.get(queue.id) ?? [[], [], []]
    trend.queues.set(queue.id, columns)
    const values = [queue.waitingCalls + queue.waitingCallbacks, queue.inFlight, queue.agentsIdle]
    columns.forEach((column, i) => {
      while (column.length < trend.at.length - 1) column.push(0)
      column.push(values[i] ?? 0)
      if (column.length > POINTS_MAX) column.shift()
    })
  }
}
