/**
 * So many failures in the window, of one source with one name or of one source with any, and it is
 * not listened to any more until the window ends. Offices share an address: one phone with an old
 * password must not lock the others out.
 */
export const THROTTLE = {
  failuresOfName: 8,
  failuresOfSource: 60,
  windowMs: 60_000,
  sources: 10_000,
} as const

/** Counts what went wrong by source address, in bounded memory: the oldest source is forgotten. */
export class Throttle {
  readonly #failures = new Map<string, { count: number; readonly since: number }>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** Whether the source has failed too often. */
  blocked(source: string, nowMs: number): boolean {
    const seen = this.#failures.get(source)
    if (seen === undefined) return false
    if (nowMs - seen.since > THROTTLE.windowMs) {
      this.#failures.delete(source)
      return false
    }
    return seen.count >= this.#most
  }

  failed(source: string, nowMs: number): void {
    const seen = this.#failures.get(source)
    if (seen !== undefined && nowMs - seen.since <= THROTTLE.windowMs) {
      seen.count += 1
      return
    }
    this.#failures.delete(source)
    this.#failures.set(source, { count: 1, since: nowMs })
    if (this.#failures.size <= THROTTLE.sources) return
    const [oldest] = this.#failures.keys()
    if (oldest !== undefined) this.#failures.delete(oldest)
  }

  succeeded(source: string): void {
    this.#failures.delete(source)
  }
}
