import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pcapOf } from '../../src/api/pcap.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import type { Analysis, Ladder, TrunkReport } from '../../src/api/protocol.ts'
import { present } from '../../src/core/assert.ts'
import { legId, presenceId, agentId, type LegId } from '../../src/core/ids.ts'
import { createBench, type Bench } from './fixture.ts'

const ALICE = '+12025550100'
const TSHARK = '/usr/bin/tshark'

/** A callback to Alice whose customer is dialled; its id and its leg's. */
async function dialled(bench: Bench): Promise<{ id: string; leg: LegId }> {
  const { product, app } = bench
  await product.submit({ kind: 'SwitchSurveyed', askedAt: product.now(), legs: [] })
  await product.submit({
    kind: 'PhoneRegistered',
    agentId: agentId('bob'),
    contact: 'sip:bob@192.0.2.7',
    expiresAt: (product.now() + 600_000) as ReturnType<typeof product.now>,
    presenceId: presenceId('0198d4a0-0000-7000-8000-0000aaaa0000'),
  })
  const booked = await app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: bench.as('admin'),
    payload: { number: ALICE },
  })
  const { id, attempts } = booked.json<CallbackResource>()
  return { id, leg: legId(present(attempts[0]?.legs[0]?.legId, 'Alice is dialled')) }
}

function say(bench: Bench, leg: LegId, direction: 'sent' | 'received', firstLine: string): void {
  const at = bench.product.clockMs++
  const message = `${firstLine}\r\nTo: <sip:${ALICE}@192.0.2.9>\r\nContent-Length: 0\r\n\r\n`
  bench.product.seen({ kind: 'sip', legId: leg, direction, at, firstLine, message })
}

async function read<Body>(bench: Bench, url: string, role: 'engineer' | 'admin' | 'supervisor') {
  const response = await bench.app.inject({ url, headers: bench.as(role) })
  return { status: response.statusCode, body: response.json<Body>() }
}

describe('the ladder of a call', () => {
  it('holds the messages of its legs in order, with who stands at the far end', async () => {
    const bench = createBench()
    const { id, leg } = await dialled(bench)
    say(bench, leg, 'sent', `INVITE sip:${ALICE}@192.0.2.9 SIP/2.0`)
    say(bench, leg, 'received', 'SIP/2.0 180 Ringing')
    say(bench, legId('0198d4a0-0000-7000-8000-000000000001'), 'sent', 'BYE sip:else SIP/2.0')
    const { body } = await read<Ladder>(bench, `/v1/callbacks/${id}/ladder`, 'admin')
    expect(body.legs).toEqual([{ id: leg, role: 'customer', farEnd: 'lab' }])
    expect(body.messages.map(({ direction, firstLine }) => [direction, firstLine])).toEqual([
      ['sent', `INVITE sip:${ALICE}@192.0.2.9 SIP/2.0`],
      ['received', 'SIP/2.0 180 Ringing'],
    ])
  })

  it('is masked for an engineer, shut for a supervisor, and unknown where there is no call', async () => {
    const bench = createBench()
    const { id, leg } = await dialled(bench)
    say(bench, leg, 'sent', `INVITE sip:${ALICE}@192.0.2.9 SIP/2.0`)
    const url = `/v1/callbacks/${id}/ladder`
    const { body } = await read<Ladder>(bench, url, 'engineer')
    expect(JSON.stringify(body)).not.toContain(ALICE)
    expect((await read(bench, url, 'supervisor')).status).toBe(403)
    expect((await read(bench, '/v1/callbacks/nothing/ladder', 'admin')).status).toBe(404)
  })

  it('keeps the newest 200 messages of a leg and says how many it let go', async () => {
    const bench = createBench()
    const { id, leg } = await dialled(bench)
    for (let i = 0; i < 205; i++) say(bench, leg, 'received', `SIP/2.0 18${i % 4} again`)
    const { body } = await read<Ladder>(bench, `/v1/callbacks/${id}/ladder`, 'admin')
    expect(body.messages).toHaveLength(200)
    expect(body.dropped).toBe(5)
  })

  it.skipIf(!existsSync(TSHARK))('is read by Wireshark as the SIP that it is', async () => {
    const bench = createBench()
    const { id, leg } = await dialled(bench)
    say(bench, leg, 'sent', `INVITE sip:${ALICE}@192.0.2.9 SIP/2.0`)
    say(bench, leg, 'received', 'SIP/2.0 486 Busy Here')
    const { body } = await read<Ladder>(bench, `/v1/callbacks/${id}/ladder`, 'admin')
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-pcap-')), 'call.pcap')
    writeFileSync(file, pcapOf(body))
    const fields = ['-e', 'ip.src', '-e', 'ip.dst', '-e', 'sip.Method', '-e', 'sip.Status-Code']
    const shown = execFileSync(TSHARK, ['-r', file, '-T', 'fields', ...fields], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(shown.trimEnd().split('\n')).toEqual([
      '192.0.2.1\t192.0.2.2\tINVITE\t',
      '192.0.2.2\t192.0.2.1\t\t486',
    ])
  })
})

describe('the trunks', () => {
  it('say how full they are and how the legs of the last hour ended', async () => {
    const bench = createBench()
    const { leg } = await dialled(bench)
    const released = { kind: 'LegReleased', legId: leg, by: 'far-end', sipStatus: 486 } as const
    await bench.product.submit({ ...released, cause: 'busy' })
    const { body } = await read<TrunkReport>(bench, '/v1/trunks', 'engineer')
    expect(body.trunks).toMatchObject([
      { id: 'lab', channels: 30, attempts: 1, failures: 0, causes: { busy: 1 } },
    ])
    bench.product.clockMs += 3_600_001
    const later = await read<TrunkReport>(bench, '/v1/trunks', 'engineer')
    expect(later.body.trunks).toMatchObject([{ attempts: 0, causes: {} }])
  })
})

describe('the analysed seconds', () => {
  it('are heard with the levels and the moments of the detector, by engineers alone', async () => {
    const bench = createBench()
    const { id, leg } = await dialled(bench)
    await bench.product.submit({ kind: 'LegAnswered', legId: leg })
    const verdict = { kind: 'human', confidence: 0.9, atMs: 1_280, evidence: [] } as const
    await bench.product.submit({ kind: 'LegJudged', legId: leg, verdict, correction: false })
    const none = await read<Analysis>(bench, `/v1/callbacks/${id}/analysis`, 'engineer')
    expect(none.body).toEqual({ legs: [] })
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-analysed-')), 'leg.wav')
    writeFileSync(file, 'RIFF and so on')
    const levelsDbfs = [-60, -20]
    const thresholdsDbfs = [-45, -45]
    bench.product.analysed = { file, durationMs: 40, levelsDbfs, thresholdsDbfs }
    const { body } = await read<Analysis>(bench, `/v1/callbacks/${id}/analysis`, 'engineer')
    expect(body.legs).toMatchObject([
      { legId: leg, levelsDbfs, thresholdsDbfs, marks: [{ atMs: 1_280, kind: 'judged' }] },
    ])
    const headers = {
      authorization: `Bearer ${bench.tokens.tokenOf('engineer')}`,
      range: 'bytes=0-3',
    }
    const audio = await bench.app.inject({ url: body.legs[0]?.audioPath ?? '', headers })
    expect([audio.statusCode, audio.body]).toEqual([206, 'RIFF'])
    expect((await read(bench, `/v1/callbacks/${id}/analysis`, 'supervisor')).status).toBe(403)
  })
})
