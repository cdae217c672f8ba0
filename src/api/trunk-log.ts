import type { LegId } from '../core/ids.ts'
import { instant, type Instant } from '../core/time.ts'
import type { Publication } from './product.ts'
import type { TrunkReport } from './protocol.ts'
import { toWire } from './wire.ts'

const WINDOW_MS = 3_600_000
/** So many ended legs are counted at once: three hours at one a second. */
const ENDED_MAX = 10_000

interface Ended {
  readonly at: Instant
  readonly trunk: string
  readonly cause: string
}

type Counts = Pick<
  TrunkReport['trunks'][number],
  'attempts' | 'failures' | 'lastFailureAt' | 'causes'
>

/** How the legs of the last hour ended, by trunk; kept in memory, since the start. */
export class TrunkLog {
  readonly #trunkOf = new Map<LegId, string>()
  #ended: Ended[] = []

  /** Learns from the timeline which leg went over which trunk, and how it ended. */
  hear({ at, effect }: Publication): void {
    if (effect.kind !== 'Publish') return
    const { event, legId, detail } = effect.note
    if (legId === undefined) return
    if (event === 'dialling') this.#trunkOf.set(legId, String(detail?.['trunk']))
    if (event !== 'leg-released') return
    const trunk = this.#trunkOf.get(legId)
    this.#trunkOf.delete(legId)
    if (trunk === undefined) return
    this.#ended.push({ at, trunk, cause: String(detail?.['cause']) })
    if (this.#ended.length > ENDED_MAX) this.#ended.shift()
  }

  /** What ended on a trunk within the hour before a moment. */
  countsOf(trunk: string, now: Instant): Counts {
    this.#ended = this.#ended.filter(({ at }) => now - at <= WINDOW_MS)
    const ended = this.#ended.filter((each) => each.trunk === trunk)
    const causes: Record<string, number> = {}
    for (const { cause } of ended) causes[cause] = (causes[cause] ?? 0) + 1
    const lastFailure = ended.findLast(({ cause }) => cause === 'network-failure')
    return {
      attempts: ended.length,
      failures: causes['network-failure'] ?? 0,
      causes,
      ...(lastFailure === undefined
        ? {}
        : { lastFailureAt: toWire({ at: instant(lastFailure.at) }).at }),
    }
  }
}
