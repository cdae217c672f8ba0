import { assert, present } from '../core/assert.ts'
import type { CallbackId, PhoneNumber } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { OperatingError } from '../errors.ts'
import type { Batch, JournalEntry, Opened, Snapshot, Store } from '../ports/store.ts'

/** What outlives the process in a real store: several memory stores on one are several processes. */
export interface MemoryDisk {
  readonly journal: JournalEntry[]
  /** As JSON, in the order of their last saving. */
  readonly interactions: Map<CallbackId, string>
  snapshot: Snapshot | undefined
  fence: number
  /** How the owner looks from outside; a test kills or stops it by setting this. */
  owner: 'none' | 'live' | 'silent'
  /** True where a newer Ringfirst has been here. */
  isNewer: boolean
}

/** An empty disk. */
export function memoryDisk(): MemoryDisk {
  return {
    journal: [],
    interactions: new Map(),
    snapshot: undefined,
    fence: 0,
    owner: 'none',
    isNewer: false,
  }
}

/** A {@link Store} that keeps everything in memory, for tests and simulations. */
export function createMemoryStore(disk: MemoryDisk = memoryDisk()): Store {
  return new MemoryStore(disk)
}

class MemoryStore implements Store {
  private readonly disk: MemoryDisk
  private fence = 0

  constructor(disk: MemoryDisk) {
    this.disk = disk
  }

  async open(): Promise<Opened> {
    if (this.disk.isNewer) throw new OperatingError('store-newer', { found: 2, known: 1 })
    if (this.disk.owner === 'live')
      throw new OperatingError('store-in-use', { owner: 'another store' })
    this.disk.owner = 'live'
    this.fence = this.disk.fence += 1
    return {
      fence: this.fence,
      lastSequence: this.disk.journal.length,
      snapshot: this.disk.snapshot,
    }
  }

  async append({ entries, interactions }: Batch): Promise<void> {
    this.checkFence()
    const first = present(entries[0], 'a batch has entries').sequence
    assert(
      entries.every((entry, index) => entry.sequence === first + index),
      'a batch has no gaps',
    )
    assert(
      first === this.disk.journal.length + 1,
      `batch ${first} does not follow ${this.disk.journal.length}`,
    )
    this.disk.journal.push(...entries)
    for (const record of interactions) {
      this.disk.interactions.delete(record.id)
      this.disk.interactions.set(record.id, JSON.stringify(record))
    }
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    this.checkFence()
    assert(snapshot.sequence <= this.disk.journal.length, 'a snapshot is of what is durable')
    this.disk.snapshot = snapshot
  }

  async *readJournal(fromSequence: number): AsyncIterable<JournalEntry> {
    for (const entry of this.disk.journal.slice(fromSequence - 1)) yield entry
  }

  async findInteraction(id: CallbackId): Promise<InteractionRecord | undefined> {
    const record = this.disk.interactions.get(id)
    return record === undefined ? undefined : (JSON.parse(record) as InteractionRecord)
  }

  async recentInteractions(count: number): Promise<readonly InteractionRecord[]> {
    const newest = [...this.disk.interactions.values()].reverse().slice(0, count)
    return newest.map((record) => JSON.parse(record) as InteractionRecord)
  }

  async interactionsOfNumber(
    number: PhoneNumber,
    count: number,
  ): Promise<readonly InteractionRecord[]> {
    const all = await this.recentInteractions(this.disk.interactions.size)
    return all.filter((record) => record.number === number).slice(0, count)
  }

  async close(): Promise<void> {
    if (this.fence === this.disk.fence) this.disk.owner = 'none'
  }

  private checkFence(): void {
    if (this.fence !== this.disk.fence) throw new OperatingError('lease-lost')
  }
}
