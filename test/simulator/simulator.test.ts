import { describe, expect, it } from 'vitest'
import { runWorld } from './world.ts'

const FIXED_SEEDS = Array.from({ length: 12 }, (_, i) => i + 1)

describe('the simulator', () => {
  it.each(FIXED_SEEDS)('finds nothing to blame in a quiet world (seed %i)', (seed) => {
    const report = runWorld({ seed, callbacks: 300, withFaults: false, checkEverySteps: 1 })
    expect(report.violations).toEqual([])
    expect(report.closed).toBeGreaterThan(50)
    expect(report.dispositions.get('connected')).toBeGreaterThan(0)
  })

  it.each(FIXED_SEEDS)('finds nothing to blame while things break (seed %i)', (seed) => {
    const report = runWorld({
      seed: seed + 1_000,
      callbacks: 300,
      withFaults: true,
      checkEverySteps: 1,
    })
    expect(report.violations).toEqual([])
    expect(report.closed).toBeGreaterThan(50)
  })
})
