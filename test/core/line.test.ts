import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byRank,
  emptyLine,
  firstInLine,
  inOrder,
  joinLine,
  leaveLine,
  positionInLine,
  type Ranked,
} from '../../src/core/state/line.ts'

/** Who joins (a rank) and who leaves (an index among those in line). */
const moves = fc.array(
  fc.oneof(
    fc.record({
      join: fc.record({
        priority: fc.integer({ min: -2, max: 2 }),
        rankedAt: fc.integer({ min: 0, max: 50 }),
      }),
    }),
    fc.record({ leave: fc.nat() }),
  ),
  { maxLength: 2_000 },
)

describe('a line', () => {
  it('stands in one order, whoever joins and leaves, and knows everybody’s position', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const line = emptyLine<Ranked>()
        const model: Ranked[] = []
        steps.forEach((one, number) => {
          if ('join' in one) {
            const item = { ...one.join, number }
            joinLine(line, item)
            model.push(item)
          } else if (model.length > 0) {
            const [item] = model.splice(one.leave % model.length, 1)
            if (item !== undefined) leaveLine(line, item)
          }
        })
        const sorted = model.toSorted(byRank)
        expect([...inOrder(line)]).toEqual(sorted)
        expect(line.size).toBe(sorted.length)
        expect(firstInLine(line)).toBe(sorted[0])
        const middle = sorted[sorted.length >> 1]
        if (middle !== undefined)
          expect(positionInLine(line, middle)).toBe((sorted.length >> 1) + 1)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps its runs short when a hundred thousand join at the end', () => {
    const line = emptyLine<Ranked>()
    for (let number = 0; number < 100_000; number++)
      joinLine(line, { priority: 0, rankedAt: number, number })
    expect(Math.max(...line.runs.map((run) => run.length))).toBeLessThanOrEqual(512)
    expect(line.runs.length).toBeLessThan(400)
  })

  it('lets nobody leave who is not in it', () => {
    const line = emptyLine<Ranked>()
    joinLine(line, { priority: 0, rankedAt: 1, number: 1 })
    expect(() => {
      leaveLine(line, { priority: 0, rankedAt: 1, number: 2 })
    }).toThrow('only what is in line can leave it')
  })
})
