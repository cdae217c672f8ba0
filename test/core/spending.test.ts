import { describe, expect, it } from 'vitest'
import { phoneNumber } from '../../src/core/ids.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { rateOf, spentBy } from '../../src/core/state/spending.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { house } from '../support/house.ts'

const SPEND = {
  limit: 10,
  windowMs: HOUR_MS,
  rates: [
    { prefix: '+1', perMinute: 1 },
    { prefix: '+1202', perMinute: 2 },
  ],
}
const SITES = makeOrganisation().sites.map((site) => ({ ...site, spend: SPEND }))

function spendingHouse() {
  const scene = house({}, { bob: {} }, { sites: SITES })
  scene.onQueue()
  const spent = (): number => {
    const [site] = scene.state.sites.values()
    return site === undefined ? 0 : spentBy(scene.state.spending, site, scene.now).spent
  }
  return { scene, spent }
}

describe('what calls cost', () => {
  it.each([
    ['+12025550100', 2],
    ['+13035550100', 1],
    ['+442071234567', 0],
  ])('a minute to %s costs %i: the longest prefix counts', (number, rate) => {
    expect(rateOf(SPEND, phoneNumber(number))).toBe(rate)
  })

  it('is the first minute while it rings, nothing where nobody answers', () => {
    const { scene, spent } = spendingHouse()
    const alice = scene.book()
    expect(spent()).toBe(2)
    scene.release(scene.customerLeg(alice), 'busy')
    expect(spent()).toBe(0)
  })

  it.each([
    [1_000, 2],
    [60_000, 2],
    [60_001, 4],
    [180_000, 6],
  ])('is every minute that has begun: %i ms cost %i', (talkMs, cost) => {
    const { scene, spent } = spendingHouse()
    const alice = scene.book()
    scene.join(alice)
    scene.wait(talkMs)
    scene.hangUp(alice)
    expect(spent()).toBe(cost)
  })

  it('leaves the window with time, and a restored house has spent the same', () => {
    const { scene, spent } = spendingHouse()
    const alice = scene.book()
    scene.join(alice)
    scene.hangUp(alice)
    const restored = readSnapshot(writeSnapshot(scene.state))
    expect([...restored.spending]).toEqual([...scene.state.spending])
    scene.wait(HOUR_MS - 1)
    expect(spent()).toBe(2)
    scene.wait(2 * MINUTE_MS)
    expect(spent()).toBe(0)
  })
})
