/**
 * Proves that the product stops cleanly with a call up, at once on a second signal, and that what a
 * process that was killed left in the data folder misleads nobody.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ProductScene } from '../support/product-scene.ts'
import { labSettings } from '../support/product-settings.ts'
import { eventually } from '../support/eventually.ts'
import { buildProduct, postmasterOf, ringfirst, writeConfig } from '../support/product.ts'

describe('the end of the product', () => {
  let scene: ProductScene

  beforeAll(buildProduct)
  beforeEach(async () => {
    scene = await ProductScene.open({ acw: { mode: 'mandatory-timed', timeout: '1 s' } })
    await scene.start()
  })
  afterEach(() => scene.close())

  it('on SIGTERM hangs up both sides, keeps everything, and takes PostgreSQL with it', async () => {
    await scene.registerBob()
    const id = await scene.product.book('+12025550701')
    const alice = await scene.customer('+12025550701')
    alice.ring()
    await scene.sayHello(alice)
    const bob = await scene.bobsCall(0)
    bob.answer()
    await scene.product.sees(id, 'joined')
    const beganMs = performance.now()
    expect(await scene.product.stop()).toBe(0)
    process.stdout.write(`stopped after ${Math.round(performance.now() - beganMs)} ms\n`)
    expect(scene.product.output).toContain('nothing is lost')
    await alice.sees('BYE')
    await bob.sees('BYE')
    expect(existsSync(join(scene.product.dataFolder, 'instance.json'))).toBe(false)
    expect(postmasterOf(scene.folder)).toBeUndefined()
    const again = await scene.start()
    const callback = await again.sees(id, 'closed', 10_000)
    expect(callback).toMatchObject({ disposition: 'connected', cause: 'interrupted' })
    expect(scene.callsTo('+12025550701')).toHaveLength(1)
  })

  it('on a second signal does not wait; the next start finds everything', async () => {
    const id = await scene.product.book('+12025550702')
    const postmaster = postmasterOf(scene.folder) ?? 0
    process.kill(postmaster, 'SIGSTOP')
    scene.product.signal('SIGTERM')
    await eventually(() => scene.product.output.includes('once more'))
    await sleep(700)
    const beganMs = performance.now()
    scene.product.signal('SIGTERM')
    expect(await scene.product.ended).toBe(130)
    expect(performance.now() - beganMs).toBeLessThan(2_000)
    process.kill(postmaster, 'SIGCONT')
    const again = await scene.start()
    expect(await again.callback(id)).toMatchObject({ state: 'waiting' })
  })

  it('of one that was killed leaves no trace that ringfirst call would believe', async () => {
    await scene.product.kill()
    expect(existsSync(join(scene.product.dataFolder, 'instance.json'))).toBe(true)
    const file = writeConfig(scene.folder, labSettings())
    const args = ['call', '+12025550104', '--json', '-c', file, '-d', scene.product.dataFolder]
    const ended = await ringfirst(args, 30_000)
    expect(ended).toMatchObject({ exitCode: 10, stderr: '' })
    expect(JSON.parse(ended.stdout)).toMatchObject({ disposition: 'busy' })
  })
})
