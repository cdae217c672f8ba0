import type { TrunkId } from '../../core/ids.ts'
import type { TrunkEvent } from '../../core/state/events.ts'
import { later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { TrunkConnection } from '../settings.ts'
import type { SipStack } from './sip-stack.ts'
import { targetOf } from './trunk-call.ts'

/** So long a trunk may take to answer. */
export const TRUNK_ANSWER_MS = 3_000
/** One question may be lost on the way; this many in a row are not. */
const MISSES = 2
/** What drachtio-server says in the place of a trunk that it cannot reach. */
const NOBODY: ReadonlySet<number> = new Set([408, 503])

/** What watching trunks needs of its surroundings. */
export interface TrunkWatchParts {
  readonly stack: SipStack
  readonly clock: Clock
  readonly trunks: readonly TrunkConnection[]
  readonly emit: (event: TrunkEvent) => void
}

/**
 * Asks each trunk whose settings say so, again and again, by SIP OPTIONS (RFC 3261 section 11), and
 * tells when it falls silent and when it answers again. Any answer will do: a trunk that refuses
 * the question is there.
 */
export class TrunkWatch {
  readonly #parts: TrunkWatchParts
  readonly #waits = new Map<TrunkId, () => void>()
  readonly #misses = new Map<TrunkId, number>()
  #stopped = false

  constructor(parts: TrunkWatchParts) {
    this.#parts = parts
  }

  /** Asks all of them now, and then each in its time. */
  start(): void {
    for (const trunk of this.#parts.trunks) {
      if (trunk.optionsEveryMs !== undefined) this.#ask(trunk, trunk.optionsEveryMs)
    }
  }

  stop(): void {
    this.#stopped = true
    for (const disarm of this.#waits.values()) disarm()
    this.#waits.clear()
  }

  #ask(trunk: TrunkConnection, everyMs: number): void {
    const { clock, stack } = this.#parts
    const next = clock.at(later(clock.now(), everyMs), () => this.#ask(trunk, everyMs))
    this.#waits.set(trunk.id, next)
    void askTrunk(stack, trunk).then((status) => {
      if (status === 'not-asked' || this.#stopped) return
      if (status === 'silence') this.#missed(trunk.id)
      else this.#answered(trunk.id)
    })
  }

  #missed(id: TrunkId): void {
    const misses = (this.#misses.get(id) ?? 0) + 1
    this.#misses.set(id, misses)
    if (misses === MISSES) this.#parts.emit({ kind: 'TrunkSilent', trunkId: id })
  }

  /** Told of the first answer too: an earlier process may have left the trunk as silent. */
  #answered(id: TrunkId): void {
    const misses = this.#misses.get(id)
    this.#misses.set(id, 0)
    if (misses === undefined || misses >= MISSES)
      this.#parts.emit({ kind: 'TrunkAnswers', trunkId: id })
  }
}

/** Asks a trunk once: the status of its answer, silence, or that the edge could not even ask. */
export function askTrunk(
  stack: SipStack,
  trunk: TrunkConnection,
): Promise<number | 'silence' | 'not-asked'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silence'), TRUNK_ANSWER_MS)
    const settle = (what: number | 'silence' | 'not-asked'): void => {
      clearTimeout(timer)
      resolve(what)
    }
    const target = targetOf(trunk, '0').replace('0@', '')
    try {
      stack.request(target, { method: 'OPTIONS' }, (error, request) => {
        if (error !== null) return settle('not-asked')
        request?.on('response', ({ status }) => settle(NOBODY.has(status) ? 'silence' : status))
      })
    } catch {
      settle('not-asked')
    }
  })
}
