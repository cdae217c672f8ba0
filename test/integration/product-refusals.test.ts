/**
 * Proves that bad input of every kind gets one clear error with its code, and exit code 1 where a
 * process was started, and that nothing is booked, dialled or lost by it.
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackList } from '../../src/api/protocol/callback.ts'
import { query, socketUrl } from '../support/postgres.ts'
import { labSettings } from '../support/product-settings.ts'
import {
  buildProduct,
  disposeOf,
  Product,
  productFolder,
  ringfirst,
  writeConfig,
  type Ended,
} from '../support/product.ts'

const HUGE = JSON.stringify({ number: '+12025550104', customerName: 'x'.repeat(100_000) })

describe('bad input', () => {
  const folder = productFolder()
  let product: Product

  beforeAll(async () => {
    buildProduct()
    product = await Product.start(folder, labSettings())
  })
  afterAll(() => disposeOf(folder, product))

  it.each([
    ['a wrong number', { number: '12' }, 400, 'invalid-number'],
    ['no number', {}, 400, 'invalid-number'],
    ['an unknown queue', { number: '+12025550104', queueId: 'sales' }, 404, 'unknown-queue'],
    ['an unknown field', { number: '+12025550104', que: 'support' }, 400, 'invalid-field'],
    ['a body that is no JSON', '{"number":', 400, 'malformed-body'],
    ['an empty body', '', 400, 'malformed-body'],
    ['a huge body', HUGE, 413, 'body-too-large'],
    ['a forbidden destination', { number: '+442071838750' }, 403, 'destination-refused'],
  ] as const)('refuses %s by its code', async (_, body, status, code) => {
    const answer = await product.ask('POST', '/v1/callbacks', body)
    expect(answer).toMatchObject({ status, body: { error: { code } } })
  })

  it('refuses a body of another type and says which is wanted', async () => {
    const headers = { 'content-type': 'text/xml' }
    const answer = await product.ask('POST', '/v1/callbacks', '<number/>', headers)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'malformed-body' } } })
    expect(JSON.stringify(answer.body)).toContain('application/json')
  })

  it.each([
    ['12', [], 'invalid-number'],
    ['+12025550104', ['--queue', 'sales'], 'unknown-queue'],
  ])('ringfirst call %s %s says why and ends with 1', async (number, more, code) => {
    failsBy(await ringfirst(['call', number, ...more, '--data', product.dataFolder]), code)
  })

  it('refuses a second instance on the same data; the first goes on', async () => {
    const file = join(folder, 'ringfirst.yaml')
    failsBy(await ringfirst(['start', '-c', file, '-d', product.dataFolder]), 'store-in-use')
    expect(await product.health()).toMatchObject({ status: 200, body: { status: 'ok' } })
  })

  it('has booked nothing in all of this', async () => {
    const { body } = await product.ask<CallbackList>('GET', '/v1/callbacks')
    expect(body.callbacks).toEqual([])
  })
})

describe('a start that cannot succeed', () => {
  const closing: (() => Promise<void> | void)[] = []

  beforeAll(buildProduct)
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  function newFolder(): string {
    const folder = productFolder()
    closing.push(() => disposeOf(folder))
    return folder
  }

  async function busyPort(): Promise<number> {
    const server: Server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => void server.close())
    return (server.address() as AddressInfo).port
  }

  async function startOn(folder: string, settings: object): Promise<Ended> {
    const file = writeConfig(folder, settings)
    return ringfirst(['start', '--config', file, '--data', join(folder, 'data')], 30_000)
  }

  it('tells a broken configuration by line and column', async () => {
    const folder = newFolder()
    const file = join(folder, 'broken.yaml')
    writeFileSync(file, 'switch: lab\nqueues:\n  support:\n    pacing:\n      polcy: idle\n')
    const ended = await ringfirst(['start', '--config', file, '--data', join(folder, 'data')])
    failsBy(ended, 'config-invalid')
    expect(ended.stderr).toContain('broken.yaml:5:7')
    expect(await ringfirst(['check', file])).toMatchObject({ exitCode: 1 })
  })

  it('names a busy HTTP port', async () => {
    const port = await busyPort()
    const ended = await startOn(newFolder(), { ...labSettings(), http: { port } })
    failsBy(ended, 'port-busy')
    expect(ended.stderr).toContain(String(port))
  })

  it.each(['port', 'customersPort'])('names a busy SIP port (lab.%s)', async (which) => {
    const port = await busyPort()
    const settings = labSettings() as { lab: object }
    const lab = { ...settings.lab, [which]: port }
    const ended = await startOn(newFolder(), { ...settings, lab })
    failsBy(ended, 'port-busy')
    expect(ended.stderr).toContain(String(port))
  })

  it('leaves the data of a newer version as it is', async () => {
    const folder = newFolder()
    const product = await Product.start(folder, labSettings())
    const url = socketUrl(join(product.dataFolder, 'postgres'))
    await query(url, 'update ringfirst_main.store_version set number = 999')
    await product.stop()
    const ended = await startOn(folder, labSettings())
    failsBy(ended, 'store-newer')
    expect(ended.stderr).toContain('999')
  })
})

/** One error with its code, for a person, and no bug of ours. */
function failsBy(ended: Ended, code: string): void {
  expect(ended.stderr).toContain(`[${code}]`)
  expect(ended.stderr.match(/✖/g)).toHaveLength(1)
  expect(ended.stderr).not.toMatch(/^ {4}at /m)
  expect(ended.exitCode).toBe(1)
}
