import { seeded } from '../amd/sounds.ts'

/** Choices that are the same for a name, always: the corpus has no other source of chance. */
export class Dice {
  readonly #next: () => number

  constructor(name: string) {
    let hash = 2_166_136_261
    for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619)
    this.#next = seeded(hash)
  }

  /** From `least` to `most`. */
  between(least: number, most: number): number {
    return least + (most - least) * this.#next()
  }

  chance(share: number): boolean {
    return this.#next() < share
  }

  one<T>(things: readonly T[]): T {
    return things[Math.min(things.length - 1, Math.floor(this.#next() * things.length))]!
  }

  unit(): number {
    return this.#next()
  }
}
