import type { CallbackId, PhoneNumber } from '../ids.ts'

/** One for each pair of last digits, which numbers share evenly. */
const SHELVES = 100
const ZERO = 48

/**
 * The open callback of each number, on a shelf for the number's last two digits: where a million
 * wait, one map of them takes 0.1 s to grow, which no event may wait for; a shelf, a hundredth of that.
 */
export class OpenNumbers {
  private readonly shelves: Map<PhoneNumber, CallbackId>[] = []

  get(number: PhoneNumber): CallbackId | undefined {
    return this.shelves[shelfOf(number)]?.get(number)
  }

  has(number: PhoneNumber): boolean {
    return this.get(number) !== undefined
  }

  set(number: PhoneNumber, id: CallbackId): void {
    if (this.shelves.length === 0) for (let i = 0; i < SHELVES; i++) this.shelves.push(new Map())
    this.shelves[shelfOf(number)]?.set(number, id)
  }

  delete(number: PhoneNumber): void {
    this.shelves[shelfOf(number)]?.delete(number)
  }
}

function shelfOf(number: PhoneNumber): number {
  const tens = number.charCodeAt(number.length - 2) - ZERO
  const ones = number.charCodeAt(number.length - 1) - ZERO
  return tens * 10 + ones
}
