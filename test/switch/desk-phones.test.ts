import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import { THROTTLE } from '../../src/softswitch/freeswitch/throttle.ts'
import { Baresip, type BaresipOptions } from '../support/baresip.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { tone } from '../support/peer-audio.ts'
import { SipPeer } from '../support/sip-peer.ts'
import { register } from '../support/sip-registration.ts'
import { BOB, openStage, serversOrSkip, type Stage } from './stage.ts'

const CAROL = {
  ...BOB,
  agentId: agentId('carol'),
  username: 'carol',
  password: 'another-long-secret',
}
const ALICE_HZ = 523
const BOB_HZ = 440

reportMissing('baresip', 'baresip')
const found = serversOrSkip('desk phones on FreeSWITCH (5 tests)')

describe.skipIf(found === undefined || !isInstalled('baresip'))('a desk phone', () => {
  let stage: Stage
  let phone: Baresip | undefined

  beforeAll(async () => {
    stage = await openStage(found as NonNullable<typeof found>, { phones: [BOB, CAROL] }, true)
  })

  afterEach(async () => {
    await phone?.stop()
    phone = undefined
  })

  afterAll(() => stage?.close())

  function startPhone(changes: Partial<BaresipOptions>): void {
    const { address, edgeSipPort, edgeTlsPort } = stage.servers.addresses
    const port = changes.transport === 'tls' ? edgeTlsPort : edgeSipPort
    const { username, password } = BOB
    const authorityFile = stage.servers.certificateFile
    const registrar = { host: address, port }
    const common = { registrar, transport: 'udp', username, password, authorityFile, hz: BOB_HZ }
    phone = new Baresip({ ...(common as BaresipOptions), ...changes })
  }

  async function registered(): Promise<string> {
    const contacts = (): string[] =>
      stage.told.events.flatMap((event) => (event.kind === 'PhoneRegistered' ? event.contact : []))
    const before = contacts().length
    await eventually(() => contacts().length > before, 15_000)
    return contacts().at(-1) ?? ''
  }

  it.each([
    ['UDP', { transport: 'udp' }],
    ['TCP', { transport: 'tcp' }],
    ['TLS', { transport: 'tls' }],
    ['TLS with encrypted audio', { transport: 'tls', encrypted: true }],
  ] as const)('registers over %s, and talks to Alice both ways', async (_, changes) => {
    startPhone(changes)
    const contact = await registered()
    const alice = await stage.talk()
    alice.call.audio.say(tone(ALICE_HZ))
    const bob = stage.ringBob(contact)
    await stage.told.sees(bob.legId, 'LegAnswered', 8_000)
    stage.softswitch.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
    await stage.told.sees(alice.legId, 'LegsBridged')
    await eventually(() => alice.call.audio.shareAt(BOB_HZ) > 0.95, 5_000)
    alice.call.audio.forget()
    await eventually(() => alice.call.audio.packets > 100, 5_000)
    for (const legId of [alice.legId, bob.legId])
      stage.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    for (const legId of [alice.legId, bob.legId]) await stage.told.released(legId)
    await eventually(() => (phone?.heardShareAt(ALICE_HZ) ?? 0) > 0.95, 5_000)
    expect(await stage.softswitch.survey()).toEqual([])
  })

  it('that guesses is not let in, and not listened to any more, while others are', async () => {
    const peer = await SipPeer.open()
    const { address, edgeSipPort } = stage.servers.addresses
    const registrar = { host: address, port: edgeSipPort }
    const tryWith = async (password: string): Promise<number> => {
      const who = { username: BOB.username, password, contact: peer.contact('bob'), expires: 60 }
      return (await register(peer, registrar, who)).status
    }
    try {
      expect(await tryWith(BOB.password)).toBe(200)
      for (let i = 0; i < THROTTLE.failuresOfName; i++) {
        expect(await tryWith(`guess-${i}`)).toBe(403)
      }
      expect(await tryWith(BOB.password)).toBe(403)
      const carol = { username: 'carol', password: CAROL.password, expires: 60 }
      const who = { ...carol, contact: peer.contact('carol') }
      expect((await register(peer, registrar, who)).status).toBe(200)
    } finally {
      peer.close()
    }
  })
})
