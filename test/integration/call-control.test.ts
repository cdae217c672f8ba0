import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { present } from '../../src/core/assert.ts'
import { createLog } from '../../src/dialer/log.ts'
import { startRingfirst, type Running } from '../../src/main.ts'
import { eventually } from '../support/eventually.ts'
import { recorded, tone } from '../support/peer-audio.ts'
import { ownSettings } from '../support/product-settings.ts'
import { writeConfig } from '../support/product.ts'
import { SipPeer, type PeerCall } from '../support/sip-peer.ts'

const HZ = { alice: 523, bob: 784, carol: 1_175, sam: 1_568 } as const
type Name = keyof typeof HZ
const NAMES = Object.keys(HZ) as Name[]

describe('a call in hand, on the lab switch with real audio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-control-'))
  const peers = new Map<Name, SipPeer>()
  const calls = new Map<Name, PeerCall>()
  let running: Running
  let token = ''

  beforeAll(async () => {
    chmodSync(folder, 0o755)
    for (const name of NAMES) peers.set(name, await SipPeer.open())
    const base = ownSettings({ agents: [], queues: { support: [{ port: portOf('alice') }] } })
    const agent = (name: Name, more: object = {}): object => ({
      queues: ['support'],
      contact: present(peers.get(name), 'a peer').contact(name),
      ...more,
    })
    const config = {
      ...base,
      agents: {
        bob: agent('bob'),
        carol: agent('carol'),
        sam: agent('sam', { role: 'supervisor', queues: [] }),
      },
    }
    const file = writeConfig(folder, config)
    const loaded = loadConfig(file, { dataFolder: join(folder, 'data') })
    running = await startRingfirst(present(loaded.settings, 'it loads'), createLog('silent'))
    token = tokenOf()
  })

  afterAll(async () => {
    await running?.stop()
    for (const peer of peers.values()) peer.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const portOf = (name: Name): number => present(peers.get(name), 'a peer').port

  function tokenOf(): string {
    const { tokens } = JSON.parse(readFileSync(running.tokensFile, 'utf8')) as {
      tokens: { role: string; token: string }[]
    }
    return tokens.find(({ role }) => role === 'admin')?.token ?? ''
  }

  async function post(path: string, body: object = {}): Promise<{ id: string }> {
    const response = await fetch(`${running.url}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    expect([path, response.status < 300, text]).toEqual([path, true, text])
    return (text === '' ? {} : JSON.parse(text)) as { id: string }
  }

  /** The next call of a peer is answered; it says its own tone. */
  async function picksUp(name: Name): Promise<PeerCall> {
    const call = await present(peers.get(name), 'a peer').call(0, 10_000)
    calls.set(name, call)
    call.ring()
    call.audio.say(name === 'alice' ? recorded('src/lab/audio/hello.wav') : tone(HZ[name], 5_000))
    call.answer()
    return call
  }

  /** Waits until exactly these hear each other; music and prompts are none of the tones. */
  async function hear(...expected: string[]): Promise<void> {
    for (const call of calls.values()) call.audio.forget()
    const now = (): string =>
      [...calls]
        .flatMap(([ear, { audio }]) =>
          NAMES.filter((voice) => audio.shareAt(HZ[voice]) > 0.08).map((v) => `${ear}←${v}`),
        )
        .sort()
        .join(' ')
    const want = [...expected].sort().join(' ')
    await eventually(() => now() === want, 6_000).catch(() => expect(now()).toBe(want))
  }

  it('is held, shared, whispered into and handed on, and each hears whom they should', async () => {
    await post('agents/bob/on-queue')
    const { id } = await post('callbacks', { number: '+12025550100' })
    const alice = await picksUp('alice')
    await picksUp('bob')
    await eventually(() => (calls.get('bob')?.count('ACK') ?? 0) > 0, 5_000)
    alice.audio.say(tone(HZ.alice, 5_000))
    await hear('alice←bob', 'bob←alice')
    await post('agents/bob/hold')
    await hear()
    await eventually(() => alice.audio.loudest() > 200, 5_000)
    await post('agents/bob/resume')
    await hear('alice←bob', 'bob←alice')
    await post('agents/carol/on-queue')
    await post('agents/bob/consult', { agentId: 'carol' })
    await picksUp('carol')
    await hear('bob←carol', 'carol←bob')
    await post('agents/bob/consult/conference')
    const three = ['alice←bob', 'alice←carol', 'bob←alice', 'bob←carol', 'carol←alice', 'carol←bob']
    await hear(...three)
    await post('agents/bob/leave')
    await eventually(() => (calls.get('bob')?.count('BYE') ?? 0) > 0, 5_000)
    calls.delete('bob')
    await hear('alice←carol', 'carol←alice')
    await post(`callbacks/${id}/watch`, { mode: 'listen', agentId: 'sam' })
    await picksUp('sam')
    await hear('alice←carol', 'carol←alice', 'sam←alice', 'sam←carol')
    await post(`callbacks/${id}/watch`, { mode: 'whisper', agentId: 'sam' })
    await hear('alice←carol', 'carol←alice', 'sam←alice', 'sam←carol', 'carol←sam')
    alice.hangUp()
    await eventually(() => (calls.get('sam')?.count('BYE') ?? 0) > 0, 5_000)
    await eventually(() => (calls.get('carol')?.count('BYE') ?? 0) > 0, 5_000)
  })
})
