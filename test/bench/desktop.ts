import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import type { Live } from '../../src/api/protocol.ts'
import { applyChange } from '../../src/desktop/live/live-board.ts'
import { changeOf, houseOf } from '../desktop/fake/house.ts'
import { PAGE_SCENES } from '../desktop/fake/pages.ts'
import { FakeRingfirst } from '../desktop/fake/ringfirst.ts'
import type { Figure } from './figure.ts'

const HOUSE = { agents: 500, waiting: 1_000, queues: ['support', 'billing', 'retention', 'sales'] }
const CHANGE_EVERY_MS = 500
const CHANGES = 30
const WARM_UP_MS = 3_000

/** The supervisor's board with 500 agents and 1,000 waiting that move twice a second. */
export async function benchDesktop(): Promise<readonly Figure[]> {
  const fake = new FakeRingfirst()
  const url = await fake.listen()
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    return await measure(page, fake, url)
  } finally {
    await browser.close()
    fake.close()
  }
}

async function measure(page: Page, fake: FakeRingfirst, url: string): Promise<Figure[]> {
  let live: Live = houseOf(HOUSE)
  PAGE_SCENES.find(({ name }) => name === 'board')?.set(fake)
  fake.greeting = [['live', live]]
  await page.goto(`${url}/#/board`)
  await page.waitForSelector('.agent-rows .virtual-row')
  await sleep(WARM_UP_MS)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(WATCH_FRAMES)
  const before = await taskTime(session)
  const delaysMs: number[] = []
  for (let turn = 0; turn < CHANGES; turn++) {
    const change = changeOf(live, turn)
    live = applyChange(live, change)
    const isShown = page.waitForFunction(SHOWS_IN_FLIGHT, live.queues[0]?.inFlight)
    const sentMs = performance.now()
    fake.tell('live-change', change)
    await isShown
    delaysMs.push(performance.now() - sentMs)
    await sleep(Math.max(0, CHANGE_EVERY_MS - (performance.now() - sentMs)))
  }
  const after = await taskTime(session)
  const gapsMs = (await page.evaluate('window.frameGaps')) as number[]
  const busy = (after.busyS - before.busyS) / (after.atS - before.atS)
  return [
    figure('board: main thread busy', busy * 100, '%', 'under 30 %', busy < 0.3),
    figure(
      'board: a change is shown, slowest',
      Math.max(...delaysMs),
      'ms',
      'under 1,000 ms',
      Math.max(...delaysMs) < 1_000,
    ),
    figure(
      'board: frames later than 50 ms',
      gapsMs.filter((gap) => gap > 50).length,
      `of ${gapsMs.length}`,
    ),
  ]
}

/** Notes the time between frames from here on. */
const WATCH_FRAMES = `
  window.frameGaps = []
  let last = performance.now()
  const look = (now) => { window.frameGaps.push(now - last); last = now; requestAnimationFrame(look) }
  requestAnimationFrame(look)`

/** Whether the first queue's row shows so many in flight. */
function SHOWS_IN_FLIGHT(count: unknown): boolean {
  const page = globalThis as unknown as {
    document: { querySelector(selector: string): { textContent: string | null } | null }
  }
  const cell = page.document.querySelector('.queue-table tbody tr:first-child td:nth-child(5)')
  return parseInt(cell?.textContent ?? '', 10) === count
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
