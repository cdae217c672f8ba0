import { afterEach, describe, expect, it } from 'vitest'
import type { LegId } from '../../src/core/ids.ts'
import { eventually } from '../support/eventually.ts'
import { tone } from '../support/peer-audio.ts'
import { type PeerCall, SipPeer } from '../support/sip-peer.ts'
import { dialAlice, dialBob, SwitchRecorder } from '../support/switch-recorder.ts'
import { App } from './app.ts'
import { SwitchServers } from './servers.ts'
import { serversOrSkip, trunkTo } from './stage.ts'

const ALICE_HZ = 523
const BOB_HZ = 784
/** Eighty peers on one timer slip, and each slip spreads a tone; another tone shows under 0.01. */
const HEARD = 0.1

const found = serversOrSkip('what a kill leaves behind (3 tests)')

interface Party {
  readonly legId: LegId
  readonly call: PeerCall
}

describe.skipIf(found === undefined)('a kill', () => {
  let servers: SwitchServers
  let carrier: SipPeer
  let desk: SipPeer
  let told: SwitchRecorder
  let app: App

  const startApp = (): Promise<App> => {
    const setup = { trunks: [trunkTo(carrier.port)] }
    return App.start(servers, setup, told.emit)
  }

  async function setUp(): Promise<void> {
    servers = await SwitchServers.start(found as NonNullable<typeof found>)
    carrier = await SipPeer.open()
    desk = await SipPeer.open()
    told = new SwitchRecorder()
    app = await startApp()
  }

  afterEach(async () => {
    await app.kill()
    carrier.close()
    desk.close()
    await servers.stop()
  })

  async function ring(peer: SipPeer): Promise<Party> {
    const order = peer === carrier ? dialAlice() : dialBob(desk.contact('bob'))
    const before = peer.calls.length
    app.perform(order)
    const call = await peer.call(before)
    call.ring()
    await told.sees(order.legId, 'LegRinging')
    return { legId: order.legId, call }
  }

  async function talk(peer: SipPeer, hz: number): Promise<Party> {
    const party = await ring(peer)
    party.call.audio.say(tone(hz, 4_000))
    party.call.answer()
    await told.sees(party.legId, 'LegAnswered')
    return party
  }

  async function join(): Promise<readonly [Party, Party]> {
    const alice = await talk(carrier, ALICE_HZ)
    const bob = await talk(desk, BOB_HZ)
    app.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
    await told.sees(alice.legId, 'LegsBridged')
    return [alice, bob]
  }

  async function many<T>(count: number, make: () => Promise<T>): Promise<readonly T[]> {
    const made: T[] = []
    for (let i = 0; i < count; i++) made.push(await make())
    return made
  }

  const invites = (): number =>
    [...carrier.calls, ...desk.calls].reduce((sum, call) => sum + call.count('INVITE'), 0)

  async function hearEachOther(pairs: readonly (readonly [Party, Party])[]): Promise<void> {
    for (const [alice, bob] of pairs) {
      alice.call.audio.forget()
      bob.call.audio.forget()
    }
    for (const [alice, bob] of pairs) {
      await eventually(() => alice.call.audio.shareAt(BOB_HZ) > HEARD, 5_000)
      await eventually(() => bob.call.audio.shareAt(ALICE_HZ) > HEARD, 5_000)
    }
  }

  async function releaseAll(parties: readonly Party[]): Promise<void> {
    for (const { legId } of parties) app.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    for (const { legId, call } of parties) {
      await told.released(legId, 10_000)
      await call.sees('BYE')
    }
    expect(await app.survey()).toEqual([])
  }

  it('of this process leaves 20 joined and 20 ringing calls to the next one', async () => {
    await setUp()
    const pairs = await many(20, join)
    const ringing = await many(20, () => ring(carrier))
    const before = invites()
    await app.kill()
    await hearEachOther(pairs)
    app = await startApp()
    const legs = await app.survey()
    expect(legs.filter(({ state }) => state === 'ringing')).toHaveLength(20)
    for (const [alice, bob] of pairs) {
      expect(legs).toContainEqual({ legId: alice.legId, state: 'answered', bridgedTo: bob.legId })
      app.perform({ ...dialAlice(), legId: alice.legId })
    }
    for (const { call } of ringing) call.answer()
    for (const { legId } of ringing) await told.sees(legId, 'LegAnswered', 10_000)
    await hearEachOther(pairs)
    expect(invites()).toBe(before)
    await releaseAll([...pairs.flat(), ...ringing])
  }, 120_000)

  it('of FreeSWITCH with 50 calls settles each of them, and calls go out again at once', async () => {
    await setUp()
    const calls = [...(await many(15, join)).flat(), ...(await many(20, () => ring(carrier)))]
    await servers.killFreeswitch()
    await servers.startFreeswitch()
    const returnedAt = Date.now()
    for (const { legId } of calls) {
      expect(await told.released(legId, 12_000)).toMatchObject({ cause: 'interrupted' })
    }
    await talk(carrier, ALICE_HZ)
    expect(Date.now() - returnedAt).toBeLessThan(5_000)
    const ends = told.events.filter(({ kind }) => kind === 'LegReleased')
    expect(ends).toHaveLength(calls.length)
  }, 120_000)

  it('of drachtio-server with 50 calls keeps those that talk and settles those that ring', async () => {
    await setUp()
    const pairs = await many(15, join)
    const ringing = await many(20, () => ring(carrier))
    await servers.killDrachtio()
    await eventually(() => told.events.some(({ kind }) => kind === 'SwitchLost'), 5_000)
    await servers.startDrachtio()
    await eventually(() => told.events.some(({ kind }) => kind === 'SwitchSurveyed'), 5_000)
    await hearEachOther(pairs)
    const [first, ...rest] = ringing as [Party, ...Party[]]
    first.call.answer()
    await told.sees(first.legId, 'LegAnswered', 10_000)
    for (const { legId } of rest) app.perform({ kind: 'ReleaseLeg', legId, cause: 'cancelled' })
    for (const { legId } of rest) {
      expect(await told.released(legId, 10_000)).toMatchObject({ cause: 'cancelled' })
    }
    await releaseAll([...pairs.flat(), first])
    await eventually(async () => {
      const { legId, call } = await ring(carrier)
      app.perform({ kind: 'ReleaseLeg', legId, cause: 'cancelled' })
      await call.sees('CANCEL')
      return true
    }, 5_000)
  }, 120_000)
})
