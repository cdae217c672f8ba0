import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import {
  AMONG_OTHERS,
  CUSTOMER_HZ,
  DeskHouse,
  ERIN_HZ,
  HEARD,
  hears,
  SAM_HZ,
  THIRD_HZ,
  UNHEARD,
  type PrepareSwitch,
} from './desk-house.ts'
import { deskEvidence } from './desk-evidence.ts'
import { deskMishaps } from './desk-mishaps.ts'

/**
 * A shift at the desk, by keyboard alone, with a supervisor at the board: one story for every
 * switch. Everyone says a tone of their own, so that who hears whom is measured.
 */
export function deskStory(prepare: PrepareSwitch): void {
  describe('a person at the desk', () => {
    let house: DeskHouse

    beforeAll(async () => {
      house = await DeskHouse.open(prepare)
    }, 120_000)

    afterAll(() => house?.close())

    beforeEach(() => onTestFailed(async () => void process.stderr.write(await house.tale())))

    it('signs in, has a phone, goes on queue by a key', async () => {
      const { erin, product } = house
      await erin.signIn(product.url, house.tokenOf('erin'))
      await erin.page.getByRole('status').filter({ hasText: 'ready' }).waitFor()
      await erin.press('Go on queue', 'q')
      await erin.page.getByRole('heading', { name: 'You are free' }).waitFor()
    })

    it('sees who calls and why, and talks: each hears the other’s tone', async () => {
      const { page } = house.erin
      const call = await house.calls('+12025550100')
      await page.getByRole('heading', { name: 'Alice' }).waitFor()
      await page.getByText('Good afternoon.').waitFor()
      await page.getByText('A-1').waitFor()
      await house.talking(call)
    })

    it('hangs up, sets another time on the customer’s clock, and wraps up', async () => {
      const { customer, erin } = house
      const call = await customer.call(0)
      await erin.press('Another time', 'r')
      await erin.tabTo(erin.page.getByRole('button', { name: 'Reschedule' }))
      await erin.page.keyboard.press('Enter')
      await erin.page.getByRole('button', { name: 'Reschedule' }).waitFor({ state: 'hidden' })
      await erin.press('Hang up', 'e')
      await call.sees('BYE')
      await house.wrapsUp()
      await erin.page.getByRole('region', { name: 'My callbacks' }).getByText('Alice').waitFor()
    })

    it('mutes: the customer hears nothing, and then hears again', async () => {
      const { erin } = house
      const call = await house.calls('+12025550101')
      await hears(call, ERIN_HZ).toBeGreaterThan(HEARD)
      await erin.press('Mute', 'm')
      await hears(call, ERIN_HZ).toBeLessThan(UNHEARD)
      await erin.press('Unmute', 'm')
      await hears(call, ERIN_HZ).toBeGreaterThan(HEARD)
    })

    it('holds: neither hears the other, and takes back', async () => {
      const { customer, erin } = house
      const call = await customer.call(1)
      await erin.press('Hold', 'h')
      await house.erinHears(CUSTOMER_HZ).toBeLessThan(UNHEARD)
      await hears(call, ERIN_HZ).toBeLessThan(UNHEARD)
      await erin.press('Resume', 'h')
      await house.talking(call)
    })

    it('presses keys that the customer’s side receives', async () => {
      const { customer, erin } = house
      const call = await customer.call(1)
      await erin.press('Keypad', 'd')
      await erin.page.keyboard.press('5')
      await erin.page.keyboard.press('#')
      await expect.poll(() => call.audio.digits.join(''), { timeout: 10_000 }).toBe('5#')
      await erin.page.keyboard.press('Escape')
    })

    it('is watched by a supervisor: unheard, then in her ear alone, then by both', async () => {
      const { customer, erin, product, sam } = house
      const call = await customer.call(1)
      await sam.signIn(product.url, house.tokenOf('sam'))
      await sam.enter(sam.page.getByRole('link', { name: 'Board' }))
      await sam.enter(sam.page.getByRole('button', { name: 'Listen to Alice' }))
      const samHears = (hz: number) => expect.poll(() => sam.hears(hz), { timeout: 15_000 })
      await samHears(CUSTOMER_HZ).toBeGreaterThan(AMONG_OTHERS)
      await samHears(ERIN_HZ).toBeGreaterThan(AMONG_OTHERS)
      expect(await erin.hears(SAM_HZ)).toBeLessThan(UNHEARD)
      expect(call.audio.shareAt(SAM_HZ)).toBeLessThan(UNHEARD)
      await sam.enter(sam.page.getByRole('button', { name: 'Whisper' }))
      await house.erinHears(SAM_HZ).toBeGreaterThan(AMONG_OTHERS)
      expect(call.audio.shareAt(SAM_HZ)).toBeLessThan(UNHEARD)
      await erin.press('Hold', 'h')
      await samHears(CUSTOMER_HZ).toBeLessThan(UNHEARD)
      await erin.press('Resume', 'h')
      await samHears(CUSTOMER_HZ).toBeGreaterThan(AMONG_OTHERS)
      await house.erinHears(SAM_HZ).toBeGreaterThan(AMONG_OTHERS)
      expect(call.audio.shareAt(SAM_HZ)).toBeLessThan(UNHEARD)
      await sam.enter(sam.page.getByRole('button', { name: 'Barge' }))
      await hears(call, SAM_HZ).toBeGreaterThan(AMONG_OTHERS)
      await sam.enter(sam.page.getByRole('button', { name: 'Leave' }))
      await hears(call, SAM_HZ).toBeLessThan(UNHEARD)
      await house.talking(call)
    })

    it('asks somebody else, has all three together, leaves them to each other, wraps up', async () => {
      const { customer, erin } = house
      const call = await customer.call(1)
      const before = customer.calls.length
      await erin.press('Transfer', 't')
      await erin.page.getByRole('dialog', { name: 'Transfer' }).waitFor()
      await erin.page.keyboard.type('+1 202 555 0177')
      await erin.page.keyboard.press('Enter')
      const third = await house.thirdAnswers(before)
      await house.erinHears(THIRD_HZ).toBeGreaterThan(HEARD)
      await house.erinHears(CUSTOMER_HZ).toBeLessThan(UNHEARD)
      await hears(third, ERIN_HZ).toBeGreaterThan(HEARD)
      await erin.press('All together', 'c')
      await house.erinHears(CUSTOMER_HZ).toBeGreaterThan(AMONG_OTHERS)
      await hears(third, CUSTOMER_HZ).toBeGreaterThan(AMONG_OTHERS)
      await hears(call, THIRD_HZ).toBeGreaterThan(AMONG_OTHERS)
      await erin.press('Leave the conference', 'l')
      await hears(call, THIRD_HZ).toBeGreaterThan(HEARD)
      await hears(third, CUSTOMER_HZ).toBeGreaterThan(HEARD)
      await house.wrapsUp()
      third.hangUp()
      await call.sees('BYE')
    })

    it('passes a customer on without a word, and is free for the next', async () => {
      const { customer, erin } = house
      const call = await house.calls('+12025550102')
      await house.talking(call)
      const before = customer.calls.length
      await erin.press('Transfer', 't')
      await erin.page.getByRole('dialog', { name: 'Transfer' }).waitFor()
      await erin.page.keyboard.type('+1 202 555 0178')
      await erin.tabTo(erin.page.getByRole('button', { name: 'Transfer at once' }))
      await erin.page.keyboard.press('Enter')
      await house.wrapsUp()
      const third = await house.thirdAnswers(before)
      await hears(call, THIRD_HZ).toBeGreaterThan(HEARD)
      await hears(third, CUSTOMER_HZ).toBeGreaterThan(HEARD)
      call.hangUp()
      await third.sees('BYE')
    })

    deskMishaps(() => house)
    deskEvidence(() => house)
  })
}
