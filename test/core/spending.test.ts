import { describe, expect, it } from 'vitest'
import { agentId, phoneNumber, siteId } from '../../src/core/ids.ts'
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
    return site === undefined ? 0 : spentBy(scene.state, site, scene.now).spent
  }
  return { scene, spent }
}

/** Bob has Alice on the line and passes her on to a number outside. */
function passesOn() {
  const { scene, spent } = spendingHouse()
  const callbackId = scene.book()
  scene.join(callbackId)
  const pass = (number: string): void => {
    const to = { kind: 'number', number: phoneNumber(number) } as const
    scene.say({ kind: 'CallTransferred', agentId: agentId('bob'), callbackId, to })
  }
  return { scene, spent, callbackId, pass, outside: () => scene.orders('DialOutside') }
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
    expect(spent()).toBe(cost)
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

  it('is given back where it was charged: it never makes room for more than the limit', () => {
    const { scene, spent } = spendingHouse()
    const alice = scene.book()
    scene.wait(25_000)
    scene.release(scene.customerLeg(alice), 'no-answer')
    expect([spent(), scene.state.spending.get(siteId('home'))]).toEqual([0, []])
    scene.wait(HOUR_MS + 40_000)
    expect(spent()).toBe(0)
  })

  it('is of calls to numbers outside too, from the dial on', () => {
    const { scene, spent, pass, outside } = passesOn()
    pass('+13035550100')
    expect(spent()).toBe(3)
    const legId = outside()[0]?.legId
    if (legId !== undefined) scene.answer(legId)
    scene.wait(MINUTE_MS + 1)
    expect(spent()).toBe(6)
  })

  it('does not let Bob pass her on to a number that would cost more than is left', () => {
    const { scene, pass, outside, callbackId } = passesOn()
    scene.wait(4 * MINUTE_MS + 1)
    pass('+13035550100')
    expect(scene.lastReply).toMatchObject({ ok: false, code: 'spend-limit', detail: '10 of 10' })
    expect([outside(), scene.stateOf(callbackId)]).toEqual([[], 'talking'])
    pass('+442071234567')
    expect(outside()).toHaveLength(1)
  })
})
