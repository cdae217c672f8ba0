import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentId, presenceId, trunkId } from '../../../src/core/ids.ts'
import { createLabSwitch, type LabSwitch } from '../../../src/softswitch/lab/lab-switch.ts'
import type { TrunkConnection } from '../../../src/softswitch/settings.ts'
import { eventually } from '../../support/eventually.ts'
import { SipPeer } from '../../support/sip-peer.ts'
import { dialAlice, SwitchRecorder } from '../../support/switch-recorder.ts'

const HOST = '127.0.0.1'

function trunkTo(
  name: string,
  port: number,
  transport: TrunkConnection['transport'],
): TrunkConnection {
  return {
    id: trunkId(name),
    host: HOST,
    port,
    transport,
    codecs: ['PCMU', 'PCMA'],
    provisionalTimeoutMs: 600,
    inboundFrom: [],
  }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('a call of the lab switch', () => {
  let peer: SipPeer
  let told: SwitchRecorder
  let softswitch: LabSwitch

  beforeEach(async () => {
    peer = await SipPeer.open()
    told = new SwitchRecorder()
    softswitch = createLabSwitch({
      bindAddress: HOST,
      udpPort: 0,
      tcpPort: 0,
      trunks: [
        trunkTo('peer', peer.port, 'udp'),
        trunkTo('closed', await closedPort(), 'tcp'),
        trunkTo('encrypted', 5_061, 'tls'),
      ],
      phones: [{ agentId: agentId('bob'), username: 'bob', password: 'bobs-secret' }],
      findPrompt: () => undefined,
      recordingsFolder: tmpdir(),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    await softswitch.start(told.emit, told.observe)
  })

  afterEach(async () => {
    await softswitch.stop()
    peer.close()
  })

  it('over a trunk that takes no connection fails at once', async () => {
    const order = dialAlice({ trunkId: trunkId('closed') })
    softswitch.perform(order)
    expect(await told.released(order.legId, 400)).toMatchObject({
      cause: 'network-failure',
      by: 'switch',
      detail: 'transport-failed',
    })
  })

  it('over a TLS trunk is refused by name', async () => {
    const order = dialAlice({ trunkId: trunkId('encrypted') })
    softswitch.perform(order)
    expect(await told.released(order.legId)).toMatchObject({
      cause: 'refused',
      detail: 'the lab switch does no TLS',
    })
  })

  it('that is answered without G.711 is hung up as incompatible', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    call.respond(200, 'OK', [], call.audio.description().replaceAll(' 0 101', ' 18'))
    expect(await told.released(order.legId)).toMatchObject({ cause: 'incompatible' })
    expect(told.has(order.legId, 'LegAnswered')).toBe(false)
    await call.sees('ACK')
    await call.sees('BYE')
  })

  it('that was given up is not dialled again when the trunk comes back', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    expect(await told.released(order.legId)).toMatchObject({ cause: 'network-failure' })
    const before = call.count('INVITE')
    await sleep(1_500)
    expect(call.count('INVITE')).toBe(before)
  })

  it('that was given up is cancelled when the trunk rings late', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    await told.released(order.legId)
    call.ring()
    await call.sees('CANCEL')
    await call.sees('ACK')
  })

  it('that was given up is acknowledged and hung up when the trunk answers late', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    await told.released(order.legId)
    call.answer()
    await call.sees('ACK')
    await call.sees('BYE')
    expect(told.of(order.legId).map(({ kind }) => kind)).toEqual(['LegReleased'])
  })

  it('is hung up when the switch stops', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    call.answer()
    await told.sees(order.legId, 'LegAnswered')
    await softswitch.stop()
    await call.sees('BYE')
    expect(await told.released(order.legId)).toMatchObject({ cause: 'interrupted', by: 'switch' })
  })

  it('that rings is cancelled when the switch stops', async () => {
    const order = dialAlice()
    softswitch.perform(order)
    const call = await peer.call()
    call.ring()
    await told.sees(order.legId, 'LegRinging')
    await softswitch.stop()
    await call.sees('CANCEL')
    expect(await told.released(order.legId)).toMatchObject({ cause: 'interrupted' })
  })

  it('that comes in is refused: the lab switch places calls only', async () => {
    const text = [
      `INVITE sip:ringfirst@${HOST} SIP/2.0`,
      `Via: SIP/2.0/TCP ${HOST}:9;branch=z9hG4bKin`,
      `From: <sip:mallory@${HOST}>;tag=1`,
      `To: <sip:ringfirst@${HOST}>`,
      'Call-ID: inbound',
      'CSeq: 1 INVITE',
      `Contact: <sip:mallory@${HOST}:9>`,
      'Content-Length: 0',
      '',
      '',
    ]
    const socket = connect(softswitch.sipPort('tcp'), HOST)
    let answer = ''
    socket.on('data', (piece: Buffer) => (answer += piece.toString()))
    socket.write(text.join('\r\n'))
    await eventually(() => answer.startsWith('SIP/2.0 403'), 3_000)
    socket.destroy()
  })
})
