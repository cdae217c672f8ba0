import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createClock } from '../../src/dialer/clock.ts'
import { createDialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import type { Store } from '../../src/ports/store.ts'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { bookings } from '../conformance/store.ts'
import { booking, fakeStep } from '../support/fake-core.ts'
import { temporaryFolder } from '../support/postgres.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'
import type { Figure } from './figure.ts'

const RUNS = 5
const RUN_MS = 1_000
const GOAL_PER_SECOND = 40_000

/** What the embedded PostgreSQL costs and gives: start, journal, memory. */
export async function benchJournal(): Promise<readonly Figure[]> {
  const folder = temporaryFolder()
  try {
    return [...(await starts(folder)), ...(await journal(folder)), ...(await loop(folder))]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function starts(folder: string): Promise<readonly Figure[]> {
  const created = await openMs(folder)
  await created.store.close()
  const existing: number[] = []
  const adopted: number[] = []
  const server = new EmbeddedServer(folder)
  for (let run = 0; run < RUNS; run++) {
    const { store, tookMs } = await openMs(folder)
    await store.close()
    existing.push(tookMs)
  }
  for (let run = 0; run < RUNS; run++) {
    await server.run()
    const { store, tookMs } = await openMs(folder)
    await store.close()
    adopted.push(tookMs)
  }
  return [
    atMost('store: open in a new folder', created.tookMs, 'ms', 2_500),
    atMost('store: open in an existing folder', median(existing), 'ms', 1_000),
    atMost('store: open on a running server', median(adopted), 'ms', 200),
  ]
}

async function openMs(folder: string): Promise<{ store: Store; tookMs: number }> {
  const startedMs = performance.now()
  const store = createPostgresStore({ server: { folder } })
  await store.open()
  return { store, tookMs: Math.round(performance.now() - startedMs) }
}

async function journal(folder: string): Promise<readonly Figure[]> {
  const store = createPostgresStore({ server: { folder } })
  let { lastSequence } = await store.open()
  const figures: Figure[] = []
  for (const size of [1, 100, 500, 1_000]) {
    const rates: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const startedMs = performance.now()
      let count = 0
      for (; performance.now() - startedMs < RUN_MS; count += size) {
        await store.append({ entries: bookings(lastSequence + 1, size), interactions: [] })
        lastSequence += size
      }
      rates.push((count / (performance.now() - startedMs)) * 1_000)
    }
    const goal = size === 1_000 ? GOAL_PER_SECOND : undefined
    figures.push(
      atLeast(`journal: ${size} events a commit`, median(rates), 'events per second', goal),
    )
  }
  figures.push(atMost('store: memory of PostgreSQL (Pss)', serverMegabytes(folder), 'MB', 64))
  const startedMs = performance.now()
  let read = 0
  for await (const entry of store.readJournal(1)) read += entry.sequence > 0 ? 1 : 0
  figures.push(
    atLeast(
      'journal: read back',
      (read / (performance.now() - startedMs)) * 1_000,
      'events per second',
    ),
  )
  await store.close()
  return figures
}

/** The whole way: mailbox, a core that does almost nothing, commit with saved interactions, effects. */
async function loop(folder: string): Promise<readonly Figure[]> {
  const dialer = createDialer({
    store: createPostgresStore({ server: { folder }, division: 'loop' }),
    softswitch: new RecordingSwitch(),
    clock: createClock(),
    log: createLog('silent'),
    step: fakeStep,
    fatal: (failure) => {
      throw failure
    },
  })
  await dialer.start()
  const rates: number[] = []
  const latencies: number[] = []
  let number = 100
  for (let run = 0; run < RUNS; run++) {
    const startedMs = performance.now()
    let count = 0
    for (; performance.now() - startedMs < RUN_MS; count += 4_000) {
      await Promise.all(
        Array.from({ length: 4_000 }, () => dialer.submit({ kind: 'TimerFired', timer: 'x' })),
      )
    }
    rates.push((count / (performance.now() - startedMs)) * 1_000)
    for (let one = 0; one < 200; one++) {
      const submittedMs = performance.now()
      await dialer.submit(booking(number++))
      latencies.push(performance.now() - submittedMs)
    }
  }
  await dialer.stop()
  return [
    atLeast(
      'dialer: events through the loop, durable',
      median(rates),
      'events per second',
      GOAL_PER_SECOND,
    ),
    {
      name: 'dialer: one booking, submitted to acknowledged',
      value: tenths(median(latencies)),
      unit: 'ms',
    },
  ]
}

/** The memory of all processes that work in the folder, shared pages counted once. */
function serverMegabytes(folder: string): number {
  let kilobytes = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) !== join(folder, 'postgres')) continue
      kilobytes += Number(
        /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
      )
    } catch {
      continue
    }
  }
  return Math.round(kilobytes / 1_024)
}

function atLeast(name: string, value: number, unit: string, goal?: number): Figure {
  const rounded = Math.round(value)
  if (goal === undefined) return { name, value: rounded, unit }
  return { name, value: rounded, unit, goal: `at least ${goal}`, met: value >= goal }
}

function atMost(name: string, value: number, unit: string, goal: number): Figure {
  return { name, value, unit, goal: `at most ${goal}`, met: value <= goal }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
