import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { DialAgent, DialCustomer, SwitchOrder } from '../../../src/core/state/effects.ts'
import { agentId, trunkId, type LegId } from '../../../src/core/ids.ts'
import type { TrunkConnection } from '../../../src/softswitch/settings.ts'
import { SipPeer, type PeerCall } from '../../support/sip-peer.ts'
import { openSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { dialAlice, dialBob, SwitchRecorder } from '../../support/switch-recorder.ts'
import { toneWav } from '../../support/tone-wav.ts'
import type { SoftswitchHarness, StartedSwitch } from '../softswitch.ts'

const FRAME_SAMPLES = 160
const AUDIBLE = 64

/** Frequencies of the prompts that the suite plays, Hz. */
export const PROMPT_HZ = { short: 697, long: 941 } as const
export const PROMPT_MS = { short: 600, long: 5_000 } as const

/** How much of what was heard was sound, in frames of 20 ms. */
export function soundMs(heard: readonly number[]): number {
  let frames = 0
  for (let at = 0; at < heard.length; at += FRAME_SAMPLES) {
    const frame = heard.slice(at, at + FRAME_SAMPLES)
    if (frame.some((sample) => Math.abs(sample) > AUDIBLE)) frames++
  }
  return 20 * frames
}

/** What each part of the suite works with: one switch for all, one far end for each trunk. */
export interface Bench {
  readonly told: SwitchRecorder
  /** The switch under test; known once the tests run. */
  readonly started: StartedSwitch
  /** Alice's carrier, behind the trunk `peer`. */
  readonly carrier: SipPeer
  /** A second carrier, behind the trunk `guarded`, for which the switch holds credentials. */
  readonly guarded: SipPeer
  /** Bob's phone. */
  readonly phone: SipPeer
  /** Where the switch writes recordings: a disk that can be filled, where one can be made. */
  readonly recordingsFolder: string
  readonly disk: SmallDisk | undefined
  perform(order: SwitchOrder): void
  /** Dials Alice and returns the call as her carrier sees it. */
  ring(changes?: Partial<DialCustomer>): Promise<Ringing>
  /** Dials Alice, who answers at once and sends silence. */
  talk(changes?: Partial<DialCustomer>): Promise<Ringing>
  /** Dials Bob's phone, which answers at once and sends silence. */
  talkToBob(changes?: Partial<DialAgent>): Promise<Ringing>
}

/** A leg and its far end. */
export interface Ringing {
  readonly legId: LegId
  readonly call: PeerCall
}

/** Credentials of the guarded trunk and of Bob's phone. */
export const GUARDED = { username: 'ringfirst', password: 'open-sesame' } as const
export const BOB = { username: 'bob', password: 'bobs-secret' } as const

/** Starts the switch before the tests and sees that every test leaves no leg behind. */
export function createBench(harness: SoftswitchHarness): Bench {
  const told = new SwitchRecorder()
  const peers = new Map<'carrier' | 'guarded' | 'phone', SipPeer>()
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-switch-'))
  let started: StartedSwitch | undefined
  const disk = openSmallDisk(2_048)
  const recordingsFolder = disk?.folder ?? join(folder, 'recordings')

  beforeAll(async () => {
    for (const name of ['carrier', 'guarded', 'phone'] as const)
      peers.set(name, await SipPeer.open())
    started = await harness.start({
      trunks: [
        { ...trunkTo('peer', bench.carrier.port), inboundFrom: ['127.0.0.1'] },
        { ...trunkTo('guarded', bench.guarded.port), ...GUARDED },
        trunkTo('nowhere', 9),
      ],
      phones: [{ agentId: agentId('bob'), ...BOB }],
      prompts: writePrompts(folder),
      recordingsFolder,
      emit: told.emit,
      observe: told.observe,
    })
  })

  afterEach(async () => {
    await releaseAll(bench)
    for (const peer of peers.values()) peer.obeysCancel = true
  })

  afterAll(async () => {
    await started?.stop()
    for (const peer of peers.values()) peer.close()
    rmSync(folder, { recursive: true, force: true })
    disk?.remove()
  })

  const peer = (name: 'carrier' | 'guarded' | 'phone'): SipPeer => peers.get(name) as SipPeer
  const bench: Bench = {
    told,
    disk,
    recordingsFolder,
    get started() {
      return started as StartedSwitch
    },
    get carrier() {
      return peer('carrier')
    },
    get guarded() {
      return peer('guarded')
    },
    get phone() {
      return peer('phone')
    },
    perform: (order) => (started as StartedSwitch).softswitch.perform(order),
    ring: (changes) => ring(bench, bench.carrier, dialAlice(changes)),
    async talk(changes) {
      const ringing = await bench.ring(changes)
      return pickUp(bench, ringing)
    },
    async talkToBob(changes) {
      const ringing = await ring(bench, bench.phone, dialBob(bench.phone.contact('bob'), changes))
      return pickUp(bench, ringing)
    },
  }
  return bench
}

/** Dials and waits for the INVITE at the peer. */
export async function ring(
  bench: Bench,
  peer: SipPeer,
  order: DialCustomer | DialAgent,
): Promise<Ringing> {
  const before = peer.calls.length
  bench.perform(order)
  return { legId: order.legId, call: await peer.call(before) }
}

async function pickUp(bench: Bench, ringing: Ringing): Promise<Ringing> {
  const { call, legId } = ringing
  call.ring()
  await bench.told.sees(legId, 'LegRinging')
  call.audio.say(() => 0)
  call.answer()
  await bench.told.sees(legId, 'LegAnswered')
  return ringing
}

async function releaseAll(bench: Bench): Promise<void> {
  const { softswitch } = bench.started
  for (const { legId } of await softswitch.survey()) {
    softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    await bench.told.released(legId)
  }
}

function trunkTo(name: string, port: number): TrunkConnection {
  return {
    id: trunkId(name),
    host: '127.0.0.1',
    port,
    transport: 'udp',
    codecs: ['PCMU', 'PCMA'],
    provisionalTimeoutMs: 2_000,
    inboundFrom: [],
  }
}

function writePrompts(folder: string): Readonly<Record<string, string>> {
  const short = join(folder, 'short.wav')
  const long = join(folder, 'long.wav')
  const broken = join(folder, 'broken.wav')
  writeFileSync(short, toneWav(PROMPT_HZ.short, PROMPT_MS.short))
  writeFileSync(long, toneWav(PROMPT_HZ.long, PROMPT_MS.long))
  writeFileSync(broken, 'this is no audio')
  return { short, long, broken }
}
