import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labProfile, loadConfig } from '../../src/config/load.ts'
import { present } from '../../src/core/assert.ts'
import { createLog } from '../../src/dialer/log.ts'
import { startRingfirst, type Running } from '../../src/main.ts'
import { barriersOn } from '../support/barriers.ts'

const CHROMIUM = '/usr/bin/chromium'
const MISSING = [CHROMIUM, 'dist/desktop/index.html'].filter((file) => !existsSync(file))
if (MISSING.length > 0)
  process.stderr.write(`board: skipped, there is no ${MISSING.join(', no ')}\n`)

describe.skipIf(MISSING.length > 0)('the lab in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-board-'))
  const complaints: string[] = []
  const elsewhere: string[] = []
  let running: Running
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const overrides = { dataFolder: folder, port: 0, freePorts: true }
    const settings = present(loadConfig(labProfile(), overrides).settings, 'the lab profile loads')
    running = await startRingfirst(settings, createLog('silent'))
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    page = await browser.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(running.url)) elsewhere.push(request.url())
    })
    await page.goto(running.signInLink())
    await page.getByRole('heading', { name: 'Queue support' }).waitFor()
  })

  afterAll(async () => {
    await browser.close()
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows the queue, the agents and a button for each lab number', async () => {
    await page.getByText('All well').waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Carol' })
      .filter({ hasText: 'free' })
      .waitFor()
    expect(await page.getByRole('button', { name: /^Call \+1 202 555/ }).count()).toBe(14)
  })

  it('books a lab customer and shows how it ended, and why', async () => {
    await page.getByRole('button', { name: /^Call \+1 202 555 0104/ }).click()
    const row = page.getByRole('row').filter({ hasText: '+1 202 555 0104' })
    await row.getByText('busy').waitFor()
    await row.getByRole('button', { name: 'Why' }).click()
    await page
      .getByText(/Dialled: 0 in flight, 3 agents idle/)
      .first()
      .waitFor()
  })

  it('keeps nobody out: axe finds nothing serious, by day and by night', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await barriersOn(page)).toEqual([])
    }
  })

  it('follows a call from the ring to the conversation, with its levels', async () => {
    await page.getByRole('button', { name: /^Call \+1 202 555 0100/ }).click()
    const call = page.getByRole('article', { name: 'Call to +12025550100' })
    await call.getByText(/talking with/).waitFor()
    await call
      .getByRole('img', { name: /Customer: ringing, listening, waiting, talking/ })
      .waitFor()
    await expect
      .poll(async () => {
        const meter = call.getByRole('meter', { name: 'Customer hears' })
        return Number(await meter.getAttribute('aria-valuenow'))
      })
      .toBeGreaterThan(-60)
  })

  it('tells what is wrong with a number', async () => {
    await page.getByLabel('Telephone number').fill('12')
    await page.getByLabel('Telephone number').press('Enter')
    await page
      .getByRole('alert')
      .getByText(/number/)
      .waitFor()
  })

  it('is used by keyboard alone', async () => {
    await page.getByLabel('Telephone number').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    expect(await focused.getAttribute('aria-label')).toMatch(/^Call \+1 202 555/)
  })

  it('asks for nothing from elsewhere and breaks no rule of its own', () => {
    expect(elsewhere).toEqual([])
    expect(complaints.filter((text) => !text.includes('400 (Bad Request)'))).toEqual([])
  })

  it('lets nobody see it who is not signed in', async () => {
    const stranger = await browser.newPage()
    await stranger.goto(running.url)
    await stranger.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await stranger.getByText('Queue support').count()).toBe(0)
  })
})
