import { randomBytes } from 'node:crypto'
import { HOUR_MS } from '../core/time.ts'
import type { Caller } from './tokens.ts'

/** Browsers signed in, and links that sign one in. In memory: a restart signs everyone out. */
export interface Sessions {
  /** A code that signs in once, within a day. */
  createCode(caller: Caller): string
  /** The caller of a code, which is then used up. */
  redeemCode(code: string): Caller | undefined
  /** A session's secret, for a cookie. */
  open(caller: Caller): string
  find(secret: string): Caller | undefined
  end(secret: string): void
}

/** How long a session lasts without being opened again. */
export const SESSION_MS = 12 * HOUR_MS
const CODE_MS = 24 * HOUR_MS
const HELD_MAX = 1_000

/** No sessions yet. `now` is a clock in milliseconds. */
export function createSessions(now: () => number): Sessions {
  const codes = new Holder(now, CODE_MS)
  const sessions = new Holder(now, SESSION_MS)
  return {
    createCode: (caller) => codes.add(caller),
    redeemCode: (code) => codes.take(code),
    open: (caller) => sessions.add(caller),
    find: (secret) => sessions.find(secret),
    end: (secret) => void sessions.take(secret),
  }
}

/** Callers by a random secret, for a time; beyond the limit the oldest goes. */
class Holder {
  readonly #now: () => number
  readonly #lifeMs: number
  readonly #held = new Map<string, { readonly caller: Caller; readonly until: number }>()

  constructor(now: () => number, lifeMs: number) {
    this.#now = now
    this.#lifeMs = lifeMs
  }

  add(caller: Caller): string {
    const secret = randomBytes(32).toString('base64url')
    const oldest = this.#held.keys().next()
    if (this.#held.size >= HELD_MAX && oldest.done !== true) this.#held.delete(oldest.value)
    this.#held.set(secret, { caller, until: this.#now() + this.#lifeMs })
    return secret
  }

  find(secret: string): Caller | undefined {
    const held = this.#held.get(secret)
    return held === undefined || held.until < this.#now() ? undefined : held.caller
  }

  take(secret: string): Caller | undefined {
    const caller = this.find(secret)
    this.#held.delete(secret)
    return caller
  }
}
