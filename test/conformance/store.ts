import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/state/events.ts'
import { callbackId, phoneNumber, queueId } from '../../src/core/ids.ts'
import type { InteractionRecord } from '../../src/core/state/interaction.ts'
import { instant } from '../../src/core/time.ts'
import type { JournalEntry, Store } from '../../src/ports/store.ts'

/** Data of one division, and what can happen to those who own it. */
export interface StoreHarness {
  /** A further process on the same data. */
  another(): Store
  /** The owner is killed: nothing of it runs any more, nothing was closed. */
  ownerDies(): Promise<void>
  /** The owner was stopped longer ago than the lease; what it holds, it still holds. */
  ownerFallsSilent(): Promise<void>
  /** A newer Ringfirst has been here since. */
  newerWasHere(): Promise<void>
  /** All that is stored, as text, to see whether it changed. */
  contents(): Promise<string>
  dispose(): Promise<void>
}

const BOOKED_AT = instant(1_700_000_000_000)

/** One booking of Alice as the journal holds it; the quotes, the line break and the zero are there on purpose. */
export function bookingEntry(sequence: number): JournalEntry {
  const event: Event = {
    kind: 'CallbackBooked',
    callbackId: callbackOf(sequence),
    number: phoneNumber('+12025550100'),
    queueId: queueId('sales'),
    source: 'api',
    customerName: 'Alice "{\\}" \n 漢 \u0000 O\'Hara',
    data: { order: sequence },
  }
  return { sequence, at: instant(BOOKED_AT + sequence), event }
}

/** So many bookings in a row. */
export function bookings(first: number, count: number): JournalEntry[] {
  return Array.from({ length: count }, (_, index) => bookingEntry(first + index))
}

/** Alice's interaction, as saved with the booking of that number. */
export function interactionRecord(sequence: number, state: string): InteractionRecord {
  return {
    id: callbackOf(sequence),
    queueId: queueId('sales'),
    number: phoneNumber('+12025550100'),
    state,
    bookedAt: instant(BOOKED_AT + sequence),
    customerName: 'Alice "{\\}" \n 漢 O\'Hara',
    timeline: [{ at: BOOKED_AT, event: 'booked' }],
    attempts: [],
    participants: [],
    wrapUps: [],
    decisions: [],
  }
}

function callbackOf(sequence: number): ReturnType<typeof callbackId> {
  return callbackId(`aaaaaaaa-aaaa-4aaa-8aaa-${sequence.toString(16).padStart(8, '0')}0000`)
}

async function journalOf(store: Store, from = 1): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for await (const entry of store.readJournal(from)) entries.push(entry)
  return entries
}

/** Tries every MUST of `ports/store.ts` on one adapter. */
export function describeStore(name: string, makeHarness: () => Promise<StoreHarness>): void {
  describe(`${name} as a store`, () => {
    let harness: StoreHarness
    const opened: Store[] = []
    const another = async (): Promise<Store> => {
      const store = harness.another()
      await store.open()
      opened.push(store)
      return store
    }
    beforeEach(async () => {
      harness = await makeHarness()
    })
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
      await harness.dispose()
    })

    describeJournal(() => harness, another)
    describeOwnership(() => harness, another)
    describeRecords(() => harness, another)
  })
}

type Another = () => Promise<Store>

function describeJournal(harness: () => StoreHarness, another: Another): void {
  it('starts empty, with the first fence', async () => {
    const store = harness().another()
    expect(await store.open()).toEqual({ snapshot: undefined, lastSequence: 0, fence: 1 })
    expect(await journalOf(store)).toEqual([])
    await store.close()
  })

  it('gives back what was appended, in order, after its owner died', async () => {
    const first = await another()
    await first.append({ entries: bookings(1, 3), interactions: [] })
    await first.append({ entries: bookings(4, 1), interactions: [] })
    await harness().ownerDies()
    const second = harness().another()
    expect(await second.open()).toMatchObject({ lastSequence: 4, fence: 2 })
    expect(await journalOf(second)).toEqual(bookings(1, 4))
    expect(await journalOf(second, 3)).toEqual(bookings(3, 2))
    await second.close()
  })

  it('reads a journal longer than any page', async () => {
    const store = await another()
    for (let first = 1; first < 12_001; first += 1_000) {
      await store.append({ entries: bookings(first, 1_000), interactions: [] })
    }
    const entries = await journalOf(store, 500)
    expect(entries.map((entry) => entry.sequence)).toEqual(
      Array.from({ length: 11_501 }, (_, at) => at + 500),
    )
  })

  it.each([
    ['leaves a gap', bookings(5, 2)],
    ['doubles what is there', bookings(3, 1)],
    ['begins inside what is there', bookings(3, 2)],
    ['has a gap inside', [bookingEntry(4), bookingEntry(6)]],
    ['is empty', []],
  ])('refuses a batch that %s, and keeps nothing of it', async (_, entries) => {
    const store = await another()
    await store.append({ entries: bookings(1, 3), interactions: [] })
    await expect(
      store.append({ entries, interactions: [interactionRecord(9, 'open')] }),
    ).rejects.toThrow()
    expect(await journalOf(store)).toEqual(bookings(1, 3))
    expect(await store.recentInteractions(9)).toEqual([])
    await store.append({ entries: bookings(4, 1), interactions: [] })
  })

  it('returns the latest snapshot, however long, and keeps the journal before it', async () => {
    const store = await another()
    await store.append({ entries: bookings(1, 5), interactions: [] })
    const state = `{"waiting":"${'ä😀'.repeat(3_000_000)}"}`
    await store.saveSnapshot({ sequence: 2, state: 'older' })
    await store.saveSnapshot({ sequence: 4, state })
    await harness().ownerDies()
    const next = harness().another()
    const { snapshot } = await next.open()
    expect(snapshot?.sequence).toBe(4)
    expect(snapshot?.state === state).toBe(true)
    expect(await journalOf(next)).toHaveLength(5)
    await next.close()
  })
}

function describeOwnership(harness: () => StoreHarness, another: Another): void {
  it('refuses a second owner while the first lives', async () => {
    const first = await another()
    await expect(harness().another().open()).rejects.toMatchObject({ code: 'store-in-use' })
    await first.append({ entries: bookings(1, 1), interactions: [] })
  })

  it('is free at once when its owner closes it', async () => {
    const first = await another()
    await first.append({ entries: bookings(1, 1), interactions: [] })
    await first.close()
    const second = await another()
    await second.append({ entries: bookings(2, 1), interactions: [] })
    expect(await journalOf(second)).toHaveLength(2)
  })

  it('is taken from a silent owner, who can append nothing from then on', async () => {
    const silent = await another()
    await silent.append({ entries: bookings(1, 1), interactions: [] })
    await harness().ownerFallsSilent()
    const next = await another()
    for (let turn = 0; turn < 2; turn++) {
      await expect(
        silent.append({ entries: bookings(2, 1), interactions: [] }),
      ).rejects.toMatchObject({
        code: 'lease-lost',
      })
    }
    await expect(silent.saveSnapshot({ sequence: 1, state: 'late' })).rejects.toMatchObject({
      code: 'lease-lost',
    })
    await silent.close()
    await next.append({ entries: bookings(2, 1), interactions: [] })
    expect(await journalOf(next)).toEqual(bookings(1, 2))
  })

  it('raises the fence with every owner', async () => {
    for (const fence of [1, 2, 3]) {
      const store = harness().another()
      expect((await store.open()).fence).toBe(fence)
      await store.close()
    }
  })

  it('refuses data of a newer version and changes nothing in it', async () => {
    const store = await another()
    await store.append({ entries: bookings(1, 2), interactions: [interactionRecord(1, 'open')] })
    await store.close()
    await harness().newerWasHere()
    const before = await harness().contents()
    await expect(harness().another().open()).rejects.toMatchObject({ code: 'store-newer' })
    expect(await harness().contents()).toBe(before)
  })
}

function describeRecords(harness: () => StoreHarness, another: Another): void {
  it('finds an interaction as last saved, also after its owner died', async () => {
    const store = await another()
    const records = [
      interactionRecord(1, 'waiting'),
      interactionRecord(2, 'waiting'),
      interactionRecord(1, 'dialling'),
    ]
    await store.append({ entries: bookings(1, 2), interactions: records })
    expect((await store.findInteraction(callbackOf(1)))?.state).toBe('dialling')
    await store.append({ entries: bookings(3, 1), interactions: [interactionRecord(1, 'closed')] })
    await harness().ownerDies()
    const next = await another()
    expect(await next.findInteraction(callbackOf(1))).toEqual(interactionRecord(1, 'closed'))
    expect(await next.findInteraction(callbackOf(7))).toBeUndefined()
  })

  it('lists the interactions last saved, newest first', async () => {
    const store = await another()
    const records = [1, 2, 3, 2].map((sequence) => interactionRecord(sequence, 'open'))
    await store.append({ entries: bookings(1, 4), interactions: records })
    await store.append({ entries: bookings(5, 1), interactions: [interactionRecord(1, 'closed')] })
    const recent = (await store.recentInteractions(2)).map((record) => record.id)
    expect(recent).toEqual([callbackOf(1), callbackOf(2)])
    const { number } = interactionRecord(1, 'closed')
    const ofNumber = await store.interactionsOfNumber(number, 9)
    expect(ofNumber.map((record) => record.id)).toContain(callbackOf(1))
    expect(ofNumber.every((record) => record.number === number)).toBe(true)
  })
}
