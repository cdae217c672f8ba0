import { describe, expect, it } from 'vitest'
import type { DialCustomer } from '../../src/core/state/effects.ts'
import { agentId, callbackId, phoneNumber, presenceId, queueId } from '../../src/core/ids.ts'
import { SNAPSHOT_FORMAT, writeSnapshot } from '../../src/core/snapshot.ts'
import { step } from '../../src/core/step.ts'
import { later } from '../../src/core/time.ts'
import { createDialer, type Dialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import { Publications } from '../../src/dialer/publications.ts'
import { recover } from '../../src/dialer/recovery.ts'
import { createMemoryStore, memoryDisk, type MemoryDisk } from '../../src/store/memory.ts'
import { eventually } from '../support/eventually.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'
import { TestClock } from '../support/test-clock.ts'

const ALICE = callbackId('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaa0000')
const CAROL = callbackId('cccccccc-cccc-4ccc-8ccc-cccccccc0000')

function parts(disk: MemoryDisk = memoryDisk(), clock = new TestClock()) {
  const softswitch = new RecordingSwitch()
  const dialer = createDialer({
    store: createMemoryStore(disk),
    softswitch,
    clock,
    log: createLog('silent'),
    fatal: (failure) => expect.unreachable(String(failure)),
  })
  return { disk, clock, softswitch, dialer }
}

/** Bob is on queue, Alice is being dialled, Carol waits. */
async function busyDialer(): Promise<ReturnType<typeof parts> & { dial: DialCustomer }> {
  const all = parts()
  const { dialer, clock, softswitch } = all
  await dialer.start()
  await dialer.submit({ kind: 'OrganisationConfigured', organisation: makeOrganisation() })
  const presence = presenceId('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbb0000')
  const bob = agentId('bob')
  softswitch.tell({
    kind: 'PhoneRegistered',
    agentId: bob,
    contact: 'sip:bob@127.0.0.1',
    expiresAt: later(clock.now(), 3_600_000),
    presenceId: presence,
  })
  await dialer.submit({ kind: 'AgentWentOnQueue', agentId: bob, presenceId: presence })
  await book(dialer, ALICE, '+12025550100')
  await book(dialer, CAROL, '+12025550101')
  const dial = softswitch.orders.find(
    (order): order is DialCustomer => order.kind === 'DialCustomer',
  )
  if (dial === undefined) return expect.unreachable('Alice is dialled')
  return { ...all, dial }
}

async function book(dialer: Dialer, id: typeof ALICE, number: string): Promise<void> {
  const reply = await dialer.submit({
    kind: 'CallbackBooked',
    callbackId: id,
    number: phoneNumber(number),
    queueId: queueId('support'),
    source: 'api',
  })
  expect(reply).toMatchObject({ ok: true, callbackId: id })
}

/** The survey of the start is durable, and what it ordered is performed. */
async function settled({ dialer, disk }: { dialer: Dialer; disk: MemoryDisk }): Promise<void> {
  const before = disk.journal.length
  await dialer.start()
  await eventually(() => {
    const isSurveyed = disk.journal
      .slice(before)
      .some(({ event }) => event.kind === 'SwitchSurveyed')
    return isSurveyed && dialer.status.lastSequence === disk.journal.length
  })
}

describe('the state after a kill', () => {
  it('is the one before it: the journal folds to the very same', async () => {
    const { dialer, disk } = await busyDialer()
    const before = writeSnapshot(dialer.state)
    disk.owner = 'none'
    const store = createMemoryStore(disk)
    const recovered = await recover(store, await store.open(), step, new Publications())
    expect(writeSnapshot(recovered.state)).toBe(before)
    expect(recovered.lastSequence).toBe(dialer.status.lastSequence)
  })

  it('is the same from a snapshot at any place and the journal after it', async () => {
    const { dialer, disk } = await busyDialer()
    const whole = writeSnapshot(dialer.state)
    const { journal } = disk
    for (let sequence = 0; sequence <= journal.length; sequence++) {
      const part = { ...memoryDisk(), journal: journal.slice(0, sequence) }
      const store = createMemoryStore(part)
      const { state } = await recover(store, await store.open(), step, new Publications())
      const text = writeSnapshot(state)
      const rest = createMemoryStore({
        ...memoryDisk(),
        journal,
        snapshot: { sequence, state: text },
      })
      const recovered = await recover(rest, await rest.open(), step, new Publications())
      const found: unknown = JSON.parse(writeSnapshot(recovered.state))
      expect(found, `snapshot at ${sequence}`).toEqual(JSON.parse(whole))
    }
  })
})

describe('a snapshot of another format', () => {
  async function recoverFrom(state: string): Promise<string> {
    const { dialer, disk } = await busyDialer()
    const { journal } = disk
    const snapshot = { sequence: dialer.status.lastSequence, state }
    const store = createMemoryStore({ ...memoryDisk(), journal, snapshot })
    const recovered = await recover(store, await store.open(), step, new Publications())
    expect(writeSnapshot(recovered.state)).toBe(writeSnapshot(dialer.state))
    return state
  }

  it('is left aside where it is older: the whole journal is folded', async () => {
    await recoverFrom('{"format":0,"agents":"written otherwise"}')
  })

  it('is refused where it is newer, and says which is known', async () => {
    await expect(recoverFrom('{"format":99}')).rejects.toMatchObject({
      code: 'store-newer',
      details: { found: 99, known: SNAPSHOT_FORMAT },
    })
  })
})

describe('a dialer that was killed during a call', () => {
  it('goes on with the call where it is still up, and dials nobody twice', async () => {
    const { disk, clock, dial } = await busyDialer()
    disk.owner = 'none'
    const next = parts(disk, clock)
    clock.advance(1_000)
    next.softswitch.legs = [{ legId: dial.legId, state: 'ringing' }]
    await settled(next)
    expect(next.dialer.state.legs.has(dial.legId)).toBe(true)
    expect(next.softswitch.orders.filter(({ kind }) => kind === 'DialCustomer')).toEqual([])
    await next.dialer.stop()
  })

  it('settles the attempt as interrupted where the call is gone, and then dials who is next', async () => {
    const { disk, clock, dial } = await busyDialer()
    disk.owner = 'none'
    const next = parts(disk, clock)
    clock.advance(1_000)
    await settled(next)
    expect(next.dialer.state.legs.has(dial.legId)).toBe(false)
    const record = JSON.parse(disk.interactions.get(ALICE) ?? '{}') as { disposition?: string }
    expect(record.disposition).toBe('interrupted')
    const dialled = next.softswitch.orders.flatMap((order) =>
      order.kind === 'DialCustomer' ? [order.number] : [],
    )
    expect(dialled).toEqual(['+12025550101'])
    await next.dialer.stop()
  })

  it('hangs up a leg that nobody knows', async () => {
    const { disk, clock } = await busyDialer()
    disk.owner = 'none'
    const next = parts(disk, clock)
    const stray = 'dddddddd-dddd-4ddd-8ddd-dddddddd0001' as DialCustomer['legId']
    next.softswitch.legs = [{ legId: stray, state: 'answered' }]
    await settled(next)
    expect(next.softswitch.orders).toContainEqual({
      kind: 'ReleaseLeg',
      legId: stray,
      cause: 'interrupted',
    })
    await next.dialer.stop()
  })
})

describe('a drain', () => {
  it('dials nobody any more, waits for the calls that are up, and is over at the next start', async () => {
    const { dialer, softswitch, dial, disk, clock } = await busyDialer()
    let isDrained = false
    const drained = dialer.drain().then(() => (isDrained = true))
    await eventually(() => dialer.state.paused && dialer.status.mailboxEvents === 0)
    expect(isDrained).toBe(false)
    softswitch.tell({
      kind: 'LegReleased',
      legId: dial.legId,
      cause: 'busy',
      by: 'far-end',
      sipStatus: 486,
    })
    await drained
    expect(softswitch.orders.filter(({ kind }) => kind === 'DialCustomer')).toHaveLength(1)
    await dialer.stop()
    const next = parts(disk, clock)
    await next.dialer.start()
    await eventually(() => next.softswitch.orders.some(({ kind }) => kind === 'DialCustomer'))
    await next.dialer.stop()
  })
})

describe('the metrics', () => {
  it('count events, dials and who waits, and name no number, callback or agent', async () => {
    const { dialer } = await busyDialer()
    const text = await dialer.metrics.registry.metrics()
    expect(text).toContain('ringfirst_events_total{kind="CallbackBooked"} 2')
    expect(text).toContain('ringfirst_effects_total{kind="DialCustomer"} 1')
    expect(text).toContain('ringfirst_callbacks_waiting{queue="support"} 1')
    expect(text).toContain('ringfirst_legs 1')
    expect(text).not.toMatch(/2025550|aaaaaaaa|bob/)
    await dialer.stop()
  })
})
