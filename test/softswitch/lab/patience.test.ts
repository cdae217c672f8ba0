import { afterEach, describe, expect, it } from 'vitest'
import { afterAwake } from '../../../src/softswitch/lab/patience.ts'
import { eventually } from '../../support/eventually.ts'

function stall(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('patience', () => {
  const disarm: (() => void)[] = []
  afterEach(() => disarm.splice(0).forEach((each) => each()))

  it('runs out after its time, never before', async () => {
    const start = performance.now()
    let ended = 0
    disarm.push(afterAwake(170, () => (ended = performance.now() - start)))
    await eventually(() => ended > 0, 2_000)
    expect(ended).toBeGreaterThanOrEqual(169)
  })

  it('does not count the time in which the process was stopped', async () => {
    const start = performance.now()
    let ended = 0
    disarm.push(afterAwake(200, () => (ended = performance.now() - start)))
    stall(300)
    await eventually(() => ended > 0, 2_000)
    expect(ended).toBeGreaterThan(430)
  })

  it('is called off', async () => {
    let ended = false
    afterAwake(60, () => (ended = true))()
    await expect(eventually(() => ended, 200)).rejects.toThrow()
  })
})
