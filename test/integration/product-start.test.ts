/**
 * Proves that the product starts with nothing to set up: on a new data folder and on one that is
 * there, how long to the first dial, and how much memory the whole of it takes, PostgreSQL included.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { freePort } from '../support/free-port.ts'
import { labSettings } from '../support/product-settings.ts'
import { buildProduct, disposeOf, Product, productFolder } from '../support/product.ts'
import { familyOf, shareOfMemoryMb } from '../support/product-memory.ts'
import { SipCaller } from '../support/sip-caller.ts'

reportMissing('curl', 'curl')

/** The goals are 6 s on a new folder, 3 s on an old one, 250 MB; a busy machine gets some slack. */
const SLACK = 1.5

describe('ringfirst start', () => {
  const folder = productFolder()
  let product: Product | undefined
  let port = 0

  beforeAll(buildProduct)
  afterAll(() => disposeOf(folder, product))

  async function startToDial(): Promise<{ healthyMs: number; dialledMs: number }> {
    const beganMs = performance.now()
    product = await Product.start(folder, labSettings())
    expect(await product.health()).toMatchObject({ status: 200, body: { status: 'ok' } })
    const healthyMs = Math.round(performance.now() - beganMs)
    const id = await product.book('+12025550104')
    await product.sees(id, 'dialling', 10_000)
    return { healthyMs, dialledMs: Math.round(performance.now() - beganMs) }
  }

  it.each([
    ['a new data folder', 6_000],
    ['the data folder of before', 3_000],
  ])('dials on %s', async (what, goalMs) => {
    const { healthyMs, dialledMs } = await startToDial()
    process.stdout.write(`${what}: healthy after ${healthyMs} ms, dials after ${dialledMs} ms\n`)
    expect(dialledMs).toBeLessThan(goalMs * SLACK)
    expect(await product?.stop()).toBe(0)
  })

  it('takes at most 250 MB, PostgreSQL included', async () => {
    port = await freePort()
    const settings = labSettings()
    product = await Product.start(folder, { ...settings, lab: { ...settings.lab, port } })
    const id = await product.book('+12025550100')
    await product.sees(id, 'joined')
    const parts = familyOf(product).map((pid) => shareOfMemoryMb(pid))
    const totalMb = Math.round(parts.reduce((sum, part) => sum + part, 0))
    process.stdout.write(`memory during a call: ${totalMb} MB in ${parts.length} processes\n`)
    expect(parts.length).toBeGreaterThan(3)
    expect(totalMb).toBeLessThan(250 * SLACK)
  })

  it('takes calls at the number of the README', async () => {
    const [, called = ''] = /sip:(\+\d+)@/.exec(readme()) ?? []
    const to = { host: '127.0.0.1', port }
    const alice = await SipCaller.call({ to, called, from: '+12025550188' })
    await alice.answered()
    await eventually(() => alice.audio.loudest() > 500)
    alice.hangUp()
    alice.close()
  })

  it.skipIf(!isInstalled('curl'))('books by the words of the README', async () => {
    const words = /```\n(TOKEN=.+?)```/s.exec(readme())?.[1] ?? ''
    const script = words.replace('http://127.0.0.1:7080', product?.url ?? '')
    const answer = execFileSync('sh', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    const { id } = JSON.parse(answer) as { id: string }
    expect(await product?.callback(id)).toMatchObject({
      number: '+12025550100',
      queueId: 'support',
    })
  })
})

function readme(): string {
  return readFileSync(join(packageRoot(), 'README.md'), 'utf8')
}
