/**
 * Proves, on the whole product, with SIPp as the customer and baresip as the agent, both outside of
 * our code: they are joined over UDP and over TCP, a known tone is heard in each direction, and
 * whatever SIPp answers ends with the right disposition and cause, and leaves no leg behind.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { Baresip } from '../support/baresip.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { PeerAudio, recordedBytes } from '../support/peer-audio.ts'
import { SipPeer } from '../support/sip-peer.ts'
import { Sipp } from '../support/sipp.ts'
import { phonePassword, type OwnSettings, type PeerTrunk } from '../support/product-settings.ts'
import { buildProduct, disposeOf, Product, productFolder } from '../support/product.ts'

const TRANSPORTS = ['udp', 'tcp'] as const
const CUSTOMER_HZ = 523
const AGENT_HZ: Readonly<Record<string, number>> = { bob: 440, carol: 660 }

/** What SIPp does, and how the callback ends. */
const OUTCOMES = [
  ['refuses-404', 'invalid-number', 'invalid-number', 404],
  ['refuses-480', 'no-answer', 'no-answer', 480],
  ['refuses-486', 'busy', 'busy', 486],
  ['refuses-500', 'network-failure', 'network-failure', 500],
  ['refuses-503', 'network-failure', 'network-failure', 503],
  ['refuses-603', 'declined', 'declined', 603],
  ['early-media-then-nothing', 'no-answer', 'no-answer', 487],
  ['answers-a-cancel', 'no-answer', 'no-answer', undefined],
  ['hangs-up-before-the-ack', 'customer-hung-up', 'normal', undefined],
  ['says-nothing', 'network-failure', 'network-failure', undefined],
] as const

/** A switch that the product is tried on. */
export interface StrangersHarness {
  /** Why these tests cannot run here; absent where they can. */
  readonly skipped?: string
  /** Starts what the product needs beside itself; called once. */
  open(): Promise<StrangersSwitch>
}

/** What the product needs beside itself. */
export interface StrangersSwitch {
  /** The configuration for this switch; the folder may hold secrets. */
  configure(settings: OwnSettings, folder: string): object
  /** Where phones register, over UDP and TCP. */
  readonly registrar: { readonly host: string; readonly port: number }
  close(): Promise<void>
}

/** Strangers on both sides of the whole product, on one switch. */
export function describeStrangers(name: string, harness: StrangersHarness): void {
  reportMissing('baresip', 'baresip')
  reportMissing('sipp', 'sip-tester')
  const { skipped } = harness
  if (skipped !== undefined)
    process.stdout.write(`strangers on the line of ${name} (2 tests) are not tested: ${skipped}\n`)
  const cannot = skipped !== undefined || !isInstalled('sipp')
  describe.skipIf(cannot)(`the product on ${name} with strangers on the line`, () => {
    const closing: (() => Promise<void> | void)[] = []
    let product: Product

    let beside: StrangersSwitch

    beforeAll(async () => {
      buildProduct()
      beside = await harness.open()
    })
    afterAll(() => beside?.close())
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close()
    })

    async function start(
      settings: OwnSettings,
      change = (config: object) => config,
    ): Promise<void> {
      const folder = productFolder()
      closing.push(() => disposeOf(folder, product))
      product = await Product.start(folder, change(beside.configure(settings, folder)))
    }

    async function sipp(options: Parameters<typeof Sipp.start>[0]): Promise<Sipp> {
      const peer = await Sipp.start(options)
      closing.push(() => peer.stop())
      return peer
    }

    function closed(id: string): Promise<CallbackResource> {
      return product.sees(id, 'closed', 40_000)
    }

    async function noLegIsLeft(): Promise<void> {
      await eventually(async () => {
        const { calls, trunks } = await product.board()
        return calls.length === 0 && trunks.every(({ channelsInUse }) => channelsInUse === 0)
      }, 5_000)
    }

    it.skipIf(!isInstalled('baresip'))(
      'joins a SIPp customer and a baresip agent, who hear each other, over UDP and over TCP',
      async () => {
        const greeting = recordedBytes('src/lab/audio/hello.wav', 500, 4_000)
        const scenario = 'greets-then-moves'
        const customers = new Map<string, Sipp>()
        const ears = new Map<string, PeerAudio>()
        for (const transport of TRANSPORTS) {
          const ear = await PeerAudio.open('127.0.0.1')
          closing.push(() => ear.close())
          ears.set(transport, ear)
          const listeningPort = ear.port
          customers.set(transport, await sipp({ scenario, transport, greeting, listeningPort }))
        }
        const trunkOf = (transport: 'udp' | 'tcp'): PeerTrunk[] => [
          { port: customers.get(transport)?.port ?? 0, transport },
        ]
        const queues = { udp: trunkOf('udp'), tcp: trunkOf('tcp') }
        const agents = [
          ['bob', 'udp'],
          ['carol', 'tcp'],
        ] as const
        await start({ agents: ['bob', 'carol'], queues, queue: { acw: { mode: 'mandatory' } } })
        const { registrar } = beside
        const phones = new Map<string, Baresip>()
        for (const [username, transport] of agents) {
          const password = phonePassword(username)
          const hz = AGENT_HZ[username] ?? 0
          const phone = new Baresip({ registrar, transport, username, password, hz })
          closing.push(() => phone.stop())
          phones.set(username, phone)
          await eventually(async () => (await product.agent(username)).state === 'idle')
        }
        const ids = await Promise.all([
          product.book('+12025550701', 'udp'),
          product.book('+12025550702', 'tcp'),
        ])
        const joined = await Promise.all(ids.map((id) => product.sees(id, 'joined')))
        for (const [index, { participants }] of joined.entries()) {
          const agent = participants.find(({ role }) => role === 'agent')?.agentId ?? ''
          const ear = ears.get(TRANSPORTS[index] ?? '')
          await eventually(() => (ear?.shareAt(AGENT_HZ[agent] ?? 0) ?? 0) > 0.95, 20_000)
        }
        for (const [agent] of agents) {
          expect(await product.ask('POST', `/v1/agents/${agent}/hang-up`)).toMatchObject({
            status: 204,
          })
          await eventually(async () => (await product.agent(agent)).state === 'acw')
          const codes = { codes: ['resolved'] }
          expect(await product.ask('POST', `/v1/agents/${agent}/wrap-up`, codes)).toMatchObject({
            status: 204,
          })
        }
        for (const id of ids) {
          expect(await closed(id)).toMatchObject({
            verdict: { kind: 'human' },
            disposition: 'connected',
            cause: 'released',
            wrapUps: [{ codes: ['resolved'], setBy: 'agent' }],
          })
        }
        await noLegIsLeft()
        for (const phone of phones.values()) {
          await eventually(() => phone.heardShareAt(CUSTOMER_HZ) > 0.95, 5_000)
        }
        for (const peer of customers.values()) await eventually(() => peer.exitCode === 0, 5_000)
        expect((await product.board()).agents.map(({ state }) => state)).toEqual(['idle', 'idle'])
      },
      60_000,
    )

    it('ends each call as SIPp answers it, and leaves nothing behind', async () => {
      const cases = OUTCOMES.flatMap(([scenario, disposition, cause, sipStatus]) =>
        TRANSPORTS.map((transport) => ({ scenario, transport, disposition, cause, sipStatus })),
      )
      const peers: Sipp[] = []
      for (const { scenario, transport } of cases) peers.push(await sipp({ scenario, transport }))
      const spare = await sipp({ scenario: 'refuses-486', transport: 'udp' })
      const spares = [
        ['refuses-503', 'udp'],
        ['refuses-500', 'tcp'],
      ] as const
      const failing: Sipp[] = []
      for (const [scenario, transport] of spares) failing.push(await sipp({ scenario, transport }))
      const queues = Object.fromEntries(
        cases.map(({ transport }, index) => [
          `q${index}`,
          [{ port: peers[index]?.port ?? 0, transport }],
        ]),
      )
      const [first, second] = failing
      const failOver: PeerTrunk[] = [
        { port: first?.port ?? 0, transport: 'udp' },
        { port: second?.port ?? 0, transport: 'tcp' },
        { port: spare.port, transport: 'udp' },
      ]
      const bob = await SipPeer.open()
      closing.push(() => bob.close())
      // One for each call, since no agent is promised twice.
      const agents = ['bob', ...cases.map((_, index) => `b${index}`)]
      const settings = { agents, queues: { ...queues, spare: failOver } }
      await start(settings, (config) => withContact(config, bob.contact('bob')))
      for (const agent of agents) await product.ask('POST', `/v1/agents/${agent}/on-queue`)
      const ids = await Promise.all(
        cases.map((_, index) => product.book(`+120255507${String(index + 10)}`, `q${index}`)),
      )
      const failedOver = await product.book('+12025550199', 'spare')
      for (const [
        index,
        { scenario, transport, disposition, cause, sipStatus },
      ] of cases.entries()) {
        const callback = await closed(ids[index] ?? '')
        const what = `${scenario} over ${transport}`
        expect({ what, ...callback }).toMatchObject({ what, disposition, cause })
        // A 487 to our own CANCEL is the network's word or nothing: FreeSWITCH keeps it to itself.
        const told = callback.attempts[0]?.sipStatus
        if (told !== undefined || sipStatus !== 487)
          expect({ what, told }).toEqual({ what, told: sipStatus })
        expect(callback.attempts).toHaveLength(1)
        const peer = peers[index]
        if (scenario !== 'says-nothing') {
          const ended = () => ({ what, exitCode: peer?.exitCode })
          await expect.poll(ended, { timeout: 8_000 }).toEqual({ what, exitCode: 0 })
        }
      }
      const callback = await closed(failedOver)
      expect(callback).toMatchObject({ disposition: 'busy', cause: 'busy' })
      expect(callback.attempts).toHaveLength(1)
      expect(callback.attempts[0]?.legs.map(({ trunkId }) => trunkId)).toEqual([
        'spare-1',
        'spare-2',
        'spare-3',
      ])
      await eventually(() => [...failing, spare].every(({ exitCode }) => exitCode === 0), 5_000)
      await noLegIsLeft()
      expect(bob.calls).toEqual([])
      const idle = agents.map(() => 'idle')
      expect((await product.board()).agents.map(({ state }) => state)).toEqual(idle)
    }, 90_000)
  })
}

/** The agents' phone is where it always is: it does not register. */
function withContact(settings: object, contact: string): object {
  const { agents } = settings as { agents: Record<string, object> }
  const reached = Object.entries(agents).map(([id, agent]) => [id, { ...agent, contact }])
  return { ...settings, agents: Object.fromEntries(reached) as object }
}
