import type { LegEvent } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import { recordingEnd } from '../recording-file.ts'
import type { Leg, Release } from './leg.ts'

/**
 * The legs that are up, and the gate through which everything about them is told: nothing of a leg
 * that was released, one `LegReleased` each, and the split of a bridge before it.
 */
export class LegTable {
  readonly #legs = new Map<LegId, Leg>()
  readonly #byChannel = new Map<string, Leg>()
  readonly #byOwner = new Map<string, Set<Leg>>()
  readonly #emit: (event: LegEvent) => void
  readonly #onReleased: (legId: LegId) => void

  constructor(emit: (event: LegEvent) => void, onReleased: (legId: LegId) => void) {
    this.#emit = emit
    this.#onReleased = onReleased
  }

  add(leg: Leg): void {
    this.#legs.set(leg.id, leg)
    this.#byChannel.set(leg.channelId, leg)
    const owner = ownerOf(leg.id)
    const kin = this.#byOwner.get(owner)
    if (kin === undefined) this.#byOwner.set(owner, new Set([leg]))
    else kin.add(leg)
  }

  get(id: string | undefined): Leg | undefined {
    return this.#legs.get(id as LegId)
  }

  /** The leg that FreeSWITCH calls so. */
  ofChannel(channelId: string | undefined): Leg | undefined {
    return channelId === undefined ? undefined : this.#byChannel.get(channelId)
  }

  /** The legs that are up of the same owner: a callback, or an agent's presence. */
  kinOf(id: LegId): Iterable<Leg> {
    return this.#byOwner.get(ownerOf(id)) ?? []
  }

  all(): readonly Leg[] {
    return [...this.#legs.values()]
  }

  /** Tells something of a leg, unless it is gone. */
  tell(event: LegEvent): void {
    const id = 'legId' in event ? event.legId : event.a
    if (this.#legs.has(id)) this.#emit(event)
  }

  /** Two legs hear each other now. */
  joined(a: Leg, b: Leg): void {
    if (a.bridgedTo === b.id) return
    this.split(a)
    this.split(b)
    a.bridgedTo = b.id
    b.bridgedTo = a.id
    this.#emit({ kind: 'LegsBridged', a: a.id, b: b.id })
  }

  /** The leg hears nobody any more, if it did. */
  split(leg: Leg): void {
    const other = this.get(leg.bridgedTo)
    leg.bridgedTo = undefined
    if (other === undefined) return
    other.bridgedTo = undefined
    this.#emit({ kind: 'LegsSplit', a: leg.id, b: other.id })
  }

  /** The leg has ended: said once, and then it is forgotten. */
  release(leg: Leg, how: Release): void {
    if (this.#legs.get(leg.id) !== leg) return
    this.split(leg)
    for (const recording of leg.recordings.keys())
      this.#emit(recordingEnd(leg.id, recording, 0, 'unknown-end'))
    leg.forget()
    this.#legs.delete(leg.id)
    this.#byChannel.delete(leg.channelId)
    this.#parted(leg)
    this.#emit({ kind: 'LegReleased', legId: leg.id, ...how })
    this.#onReleased(leg.id)
  }

  #parted(leg: Leg): void {
    const owner = ownerOf(leg.id)
    const kin = this.#byOwner.get(owner)
    kin?.delete(leg)
    if (kin?.size === 0) this.#byOwner.delete(owner)
  }
}

/** A leg's id is its owner's but for the last four digits. */
function ownerOf(legId: LegId): string {
  return legId.slice(0, -4)
}
