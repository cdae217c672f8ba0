/**
 * Pictures of every page at 1280 and 1920, light and dark, for people to look at:
 * `npm run screenshots -- FOLDER`. The lab's are of a real lab, the others of made-up houses.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { labProfile, loadConfig } from '../../src/config/load.ts'
import { present } from '../../src/core/assert.ts'
import { createLog } from '../../src/dialer/log.ts'
import { startRingfirst } from '../../src/main.ts'
import { PAGE_SCENES } from './fake/pages.ts'
import { FakeRingfirst } from './fake/ringfirst.ts'

const [folder = 'screenshots', only = ''] = process.argv.slice(2)
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
]
const CUSTOMERS = ['+12025550104', '+12025550109', '+12025550100', '+12025550113', '+12025550102']

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
await takeMadeUpHouses(browser)
if (only === '' || only === 'lab') await takeLab(browser)
await browser.close()
process.exit(0)

async function takeMadeUpHouses(on: Browser): Promise<void> {
  const fake = new FakeRingfirst()
  const url = await fake.listen()
  const page = await watchedPage(on)
  for (const scene of PAGE_SCENES.filter(({ name }) => name.startsWith(only))) {
    scene.set(fake)
    await page.goto('about:blank')
    await page.goto(`${url}/${scene.hash}`)
    await page.waitForSelector(scene.ready)
    await scene.open?.(page)
    if (scene.name === 'board') await sleep(9_000)
    if (scene.name === 'call') await page.locator('.rung').first().click()
    await takeAll(page, scene.name)
  }
  await page.close()
  fake.close()
}

async function takeLab(on: Browser): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'ringfirst-pictures-'))
  const overrides = { dataFolder, port: 0, freePorts: true }
  const settings = present(loadConfig(labProfile(), overrides).settings, 'the lab profile loads')
  const running = await startRingfirst(settings, createLog('silent'))
  const page = await watchedPage(on)
  await page.goto(running.signInLink())
  await page.waitForSelector('.lab')
  for (const number of CUSTOMERS) {
    await page.fill('input[type=tel]', number)
    await page.click('button[type=submit]')
    await sleep(600)
  }
  await sleep(3_000)
  await takeAll(page, 'lab')
  await page.close()
  await running.stop()
  rmSync(dataFolder, { recursive: true, force: true })
}

async function takeAll(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1280, 860],
      [1920, 1080],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      await sleep(250)
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` })
    }
  }
}

async function watchedPage(on: Browser): Promise<Page> {
  const page = await on.newPage({ viewport: { width: 1280, height: 860 } })
  page.on('console', (message) => {
    if (message.type() === 'error') process.stderr.write(`${message.text()}\n`)
  })
  page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`))
  return page
}
