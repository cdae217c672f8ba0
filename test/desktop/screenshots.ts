/**
 * Pictures of the board, for people to look at: `npx tsx test/desktop/screenshots.ts LINK FOLDER`,
 * where LINK is the one that `ringfirst open --print` prints. Calls a few lab customers first.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const [link = '', folder = '.'] = process.argv.slice(2)
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
const CUSTOMERS = ['+12025550104', '+12025550109', '+12025550100', '+12025550113', '+12025550102']

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
const page = await context.newPage()
page.on('console', (message) => {
  if (message.type() === 'error') process.stderr.write(`${message.text()}\n`)
})
await page.goto(link)
await page.waitForSelector('main')
for (const number of CUSTOMERS) {
  await page.fill('input[type=tel]', number)
  await page.click('button[type=submit]')
  await sleep(700)
}
await sleep(3_500)
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1280, 900],
    [1920, 1080],
    [390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    await sleep(300)
    await page.screenshot({
      path: `${folder}/board-${width}-${colorScheme}.png`,
      fullPage: width === 390,
    })
  }
}
await page.setViewportSize({ width: 1280, height: 900 })
await page.locator('button[aria-expanded=false]').first().click()
await sleep(500)
await page.screenshot({ path: `${folder}/board-why.png`, fullPage: true })
await browser.close()
