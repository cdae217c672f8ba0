import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffMs } from '../../src/desktop/softphone/back-off.ts'
import { gradeOf, mosOf, qualityOf, type Sample } from '../../src/desktop/softphone/quality.ts'
import { sampleOf } from '../../src/desktop/softphone/stats.ts'

const GOOD: Sample = { rttMs: 40, jitterMs: 4, lossShare: 0 }

describe('how a call sounds', () => {
  it.each([
    ['a clean call of G.711', GOOD, 4.3, 4.5],
    ['a long way', { ...GOOD, rttMs: 400 }, 4.0, 4.4],
    ['a satellite', { ...GOOD, rttMs: 600 }, 3.2, 4.0],
    ['three of a hundred packets lost', { ...GOOD, lossShare: 0.03 }, 3.7, 4.2],
    ['one of five lost', { ...GOOD, lossShare: 0.2 }, 1.9, 2.8],
  ])('%s', (_what, sample, least, most) => {
    expect(mosOf(sample)).toBeGreaterThan(least)
    expect(mosOf(sample)).toBeLessThan(most)
  })

  it('is never better for more delay, more jitter or more loss', () => {
    const sample = fc.record({
      rttMs: fc.double({ min: 0, max: 2_000, noNaN: true }),
      jitterMs: fc.double({ min: 0, max: 300, noNaN: true }),
      lossShare: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const worse = {
          rttMs: Math.max(a.rttMs, b.rttMs),
          jitterMs: Math.max(a.jitterMs, b.jitterMs),
          lossShare: Math.max(a.lossShare, b.lossShare),
        }
        expect(mosOf(worse)).toBeLessThanOrEqual(mosOf(a) + 1e-9)
        expect(mosOf(a)).toBeGreaterThanOrEqual(1)
        expect(mosOf(a)).toBeLessThan(4.5)
      }),
    )
  })

  it('is troubled where three of the last five samples are beyond a threshold, and not before', () => {
    const late = { ...GOOD, rttMs: 401 }
    expect(qualityOf([late, GOOD, late, GOOD, GOOD])?.troubles).toEqual([])
    expect(qualityOf([late, GOOD, late, GOOD, late])?.troubles).toEqual(['delay'])
    expect(qualityOf([late, late, late, GOOD, GOOD, GOOD])?.troubles).toEqual([])
  })

  it.each([
    [{ ...GOOD, rttMs: 400 }, []],
    [{ ...GOOD, jitterMs: 31 }, ['jitter']],
    [{ ...GOOD, lossShare: 0.031 }, ['loss']],
    [{ ...GOOD, lossShare: 0.1 }, ['loss', 'mos']],
  ])('names what is wrong of %j', (sample, troubles) => {
    expect(qualityOf([sample, sample, sample])?.troubles).toEqual(troubles)
  })

  it.each([
    [4.3, 'excellent'],
    [4.15, 'great'],
    [3.8, 'good'],
    [3.3, 'fair'],
    [3.0, 'degraded'],
  ])('has a name at MOS %d: %s', (mos, name) => {
    expect(gradeOf(mos)).toBe(name)
  })

  it('is read off the browser’s report as the difference to the one before', () => {
    const report = [
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 190, packetsLost: 10, jitter: 0.012 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.05 },
    ]
    const read = sampleOf(report, { received: 100, lost: 0 })
    expect(read).toEqual({
      sample: { rttMs: 50, jitterMs: 12, lossShare: 0.1 },
      counted: { received: 190, lost: 10 },
    })
    expect(sampleOf([], { received: 0, lost: 0 })).toBeUndefined()
  })
})

describe('coming back after a cut', () => {
  it('is tried at once, then ever more seldom, and at least every 18 s', () => {
    expect([0, 1, 2, 3, 10].map((attempt) => backOffMs(attempt, 0.5))).toEqual([
      250, 500, 1_000, 2_000, 15_000,
    ])
  })

  it('is spread over a fifth each way, so that a floor of phones does not come as one', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const plain = backOffMs(attempt, 0.5)
        expect(Math.abs(backOffMs(attempt, chance) - plain)).toBeLessThanOrEqual(plain * 0.2 + 1)
      }),
    )
  })
})
