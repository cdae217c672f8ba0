/** Questions, `is this feature over this limit?`, and the points for each way to answer them all. */
export interface ScoreTable {
  readonly questions: readonly (readonly [feature: number, limit: number])[]
  readonly points: readonly number[]
}

/**
 * The sum of the points that a description gets from some tables, each of as many questions. Laid
 * out flat, for it is asked every 10 ms of a tone on every leg.
 */
export class Score {
  readonly #depth: number
  readonly #features: Uint8Array
  readonly #limits: Float64Array
  readonly #points: Float64Array

  constructor(tables: readonly ScoreTable[]) {
    const questions = tables.flatMap((table) => table.questions)
    this.#depth = tables[0]?.questions.length ?? 0
    this.#features = Uint8Array.from(questions, ([feature]) => feature)
    this.#limits = Float64Array.from(questions, ([, limit]) => limit)
    this.#points = Float64Array.from(tables.flatMap((table) => table.points))
  }

  /** The points of a description. Pure; allocates nothing. */
  of(description: Float64Array): number {
    const depth = this.#depth
    const features = this.#features
    const limits = this.#limits
    const points = this.#points
    const leaves = 1 << depth
    let sum = 0
    for (let at = 0, base = 0; at < limits.length; base += leaves) {
      let answer = 0
      for (const end = at + depth; at < end; at += 1)
        answer = 2 * answer + (description[features[at]!]! > limits[at]! ? 1 : 0)
      sum += points[base + answer]!
    }
    return sum
  }
}
