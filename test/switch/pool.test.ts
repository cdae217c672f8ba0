import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LegId } from '../../src/core/ids.ts'
import { EventSocket } from '../../src/softswitch/freeswitch/event-socket.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { SipPeer } from '../support/sip-peer.ts'
import { dialAlice, dialBob, SwitchRecorder } from '../support/switch-recorder.ts'
import { optionsFor } from './adapter.ts'
import { SwitchServers } from './servers.ts'
import { serversOrSkip, trunkTo } from './stage.ts'

const found = serversOrSkip('several FreeSWITCH servers (3 tests)')

describe.skipIf(found === undefined)('two FreeSWITCH servers', () => {
  let first: SwitchServers
  let second: SwitchServers
  let carrier: SipPeer
  let softswitch: Softswitch
  const told = new SwitchRecorder()

  beforeAll(async () => {
    const there = found as NonNullable<typeof found>
    first = await SwitchServers.start(there)
    second = await SwitchServers.start(there)
    carrier = await SipPeer.open()
    await start(false)
  })

  afterAll(async () => {
    await softswitch?.stop()
    carrier?.close()
    await first?.stop()
    await second?.stop()
  })

  /** Starts the adapter, as a process would: whatever is up on the servers is taken over. */
  async function start(isSecondDraining: boolean): Promise<void> {
    const options = optionsFor(first, { trunks: [trunkTo(carrier.port)] })
    const others = optionsFor(second, { trunks: [] }).servers
    const more = others.map((server) => ({ ...server, draining: isSecondDraining }))
    softswitch = createFreeswitch({ ...options, servers: [...options.servers, ...more] })
    await softswitch.start(told.emit, told.observe)
  }

  async function sessionsOf(servers: SwitchServers): Promise<number> {
    const { address: host, eslPort: port, eslPassword: password } = servers.addresses
    const socket = await EventSocket.open({ host, port, password })
    const status = await socket.api('status')
    socket.close('asked')
    return Number(/(\d+) session\(s\) -/.exec(status)?.[1])
  }

  async function talk(legId?: LegId): Promise<LegId> {
    const before = carrier.calls.length
    const order = legId === undefined ? dialAlice() : { ...dialBob(carrier.contact('bob')), legId }
    softswitch.perform(order)
    const call = await carrier.call(before, 8_000)
    call.ring()
    call.audio.say(() => 0)
    call.answer()
    await told.sees(order.legId, 'LegAnswered')
    return order.legId
  }

  it('share the customers, and hold both legs of a call together', async () => {
    const customers = [await talk(), await talk(), await talk(), await talk()]
    for (const customer of customers) {
      const agent = await talk(`${customer.slice(0, -4)}0002` as LegId)
      softswitch.perform({ kind: 'BridgeLegs', a: customer, b: agent })
      await told.sees(customer, 'LegsBridged')
    }
    expect(await softswitch.survey()).toHaveLength(8)
  })

  it('let one drain: it keeps its calls and is given no new ones', async () => {
    const before = await sessionsOf(second)
    await softswitch.stop()
    await start(true)
    await talk()
    await talk()
    expect(before).toBeGreaterThan(0)
    expect(await sessionsOf(second)).toBe(before)
    expect(await softswitch.survey()).toHaveLength(10)
  })

  it('go on with one when the other dies', async () => {
    await second.killFreeswitch()
    const ended = (): number => told.events.filter(({ kind }) => kind === 'LegReleased').length
    await expect.poll(ended, { timeout: 15_000 }).toBe(4)
    for (const event of told.events) {
      if (event.kind === 'LegReleased') expect(event.cause).toBe('interrupted')
    }
    await talk()
    expect(await softswitch.survey()).toHaveLength(7)
  })
})
