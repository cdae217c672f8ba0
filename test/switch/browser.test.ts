import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { tone } from '../support/peer-audio.ts'
import { BrowserPhone, whyNoBrowser } from '../support/browser-phone.ts'
import { BOB, openStage, serversOrSkip, type Stage } from './stage.ts'

const ALICE_HZ = 523
const BOB_HZ = 1_000

const found = serversOrSkip('the browser softphone (4 tests)')
const noBrowser = whyNoBrowser()
if (noBrowser !== undefined)
  process.stdout.write(`the browser softphone is not tested: ${noBrowser}\n`)

describe.skipIf(found === undefined || noBrowser !== undefined).each([
  ['a WebSocket', false],
  ['a WebSocket with TLS', true],
] as const)('a browser softphone on %s', (_, isEncrypted) => {
  let stage: Stage
  let phone: BrowserPhone

  beforeAll(async () => {
    stage = await openStage(found as NonNullable<typeof found>, {}, isEncrypted)
    const { address, edgeWsPort, edgeWssPort } = stage.servers.addresses
    phone = await BrowserPhone.open({
      server: isEncrypted ? `wss://${address}:${edgeWssPort}` : `ws://${address}:${edgeWsPort}`,
      ...(isEncrypted ? { certificateFile: stage.servers.certificateFile } : {}),
      realm: 'ringfirst.test',
      username: BOB.username,
      password: BOB.password,
      toneHz: BOB_HZ,
    })
  })

  afterAll(async () => {
    await phone?.close()
    await stage?.close()
  })

  const contact = (): string => {
    const registered = stage.told.events.findLast((event) => event.kind === 'PhoneRegistered')
    return registered?.kind === 'PhoneRegistered' ? registered.contact : ''
  }

  it('registers and talks to Alice both ways over DTLS-SRTP', async () => {
    await eventually(() => contact() !== '')
    expect(contact()).toContain('transport=ws')
    const alice = await stage.talk()
    const bob = stage.ringBob(contact())
    await stage.told.sees(bob.legId, 'LegAnswered', 8_000)
    alice.call.audio.say(tone(ALICE_HZ))
    stage.softswitch.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
    await stage.told.sees(alice.legId, 'LegsBridged')
    await eventually(async () => (await phone.shareAt(ALICE_HZ)) > 0.7, 5_000)
    await eventually(() => alice.call.audio.shareAt(BOB_HZ) > 0.7, 5_000)
    await phone.hangUp()
    expect(await stage.told.released(bob.legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
    expect(stage.told.has(alice.legId, 'LegReleased')).toBe(false)
    stage.softswitch.perform({ kind: 'ReleaseLeg', legId: alice.legId, cause: 'released' })
    await stage.told.released(alice.legId)
  })

  it('is hung up after the process that called it was restarted', async () => {
    const bob = stage.ringBob(contact())
    await stage.told.sees(bob.legId, 'LegAnswered', 8_000)
    await stage.restart()
    expect(await stage.softswitch.survey()).toEqual([{ legId: bob.legId, state: 'answered' }])
    stage.softswitch.perform({ kind: 'ReleaseLeg', legId: bob.legId, cause: 'released' })
    await stage.told.released(bob.legId)
    await eventually(async () => (await phone.state()) === 'Terminated', 5_000)
  })
})
