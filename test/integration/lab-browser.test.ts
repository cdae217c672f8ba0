import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentId, presenceId, trunkId } from '../../src/core/ids.ts'
import { createLabSwitch, type LabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { BrowserPhone, whyNoBrowser } from '../support/browser-phone.ts'
import { eventually } from '../support/eventually.ts'
import { tone } from '../support/peer-audio.ts'
import { SipPeer, type PeerCall } from '../support/sip-peer.ts'
import { dialAlice, dialBob, SwitchRecorder } from '../support/switch-recorder.ts'

const ALICE_HZ = 523
const BOB_HZ = 1_000
const BOB = { agentId: agentId('bob'), username: 'bob', password: 'bobs-secret' }

const noBrowser = whyNoBrowser()
if (noBrowser !== undefined)
  process.stdout.write(`browser phones on the lab switch are not tested (3 tests): ${noBrowser}\n`)

describe.skipIf(noBrowser !== undefined)('a browser softphone on the lab switch', () => {
  const told = new SwitchRecorder()
  let softswitch: LabSwitch
  let carrier: SipPeer
  let phone: BrowserPhone

  beforeAll(async () => {
    carrier = await SipPeer.open()
    softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      webSocketPort: 0,
      trunks: [
        {
          id: trunkId('peer'),
          host: carrier.host,
          port: carrier.port,
          transport: 'udp',
          codecs: ['PCMU'],
          provisionalTimeoutMs: 2_000,
          inboundFrom: [],
        },
      ],
      phones: [BOB],
      findPrompt: () => undefined,
      recordingsFolder: tmpdir(),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    await softswitch.start(told.emit, told.observe)
    phone = await openPhone()
  })

  afterAll(async () => {
    await phone?.close()
    await softswitch?.stop()
    carrier?.close()
  })

  const openPhone = (): Promise<BrowserPhone> =>
    BrowserPhone.open({
      server: `ws://127.0.0.1:${softswitch.sipPort('ws')}`,
      realm: 'ringfirst',
      username: BOB.username,
      password: BOB.password,
      toneHz: BOB_HZ,
    })

  const contact = (): string => {
    const registered = told.events.findLast((event) => event.kind === 'PhoneRegistered')
    return registered?.contact ?? ''
  }

  async function talk(): Promise<{ readonly order: ReturnType<typeof dialAlice>; call: PeerCall }> {
    const before = carrier.calls.length
    const order = dialAlice()
    softswitch.perform(order)
    const call = await carrier.call(before)
    call.audio.say(tone(ALICE_HZ))
    call.answer()
    await told.sees(order.legId, 'LegAnswered')
    return { order, call }
  }

  it('registers over a WebSocket and talks to Alice both ways over DTLS-SRTP', async () => {
    await eventually(() => contact() !== '')
    expect(contact()).toContain('transport=ws')
    const { order: alice, call } = await talk()
    const bob = dialBob(contact())
    softswitch.perform(bob)
    await told.sees(bob.legId, 'LegAnswered', 8_000)
    softswitch.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
    await told.sees(alice.legId, 'LegsBridged')
    await eventually(async () => (await phone.shareAt(ALICE_HZ)) > 0.7, 5_000)
    await eventually(() => call.audio.shareAt(BOB_HZ) > 0.7, 5_000)
    await phone.hangUp()
    expect(await told.released(bob.legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
    expect(told.has(alice.legId, 'LegReleased')).toBe(false)
    softswitch.perform({ kind: 'ReleaseLeg', legId: alice.legId, cause: 'released' })
    await told.released(alice.legId)
  })

  it('is hung up by the switch', async () => {
    const bob = dialBob(contact())
    softswitch.perform(bob)
    await told.sees(bob.legId, 'LegAnswered', 8_000)
    softswitch.perform({ kind: 'ReleaseLeg', legId: bob.legId, cause: 'released' })
    await told.released(bob.legId)
    await eventually(async () => (await phone.state()) === 'Terminated', 5_000)
  })

  it('is gone when its page is: the phone at once, its call when no audio comes', async () => {
    const bob = dialBob(contact())
    softswitch.perform(bob)
    await told.sees(bob.legId, 'LegAnswered', 8_000)
    await eventually(async () => (await phone.state()) === 'Established', 5_000)
    await phone.close()
    await eventually(() => told.events.some(({ kind }) => kind === 'PhoneUnregistered'), 5_000)
    const released = await told.released(bob.legId, 9_000)
    expect(released).toMatchObject({ cause: 'media-timeout', by: 'switch' })
  })
})
