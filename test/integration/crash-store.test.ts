import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/postgres.ts'

const CHILD = join(import.meta.dirname, 'crash-child.ts')
const LEASE_MS = 1_500

let folder: string
let notes: string
let children: ChildProcess[]

beforeEach(() => {
  folder = temporaryFolder()
  notes = join(folder, 'notes')
  writeFileSync(notes, '')
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  const server = new EmbeddedServer(folder)
  await server.run()
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** Starts a process that books from that number on; resolves with how it ended. */
function run(
  first: number,
  moment = 'never',
  turn = 0,
): { child: ChildProcess; ended: Promise<string | number | null> } {
  const args = [
    '--import',
    'tsx',
    CHILD,
    folder,
    notes,
    String(first),
    moment,
    String(turn),
    String(LEASE_MS),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  children.push(child)
  const ended = new Promise<string | number | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  return { child, ended }
}

const lines = (): string[] => readFileSync(notes, 'utf8').split('\n')

/** The process of PostgreSQL that runs, or ran last. */
const postmaster = (): number =>
  Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

const numbersOf = (word: string): number[] =>
  lines().flatMap((line) =>
    line.startsWith(`${word} `) ? [Number(line.slice(word.length + 1))] : [],
  )

async function journalledNumbers(): Promise<number[]> {
  const store = createPostgresStore({ server: { folder }, leaseMs: LEASE_MS })
  const { lastSequence } = await store.open()
  const numbers: number[] = []
  let sequence = 0
  for await (const entry of store.readJournal(1)) {
    expect(entry.sequence).toBe(++sequence)
    if (entry.event.kind === 'CallbackBooked')
      numbers.push(parseInt(entry.event.callbackId.slice(24, 32), 16))
  }
  expect(sequence).toBe(lastSequence)
  for (const number of numbers.slice(-50)) {
    const id = `aaaaaaaa-aaaa-4aaa-8aaa-${number.toString(16).padStart(8, '0')}0000`
    expect(await store.findInteraction(id as never)).toMatchObject({ id })
  }
  await store.close()
  return numbers
}

/** What must be so after any number of kills. */
async function checkHistory(): Promise<void> {
  const [acknowledged, performed, journalled] = [
    numbersOf('acknowledged'),
    numbersOf('performed'),
    await journalledNumbers(),
  ]
  const durable = new Set(journalled)
  expect(durable.size, 'a booking is journalled once').toBe(journalled.length)
  expect(
    acknowledged.filter((number) => !durable.has(number)),
    'acknowledged and lost',
  ).toEqual([])
  expect(
    performed.filter((number) => !durable.has(number)),
    'performed and not durable',
  ).toEqual([])
  expect(new Set(performed).size, 'an order is performed once').toBe(performed.length)
  const place = new Map(journalled.map((number, index) => [number, index]))
  const places = performed.map((number) => place.get(number) ?? -1)
  expect(places, 'orders are performed in the order of the journal').toEqual(
    [...places].sort((a, b) => a - b),
  )
}

describe('kill -9 of the process that owns the store', () => {
  it('loses nothing acknowledged and performs nothing that is not durable, at every moment of a batch', async () => {
    const moments = [
      'before-append',
      'during-append',
      'after-append',
      'before-effect',
      'after-effect',
    ]
    for (const [index, [moment, turn]] of moments
      .flatMap((at) => [2, 5].map((nth) => [at, nth] as const))
      .entries()) {
      const { ended } = run(index * 1_000_000 + 100, moment, turn)
      expect(await ended).toBe('SIGKILL')
    }
    expect(numbersOf('acknowledged').length).toBeGreaterThan(10)
    await checkHistory()
  })

  it('loses nothing at ten moments that nobody chose', async () => {
    for (let round = 0; round < 10; round++) {
      const { child, ended } = run(round * 1_000_000 + 100)
      await eventually(() => lines().filter((line) => line === 'started').length === round + 1)
      await sleep(20 + ((round * 37) % 100))
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
    }
    expect(numbersOf('acknowledged').length).toBeGreaterThan(100)
    await checkHistory()
  })

  it('loses nothing when PostgreSQL is killed with it, all processes at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { child, ended } = run(round * 1_000_000 + 100)
      await eventually(() =>
        numbersOf('acknowledged').some((number) => number > round * 1_000_000 + 200),
      )
      process.kill(postmaster(), 'SIGKILL')
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
    }
    await checkHistory()
  })
})

describe('kill -9 of PostgreSQL alone', () => {
  it('is got over: it is started again, and the same batch goes through once', async () => {
    const { child, ended } = run(100)
    let killed = 0
    for (let round = 1; round <= 3; round++) {
      const before = numbersOf('acknowledged').length
      const isOver = () => numbersOf('acknowledged').length > before + 100
      await eventually(() => isOver() && postmaster() !== killed, 20_000)
      killed = postmaster()
      process.kill(killed, 'SIGKILL')
    }
    const before = numbersOf('acknowledged').length
    await eventually(() => numbersOf('acknowledged').length > before + 100, 20_000)
    child.kill('SIGKILL')
    await ended
    await checkHistory()
  })
})

describe('an owner that is stopped and goes on later', () => {
  it('is refused while it is fresh, taken over after the lease, and can do nothing when it wakes', async () => {
    const { child, ended } = run(100)
    await eventually(() => numbersOf('acknowledged').length > 100)
    child.kill('SIGSTOP')
    const next = createPostgresStore({ server: { folder }, leaseMs: LEASE_MS })
    await expect(next.open()).rejects.toMatchObject({
      code: 'store-in-use',
      details: { owner: expect.stringContaining(`process ${child.pid}`) as string },
    })
    let successor = next
    await eventually(async () => {
      successor = createPostgresStore({ server: { folder }, leaseMs: LEASE_MS })
      return (await successor.open()).fence > 1
    })
    const performedBefore = numbersOf('performed').length
    child.kill('SIGCONT')
    expect(await ended).toBe(75)
    const [batch] = [numbersOf('performed').slice(performedBefore)]
    expect(
      batch.length,
      'at most the batch that was durable before the take-over',
    ).toBeLessThanOrEqual(1_000)
    await successor.close()
    await checkHistory()
  })
})
