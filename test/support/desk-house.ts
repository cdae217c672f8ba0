import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CallbackList } from '../../src/api/protocol.ts'
import { BrowserSeat } from './browser-seat.ts'
import { recorded, tone, type Source } from './peer-audio.ts'
import { ownSettings } from './product-settings.ts'
import { buildProduct, disposeOf, Product, productFolder } from './product.ts'
import { SipPeer, type PeerCall } from './sip-peer.ts'

/** What each says, all the time: who hears whom is measured by it. */
export const CUSTOMER_HZ = 523
export const ERIN_HZ = 1_000
export const SAM_HZ = 700
export const THIRD_HZ = 1_400
/** A tone is heard where most of the energy is its own. */
export const HEARD = 0.5
/** One of several that speak at once. */
export const AMONG_OTHERS = 0.2
export const UNHEARD = 0.05

/** A switch to play on: the part of the configuration that names it, and its end. */
export interface DeskSwitch {
  readonly settings: object
  close(): Promise<void>
}

/** Makes a switch ready; its secrets may lie in the folder. */
export type PrepareSwitch = (folder: string) => Promise<DeskSwitch>

/**
 * A product with Erin, an agent, and Sam, a supervisor, each at a browser, on any switch; the
 * customers and colleagues outside are peers of our own making on SIP.
 */
export class DeskHouse {
  readonly product: Product
  readonly customer: SipPeer
  readonly erin: BrowserSeat
  readonly sam: BrowserSeat
  readonly #close: () => Promise<void>

  private constructor(
    parts: Pick<DeskHouse, 'product' | 'customer' | 'erin' | 'sam'>,
    close: () => Promise<void>,
  ) {
    this.product = parts.product
    this.customer = parts.customer
    this.erin = parts.erin
    this.sam = parts.sam
    this.#close = close
  }

  static async open(prepare: PrepareSwitch): Promise<DeskHouse> {
    buildProduct()
    const folder = productFolder()
    const customer = await SipPeer.open()
    const { settings, close } = await prepare(folder)
    const config = { ...house(customer), ...settings }
    const product = await Product.start(folder, config)
    const [erin, sam] = await Promise.all([BrowserSeat.open(ERIN_HZ), BrowserSeat.open(SAM_HZ)])
    return new DeskHouse({ product, customer, erin, sam }, async () => {
      await Promise.all([erin.close(), sam.close()])
      customer.close()
      await disposeOf(folder, product)
      await close()
    })
  }

  close(): Promise<void> {
    return this.#close()
  }

  tokenOf(agentId: string): string {
    const file = readFileSync(join(this.product.dataFolder, 'tokens.json'), 'utf8')
    const { tokens } = JSON.parse(file) as { tokens: { agentId?: string; token: string }[] }
    return tokens.find((each) => each.agentId === agentId)?.token ?? ''
  }

  /** A customer is called, answers, is heard to be a person; whoever rings answers, or is joined. */
  async calls(
    number: string,
    answers = true,
    { seat, queueId } = { seat: this.erin, queueId: 'support' },
  ): Promise<PeerCall> {
    const { customer, product } = this
    const before = customer.calls.length
    await product.book(number, queueId, { customerName: 'Alice', data: { order: 'A-1' } })
    const call = await customer.call(before, 10_000)
    call.ring()
    call.answer()
    call.audio.say(later(recorded('src/lab/audio/hello.wav'), 500))
    if (answers) await seat.press('Answer', 'a')
    await seat.page.getByRole('toolbar', { name: 'Call' }).waitFor({ timeout: 15_000 })
    call.audio.say(tone(CUSTOMER_HZ))
    return call
  }

  /** An operator who may see everything sits at the second browser, on a page of theirs. */
  async operatorSees(hash: string): Promise<Page> {
    const { product, sam: seat } = this
    await seat.page.context().clearCookies()
    await seat.page.goto('about:blank')
    await seat.signIn(`${product.url}/${hash}`, product.token())
    return seat.page
  }

  /** Who sits at the second browser is Bob from now on: an agent of sales, whose phone rings per call. */
  async bobSitsDown(): Promise<void> {
    const { product, sam: seat } = this
    await seat.page.context().clearCookies()
    await seat.signIn(product.url, this.tokenOf('bob'))
    await seat.page.getByRole('status').filter({ hasText: 'ready' }).waitFor()
    await seat.press('Go on queue', 'q')
    await seat.page.getByRole('heading', { name: 'You are free' }).waitFor()
  }

  /** What happened to the newest callback and how Erin stands, for a test that failed. */
  async tale(): Promise<string> {
    const { body } = await this.product.ask<CallbackList>('GET', '/v1/callbacks?limit=1')
    const newest = body.callbacks[0]
    const timeline = newest === undefined ? [] : (await this.product.callback(newest.id)).timeline
    const lines = timeline.map(({ at, text }) => `${at} ${text}`)
    return [...lines, JSON.stringify(await this.product.agent('erin')), ''].join('\n')
  }

  /** Somebody outside answers the call that is on its way to them. */
  async thirdAnswers(index: number): Promise<PeerCall> {
    const third = await this.customer.call(index, 10_000)
    third.ring()
    third.answer()
    third.audio.say(tone(THIRD_HZ))
    return third
  }

  /** Waits until both ends of a call hear each other. */
  async talking(call: PeerCall, seat = this.erin): Promise<void> {
    await hears(call, seat.toneHz).toBeGreaterThan(HEARD)
    await expect.poll(() => seat.hears(CUSTOMER_HZ), { timeout: 15_000 }).toBeGreaterThan(HEARD)
  }

  erinHears(hz: number) {
    return expect.poll(() => this.erin.hears(hz), { timeout: 15_000 })
  }

  /** An agent chooses a code by a part of its name and is done; they are free then. */
  async wrapsUp({ page } = this.erin): Promise<void> {
    await page.getByRole('heading', { name: 'wrapping up' }).waitFor()
    await expect
      .poll(() => page.locator(':focus').getAttribute('aria-label'))
      .toMatch(/How did it end/)
    await page.keyboard.type('resol')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { name: 'You are free' }).waitFor()
  }
}

/** What a far end hears, waited for. */
export function hears(call: PeerCall, hz: number) {
  return expect.poll(() => call.audio.shareAt(hz), { timeout: 15_000 })
}

function house(outside: SipPeer): object {
  const base = ownSettings({
    agents: [],
    queues: { support: [{ port: outside.port }], sales: [{ port: outside.port }] },
    queue: {
      acw: { mode: 'mandatory', level: 'participant' },
      script: 'Good afternoon.',
      maxWaitAfterAnswer: '60 s',
    },
  })
  const phone = (name: string): object => ({ phone: { password: `${name}s-long-secret` } })
  return {
    ...base,
    keepAnalysedAudio: '24 h',
    agents: {
      erin: {
        ...{ name: 'Erin', queues: ['support'], contact: outside.contact('erin') },
        ...phone('erin'),
      },
      bob: { name: 'Bob', queues: ['sales'], ...phone('bob') },
      sam: { name: 'Sam', role: 'supervisor', ...phone('sam') },
    },
  }
}

/** Nothing for a while, and then the source. */
function later(source: Source, silenceMs: number): Source {
  const samples = silenceMs * 8
  return (index) => (index < samples ? 0 : source(index - samples))
}
