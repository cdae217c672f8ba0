import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import type { PostgresStoreOptions } from '../../src/store/postgres.ts'
import type { StoreHarness } from '../conformance/store.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { eventually } from './eventually.ts'

const DEBIAN_PROGRAMS = '/usr/lib/postgresql/15/bin'

/** A PostgreSQL that a test started. */
export interface TestPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** A new folder that PostgreSQL's own account can reach. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-test-'))
  execFileSync('chmod', ['755', folder])
  return folder
}

/** The built-in PostgreSQL in a folder of its own, seen from outside by URL. */
export async function startBuiltIn(): Promise<TestPostgres> {
  const folder = temporaryFolder()
  const server = new EmbeddedServer(folder)
  const { host } = await server.run()
  return {
    url: socketUrl(host),
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Whether Debian's PostgreSQL 15 is here and can be run. */
export const hasDebianPostgres =
  existsSync(join(DEBIAN_PROGRAMS, 'postgres')) && process.getuid?.() === 0

/** Debian's PostgreSQL 15, as a stranger's server: other settings, another major version. */
export async function startDebian(): Promise<TestPostgres> {
  const folder = temporaryFolder()
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  )
  const identity = { uid: uid ?? 0, gid: gid ?? 0 }
  const data = join(folder, 'data')
  mkdirSync(data)
  chownSync(data, identity.uid, identity.gid)
  const initdb = join(DEBIAN_PROGRAMS, 'initdb')
  execFileSync(initdb, ['-D', data, '-U', 'ringfirst', '-A', 'trust'], {
    ...identity,
    cwd: data,
    stdio: 'ignore',
  })
  const options = ['-D', data, '-k', data, '-c', 'listen_addresses=']
  const child = spawn(join(DEBIAN_PROGRAMS, 'postgres'), options, {
    ...identity,
    cwd: data,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await eventually(async () => (await query(socketUrl(data), 'select 1')).length === 1)
  return {
    url: socketUrl(data),
    stop: async () => {
      child.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** How tests look at a store on PostgreSQL from outside. */
export function postgresHarness(
  options: PostgresStoreOptions,
  url: () => Promise<string>,
  dispose: () => Promise<void>,
): StoreHarness {
  const division = options.division ?? 'main'
  const run = async (text: string): Promise<Record<string, unknown>[]> =>
    query(await url(), `set search_path = ringfirst_${division}; ${text}`)
  return {
    another: () => createPostgresStore(options),
    ownerDies: async () => {
      await run(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'ringfirst' and pid <> pg_backend_pid()`)
    },
    ownerFallsSilent: async () => {
      await run(`update lease set heartbeat = clock_timestamp() - interval '1 hour'`)
    },
    newerWasHere: async () => {
      await run('update store_version set number = 999')
    },
    contents: async () => {
      const where = await url()
      const tables = ['journal', 'interaction', 'snapshot', 'lease', 'store_version']
      const rows = tables.map((table) =>
        query(where, `select * from ringfirst_${division}.${table}`),
      )
      return JSON.stringify(await Promise.all(rows))
    },
    dispose,
  }
}

/** The URL of a server on a socket in that folder. */
export function socketUrl(folder: string): string {
  return `postgresql://ringfirst@/postgres?host=${encodeURIComponent(folder)}`
}
