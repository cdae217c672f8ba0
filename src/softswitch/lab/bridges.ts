import type { LegEvent } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import type { LegAudio } from './leg-audio.ts'

/** A joined leg that sends nothing is taken to be silent after so long. */
const FLOW_PATIENCE_MS = 200
const FLOW_CHECK_MS = 10

interface Bridge {
  readonly a: LegId
  readonly b: LegId
  readonly audioA: LegAudio
  readonly audioB: LegAudio
  told: boolean
  timer: NodeJS.Timeout | undefined
}

/** Which legs hear each other. Each leg is in one bridge at most. */
export class Bridges {
  readonly #emit: (event: LegEvent) => void
  readonly #byLeg = new Map<LegId, Bridge>()

  constructor(emit: (event: LegEvent) => void) {
    this.#emit = emit
  }

  /** Joins two legs; told with `LegsBridged` once audio has passed both ways. */
  join(a: LegId, audioA: LegAudio, b: LegId, audioB: LegAudio): void {
    if (this.#byLeg.get(a)?.b === b || this.#byLeg.get(a)?.a === b) return
    this.split(a)
    this.split(b)
    const bridge: Bridge = { a, b, audioA, audioB, told: false, timer: undefined }
    this.#byLeg.set(a, bridge)
    this.#byLeg.set(b, bridge)
    audioA.join(audioB)
    audioB.join(audioA)
    this.#awaitFlow(bridge, performance.now() + FLOW_PATIENCE_MS)
  }

  /** Parts a leg from whom it is joined to, where it is. */
  split(leg: LegId): void {
    const bridge = this.#byLeg.get(leg)
    if (!bridge) return
    clearTimeout(bridge.timer)
    this.#byLeg.delete(bridge.a)
    this.#byLeg.delete(bridge.b)
    bridge.audioA.part()
    bridge.audioB.part()
    if (bridge.told) this.#emit({ kind: 'LegsSplit', a: bridge.a, b: bridge.b })
  }

  /** The leg that this one is joined to. */
  peerOf(leg: LegId): LegId | undefined {
    const bridge = this.#byLeg.get(leg)
    if (!bridge) return undefined
    return bridge.a === leg ? bridge.b : bridge.a
  }

  #awaitFlow(bridge: Bridge, until: number): void {
    const flows = bridge.audioA.hearsPeer && bridge.audioB.hearsPeer
    if (flows || performance.now() >= until) {
      bridge.told = true
      this.#emit({ kind: 'LegsBridged', a: bridge.a, b: bridge.b })
    } else {
      bridge.timer = setTimeout(() => this.#awaitFlow(bridge, until), FLOW_CHECK_MS)
    }
  }
}
