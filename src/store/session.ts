import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { OperatingError } from '../errors.ts'
import { migrate, refuseNewer } from './migrate.ts'
import { isGoneHere, ownerName } from './owner.ts'
import { statement, type Statement } from './sql.ts'

const TRY_LOCK = statement('try-lock')
const END_LOCK_HOLDER = statement('end-lock-holder')
const READ_LEASE = statement('read-lease')
const RAISE_FENCE = statement('raise-fence')

/** A dead owner's session ends within this, unless a large commit was under way; a live one holds on. */
const LOCK_PATIENCE_MS = 400
const LOCK_LOOK_MS = 20
/** The oldest that the conformance suite is run on. */
const OLDEST_MAJOR = 15

/** The lease row. */
export interface Lease {
  readonly fence: number
  readonly owner: string
  readonly lastSequence: number
  /** Milliseconds since the owner was last heard of, by the database's clock. */
  readonly silentMs: number
}

/** One connection to the database, bound to the division's schema. */
export class Session {
  readonly client: pg.Client
  readonly division: string
  private ended = false

  private constructor(client: pg.Client, division: string) {
    this.client = client
    this.division = division
  }

  /** Connects. Rejects with what node-postgres gives. */
  static async connect(config: pg.ClientConfig, division: string): Promise<Session> {
    const session = new Session(new pg.Client(config), division)
    session.client.on('error', () => session.drop())
    session.client.on('end', () => (session.ended = true))
    await session.client.connect()
    return session
  }

  get isUp(): boolean {
    return !this.ended
  }

  /** The number of our server process: who holds the lock. */
  get backend(): number {
    return (this.client as pg.Client & { readonly processID: number }).processID
  }

  /** Runs one statement, prepared by its name on first use. */
  async run<Row extends pg.QueryResultRow>(
    what: Statement,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Row>> {
    return this.client.query<Row>({ ...what, values })
  }

  /** Lets go without waiting. */
  drop(): void {
    this.ended = true
    this.client.end().catch(() => undefined)
  }

  async lease(): Promise<Lease> {
    const { rows } = await this.run<Record<string, string>>(READ_LEASE)
    const row = rows[0] ?? {}
    return {
      fence: Number(row['fence']),
      owner: String(row['owner']),
      lastSequence: Number(row['last_sequence']),
      silentMs: Number(row['silent_ms']),
    }
  }

  /** Waits a moment for the division's lock; says whether we hold it. */
  async lock(patienceMs = LOCK_PATIENCE_MS): Promise<boolean> {
    const deadline = Date.now() + patienceMs
    for (;;) {
      const { rows } = await this.run<{ locked: boolean }>(TRY_LOCK, [this.division])
      if (rows[0]?.locked === true) return true
      if (Date.now() >= deadline) return false
      await sleep(LOCK_LOOK_MS)
    }
  }

  /** Ends the session that holds the lock; only the one of that backend where it is given. */
  async endLockHolder(backend?: number): Promise<void> {
    await this.run(END_LOCK_HOLDER, [this.division, backend ?? null])
  }

  /** Becomes the owner: every earlier owner's commits are refused from here on. */
  async raiseFence(): Promise<{ readonly fence: number; readonly lastSequence: number }> {
    const { rows } = await this.run<{ fence: string; last_sequence: string }>(RAISE_FENCE, [
      ownerName(),
    ])
    return { fence: Number(rows[0]?.fence), lastSequence: Number(rows[0]?.last_sequence) }
  }

  /**
   * Takes ownership of the division: from nobody, from a dead owner at once, from one that has been
   * silent for the lease. Rejects with `store-in-use` or `store-newer`.
   */
  async own(leaseMs: number): Promise<{ readonly fence: number; readonly lastSequence: number }> {
    await refuseNewer(this.client)
    await this.refuseUnsafe()
    if (!(await this.lock())) await this.takeOver(leaseMs)
    await migrate(this.client, this.division)
    return this.raiseFence()
  }

  private async takeOver(leaseMs: number): Promise<void> {
    const lease = await this.lease().catch(() => undefined)
    const isDying = lease !== undefined && isGoneHere(lease.owner)
    if (isDying && (await this.lock(leaseMs))) return
    if (lease === undefined || lease.silentMs < leaseMs) {
      throw new OperatingError('store-in-use', { owner: lease?.owner ?? 'it is just starting' })
    }
    await this.raiseFence()
    await this.endLockHolder()
    if (!(await this.lock()))
      throw new OperatingError('store-in-use', { owner: (await this.lease()).owner })
  }

  /** With fsync off, an acknowledged event can be lost in a power cut: at most one dial is then a lie. */
  private async refuseUnsafe(): Promise<void> {
    const { rows } = await this.client.query<{ fsync: string; version: string }>(
      `select current_setting('fsync') as fsync, current_setting('server_version') as version`,
    )
    const { fsync = '', version = '' } = rows[0] ?? {}
    if (parseInt(version, 10) < OLDEST_MAJOR) {
      const why = `it is PostgreSQL ${version}: ${OLDEST_MAJOR} or newer is needed`
      throw new OperatingError('store-unusable', { why })
    }
    if (fsync === 'on') return
    const why = 'its fsync is off, so that a power cut would lose what was acknowledged: turn it on'
    throw new OperatingError('store-unusable', { why })
  }
}
