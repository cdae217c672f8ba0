import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../src/lab/scenario.ts'
import { SippCarrier } from '../../src/lab/trial.ts'
import { buildProduct, Product, productFolder, ringfirst } from '../support/product.ts'
import { BrowserPhone, whyNoBrowser } from '../support/browser-phone.ts'
import { freePort } from '../support/free-port.ts'
import { freeswitchSettings, secretFile } from './product-settings.ts'
import { SwitchServers } from './servers.ts'
import { serversOrSkip } from './stage.ts'

const CUSTOMER = '+12025550100'
const BOBS_SECRET = 'a-long-secret-of-bob'

const found = serversOrSkip('the product on FreeSWITCH (3 tests)')
const noBrowser = whyNoBrowser()
if (noBrowser !== undefined)
  process.stdout.write(`the product on FreeSWITCH is not tested: ${noBrowser}\n`)

describe.skipIf(found === undefined || noBrowser !== undefined)('the product on FreeSWITCH', () => {
  let servers: SwitchServers
  let carrier: SippCarrier
  let product: Product
  let phone: BrowserPhone | undefined
  let folder: string

  beforeAll(async () => {
    buildProduct()
    servers = await SwitchServers.start(found as NonNullable<typeof found>)
    carrier = new SippCarrier(await freePort())
    await carrier.prepare()
    folder = productFolder()
    product = await Product.start(folder, configuration())
    const { address, edgeWsPort } = servers.addresses
    phone = await BrowserPhone.open({
      server: `ws://${address}:${edgeWsPort}`,
      realm: 'ringfirst.test',
      username: 'bob',
      password: BOBS_SECRET,
      toneHz: 1_000,
    })
  }, 120_000)

  afterAll(async () => {
    await phone?.close()
    await product?.stop()
    await carrier?.close()
    await servers?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function configuration(): object {
    return {
      ...freeswitchSettings(servers, folder),
      http: { port: 0 },
      defaultSite: 'us',
      sites: { us: { country: 'US', timeZone: 'America/New_York', trunks: ['sipp'] } },
      trunks: {
        sipp: { host: '127.0.0.1', port: carrier.trunk.port, channels: 10, callsPerSecond: 10 },
      },
      queues: { support: { ringTimeout: '15 s', acw: { mode: 'forced', timeout: '1 s' } } },
      agents: {
        bob: {
          queues: ['support'],
          onQueueWhenRegistered: true,
          phone: { username: 'bob', passwordFile: secretFile(folder, 'bob-secret', BOBS_SECRET) },
        },
      },
    }
  }

  async function play(scenario: string): Promise<void> {
    const chosen = SCENARIOS.find(({ name }) => name === scenario)
    await carrier.play(chosen as NonNullable<typeof chosen>)
  }

  async function callOnce(scenario: string): Promise<Readonly<Record<string, unknown>>> {
    await play(scenario)
    const args = ['call', CUSTOMER, '--json', '--data', product.dataFolder]
    const { stdout, stderr } = await ringfirst(args, 60_000)
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  it('hangs up on a machine', async () => {
    expect(await callOnce('machine')).toMatchObject({ disposition: 'machine' })
  })

  it('joins a person to the agent in the browser', async () => {
    await play('person')
    const id = await product.book(CUSTOMER)
    await product.sees(id, 'joined', 30_000)
    expect(await phone?.state()).toBe('Established')
    await phone?.hangUp()
    const closed = await product.sees(id, 'closed', 30_000)
    expect(closed).toMatchObject({ disposition: 'connected' })
  })

  it('is found fit by the doctor, who names a wrong secret', async () => {
    const config = join(folder, 'ringfirst.yaml')
    const fit = await ringfirst(['doctor', '--config', config, '--json'])
    const examined = JSON.parse(fit.stdout) as { subject: string; state: string; text: string }[]
    const faults = examined.filter(({ state }) => state === 'fault')
    // SIPp plays a scenario of INVITEs: it leaves the OPTIONS unanswered, and the doctor says so.
    expect(faults).toMatchObject([{ subject: 'trunk sipp', text: 'it does not answer' }])
    writeFileSync(join(folder, 'esl-password'), 'not-the-right-password')
    const unfit = await ringfirst(['doctor', '--config', config])
    expect(unfit.exitCode).toBe(1)
    expect(unfit.stdout).toMatch(/FreeSWITCH.*refused us: wrong password/)
  })
})
