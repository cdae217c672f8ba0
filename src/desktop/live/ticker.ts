import { useEffect, useState } from 'preact/hooks'
import { createStore } from './store.ts'

/** How far the server's clock is ahead of this machine's, in milliseconds. */
export const clockOffset = createStore(0)

/** The server's time in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + clockOffset.get()
}

const watchers = new Map<number, Set<() => void>>()

/** Runs a handler so often, all of one period together; returns what ends it. */
export function tick(everyMs: number, handler: () => void): () => void {
  const existing = watchers.get(everyMs)
  const set = existing ?? new Set()
  set.add(handler)
  if (existing === undefined) {
    watchers.set(everyMs, set)
    const timer = setInterval(() => {
      if (set.size > 0) return set.forEach((each) => each())
      clearInterval(timer)
      watchers.delete(everyMs)
    }, everyMs)
  }
  return () => void set.delete(handler)
}

/** The server's time, refreshed so often. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(serverNow())
  useEffect(() => tick(everyMs, () => setNowMs(serverNow())), [everyMs])
  return nowMs
}
