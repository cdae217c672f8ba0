import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trunkId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { createTrunkUse, freeTrunk, takeTrunk, trunkRoom } from '../../src/core/state/trunk.ts'

const trunk = (channels: number, callsPerSecond: number) =>
  createTrunkUse({ id: trunkId('carrier'), channels, callsPerSecond, callerIds: [] })

describe('a trunk', () => {
  it('has no room when its channels are all taken, until one is free', () => {
    const use = trunk(2, 100)
    takeTrunk(use, instant(0))
    takeTrunk(use, instant(1))
    expect(trunkRoom(use, instant(2))).toEqual({ room: false, why: 'channels' })
    freeTrunk(use)
    expect(trunkRoom(use, instant(3))).toEqual({ room: true })
  })

  it('says when its rate allows the next call', () => {
    const use = trunk(100, 2)
    takeTrunk(use, instant(1_000))
    takeTrunk(use, instant(1_200))
    expect(trunkRoom(use, instant(1_900))).toEqual({ room: false, why: 'rate', at: 2_000 })
    expect(trunkRoom(use, instant(2_000))).toEqual({ room: true })
  })

  it('spaces its calls where it takes less than one a second', () => {
    const use = trunk(100, 0.25)
    takeTrunk(use, instant(0))
    expect(trunkRoom(use, instant(3_999))).toEqual({ room: false, why: 'rate', at: 4_000 })
    expect(trunkRoom(use, instant(4_000))).toEqual({ room: true })
  })

  it('never takes more calls in any second than it may, however they come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 300 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 9 }), (gapsMs, rate) => {
        const use = trunk(10_000, rate)
        const taken: number[] = []
        let now = 0
        for (const gapMs of gapsMs) {
          now += gapMs
          if (!trunkRoom(use, instant(now)).room) continue
          takeTrunk(use, instant(now))
          taken.push(now)
        }
        for (const at of taken) {
          expect(
            taken.filter((other) => other >= at && other < at + 1_000).length,
          ).toBeLessThanOrEqual(rate)
        }
      }),
    )
  })
})
