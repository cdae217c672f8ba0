import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CUSTOMER_HZ, DeskHouse, ERIN_HZ, HEARD, hears, THIRD_HZ } from './desk-house.ts'
import type { PrepareSwitch } from './desk-house.ts'
import { tone } from './peer-audio.ts'
import type { PeerCall } from './sip-peer.ts'

/**
 * What goes wrong at a desk whose agent has a leg that stands: lines are cut, tabs die, machines
 * sleep. State is the server's: the agent comes back to the truth, and no customer is lost.
 */
export function deskMishaps(prepare: PrepareSwitch): void {
  describe('an agent with a leg that stands', () => {
    let house: DeskHouse
    let call: PeerCall

    beforeAll(async () => {
      house = await DeskHouse.open(prepare, (peer) => ({
        connection: 'persistent',
        contact: peer.contact('erin'),
      }))
      await house.erin.signIn(house.product.url, house.tokenOf('erin'))
      await house.erin.page.getByRole('status').filter({ hasText: 'ready' }).waitFor()
      await house.erin.press('Go on queue', 'q')
      await house.erin.page.getByRole('heading', { name: 'You are free' }).waitFor()
    }, 120_000)

    afterAll(() => house?.close())

    const lost = () => house.erin.page.getByRole('alert').filter({ hasText: 'lost' })
    const desk = () => house.erin.page.getByRole('toolbar', { name: 'Call' })

    it('gets a customer without ringing, passes them on, and is free for the next', async () => {
      const { customer, erin } = house
      call = await house.calls('+12025550100', false)
      await house.talking(call)
      const before = customer.calls.length
      await erin.press('Transfer', 't')
      await erin.page.getByRole('dialog', { name: 'Transfer' }).waitFor()
      await erin.page.keyboard.type('+1 202 555 0178')
      await erin.enter(erin.page.getByRole('button', { name: 'Transfer at once' }))
      await house.wrapsUp()
      const third = await house.thirdAnswers(before)
      await hears(call, THIRD_HZ).toBeGreaterThan(HEARD)
      third.hangUp()
      await call.sees('BYE')
    })

    it('is on queue still after the page was loaded anew', async () => {
      const { page } = house.erin
      await page.reload()
      await page.getByRole('heading', { name: 'You are free' }).waitFor()
      call = await house.calls('+12025550101', false)
      await house.talking(call)
    })

    it('keeps the call while the page’s connection is cut', async () => {
      const { page } = house.erin
      await page.context().setOffline(true)
      await page.evaluate("dispatchEvent(new Event('offline'))")
      await lost().waitFor({ timeout: 2_500 })
      await hears(call, ERIN_HZ).toBeGreaterThan(HEARD)
      await page.context().setOffline(false)
      await page.evaluate("dispatchEvent(new Event('online'))")
      await page.getByText('All well').waitFor()
      await desk().waitFor()
      await house.talking(call)
    })

    it('gets the customer back after loading the page anew in the middle of the call', async () => {
      await house.erin.page.reload()
      await desk().waitFor()
      await house.talking(call)
    })

    it('takes leave of the customer', async () => {
      await house.erin.press('Hang up', 'e')
      await call.sees('BYE')
      await house.wrapsUp()
    })

    it('takes calls on another phone of theirs', async () => {
      const { customer, erin, product } = house
      await erin.press('Go off queue', 'q')
      await erin.enter(erin.page.getByRole('button', { name: 'End of shift' }))
      await erin.enter(erin.page.getByRole('button', { name: 'Other device' }))
      const before = customer.calls.length
      await erin.press('Go on queue', 'q')
      const deskPhone = await customer.call(before, 10_000)
      deskPhone.ring()
      deskPhone.answer()
      deskPhone.audio.say(tone(THIRD_HZ))
      await expect.poll(async () => (await product.agent('erin')).state).toBe('idle')
      call = await house.calls('+12025550102', false)
      await hears(call, THIRD_HZ).toBeGreaterThan(HEARD)
      await hears(deskPhone, CUSTOMER_HZ).toBeGreaterThan(HEARD)
      call.hangUp()
      await house.wrapsUp()
    })
  })
}
