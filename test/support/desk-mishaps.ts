import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { CUSTOMER_HZ, HEARD, hears, THIRD_HZ, type DeskHouse } from './desk-house.ts'
import { tone } from './peer-audio.ts'
import type { PeerCall } from './sip-peer.ts'

const SUSPENDED_MS = 20_000

/**
 * What goes wrong at a desk, with a customer on the line: lines are cut, tabs die, machines sleep.
 * Erin's leg stands, Bob's phone rings for each call. State is the server's: each comes back to
 * the truth, no customer is lost whose media lived, nobody is stuck.
 */
export function deskMishaps(at: () => DeskHouse): void {
  let ofErin: PeerCall
  let ofBob: PeerCall

  const bobs = () => ({ seat: at().sam, queueId: 'sales' })
  const controls = (seat = at().erin) => seat.page.getByRole('toolbar', { name: 'Call' })

  it('keeps a leg up from here on: a customer is there without ringing', async () => {
    const { erin, product } = at()
    await erin.press('Go off queue', 'q')
    await erin.enter(erin.page.getByRole('button', { name: 'End of shift' }))
    await erin.page.getByRole('heading', { name: 'You are off queue' }).waitFor()
    const choice = { device: 'softphone', connection: 'persistent' }
    expect((await product.ask('POST', '/v1/agents/erin/phone', choice)).status).toBe(204)
    await erin.press('Go on queue', 'q')
    await erin.page.getByRole('heading', { name: 'You are free' }).waitFor()
    ofErin = await at().calls('+12025550103', false)
    await at().talking(ofErin)
  })

  it('keeps the call while the page’s connection is cut', async () => {
    const { page } = at().erin
    await page.context().setOffline(true)
    await page.evaluate("dispatchEvent(new Event('offline'))")
    await page.getByRole('alert').filter({ hasText: 'lost' }).waitFor({ timeout: 2_500 })
    await hears(ofErin, at().erin.toneHz).toBeGreaterThan(HEARD)
    await page.context().setOffline(false)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.getByText('All well').waitFor()
    await controls().waitFor()
    await at().talking(ofErin)
  })

  it('gets the customer back after loading the page anew', async () => {
    await at().erin.page.reload()
    await controls().waitFor()
    await at().talking(ofErin)
  })

  it('leaves the call where it is when the desk is opened in a second tab, until asked', async () => {
    const { erin } = at()
    const first = erin.page
    const second = await first.context().newPage()
    await second.goto(first.url())
    await second.getByText('Your phone is in another tab').waitFor()
    await at().talking(ofErin)
    erin.page = second
    await erin.enter(second.getByRole('button', { name: 'Use it here' }))
    await at().talking(ofErin)
    await first.getByText('Your phone is in another tab').waitFor()
    await first.close()
    expect(ofErin.count('BYE')).toBe(0)
  })

  it('gets the customer back after the tab was killed, whether or not a leg stands', async () => {
    const { erin, product, sam: bob } = at()
    await at().bobSitsDown()
    ofBob = await at().calls('+12025550104', true, bobs())
    await at().talking(ofBob, bob)
    await Promise.all([erin.crashTab(product.url), bob.crashTab(product.url)])
    await bob.press('Answer', 'a')
    await Promise.all([at().talking(ofErin), at().talking(ofBob, bob)])
    await controls().waitFor()
    expect([ofErin.count('BYE'), ofBob.count('BYE')]).toEqual([0, 0])
  })

  it('is not free while the machine sleeps, sees so when it wakes, and gets the customer back', async () => {
    const { erin, product, sam: bob } = at()
    const wakes = [erin.suspend(), bob.suspend()]
    const asleepAt = Date.now()
    try {
      const states = async () => [
        (await product.agent('erin')).state,
        (await product.agent('bob')).state,
      ]
      const gone = ['off-queue', 'not-responding']
      await expect.poll(states, { timeout: SUSPENDED_MS + 5_000 }).toEqual(gone)
      await sleep(asleepAt + SUSPENDED_MS - Date.now())
    } finally {
      for (const wake of wakes) wake()
    }
    await erin.page.getByText('your phone was lost').waitFor({ timeout: 15_000 })
    await erin.press('Go on queue', 'q')
    // A phone that said nothing rings again by itself; who was heard ringing says that they are back.
    const isBack = bob.page.getByRole('button', { name: 'I am back' })
    await isBack
      .or(bob.page.getByRole('button', { name: 'Answer' }))
      .first()
      .waitFor()
    // The phone may ring between the look and the key, which says nothing then.
    if (await isBack.isVisible()) await bob.page.keyboard.press('b')
    await bob.press('Answer', 'a')
    await Promise.all([at().talking(ofErin), at().talking(ofBob, bob)])
    expect([ofErin.count('BYE'), ofBob.count('BYE')]).toEqual([0, 0])
  })

  it('takes leave, wraps up, and is free for the next', async () => {
    const { erin, sam: bob } = at()
    await Promise.all([erin.press('Hang up', 'e'), bob.press('Hang up', 'e')])
    await Promise.all([ofErin.sees('BYE'), ofBob.sees('BYE')])
    await at().wrapsUp()
    await at().wrapsUp(bob)
    ofBob = await at().calls('+12025550105', true, bobs())
    await at().talking(ofBob, bob)
    ofBob.hangUp()
  })

  it('takes calls on another phone of theirs', async () => {
    const { customer, erin, product } = at()
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
    const call = await at().calls('+12025550106', false)
    await hears(call, THIRD_HZ).toBeGreaterThan(HEARD)
    await hears(deskPhone, CUSTOMER_HZ).toBeGreaterThan(HEARD)
    call.hangUp()
    await at().wrapsUp()
  })
}
