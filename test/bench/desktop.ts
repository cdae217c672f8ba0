import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import { startApi } from '../../src/api/server.ts'
import { packageRoot } from '../../src/package-root.ts'
import { createBench } from '../api/fixture.ts'
import { BusyHouse, PROBE } from './busy-house.ts'
import type { Figure } from './figure.ts'

const PROBES = 30
const PROBE_EVERY_MS = 1_000
const WARM_UP_MS = 5_000

/**
 * The supervisor's board on the stream of a real server, whose core has 500 agents and 1,000
 * waiting as the simulator plays them, at their own pace.
 */
export async function benchDesktop(): Promise<readonly Figure[]> {
  const { app, product, tokens } = createBench()
  await app.close()
  const api = await startApi({
    product,
    tokens,
    http: { host: '127.0.0.1', port: 0, allowedHosts: [] },
    version: '0.0.0',
    desktopFolder: join(packageRoot(), 'dist/desktop'),
    onBug: (thrown) => console.error(thrown),
  })
  const house = new BusyHouse(product)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(api.signInLink())
    await page.goto(`${api.url}/#/board`)
    return await measure(page, house)
  } finally {
    house.stop()
    await browser.close()
    await api.close()
  }
}

async function measure(page: Page, house: BusyHouse): Promise<Figure[]> {
  await page.waitForSelector('.agent-rows .virtual-row')
  await sleep(WARM_UP_MS)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(WATCH_FRAMES)
  const began = { ...(await taskTime(session)), facts: house.facts }
  const delaysMs: number[] = []
  for (let turn = 0; turn < PROBES; turn++) {
    const askedMs = performance.now()
    const count = await house.probe()
    await page.waitForFunction(SHOWS_WAITING, [PROBE, count] as const)
    delaysMs.push(performance.now() - askedMs)
    await sleep(Math.max(0, PROBE_EVERY_MS - (performance.now() - askedMs)))
  }
  const after = await taskTime(session)
  const seconds = after.atS - began.atS
  const busy = (after.busyS - began.busyS) / seconds
  const slowestMs = Math.max(...delaysMs)
  const gapsMs = (await page.evaluate('window.frameGaps')) as number[]
  const lateFrames = gapsMs.filter((gap) => gap > 50).length
  return [
    figure('board: agents on queue', house.agentsOnQueue, 'agents'),
    figure('board: waiting', house.waiting, 'callbacks'),
    figure('board: facts of the house', (house.facts - began.facts) / seconds, 'a second'),
    figure('board: main thread busy', busy * 100, '%', 'under 30 %', busy < 0.3),
    figure('board: a booking is shown, slowest', slowestMs, 'ms', '1,000 ms', slowestMs < 1_000),
    figure('board: frames later than 50 ms', lateFrames, `of ${gapsMs.length}`),
  ]
}

/** Notes the time between frames from here on. */
const WATCH_FRAMES = `
  window.frameGaps = []
  let last = performance.now()
  const look = (now) => { window.frameGaps.push(now - last); last = now; requestAnimationFrame(look) }
  requestAnimationFrame(look)`

/** Whether a queue's row shows so many callbacks. */
function SHOWS_WAITING([queue, count]: readonly [string, number]): boolean {
  const page = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<{ textContent: string }> }
  }
  const cells = (row: number): string[] =>
    [...page.document.querySelectorAll(`.queue-table tbody tr:nth-child(${row}) > *`)].map(
      ({ textContent }) => textContent,
    )
  for (let row = 1; cells(row).length > 0; row++) {
    if (cells(row)[0]?.startsWith(queue) === true) return Number(cells(row)[2]) === count
  }
  return false
}

async function taskTime(session: CDPSession): Promise<{ busyS: number; atS: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0
  return { busyS: of('TaskDuration'), atS: of('Timestamp') }
}

function figure(name: string, value: number, unit: string, goal?: string, met?: boolean): Figure {
  const rounded = Math.round(value * 10) / 10
  return { name, value: rounded, unit, ...(goal === undefined ? {} : { goal, met: met === true }) }
}
