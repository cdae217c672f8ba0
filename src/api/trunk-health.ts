import type { TrunkId } from '../core/ids.ts'
import { HOUR_MS } from '../core/time.ts'
import type { Publication } from './product.ts'

/** How a trunk has done over the last hour. */
export interface TrunkHealth {
  readonly attempts: number
  readonly failures: number
  readonly lastFailureAt?: string
}

/** Causes that are the network's own. */
const FAILURES: ReadonlySet<unknown> = new Set(['network-failure', 'refused', 'media-timeout'])

interface Ended {
  readonly atMs: number
  readonly cause: string
}

const KEPT_MAX = 20_000

/** Counts how the legs of each trunk ended, over an hour, from what is published. */
export class TrunkWatch {
  readonly #trunkOf = new Map<string, TrunkId>()
  readonly #ended = new Map<TrunkId, Ended[]>()

  /** Takes in what is published. */
  take({ effect, at }: Publication): void {
    if (effect.kind !== 'Publish') return
    const { event, legId, detail } = effect.note
    if (legId === undefined) return
    if (event === 'dialling' && typeof detail?.['trunk'] === 'string') {
      this.#trunkOf.set(legId, detail['trunk'] as TrunkId)
    }
    if (event !== 'leg-released') return
    const trunk = this.#trunkOf.get(legId)
    this.#trunkOf.delete(legId)
    if (trunk === undefined) return
    const ended = this.#ended.get(trunk) ?? []
    ended.push({ atMs: at, cause: String(detail?.['cause']) })
    if (ended.length > KEPT_MAX) ended.shift()
    this.#ended.set(trunk, ended)
  }

  /** The last hour of a trunk. */
  healthOf(trunk: TrunkId, nowMs: number): TrunkHealth {
    const ended = this.#lastHour(trunk, nowMs)
    const failures = ended.filter(({ cause }) => FAILURES.has(cause))
    const last = failures.at(-1)
    return {
      attempts: ended.length,
      failures: failures.length,
      ...(last === undefined ? {} : { lastFailureAt: new Date(last.atMs).toISOString() }),
    }
  }

  /** How the calls of the last hour ended, with their counts. */
  causesOf(trunk: TrunkId, nowMs: number): Readonly<Record<string, number>> {
    const causes: Record<string, number> = {}
    for (const { cause } of this.#lastHour(trunk, nowMs)) causes[cause] = (causes[cause] ?? 0) + 1
    return causes
  }

  #lastHour(trunk: TrunkId, nowMs: number): readonly Ended[] {
    return (this.#ended.get(trunk) ?? []).filter(({ atMs }) => atMs > nowMs - HOUR_MS)
  }
}
