import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Playout } from '../../../src/softswitch/lab/media/playout.ts'

const FRAME = 160

/** A packet whose samples all carry its number. */
function packet(number: number): Int16Array {
  return new Int16Array(FRAME).fill(number + 1)
}

function put(playout: Playout, numbers: readonly number[], base = 0): void {
  for (const number of numbers) playout.put((base + number * FRAME) | 0, packet(number))
}

/** What comes out in so many ticks: the number of the packet, or undefined. */
function take(playout: Playout, ticks: number): (number | undefined)[] {
  return Array.from({ length: ticks }, () => {
    const [first] = playout.take() ?? []
    return first === undefined ? undefined : first - 1
  })
}

describe('playing out', () => {
  it('waits for a third packet, then gives one frame a tick', () => {
    const playout = new Playout()
    put(playout, [0, 1])
    expect(take(playout, 1)).toEqual([undefined])
    put(playout, [2])
    expect(take(playout, 4)).toEqual([0, 1, 2, undefined])
  })

  it('leaves a gap where a packet was lost and keeps the time', () => {
    const playout = new Playout()
    put(playout, [0, 1, 3])
    expect(take(playout, 4)).toEqual([0, 1, undefined, 3])
  })

  it('goes on at the right place after a pause of the far end', () => {
    const playout = new Playout()
    put(playout, [0, 1, 2])
    expect(take(playout, 5)).toEqual([0, 1, 2, undefined, undefined])
    put(playout, [5, 6, 7])
    expect(take(playout, 2)).toEqual([5, 6])
  })

  it('plays late what came late, and loses nothing of it', () => {
    const playout = new Playout()
    put(playout, [0, 1, 2])
    expect(take(playout, 5)).toEqual([0, 1, 2, undefined, undefined])
    put(playout, [3, 4, 5])
    expect(take(playout, 3)).toEqual([3, 4, 5])
  })

  it.each([
    ['nothing where packets came late', [3, 4, 5], 5, 0],
    ['what was lost between others', [3, 5, 6], 3, 1],
    ['what the far end left out in a pause', [7, 8, 9], 7, 4],
    ['no more than the time that went by', [90, 91, 92], 7, 4],
  ])('counts as missing %s', (_, later, ticks, missing) => {
    const playout = new Playout()
    put(playout, [0, 1, 2])
    take(playout, ticks)
    put(playout, later)
    take(playout, 3)
    expect(playout.takeMissing()).toBe(missing * FRAME)
    expect(playout.takeMissing()).toBe(0)
  })

  it('gives up on what has not come for 300 ms, all of it at once', () => {
    const playout = new Playout()
    const missing = Array.from({ length: 16 }, () => {
      playout.take()
      return playout.takeMissing() / FRAME
    })
    expect(missing).toEqual([...Array<number>(14).fill(0), 15, 1])
  })

  it('gives the rest when no more will come', () => {
    const playout = new Playout()
    put(playout, [0, 1, 3])
    expect([...playout.rest()].map(([first = 0]) => first - 1)).toEqual([0, 1, 3])
    expect([...playout.rest()]).toEqual([])
  })

  it('drops a packet whose time has passed', () => {
    const playout = new Playout()
    put(playout, [0, 2, 3])
    take(playout, 3)
    put(playout, [1])
    expect(take(playout, 2)).toEqual([3, undefined])
  })

  it('starts anew where the far end’s clock has moved back', () => {
    const playout = new Playout()
    put(playout, [100, 101, 102])
    take(playout, 3)
    put(playout, [0, 1, 2, 3, 4])
    expect(take(playout, 3)).toEqual([2, 3, 4])
  })

  it('starts anew where the far end’s clock has leapt', () => {
    const playout = new Playout()
    put(playout, [0, 1, 2])
    take(playout, 3)
    put(playout, [30_000, 30_001, 30_002])
    expect(take(playout, 3)).toEqual([30_000, 30_001, 30_002])
  })

  it('cuts back a burst, so that the delay stays small', () => {
    const playout = new Playout()
    put(
      playout,
      Array.from({ length: 40 }, (_, number) => number),
    )
    expect(take(playout, 11)).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39, undefined])
  })

  it('gives every packet once and in order, whatever order neighbours came in', () => {
    const swaps = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(swaps, fc.integer(), (swapped, base) => {
        const numbers = Array.from({ length: 8 }, (_, number) => number)
        swapped.forEach((swap, at) => {
          const [a = 0, b] = numbers.slice(at, at + 2)
          if (swap && at > 0 && b !== undefined) numbers.splice(at, 2, b, a)
        })
        const first = numbers[0] ?? 0
        fc.pre(first === 0)
        const playout = new Playout()
        put(playout, numbers, base)
        expect(take(playout, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      }),
    )
  })
})
