/** A page's claim to be the one that has something. */
export interface Claim {
  /** Takes it from whichever page has it. */
  take(): void
  end(): void
}

/** What happens to a page that claims. */
export interface Turns {
  /** It is this page's. */
  won(): void
  /** Another page of this browser has it; this one gets it as soon as that one ends or dies. */
  lost(): void
}

/**
 * One page of a browser has what is named, whoever asked first: an agent who opens their desk in a
 * second tab keeps the call in the first. The browser itself knows when a page dies (Web Locks).
 */
export function claimFor(name: string, turns: Turns): Claim {
  let letGo: (() => void) | undefined
  let waiting = new AbortController()
  let ended = false
  const hold = (): Promise<void> | undefined => {
    if (ended) return undefined
    turns.won()
    return new Promise((resolve) => (letGo = resolve))
  }
  const stolen = (): void => {
    letGo = undefined
    if (ended) return
    turns.lost()
    wait()
  }
  const wait = (): void => {
    const { signal } = (waiting = new AbortController())
    navigator.locks.request(name, { signal }, hold).catch(() => {
      if (!signal.aborted) stolen()
    })
  }
  const first = (lock: Lock | null): Promise<void> | undefined => {
    if (lock !== null || ended) return hold()
    turns.lost()
    wait()
    return undefined
  }
  navigator.locks.request(name, { ifAvailable: true }, first).catch(stolen)
  return {
    take: () => {
      if (letGo !== undefined) return turns.won()
      waiting.abort()
      navigator.locks.request(name, { steal: true }, hold).catch(stolen)
    },
    end: () => {
      ended = true
      waiting.abort()
      letGo?.()
    },
  }
}
