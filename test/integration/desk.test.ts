/**
 * A person at the desk, in Chromium, on the lab switch, with a customer and colleagues of our own
 * making on SIP: everyone says a tone of their own, so that who hears whom is measured.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserSeat, CHROMIUM } from '../support/browser-seat.ts'
import { recorded, tone, type Source } from '../support/peer-audio.ts'
import { ownSettings } from '../support/product-settings.ts'
import { buildProduct, disposeOf, Product, productFolder } from '../support/product.ts'
import { SipPeer, type PeerCall } from '../support/sip-peer.ts'

if (!existsSync(CHROMIUM)) process.stderr.write(`desk: skipped, there is no ${CHROMIUM}\n`)

const CUSTOMER_HZ = 523
const ERIN_HZ = 1_000
const SAM_HZ = 700
const THIRD_HZ = 1_400
/** A tone is heard where most of the energy is its own. */
const HEARD = 0.5

describe.skipIf(!existsSync(CHROMIUM))('a person at the desk', () => {
  const folder = productFolder()
  let product: Product
  let customer: SipPeer
  let erin: BrowserSeat
  let sam: BrowserSeat

  beforeAll(async () => {
    buildProduct()
    customer = await SipPeer.open()
    product = await Product.start(folder, settings())
    ;[erin, sam] = await Promise.all([BrowserSeat.open(ERIN_HZ), BrowserSeat.open(SAM_HZ)])
  })

  afterAll(async () => {
    await erin.close()
    await sam.close()
    customer.close()
    await disposeOf(folder, product)
  })

  function settings(): object {
    const base = ownSettings({
      agents: [],
      queues: { support: [{ port: customer.port }] },
      queue: {
        acw: { mode: 'mandatory', level: 'participant' },
        script: 'Good afternoon.',
      },
    })
    const phone = (name: string): object => ({ phone: { password: `${name}s-secret` } })
    return {
      ...base,
      agents: {
        erin: { name: 'Erin', queues: ['support'], ...phone('erin') },
        sam: { name: 'Sam', role: 'supervisor', ...phone('sam') },
      },
    }
  }

  function tokenOf(agentId: string): string {
    const file = readFileSync(join(product.dataFolder, 'tokens.json'), 'utf8')
    const { tokens } = JSON.parse(file) as { tokens: { agentId?: string; token: string }[] }
    return tokens.find((each) => each.agentId === agentId)?.token ?? ''
  }

  /** The button is there and may be pressed: what its key does, it does. */
  async function press(seat: BrowserSeat, button: string, key: string): Promise<void> {
    await seat.page.getByRole('button', { name: button, disabled: false }).first().waitFor()
    await seat.page.keyboard.press(key)
  }

  /** A customer is called, answers, is heard to be a person, and the agent answers. */
  async function connected(number: string): Promise<PeerCall> {
    const before = customer.calls.length
    await product.book(number, 'support', { customerName: 'Alice', data: { order: 'A-1' } })
    const call = await customer.call(before, 10_000)
    call.ring()
    call.answer()
    call.audio.say(later(recorded('src/lab/audio/hello.wav'), 500))
    await press(erin, 'Answer', 'a')
    await erin.page.getByRole('toolbar', { name: 'Call' }).waitFor()
    call.audio.say(tone(CUSTOMER_HZ))
    return call
  }

  const hearsErin = (call: PeerCall) =>
    expect.poll(() => call.audio.shareAt(ERIN_HZ), { timeout: 10_000 })
  const erinHears = (hz: number) => expect.poll(() => erin.hears(hz), { timeout: 10_000 })

  async function wrapUp(): Promise<void> {
    await erin.page.getByRole('heading', { name: 'wrapping up' }).waitFor()
    await expect
      .poll(() => erin.page.locator(':focus').getAttribute('aria-label'))
      .toMatch(/How did it end/)
    await erin.page.keyboard.type('resol')
    await erin.page.keyboard.press('Enter')
    await erin.page.keyboard.press('Control+Enter')
    await erin.page.getByRole('heading', { name: 'You are free' }).waitFor()
  }

  it('signs in, has a phone, goes on queue by a key', async () => {
    await erin.signIn(product.url, tokenOf('erin'))
    await press(erin, 'Go on queue', 'q')
    await erin.page.getByRole('heading', { name: 'You are free' }).waitFor()
  })

  it('sees who calls and why, and talks: each hears the other’s tone', async () => {
    const call = await connected('+12025550100')
    await erin.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await erin.page.getByText('Good afternoon.').waitFor()
    await erin.page.getByText('A-1').waitFor()
    await hearsErin(call).toBeGreaterThan(HEARD)
    await erinHears(CUSTOMER_HZ).toBeGreaterThan(HEARD)
  })

  it('hangs up, sets another time on the customer’s clock, and wraps up', async () => {
    const call = await customer.call(0)
    await press(erin, 'Another time', 'r')
    await erin.page.getByRole('button', { name: 'Reschedule' }).click()
    await press(erin, 'Hang up', 'e')
    await call.sees('BYE')
    await wrapUp()
    await erin.page.getByRole('region', { name: 'My callbacks' }).getByText('Alice').waitFor()
  })

  it('mutes: the customer hears nothing, and then hears again', async () => {
    const call = await connected('+12025550101')
    await hearsErin(call).toBeGreaterThan(HEARD)
    await press(erin, 'Mute', 'm')
    await hearsErin(call).toBeLessThan(0.05)
    await press(erin, 'Unmute', 'm')
    await hearsErin(call).toBeGreaterThan(HEARD)
  })

  it('holds: neither hears the other, and takes back', async () => {
    const call = await customer.call(1)
    await press(erin, 'Hold', 'h')
    await erinHears(CUSTOMER_HZ).toBeLessThan(0.05)
    await hearsErin(call).toBeLessThan(0.05)
    await press(erin, 'Resume', 'h')
    await hearsErin(call).toBeGreaterThan(HEARD)
    await erinHears(CUSTOMER_HZ).toBeGreaterThan(HEARD)
  })

  it('presses keys that the customer’s side receives', async () => {
    const call = await customer.call(1)
    await press(erin, 'Keypad', 'd')
    await erin.page.keyboard.press('5')
    await erin.page.keyboard.press('#')
    await expect.poll(() => call.audio.digits.join(''), { timeout: 10_000 }).toBe('5#')
    await erin.page.keyboard.press('Escape')
  })

  it('keeps the call when the page’s connection is cut, and comes back to the truth', async () => {
    const call = await customer.call(1)
    await erin.page.context().setOffline(true)
    await erin.page.evaluate("dispatchEvent(new Event('offline'))")
    await erin.page.getByRole('alert').filter({ hasText: 'lost' }).waitFor({ timeout: 2_500 })
    await hearsErin(call).toBeGreaterThan(HEARD)
    await erin.page.context().setOffline(false)
    await erin.page.evaluate("dispatchEvent(new Event('online'))")
    await erin.page.getByText('All well').waitFor()
    await erin.page.getByRole('toolbar', { name: 'Call' }).waitFor()
    await erinHears(CUSTOMER_HZ).toBeGreaterThan(HEARD)
  })

  it('is watched by a supervisor: unheard, then in her ear alone, then by both', async () => {
    const call = await customer.call(1)
    await sam.signIn(product.url, tokenOf('sam'))
    await sam.page.getByRole('link', { name: 'Board' }).click()
    await sam.page.getByRole('button', { name: 'Listen to Alice' }).click()
    await expect.poll(() => sam.hears(CUSTOMER_HZ), { timeout: 15_000 }).toBeGreaterThan(0.2)
    expect(await erin.hears(SAM_HZ)).toBeLessThan(0.05)
    expect(call.audio.shareAt(SAM_HZ)).toBeLessThan(0.05)
    await sam.page.getByRole('button', { name: 'Whisper' }).click()
    await erinHears(SAM_HZ).toBeGreaterThan(0.2)
    expect(call.audio.shareAt(SAM_HZ)).toBeLessThan(0.05)
    await sam.page.getByRole('button', { name: 'Barge' }).click()
    await expect.poll(() => call.audio.shareAt(SAM_HZ), { timeout: 10_000 }).toBeGreaterThan(0.2)
    await sam.page.getByRole('button', { name: 'Leave' }).click()
    await expect.poll(() => call.audio.shareAt(SAM_HZ), { timeout: 10_000 }).toBeLessThan(0.05)
  })

  it('asks somebody else, has all three together, and leaves them to each other', async () => {
    const call = await customer.call(1)
    const before = customer.calls.length
    await press(erin, 'Transfer', 't')
    await erin.page.getByRole('dialog', { name: 'Transfer' }).waitFor()
    await erin.page.keyboard.type('+1 202 555 0177')
    await erin.page.keyboard.press('Enter')
    const third = await customer.call(before, 10_000)
    third.ring()
    third.answer()
    third.audio.say(tone(THIRD_HZ))
    await erinHears(THIRD_HZ).toBeGreaterThan(HEARD)
    expect(await erin.hears(CUSTOMER_HZ)).toBeLessThan(0.05)
    await press(erin, 'All together', 'c')
    await erinHears(CUSTOMER_HZ).toBeGreaterThan(0.2)
    await expect
      .poll(() => third.audio.shareAt(CUSTOMER_HZ), { timeout: 10_000 })
      .toBeGreaterThan(0.2)
    await press(erin, 'Leave the conference', 'l')
    await expect
      .poll(() => call.audio.shareAt(THIRD_HZ), { timeout: 10_000 })
      .toBeGreaterThan(HEARD)
  })
})

/** Nothing for a while, and then the source. */
function later(source: Source, silenceMs: number): Source {
  const samples = silenceMs * 8
  return (index) => (index < samples ? 0 : source(index - samples))
}
