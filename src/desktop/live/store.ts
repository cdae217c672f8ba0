import { useEffect, useState } from 'preact/hooks'

/** A value that can be watched. */
export interface Store<T> {
  get(): T
  /** Watchers are told where the value is another one. */
  set(next: T): void
  /** Returns what ends it. */
  subscribe(watcher: () => void): () => void
}

/** A store that holds a value from the start. */
export function createStore<T>(initial: T): Store<T> {
  const watchers = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const watcher of [...watchers]) watcher()
    },
    subscribe(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
}

/** What a component reads of a store: it is drawn again only where that part has changed. */
export function useStore<T, Part>(store: Store<T>, select: (value: T) => Part): Part {
  const [, redraw] = useState(0)
  const part = select(store.get())
  useEffect(() => {
    let seen = part
    const look = (): void => {
      const next = select(store.get())
      if (Object.is(next, seen)) return
      seen = next
      redraw((count) => count + 1)
    }
    look()
    return store.subscribe(look)
  })
  return part
}
