import type { Reply } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import { LIMITS } from '../core/limits.ts'
import { OperatingError } from '../errors.ts'

/** An event on its way, and who waits for what comes of it; nobody where it was posted. */
export interface Letter {
  readonly event: Event
  readonly answer?: {
    readonly resolve: (reply: Reply) => void
    readonly reject: (failure: Error) => void
  }
}

/** The last tenth is kept for the switch and the timers, whom nobody can ask to try again. */
const SUBMIT_SHARE = 0.9

/** The one queue in front of the core: bounded, first in, first out. */
export class Mailbox {
  private letters: Letter[] = []
  private next = 0
  private wake: (() => void) | undefined
  private readonly capacity: number

  constructor(capacity: number = LIMITS.mailboxEvents) {
    this.capacity = capacity
  }

  get size(): number {
    return this.letters.length - this.next
  }

  /** Resolves with the core's reply once the event is durable. Rejects with `mailbox-full` or as {@link rejectSubmitted}. */
  submit(event: Event): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.size >= this.capacity * SUBMIT_SHARE) reject(new OperatingError('mailbox-full'))
      else this.put({ event, answer: { resolve, reject } })
    })
  }

  /** Puts in an event for which nobody waits; false where there is no room at all. */
  post(event: Event): boolean {
    if (this.size >= this.capacity) return false
    this.put({ event })
    return true
  }

  /** Takes out the oldest, at most so many. */
  take(most: number): readonly Letter[] {
    const taken = this.letters.slice(this.next, this.next + most)
    this.next += taken.length
    if (this.next === this.letters.length || this.next >= this.capacity) {
      this.letters = this.letters.slice(this.next)
      this.next = 0
    }
    return taken
  }

  /** Resolves when there is something in it, or once the end is asked for and {@link rouse} tells of it. */
  async arrival(isEnd: () => boolean): Promise<void> {
    if (this.size > 0 || isEnd()) return
    await new Promise<void>((resolve) => (this.wake = resolve))
  }

  /** Ends a wait for arrival. */
  rouse(): void {
    this.wake?.()
    this.wake = undefined
  }

  /** Gives what was submitted and not yet taken back to its senders; what was posted stays. */
  rejectSubmitted(failure: Error): void {
    const waiting = this.letters.slice(this.next)
    this.letters = waiting.filter((letter) => letter.answer === undefined)
    this.next = 0
    for (const letter of waiting) letter.answer?.reject(failure)
  }

  private put(letter: Letter): void {
    this.letters.push(letter)
    this.rouse()
  }
}
