import pg from 'pg'
import { assert, present } from '../core/assert.ts'
import type { CallbackId, PhoneNumber } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { LIMITS } from '../core/limits.ts'
import { instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import type { Batch, JournalEntry, Opened, Snapshot, Store } from '../ports/store.ts'
import { EmbeddedServer } from './embedded.ts'
import { storeFailure, withRoomChecked } from './failure.ts'
import { Session } from './session.ts'
import { snapshotParts } from './snapshot-parts.ts'
import { statement, type Statement } from './sql.ts'

const APPEND = statement('append')
const HEARTBEAT = statement('heartbeat')
const RELEASE_LEASE = statement('release-lease')
const READ_JOURNAL = statement('read-journal')
const FIND_INTERACTION = statement('find-interaction')
const RECENT_INTERACTIONS = statement('recent-interactions')
const INTERACTIONS_OF_NUMBER = statement('interactions-of-number')
const ADD_SNAPSHOT_PART = statement('add-snapshot-part')
const DROP_OLDER_SNAPSHOTS = statement('drop-older-snapshots')
const READ_SNAPSHOT = statement('read-snapshot')

const JOURNAL_PAGE = 5_000
const HEARTBEATS_PER_LEASE = 5
const CONNECT_TIMEOUT_MS = 5_000
const READERS = 2

/** Where the PostgreSQL is, and whose journal in it. */
export interface PostgresStoreOptions {
  /** A data folder whose own PostgreSQL is started here, or the URL of one that runs elsewhere. */
  readonly server: { readonly folder: string } | { readonly url: string }
  /** Each division has a schema of its own: `ringfirst_<division>`. Lower case, digits, underscores. */
  readonly division?: string
  /** How long a silent owner keeps the division; `LIMITS.leaseMs` unless given. */
  readonly leaseMs?: number
}

/**
 * A {@link Store} on PostgreSQL 15 or newer: the one in the data folder or one by URL, by the same
 * code. By URL it needs a direct connection: behind a pooler the session's lock means nothing.
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  return new PostgresStore(options)
}

class PostgresStore implements Store {
  private readonly server: EmbeddedServer | undefined
  private readonly url: string | undefined
  private readonly schema: string
  private readonly leaseMs: number
  private session: Session | undefined
  private connecting: Promise<Session> | undefined
  private readers: pg.Pool | undefined
  private heartbeat: NodeJS.Timeout | undefined
  private fence = 0
  /** Our last session that failed: it may hold the lock a little longer. */
  private formerBackend: number | undefined
  /** The end of a batch that was sent and not answered: it may have been committed. */
  private unansweredSequence: number | undefined

  constructor({ server, division = 'main', leaseMs = LIMITS.leaseMs }: PostgresStoreOptions) {
    assert(/^[a-z0-9_]{1,40}$/.test(division), `not a division name: ${division}`)
    this.server = 'folder' in server ? new EmbeddedServer(server.folder) : undefined
    this.url = 'url' in server ? server.url : undefined
    this.schema = `ringfirst_${division}`
    this.leaseMs = leaseMs
  }

  async open(): Promise<Opened> {
    assert(this.readers === undefined, 'a store is opened once')
    try {
      const config = await this.config()
      const session = await Session.connect(config, this.schema)
      this.session = session
      const { fence, lastSequence } = await session.own(this.leaseMs)
      this.fence = fence
      this.readers = new pg.Pool({ ...config, max: READERS, idleTimeoutMillis: 10_000 })
      this.readers.on('error', () => undefined)
      this.beat()
      return { fence, lastSequence, snapshot: await this.readSnapshot() }
    } catch (thrown) {
      this.session?.drop()
      const failure = await this.failure(thrown)
      const isInUse = failure instanceof OperatingError && failure.code === 'store-in-use'
      if (!isInUse) await this.server?.stop()
      throw failure
    }
  }

  async append(batch: Batch): Promise<void> {
    const { entries } = batch
    const first = present(entries[0], 'a batch has entries').sequence
    const last = first + entries.length - 1
    assert(
      entries.every((entry, index) => entry.sequence === first + index),
      'a batch has no gaps',
    )
    try {
      const session = await this.ready()
      const { rows } = await session.run<{ owned: number }>(
        APPEND,
        appendValues(this.fence, first, batch),
      )
      if (rows[0]?.owned !== 1) await this.explainRefusal(session, first, last)
      this.unansweredSequence = undefined
    } catch (thrown) {
      const failure = await this.failure(thrown)
      if (failure instanceof OperatingError && failure.retryable) this.dropSession(last)
      throw failure
    }
  }

  async saveSnapshot({ sequence, state }: Snapshot): Promise<void> {
    await this.reading(async (client) => {
      await client.query('begin')
      for (const [part, text] of snapshotParts(state).entries()) {
        const values = [this.fence, sequence, part, text]
        const { rowCount } = await client.query({ ...ADD_SNAPSHOT_PART, values })
        if (rowCount !== 1) throw new OperatingError('lease-lost')
      }
      await client.query({ ...DROP_OLDER_SNAPSHOTS, values: [sequence] })
      await client.query('commit')
    })
  }

  async *readJournal(fromSequence: number): AsyncIterable<JournalEntry> {
    let from = fromSequence
    for (;;) {
      const rows = await this.rows<JournalRow>(READ_JOURNAL, [from, JOURNAL_PAGE])
      for (const row of rows) yield entryOf(row)
      if (rows.length < JOURNAL_PAGE) return
      from += rows.length
    }
  }

  async findInteraction(id: CallbackId): Promise<InteractionRecord | undefined> {
    const [row] = await this.rows<RecordRow>(FIND_INTERACTION, [id])
    return row === undefined ? undefined : recordOf(row)
  }

  async recentInteractions(count: number): Promise<readonly InteractionRecord[]> {
    return (await this.rows<RecordRow>(RECENT_INTERACTIONS, [count])).map(recordOf)
  }

  async interactionsOfNumber(
    number: PhoneNumber,
    count: number,
  ): Promise<readonly InteractionRecord[]> {
    return (await this.rows<RecordRow>(INTERACTIONS_OF_NUMBER, [number, count])).map(recordOf)
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeat)
    const released = await this.release()
    this.session?.drop()
    await this.readers?.end()
    this.readers = undefined
    if (released) await this.server?.stop()
  }

  /** Gives the division up; false where it is not ours any more, or cannot be asked for. */
  private async release(): Promise<boolean> {
    if (this.readers === undefined) return false
    try {
      const session = await this.ready()
      const { rowCount } = await session.run(RELEASE_LEASE, [this.fence])
      await session.client.end()
      return rowCount === 1
    } catch {
      return false
    }
  }

  private async config(): Promise<pg.ClientConfig> {
    const where =
      this.server === undefined
        ? { connectionString: present(this.url, 'url') }
        : await this.server.run()
    return {
      ...where,
      ...(this.server === undefined ? {} : { port: 5432, ssl: false }),
      application_name: 'ringfirst',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: this.leaseMs,
      keepAlive: true,
      options: `-c search_path=${this.schema} -c synchronous_commit=on -c client_min_messages=warning`,
    }
  }

  /** The owner's session, made again where it was lost. */
  private async ready(): Promise<Session> {
    if (this.session?.isUp === true) return this.session
    this.connecting ??= this.reconnect().finally(() => (this.connecting = undefined))
    return this.connecting
  }

  private async reconnect(): Promise<Session> {
    assert(this.fence > 0, 'a store is opened before it is used')
    this.formerBackend ??= this.session?.backend
    const session = await Session.connect(await this.config(), this.schema)
    try {
      if ((await session.lease()).fence !== this.fence) throw new OperatingError('lease-lost')
      await session.endLockHolder(this.formerBackend)
      if (!(await session.lock()))
        throw new OperatingError('store-gone', { why: 'our former session still ends' })
    } catch (thrown) {
      session.drop()
      throw thrown
    }
    this.formerBackend = undefined
    this.session = session
    return session
  }

  private dropSession(unansweredSequence: number): void {
    this.unansweredSequence = unansweredSequence
    this.session?.drop()
  }

  /** Renews the lease while nothing is appended, and finds the way back to a database that was gone. */
  private beat(): void {
    const everyMs = this.leaseMs / HEARTBEATS_PER_LEASE
    const once = async (): Promise<void> => {
      const session = await this.ready()
      await session.run(HEARTBEAT, [this.fence])
    }
    this.heartbeat = setInterval(() => void once().catch(() => undefined), everyMs)
    this.heartbeat.unref()
  }

  /** Nothing was committed: either the fence was passed, or this batch is there from before a loss. */
  private async explainRefusal(session: Session, first: number, last: number): Promise<void> {
    const lease = await session.lease()
    if (lease.fence !== this.fence) throw new OperatingError('lease-lost')
    const isThere = lease.lastSequence === last && this.unansweredSequence === last
    assert(isThere, `batch ${first} to ${last} does not follow ${lease.lastSequence}`)
  }

  private async failure(thrown: unknown): Promise<Error> {
    const failure = storeFailure(thrown)
    return this.server === undefined ? failure : withRoomChecked(failure, this.server.dataFolder)
  }

  private async readSnapshot(): Promise<Snapshot | undefined> {
    const rows = await this.rows<{ sequence: string; state: string }>(READ_SNAPSHOT, [])
    const [first] = rows
    if (first === undefined) return undefined
    return { sequence: Number(first.sequence), state: rows.map((row) => row.state).join('') }
  }

  private async rows<Row extends pg.QueryResultRow>(
    what: Statement,
    values: unknown[],
  ): Promise<readonly Row[]> {
    return this.reading(async (client) => (await client.query<Row>({ ...what, values })).rows)
  }

  /** Lends a connection of its own to whatever must not wait behind the journal. */
  private async reading<Result>(use: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    let client: pg.PoolClient | undefined
    try {
      client = await present(this.readers, 'a store is opened before it is used').connect()
      const result = await use(client)
      client.release()
      return result
    } catch (thrown) {
      client?.release(true)
      throw await this.failure(thrown)
    }
  }
}

type JournalRow = { readonly sequence: string; readonly at: string; readonly event: string }
type RecordRow = { readonly record: string }

function entryOf(row: JournalRow): JournalEntry {
  const event = JSON.parse(row.event) as JournalEntry['event']
  return { sequence: Number(row.sequence), at: instant(Number(row.at)), event }
}

function recordOf(row: RecordRow): InteractionRecord {
  return JSON.parse(row.record) as InteractionRecord
}

/** The parameters of `statements/append.sql`. JSON holds no raw line break, so lines carry it. */
function appendValues(fence: number, first: number, { entries, interactions }: Batch): unknown[] {
  const latest = new Map(interactions.map((record) => [record.id, record]))
  const records = interactions.filter((record) => latest.get(record.id) === record)
  return [
    fence,
    first,
    entries.map((entry) => entry.at),
    entries.map((entry) => entry.event.kind).join('\n'),
    entries.map((entry) => JSON.stringify(entry.event)).join('\n'),
    records.map((record) => record.id),
    records.map((record) => record.queueId),
    records.map((record) => record.number),
    records.map((record) => record.bookedAt),
    records.map((record) => record.closedAt ?? null),
    records.map((record) => record.disposition ?? null),
    records.map((record) => JSON.stringify(record)),
  ]
}
