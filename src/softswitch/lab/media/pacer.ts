import { FRAME_MS } from './frame.ts'

/** Something that takes part in each tick: first everyone hears, then everyone speaks. */
export interface Paced {
  /** Late: the tick is made up for, and what should have come may not have been read yet. */
  hear(late: boolean): void
  speak(): void
}

/** After a stop of the process longer than this, the ticks in between are left out. */
const CATCH_UP_TICKS = 50

/**
 * One timer for the audio of all legs. Ticks follow a fixed grid of 20 ms, so a late tick does not
 * delay the ones after it; ticks that were missed are made up for, one in each turn of the process.
 */
export class Pacer {
  readonly #members = new Set<Paced>()
  #timer: NodeJS.Timeout | undefined
  #nextAt = 0
  #ticking = false

  add(member: Paced): void {
    this.#members.add(member)
    if (this.#timer || this.#ticking) return
    this.#nextAt = performance.now() + FRAME_MS
    this.#arm()
  }

  remove(member: Paced): void {
    this.#members.delete(member)
    if (this.#members.size === 0) clearTimeout(this.#timer)
    if (this.#members.size === 0) this.#timer = undefined
  }

  #arm(): void {
    const waitMs = this.#nextAt - performance.now()
    // Packets that arrived while the process was busy are read before each frame that is due.
    const run = (): void => void setImmediate(() => this.#run())
    this.#timer = setTimeout(run, Math.max(0, waitMs))
  }

  #run(): void {
    if (this.#members.size === 0) return
    const now = performance.now()
    if (now - this.#nextAt > CATCH_UP_TICKS * FRAME_MS) this.#nextAt = now
    this.#ticking = true
    if (this.#nextAt <= now) {
      const late = now - this.#nextAt > FRAME_MS
      this.#nextAt += FRAME_MS
      this.#tick(late)
    }
    this.#ticking = false
    this.#timer = undefined
    if (this.#members.size > 0) this.#arm()
  }

  #tick(late: boolean): void {
    const members = [...this.#members]
    for (const member of members) member.hear(late)
    for (const member of members) member.speak()
  }
}
