import { existsSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import { PAGE_SCENES } from '../desktop/fake/pages.ts'
import { FakeRingfirst } from '../desktop/fake/ringfirst.ts'
import { ago, deskAnswers, deskOf } from '../desktop/fake/scenes.ts'
import { barriersOn } from '../support/barriers.ts'

const CHROMIUM = '/usr/bin/chromium'
const DESKTOP = join(packageRoot(), 'dist/desktop')
const MISSING = [CHROMIUM, join(DESKTOP, 'index.html')].filter((file) => !existsSync(file))
if (MISSING.length > 0)
  process.stderr.write(`desktop: skipped, there is no ${MISSING.join(', no ')}\n`)

const FIRST_LOAD_MAX_BYTES = 200_000

describe.skipIf(MISSING.length > 0)('the pages in a browser', () => {
  const fake = new FakeRingfirst()
  const elsewhere: string[] = []
  const complaints: string[] = []
  let url: string
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    url = await fake.listen()
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) elsewhere.push(request.url())
    })
  })

  afterAll(async () => {
    await browser.close()
    fake.close()
  })

  it('are loaded with less than 200 kB', () => {
    const html = readFileSync(join(DESKTOP, 'index.html'), 'utf8')
    const linked = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file)
    const css = linked.find((file) => file?.endsWith('.css')) ?? ''
    const fonts = [...readFileSync(join(DESKTOP, css), 'utf8').matchAll(/([\w.-]+\.woff2)/g)]
    const packed = linked.map((file) => gzipSync(readFileSync(join(DESKTOP, file ?? ''))).length)
    const plain = fonts.map(([file]) => statSync(join(DESKTOP, 'assets', file)).size)
    expect(fonts).toHaveLength(1)
    expect([...packed, ...plain].reduce((sum, size) => sum + size, 0)).toBeLessThan(
      FIRST_LOAD_MAX_BYTES,
    )
  })

  it.each(PAGE_SCENES)('$name keeps nobody out: axe finds nothing serious', async (scene) => {
    scene.set(fake)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto('about:blank')
      await page.goto(`${url}/${scene.hash}`)
      await page.waitForSelector(scene.ready)
      await scene.open?.(page)
      expect(await barriersOn(page)).toEqual([])
    }
  })

  it('say within 2 s that the line is cut, and come back by themselves', async () => {
    fake.answers = deskAnswers()
    fake.greeting = [['desk', deskOf('idle')]]
    await page.goto('about:blank')
    await page.goto(`${url}/#/desk`)
    await page.getByText('All well').waitFor()
    fake.cut(true)
    await page.getByRole('alert').filter({ hasText: 'lost' }).waitFor({ timeout: 2_000 })
    fake.greeting = [['desk', deskOf('acw', { state: 'wrapping' })]]
    fake.cut(false)
    await page.getByText('All well').waitFor()
    await page.getByRole('heading', { name: 'wrapping up' }).waitFor()
  })

  it('take an agent through a shift by keyboard alone', async () => {
    const ordered = async (order: string): Promise<unknown> => {
      await expect
        .poll(() => fake.orders.map((each) => each.order))
        .toContain(`POST /v1/agents/bob/${order}`)
      return fake.orders.find((each) => each.order.endsWith(order))?.body
    }
    const show = async (...desk: Parameters<typeof deskOf>): Promise<void> => {
      fake.tell('desk', deskOf(...desk))
    }
    fake.answers = deskAnswers()
    fake.greeting = [['desk', deskOf('off-queue')]]
    await page.goto('about:blank')
    await page.goto(`${url}/#/desk`)
    await page.getByRole('button', { name: 'Go on queue' }).waitFor()
    await page.keyboard.press('q')
    await ordered('on-queue')

    await show('alerting', { state: 'offered', agentFirst: true })
    const announced = page.getByTestId('announcement')
    await expect
      .poll(() => announced.textContent())
      .toBe('callback from queue support: Alice Archer')
    await page.keyboard.press('a')
    await ordered('accept')
    await show('idle', { state: 'accepted', agentFirst: true, startsAt: ago(-30) })
    await page.getByText('starts by itself in').waitFor()
    await page.keyboard.press('s')
    await ordered('start')

    await show('communicating', { state: 'talking', talk: 'together', joinedAt: ago(3) })
    await page.getByRole('toolbar', { name: 'Call' }).waitFor()
    await page.keyboard.press('h')
    await ordered('hold')
    await show('communicating', { state: 'talking', talk: 'held', joinedAt: ago(9) })
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await page.keyboard.press('h')
    await ordered('resume')
    await show('communicating', { state: 'talking', talk: 'together', joinedAt: ago(12) })
    await page.getByRole('button', { name: 'Hold' }).waitFor()
    await page.keyboard.press('d')
    await page.keyboard.press('5')
    expect(await ordered('digits')).toEqual({ digits: '5' })
    await page.keyboard.press('Escape')

    await page.keyboard.press('t')
    await page.getByRole('dialog', { name: 'Transfer' }).waitFor()
    await page.keyboard.type('carol')
    await page.keyboard.press('Enter')
    expect(await ordered('consult')).toEqual({ agentId: 'carol' })
    const third = { agentId: 'carol', state: 'answered' } as const
    await show('communicating', { state: 'talking', talk: 'consulting', third, joinedAt: ago(20) })
    await page.getByRole('button', { name: 'All together' }).waitFor()
    await page.keyboard.press('c')
    await ordered('consult/conference')
    await show('communicating', { state: 'talking', talk: 'conference', third, joinedAt: ago(30) })
    await page.getByRole('button', { name: 'Leave the conference' }).waitFor()
    await page.keyboard.press('e')
    await ordered('hang-up')

    await show('acw', { state: 'wrapping' })
    await expect
      .poll(() => page.locator(':focus').getAttribute('aria-label'))
      .toMatch(/How did it end/)
    await page.keyboard.type('follow')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    expect(await ordered('wrap-up')).toMatchObject({ codes: ['follow-up'] })
    await show('idle')
    await page.getByRole('heading', { name: 'You are free' }).waitFor()
    await page.keyboard.press('q')
    await page.getByRole('button', { name: 'Lunch' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await ordered('off-queue')).toEqual({ reason: 'lunch' })
  })

  it('speak German as well, the next time too', async () => {
    fake.greeting = [['desk', deskOf('idle')]]
    await page.getByRole('button', { name: 'Preferences of Bob' }).click()
    await page.getByRole('button', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Sie sind frei' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Sie sind frei' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.evaluate('localStorage.clear()')
  })

  it('ask for nothing from elsewhere and break no rule of their own', () => {
    expect(elsewhere.filter((address) => address !== 'about:blank')).toEqual([])
    expect(complaints).toEqual([])
  })
})
