/** Three questions, `is this feature over this limit?`, and the points for each of the eight answers. */
export interface ScoreTable {
  readonly questions: readonly (readonly [feature: number, limit: number])[]
  readonly points: readonly number[]
}

/** The sum of the points that a description gets from some tables. Pure; allocates nothing. */
export function scoreBy(tables: readonly ScoreTable[], features: Float64Array): number {
  let sum = 0
  for (const { questions, points } of tables) {
    let answer = 0
    for (const [feature, limit] of questions)
      answer = 2 * answer + (features[feature]! > limit ? 1 : 0)
    sum += points[answer]!
  }
  return sum
}
