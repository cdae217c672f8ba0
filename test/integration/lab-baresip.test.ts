import { tmpdir } from 'node:os'
import { setTimeout as talk } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { agentId, presenceId, trunkId, type LegId } from '../../src/core/ids.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createLabSwitch, type LabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { Baresip } from '../support/baresip.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { recordedBytes, tone } from '../support/peer-audio.ts'
import { SipPeer } from '../support/sip-peer.ts'
import { Sipp } from '../support/sipp.ts'
import { dialAlice, dialBob, SwitchRecorder } from '../support/switch-recorder.ts'

reportMissing('baresip', 'baresip')
reportMissing('sipp', 'sip-tester')

const BOB = { agentId: agentId('bob'), username: 'bob', password: 'bobs-secret' }
const ALICE_HZ = 523
const BOB_HZ = 440

describe.skipIf(!isInstalled('baresip'))('a baresip agent', () => {
  const closing: (() => Promise<void> | void)[] = []
  const told = new SwitchRecorder()

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    told.events.length = 0
  })

  async function startSwitch(port: number, transport: 'udp' | 'tcp'): Promise<LabSwitch> {
    const trunk = {
      id: trunkId('peer'),
      host: '127.0.0.1',
      port,
      transport,
      codecs: ['PCMU', 'PCMA'],
      provisionalTimeoutMs: 2_000,
      inboundFrom: [],
    } as const
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: [trunk],
      phones: [BOB],
      findPrompt: createFindPrompt(),
      recordingsFolder: tmpdir(),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    await softswitch.start(told.emit, told.observe)
    closing.push(() => softswitch.stop())
    return softswitch
  }

  async function startBaresip(softswitch: LabSwitch, transport: 'udp' | 'tcp'): Promise<Baresip> {
    const registrar = { host: '127.0.0.1', port: softswitch.sipPort(transport) }
    const { username, password } = BOB
    const baresip = new Baresip({ registrar, transport, username, password, hz: BOB_HZ })
    closing.push(() => baresip.stop())
    await eventually(() => told.events.some(({ kind }) => kind === 'PhoneRegistered'))
    return baresip
  }

  async function joinBob(softswitch: LabSwitch, customer: LegId): Promise<LegId> {
    const registered = told.events.find((event) => event.kind === 'PhoneRegistered')
    const order = dialBob(registered?.contact ?? '')
    softswitch.perform(order)
    await told.sees(order.legId, 'LegAnswered')
    softswitch.perform({ kind: 'BridgeLegs', a: customer, b: order.legId })
    await told.sees(customer, 'LegsBridged')
    return order.legId
  }

  async function release(softswitch: LabSwitch, ...legs: readonly LegId[]): Promise<void> {
    for (const legId of legs) softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    for (const legId of legs) await told.released(legId)
    expect(await softswitch.survey()).toEqual([])
  }

  it.each(['udp', 'tcp'] as const)(
    'registers over %s and hears a customer, who hears it',
    async (transport) => {
      const customer = await SipPeer.open()
      closing.push(() => customer.close())
      const softswitch = await startSwitch(customer.port, 'udp')
      const baresip = await startBaresip(softswitch, transport)
      const order = dialAlice()
      softswitch.perform(order)
      const call = await customer.call()
      call.audio.say(tone(ALICE_HZ))
      call.answer()
      await told.sees(order.legId, 'LegAnswered')
      const bob = await joinBob(softswitch, order.legId)
      await eventually(() => call.audio.shareAt(BOB_HZ) > 0.95, 5_000)
      await talk(1_500)
      await release(softswitch, order.legId, bob)
      await eventually(() => baresip.heardShareAt(ALICE_HZ) > 0.95, 5_000)
    },
  )

  describe.skipIf(!isInstalled('sipp'))('with a SIPp customer', () => {
    it.each(['udp', 'tcp'] as const)('hears one who said hello over %s', async (transport) => {
      const greeting = recordedBytes('src/lab/audio/hello.wav', 500, 15_000)
      const sipp = await Sipp.start({ scenario: 'answers-and-streams', transport, greeting })
      closing.push(() => sipp.stop())
      const softswitch = await startSwitch(sipp.port, transport)
      const baresip = await startBaresip(softswitch, 'tcp')
      const order = dialAlice()
      softswitch.perform(order)
      const { verdict } = await told.sees(order.legId, 'LegJudged', 10_000)
      expect(verdict.kind).toBe('human')
      const bob = await joinBob(softswitch, order.legId)
      await told.sees(order.legId, 'LegsBridged')
      await talk(4_000)
      await release(softswitch, order.legId, bob)
      await eventually(() => baresip.heardShareAt(ALICE_HZ) > 0.95, 5_000)
      await sipp.succeeds()
    })

    it.each(['udp', 'tcp'] as const)('is heard by one who echoes it over %s', async (transport) => {
      const sipp = await Sipp.start({ scenario: 'answers-and-echoes', transport, echoes: true })
      closing.push(() => sipp.stop())
      const softswitch = await startSwitch(sipp.port, transport)
      const baresip = await startBaresip(softswitch, 'udp')
      const order = dialAlice()
      softswitch.perform(order)
      await told.sees(order.legId, 'LegAnswered')
      const bob = await joinBob(softswitch, order.legId)
      await talk(2_000)
      await release(softswitch, order.legId, bob)
      await eventually(() => baresip.heardShareAt(BOB_HZ) > 0.95, 5_000)
      await sipp.succeeds()
    })
  })
})
