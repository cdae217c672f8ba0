import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LegId } from '../../src/core/ids.ts'
import { trunkId } from '../../src/core/ids.ts'
import type { TrunkConnection } from '../../src/softswitch/settings.ts'
import { BaresipTrunk } from '../support/baresip.ts'
import { eventually } from '../support/eventually.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { tone } from '../support/peer-audio.ts'
import { SipPeer } from '../support/sip-peer.ts'
import { dialAlice } from '../support/switch-recorder.ts'
import { freePort } from '../support/free-port.ts'
import { openStage, serversOrSkip, type Stage, trunkTo } from './stage.ts'

const TRUNK_HZ = 523
const BOB_HZ = 784

reportMissing('baresip', 'baresip')
const found = serversOrSkip('trunks of FreeSWITCH (2 tests)')

describe.skipIf(found === undefined || !isInstalled('baresip'))('a trunk', () => {
  const carrier = trunkId('secure')
  let asked: SipPeer
  let deaf: SipPeer
  let desk: SipPeer
  let stage: Stage
  let secure: BaresipTrunk | undefined
  let securePort: number

  beforeAll(async () => {
    asked = await SipPeer.open()
    deaf = await SipPeer.open()
    deaf.answersOptions = false
    desk = await SipPeer.open()
    securePort = await freePort()
    const optionsEveryMs = 1_000
    const trunks: TrunkConnection[] = [
      { ...trunkTo(securePort, 'secure'), transport: 'tls', srtp: 'required' },
      { ...trunkTo(asked.port, 'asked'), optionsEveryMs },
      { ...trunkTo(deaf.port, 'deaf'), optionsEveryMs },
      trunkTo(desk.port, 'desk'),
    ]
    stage = await openStage(found as NonNullable<typeof found>, { trunks }, true)
    const { folder, certificateFile } = stage.servers
    const pem = join(folder, 'trunk.pem')
    const key = readFileSync(join(folder, 'edge.key'), 'utf8')
    writeFileSync(pem, `${readFileSync(certificateFile, 'utf8')}${key}`)
    secure = new BaresipTrunk({
      port: securePort,
      number: dialAlice().number,
      certificateFile: pem,
      hz: TRUNK_HZ,
    })
  })

  afterAll(async () => {
    await secure?.stop()
    await stage?.close()
    for (const peer of [asked, deaf, desk]) peer?.close()
  })

  it('over TLS takes a call with encrypted audio, both ways, and hangs up with it', async () => {
    await eventually(() => secure?.isReady === true, 10_000)
    const alice = dialAlice({ trunkId: carrier })
    stage.softswitch.perform(alice)
    await stage.told.sees(alice.legId, 'LegAnswered', 8_000)
    const bob: { legId: LegId } = dialAlice({ trunkId: trunkId('desk') })
    stage.softswitch.perform({ ...dialAlice({ trunkId: trunkId('desk') }), ...bob })
    const call = await desk.call()
    call.audio.say(tone(BOB_HZ))
    call.answer()
    await stage.told.sees(bob.legId, 'LegAnswered')
    stage.softswitch.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
    await stage.told.sees(alice.legId, 'LegsBridged')
    await eventually(() => call.audio.shareAt(TRUNK_HZ) > 0.9, 5_000)
    call.audio.forget()
    await eventually(() => call.audio.packets > 75, 5_000)
    for (const { legId } of [alice, bob])
      stage.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    for (const { legId } of [alice, bob]) await stage.told.released(legId)
    await eventually(() => (secure?.heardShareAt(BOB_HZ) ?? 0) > 0.9, 5_000)
    expect(await stage.softswitch.survey()).toEqual([])
  })

  it('is silent when it answers no OPTIONS, and is there again as soon as it does', async () => {
    const told = (kind: 'TrunkSilent' | 'TrunkAnswers'): string[] =>
      stage.told.events.flatMap((event) => (event.kind === kind ? event.trunkId : []))
    await eventually(() => told('TrunkSilent').length > 0, 10_000)
    expect(told('TrunkSilent')).toEqual(['deaf'])
    expect(told('TrunkAnswers')).toEqual(['asked'])
    deaf.answersOptions = true
    await eventually(() => told('TrunkAnswers').includes('deaf'), 5_000)
  })
})
