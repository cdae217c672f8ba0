/**
 * Proves that a PostgreSQL that is gone or full is told of on /healthz and to who books, that
 * nothing acknowledged is lost, and that all goes on by itself once the database is back.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import type { ErrorBody } from '../../src/api/protocol.ts'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import { eventually } from '../support/eventually.ts'
import { socketUrl } from '../support/postgres.ts'
import { ownSettings } from '../support/product-settings.ts'
import {
  buildProduct,
  disposeOf,
  postmasterOf,
  Product,
  productFolder,
  type Answered,
} from '../support/product.ts'

/** Nobody is on queue: bookings wait. */
const SETTINGS = ownSettings({ agents: ['bob'], queues: { support: [{ port: 9 }] } })
const canMount = tryMount()

type Booked = Answered<CallbackResource & ErrorBody>

describe('the database of a running product', () => {
  const closing: (() => Promise<void> | void)[] = []
  let product: Product
  let booked = 0
  let acknowledged: string[]

  beforeAll(buildProduct)
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  async function start(folder: string, settings: object): Promise<void> {
    closing.push(() => disposeOf(folder, product))
    product = await Product.start(folder, settings)
    acknowledged = []
    await book()
  }

  async function book(data: object = {}): Promise<Booked> {
    const number = `+1202555${String(1_000 + booked++)}`
    const answer: Booked = await product.ask('POST', '/v1/callbacks', { number, data })
    if (answer.status === 201) acknowledged.push(answer.body.id)
    return answer
  }

  async function nothingIsLost(): Promise<void> {
    expect(acknowledged.length).toBeGreaterThan(1)
    for (const id of acknowledged)
      expect(await product.callback(id)).toMatchObject({ id, state: 'waiting' })
  }

  it('is started again where it is ours and was killed', async () => {
    const folder = productFolder()
    await start(folder, SETTINGS)
    process.kill(postmasterOf(folder) ?? 0, 'SIGKILL')
    const beganMs = performance.now()
    const refusals: Booked[] = []
    await eventually(async () => {
      const answer = await book()
      if (answer.status !== 201) refusals.push(answer)
      return answer.status === 201
    }, 20_000)
    process.stdout.write(
      `database killed: books again after ${Math.round(performance.now() - beganMs)} ms, ${refusals.length} refused\n`,
    )
    for (const { status, body } of refusals)
      expect({ status, code: body.error.code }).toEqual({ status: 503, code: 'store-gone' })
    await eventually(async () => (await product.health()).status === 200)
    await product.kill()
    product = await Product.start(folder, SETTINGS)
    await nothingIsLost()
  })

  it('is waited for where it is somebody else’s and gone', async () => {
    const folder = productFolder()
    const elsewhere = productFolder()
    const server = new EmbeddedServer(elsewhere)
    const { host } = await server.run()
    closing.push(async () => {
      await server.stop()
      rmSync(elsewhere, { recursive: true })
    })
    await start(folder, { ...SETTINGS, databaseUrl: socketUrl(host) })
    await server.stop()
    expect(await book()).toMatchObject({ status: 503, body: { error: { code: 'store-gone' } } })
    const refused = await book()
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'store-gone' } } })
    const { status, body } = await product.health()
    expect({ status, body }).toMatchObject({ status: 503, body: { status: 'down' } })
    expect(body.problems.join()).toContain('database')
    await server.run()
    await eventually(async () => (await product.health()).status === 200, 20_000)
    expect(await book()).toMatchObject({ status: 201 })
    await nothingIsLost()
    expect(await product.stop()).toBe(0)
  })

  it.skipIf(!canMount)(
    `refuses work while its disk is full, and goes on with room${canMount ? '' : ' (needs the right to mount)'}`,
    async () => {
      const disk = productFolder()
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=755', 'tmpfs', disk])
      closing.push(() => void execFileSync('umount', [disk]))
      closing.push(() => rmSync(join(disk, 'data'), { recursive: true, force: true }))
      await startOnDisk(disk)
      const filler = join(disk, 'filler')
      fill(disk, filler, 4 * 1024 * 1024)
      let refused: Booked | undefined
      await eventually(async () => {
        const some = Array.from({ length: 50 }, () => book(incompressible()))
        refused = (await Promise.all(some)).find(({ status }) => status !== 201)
        return refused?.body.error.code === 'store-full'
      }, 60_000)
      expect(refused).toMatchObject({ status: 503 })
      const health = await product.health()
      expect(health).toMatchObject({ status: 503, body: { status: 'down' } })
      expect(health.body.problems.join()).toContain('no room')
      rmSync(filler)
      await eventually(async () => (await product.health()).status === 200, 30_000)
      expect(await book()).toMatchObject({ status: 201 })
      await nothingIsLost()
    },
  )

  async function startOnDisk(disk: string): Promise<void> {
    product = await Product.start(disk, SETTINGS)
    closing.push(async () => {
      await product.kill()
      const pid = postmasterOf(disk)
      if (pid !== undefined) process.kill(pid, 'SIGINT')
      await eventually(() => postmasterOf(disk) === undefined, 20_000)
      await sleep(100)
    })
    acknowledged = []
    await book()
  }
})

/** As much data as a booking may carry, which no database makes smaller. */
function incompressible(): object {
  return { text: randomBytes(6_000).toString('base64') }
}

/** Takes all room of a disk but so many bytes. */
function fill(disk: string, file: string, leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(disk)
  const chunk = Buffer.alloc(bsize)
  const handle = openSync(file, 'w')
  for (let left = Math.floor((bavail * bsize - leaveBytes) / bsize); left > 0; left--)
    writeSync(handle, chunk)
  closeSync(handle)
}

function tryMount(): boolean {
  const folder = productFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
