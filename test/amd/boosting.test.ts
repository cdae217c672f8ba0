import { describe, expect, it } from 'vitest'
import { Score } from '../../src/amd/score-table.ts'
import { boosted, type Sample } from '../eval/boosting.ts'
import { seeded } from './sounds.ts'

/** Two thousand moments with three features; the label is right where the first two agree. */
function sampleOf(seed: number): Sample {
  const random = seeded(seed)
  const columns = [0, 1, 2].map(() => Float32Array.from({ length: 2_000 }, random))
  const labels = Uint8Array.from({ length: 2_000 }, (_, row) =>
    columns[0]![row]! > 0.5 === columns[1]![row]! > 0.3 ? 1 : 0,
  )
  return { columns, labels, weights: new Float32Array(2_000).fill(1) }
}

describe('a score of tables', () => {
  const tables = boosted(sampleOf(1), 20)

  it('learns what only two features together tell, and is right about moments it has not seen', () => {
    const { columns, labels } = sampleOf(2)
    const score = new Score(tables)
    const wrong = labels.filter((label, row) => {
      const features = Float64Array.from(columns, (column) => column[row]!)
      return score.of(features) > 0 !== (label === 1)
    })
    expect(wrong.length / labels.length).toBeLessThan(0.02)
  })

  it('asks four questions a table and has points for each of the sixteen answers', () => {
    for (const { questions, points } of tables) {
      expect(questions).toHaveLength(4)
      expect(points).toHaveLength(16)
    }
  })

  it('is the same for the same sample', () => {
    expect(boosted(sampleOf(1), 20)).toEqual(tables)
  })
})
