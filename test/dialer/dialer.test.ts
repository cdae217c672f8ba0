import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/core/state/effects.ts'
import { LIMITS } from '../../src/core/limits.ts'
import { createDialer, type Dialer, type DialerOptions } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import type { Batch } from '../../src/ports/store.ts'
import { createMemoryStore, memoryDisk, type MemoryDisk } from '../../src/store/memory.ts'
import { eventually } from '../support/eventually.ts'
import { booking, callbackOf, fakeStep } from '../support/fake-core.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'
import { TestClock } from '../support/test-clock.ts'

const started: Dialer[] = []

afterEach(async () => {
  for (const dialer of started.splice(0)) await dialer.stop()
})

function parts(disk: MemoryDisk = memoryDisk()) {
  const store = faultyStore(createMemoryStore(disk))
  const clock = new TestClock()
  const softswitch = new RecordingSwitch()
  const log: Record<string, unknown>[] = []
  const fatal: { failure: unknown; exitCode: number }[] = []
  const options: DialerOptions = {
    store,
    softswitch,
    clock,
    log: createLog('info', {
      write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>),
    }),
    step: fakeStep,
    fatal: (failure, exitCode) => void fatal.push({ failure, exitCode }),
  }
  return { disk, store, clock, softswitch, log, fatal, options }
}

async function startedDialer(options: DialerOptions): Promise<Dialer> {
  const dialer = createDialer(options)
  started.push(dialer)
  await dialer.start()
  await eventually(() => dialer.status.mailboxEvents === 0 && dialer.status.lastSequence > 0)
  return dialer
}

const digitsSent = (softswitch: RecordingSwitch): string[] =>
  softswitch.orders.flatMap((order) => (order.kind === 'SendDigits' ? [order.digits] : []))

const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => 100 + index)

describe('the dialer', () => {
  it('answers a booking when it is durable, and performs what it ordered, in order', async () => {
    const { options, softswitch, disk } = parts()
    const dialer = await startedDialer(options)
    const before = disk.journal.length
    expect(await dialer.submit(booking(7))).toEqual({ ok: true, callbackId: callbackOf(7) })
    expect(disk.journal.slice(before).map(({ event }) => event)).toEqual([booking(7)])
    expect(softswitch.orders.map(({ kind }) => kind)).toEqual(['SendDigits', 'StopPrompt'])
    expect(disk.interactions.has(callbackOf(7))).toBe(true)
  })

  it('answers with a plain yes where the core says nothing', async () => {
    const dialer = await startedDialer(parts().options)
    expect(await dialer.submit({ kind: 'TimerFired', timer: 'x' })).toEqual({ ok: true })
  })

  it('commits together what came together, and keeps every order of the many in line', async () => {
    const { options, softswitch, store } = parts()
    const dialer = await startedDialer(options)
    const triesBefore = store.tries
    const replies = await Promise.all(
      numbers(2_500).map((number) => dialer.submit(booking(number))),
    )
    expect(store.tries - triesBefore).toBe(Math.ceil(2_500 / LIMITS.batchEvents))
    expect(digitsSent(softswitch)).toEqual(numbers(2_500).map(String))
    expect(replies.map((reply: Reply) => reply.ok && reply.callbackId)).toEqual(
      numbers(2_500).map(callbackOf),
    )
  })

  it('gives no event an earlier time than the one before, whatever the clock says', async () => {
    const { options, disk } = parts()
    const times = [50, 20, 80, 10, 90]
    const now = (): number => 1_700_000_000_000 + (times.shift() ?? 100)
    const dialer = await startedDialer({
      ...options,
      clock: { now, at: () => () => undefined } as never,
    })
    for (const number of numbers(5)) await dialer.submit(booking(number))
    const at = disk.journal.map((entry) => entry.at)
    expect(at).toEqual([...at].sort((a, b) => a - b))
  })

  it('publishes after the event is durable, with a place from which a follower can go on', async () => {
    const { options, disk } = parts()
    const dialer = await startedDialer(options)
    const seen: string[] = []
    dialer.subscribe(({ sequence, index }) =>
      seen.push(`${sequence}.${index} of ${disk.journal.length}`),
    )
    await dialer.submit(booking(1))
    const last = disk.journal.length
    expect(seen).toEqual([`${last}.0 of ${last}`, `${last}.1 of ${last}`])
    expect(dialer.backlog({ sequence: last, index: 0 })).toHaveLength(1)
  })

  it('fires a timer that the core started, and not one that was moved', async () => {
    const { options, clock, disk } = parts()
    const dialer = await startedDialer(options)
    await dialer.submit(booking(1))
    clock.advance(30_000)
    await dialer.submit(booking(1))
    clock.advance(59_999)
    expect(disk.journal.filter(({ event }) => event.kind === 'TimerFired')).toEqual([])
    clock.advance(1)
    await eventually(() => disk.journal.some(({ event }) => event.kind === 'TimerFired'))
    expect(disk.journal.filter(({ event }) => event.kind === 'TimerFired')).toHaveLength(1)
  })

  it('asks the switch what is up when it starts and every interval, and tells once that it is lost', async () => {
    const { options, clock, softswitch, disk } = parts()
    await startedDialer(options)
    expect(disk.journal.map(({ event }) => event.kind)).toEqual(['SwitchLost', 'SwitchSurveyed'])
    softswitch.legs = new Error('no route to the switch')
    for (let round = 2; round <= 4; round++) {
      clock.advance(LIMITS.reconcileMs)
      await eventually(() => softswitch.surveys === round)
      await Promise.resolve()
    }
    softswitch.legs = []
    clock.advance(LIMITS.reconcileMs)
    await eventually(() => disk.journal.length === 4)
    expect(disk.journal.slice(2).map(({ event }) => event.kind)).toEqual([
      'SwitchLost',
      'SwitchSurveyed',
    ])
  })

  it('does not let a survey judge orders that the switch has not been given', async () => {
    const { options, clock, store, disk } = parts()
    const dialer = await startedDialer(options)
    store.breakWith('store-gone')
    const asked = clock.now()
    const reply = dialer.submit(booking(1))
    await eventually(() => dialer.status.phase === 'store-lost')
    clock.advance(LIMITS.reconcileMs)
    store.mend()
    clock.advance(2_000)
    await reply
    await eventually(
      () => disk.journal.filter(({ event }) => event.kind === 'SwitchSurveyed').length === 2,
    )
    const last = disk.journal
      .flatMap(({ event }) => (event.kind === 'SwitchSurveyed' ? [event.askedAt] : []))
      .at(-1)
    expect(last).toBe(asked)
  })
})

describe('a dialer whose store fails', () => {
  it.each([
    ['did not store the batch', false],
    ['stored the batch and could not say so', true],
  ])('performs each order once when the store %s', async (_, stored) => {
    const { options, store, clock, softswitch, disk } = parts()
    const dialer = await startedDialer(options)
    store.fail({ code: 'store-gone', stored }, { code: 'store-gone', stored: false })
    const replies = [1, 2, 3].map((number) => dialer.submit(booking(number)))
    await eventually(() => {
      clock.advance(100)
      return dialer.status.phase === 'running' && digitsSent(softswitch).length === 3
    })
    expect(await Promise.all(replies)).toHaveLength(3)
    expect(digitsSent(softswitch)).toEqual(['1', '2', '3'])
    expect(disk.journal.filter(({ event }) => event.kind === 'CallbackBooked')).toHaveLength(3)
  })

  it.each(['store-gone', 'store-full'] as const)(
    'on %s performs nothing, takes no booking, keeps what the switch says, and goes on when it can',
    async (code) => {
      const { options, store, clock, softswitch, disk } = parts()
      const dialer = await startedDialer(options)
      store.breakWith(code)
      const inHand = dialer.submit(booking(1))
      await eventually(() => dialer.status.phase === 'store-lost')
      await expect(dialer.submit(booking(2))).rejects.toMatchObject({ code })
      softswitch.tell({ kind: 'LegRinging', legId: 'x' as never })
      clock.advance(60_000)
      expect(softswitch.orders).toEqual([])
      expect(dialer.status.storeFailure).toContain('by the test')
      store.mend()
      clock.advance(2_000)
      expect(await inHand).toMatchObject({ ok: true })
      await eventually(() => disk.journal.some(({ event }) => event.kind === 'LegRinging'))
      expect(digitsSent(softswitch)).toEqual(['1'])
      expect(dialer.status.phase).toBe('running')
    },
  )

  it('keeps nobody waiting who asks: they hear why, and what they asked may still come to be', async () => {
    const { options, store, clock, disk } = parts()
    const dialer = await startedDialer(options)
    store.breakWith('store-full')
    const refused = expect(dialer.ask(booking(1))).rejects.toMatchObject({ code: 'store-full' })
    await eventually(() => dialer.status.phase === 'store-lost')
    clock.advance(5_000)
    await refused
    store.mend()
    clock.advance(2_000)
    await eventually(() => disk.journal.some(({ event }) => event.kind === 'CallbackBooked'))
    expect(await dialer.ask(booking(2))).toMatchObject({ ok: true })
  })

  it('is lost as well while a commit takes longer than those who ask are kept waiting', async () => {
    const { options, store, clock } = parts()
    let gate = Promise.resolve()
    let openGate = (): void => undefined
    const append = (batch: Batch) => gate.then(() => store.append(batch))
    const dialer = await startedDialer({ ...options, store: { ...store, append } })
    gate = new Promise((resolve) => (openGate = resolve))
    const refused = expect(dialer.ask(booking(1))).rejects.toMatchObject({ code: 'store-gone' })
    await eventually(() => dialer.status.mailboxEvents === 0)
    expect(dialer.status.phase).toBe('running')
    clock.advance(5_000)
    await refused
    expect(dialer.status).toMatchObject({ phase: 'store-lost' })
    expect(dialer.status.storeFailure).toContain('slow')
    openGate()
    await eventually(() => dialer.status.phase === 'running')
    expect(await dialer.ask(booking(2))).toMatchObject({ ok: true })
  })

  it('gives bookings that only wait back to their senders, and keeps the one in hand', async () => {
    const { options, store, clock } = parts()
    const dialer = await startedDialer(options)
    store.breakWith('store-full')
    const inHand = dialer.submit(booking(1))
    await eventually(() => dialer.status.mailboxEvents === 0)
    const waiting = [2, 3].map((number) => dialer.submit(booking(number)))
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'store-full' })
    store.mend()
    clock.advance(2_000)
    expect(await inHand).toMatchObject({ ok: true })
  })

  it('ends at once, performing nothing, when another node owns the division', async () => {
    const { options, store, softswitch, fatal } = parts()
    const dialer = await startedDialer(options)
    store.breakWith('lease-lost')
    await expect(dialer.submit(booking(1))).rejects.toMatchObject({ code: 'lease-lost' })
    await eventually(() => fatal.length === 1)
    expect(fatal[0]?.exitCode).toBe(75)
    expect(softswitch.orders).toEqual([])
    expect(dialer.status).toMatchObject({ phase: 'stopped', armedTimers: 0 })
    await expect(dialer.submit(booking(2))).rejects.toMatchObject({ code: 'stopping' })
  })

  it('ends with code 70 on a bug, and a restart does not meet the same event again', async () => {
    const { options, disk, softswitch, fatal, log } = parts()
    const dialer = await startedDialer(options)
    await dialer.submit(booking(12))
    await expect(dialer.submit(booking(13))).rejects.toMatchObject({ code: 'stopping' })
    await eventually(() => fatal.length === 1)
    expect(fatal[0]).toMatchObject({ exitCode: 70, failure: { message: 'thirteen is a bug' } })
    expect(digitsSent(softswitch)).toEqual(['12'])
    expect(log.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'thirteen is a bug' } })
    await dialer.stop()
    expect(softswitch.isUp).toBe(false)
    expect(disk.owner).toBe('none')
    const next = await startedDialer(parts(disk).options)
    expect(await next.submit(booking(14))).toMatchObject({ ok: true })
  })
})

describe('a dialer that starts again', () => {
  it('folds the journal to the same state, arms its timers, and performs nothing twice', async () => {
    const first = parts()
    const dialer = await startedDialer(first.options)
    for (const number of [1, 2, 3]) await dialer.submit(booking(number))
    first.disk.owner = 'none' // killed
    const second = parts(first.disk)
    second.clock.advance(60_000)
    const next = await startedDialer(second.options)
    expect(second.softswitch.orders).toEqual([])
    expect(next.backlog({ sequence: 0, index: 0 })).toHaveLength(6)
    await eventually(() => {
      second.clock.advance(1)
      return next.state.timers.wait.size === 0
    })
  })

  it('starts from the snapshot of a clean stop, at the same place of the journal', async () => {
    const first = parts()
    const dialer = await startedDialer(first.options)
    await dialer.submit(booking(1))
    const { lastNumber } = dialer.state
    await dialer.stop()
    expect(first.disk.snapshot?.sequence).toBe(first.disk.journal.length)
    expect(first.disk.owner).toBe('none')
    const next = await startedDialer(parts(first.disk).options)
    expect(next.state.lastNumber).toBeGreaterThan(lastNumber)
    expect(next.state.timers.wait.size).toBe(1)
  })

  it('saves a snapshot after so many events, while it goes on', async () => {
    const { options, disk } = parts()
    const dialer = await startedDialer(options)
    const count = LIMITS.snapshotEveryEvents + 10
    for (let sent = 0; sent < count; sent += 10_000) {
      const some = Math.min(10_000, count - sent)
      await Promise.all(
        Array.from({ length: some }, () => dialer.submit({ kind: 'TimerFired', timer: 'x' })),
      )
    }
    expect(disk.snapshot?.sequence).toBeGreaterThanOrEqual(LIMITS.snapshotEveryEvents)
    expect(disk.snapshot?.sequence).toBeLessThanOrEqual(dialer.status.lastSequence)
  })

  it('refuses to start where the store or the switch cannot be had, and lets go of the store', async () => {
    const { options, softswitch, disk } = parts()
    disk.owner = 'live'
    await expect(createDialer(options).start()).rejects.toMatchObject({ code: 'store-in-use' })
    disk.owner = 'none'
    softswitch.start = () => Promise.reject(new Error('port taken'))
    await expect(createDialer(options).start()).rejects.toThrow('port taken')
    expect(disk.owner).toBe('none')
  })
})

describe('a dialer that ends', () => {
  it('lets go of the switch, makes the rest durable and refuses what comes', async () => {
    const { options, softswitch, disk } = parts()
    const dialer = await startedDialer(options)
    const inHand = [1, 2, 3].map((number) => dialer.submit(booking(number)))
    const stopped = dialer.stop()
    await expect(dialer.submit(booking(4))).rejects.toMatchObject({ code: 'stopping' })
    await stopped
    expect(await Promise.all(inHand)).toHaveLength(3)
    expect(disk.journal.at(-1)?.event.kind).toBe('DispatchPaused')
    expect(softswitch.isUp).toBe(false)
    expect(dialer.status).toMatchObject({ phase: 'stopped', armedTimers: 0 })
  })

  it('waits five seconds at most for a store that takes nothing', async () => {
    const { options, store, clock, disk } = parts()
    const dialer = await startedDialer(options)
    const before = disk.journal.length
    store.breakWith('store-gone')
    const inHand = dialer.submit(booking(1))
    const refused = expect(inHand).rejects.toMatchObject({ code: 'store-gone' })
    const stopped = dialer.stop()
    await eventually(() => {
      clock.advance(1_000)
      return dialer.status.phase === 'stopped'
    })
    await Promise.all([stopped, refused])
    expect(disk.journal).toHaveLength(before)
    expect(disk.snapshot).toBeUndefined()
  })
})

describe('a mailbox that overflows', () => {
  it('loses no timer and no leg for good: both are asked for again when there is room', async () => {
    const { options, store, clock, softswitch, log } = parts()
    const dialer = await startedDialer({ ...options, mailboxEvents: 20 })
    await dialer.submit(booking(1))
    store.breakWith('store-gone')
    softswitch.tell({ kind: 'LegRinging', legId: 'first' as never })
    await eventually(() => dialer.status.phase === 'store-lost')
    for (let more = 0; more < 50; more++)
      softswitch.tell({ kind: 'LegRinging', legId: 'more' as never })
    expect(dialer.status.mailboxEvents).toBe(20)
    clock.advance(60_000) // the timer of the booking has no room
    const surveysBefore = softswitch.surveys
    store.mend()
    await eventually(() => {
      clock.advance(100)
      return dialer.state.timers.wait.size === 0 && softswitch.surveys > surveysBefore
    })
    expect(log.filter(({ msg }) => msg === 'mailbox overflows')).toHaveLength(1)
    expect(await dialer.metrics.registry.metrics()).toMatch(
      /ringfirst_mailbox_overflows_total [1-9]/,
    )
  })
})
