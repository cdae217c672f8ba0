import type { Callback } from './callback.ts'
import type { CallbackId } from '../ids.ts'

/** An id begins with the time at which it was made (RFC 9562 version 7): so much of it is a minute. */
const MINUTE_DIGITS = 8

/**
 * Open callbacks by id, on a shelf for each minute in which ids were made. Who is dialled next was
 * booked near whoever was dialled last: of a million who wait, the shelves in use stay in the
 * processor's cache. An id that was made otherwise has a shelf like any other.
 */
export class OpenCallbacks {
  private readonly shelves = new Map<string, Map<CallbackId, Callback>>()
  private count = 0

  get size(): number {
    return this.count
  }

  get(id: CallbackId): Callback | undefined {
    return this.shelves.get(minuteOf(id))?.get(id)
  }

  has(id: CallbackId): boolean {
    return this.get(id) !== undefined
  }

  set(id: CallbackId, callback: Callback): void {
    const minute = minuteOf(id)
    let shelf = this.shelves.get(minute)
    if (shelf === undefined) this.shelves.set(minute, (shelf = new Map()))
    const before = shelf.size
    shelf.set(id, callback)
    this.count += shelf.size - before
  }

  /** Says whether it was there. */
  delete(id: CallbackId): boolean {
    const minute = minuteOf(id)
    const shelf = this.shelves.get(minute)
    if (shelf?.delete(id) !== true) return false
    if (shelf.size === 0) this.shelves.delete(minute)
    this.count--
    return true
  }

  /** All of them, shelf by shelf. */
  *values(): Generator<Callback> {
    for (const shelf of this.shelves.values()) yield* shelf.values()
  }

  *keys(): Generator<CallbackId> {
    for (const shelf of this.shelves.values()) yield* shelf.keys()
  }
}

function minuteOf(id: CallbackId): string {
  return id.slice(0, MINUTE_DIGITS)
}
