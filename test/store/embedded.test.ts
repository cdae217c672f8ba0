import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { bookings } from '../conformance/store.ts'
import { query, socketUrl, temporaryFolder } from '../support/postgres.ts'

let folder: string
const servers: EmbeddedServer[] = []

beforeEach(() => {
  folder = temporaryFolder()
})

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  rmSync(folder, { recursive: true })
})

function serverIn(path: string): EmbeddedServer {
  const server = new EmbeddedServer(path)
  servers.push(server)
  return server
}

const pidFile = (): string => join(folder, 'postgres/postmaster.pid')
const runningPid = (): number => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])

describe('the PostgreSQL in the data folder', () => {
  it('listens on no network, and on a socket that only its owner reaches', async () => {
    const { host } = await serverIn(folder).run()
    const [row] = await query(
      socketUrl(host),
      `select current_setting('listen_addresses') as addresses,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
    )
    expect(row).toEqual({ addresses: '', fsync: 'on', commit: 'on' })
    expect(statSync(host).mode & 0o777).toBe(0o700)
  })

  it('is found running by a process that did not start it, and stopped by it', async () => {
    await serverIn(folder).run()
    const pid = runningPid()
    const other = serverIn(folder)
    await other.run()
    expect(runningPid()).toBe(pid)
    await other.stop()
    expect(existsSync(pidFile())).toBe(false)
  })

  it('is made and started once by two processes at the same time', async () => {
    const found = await Promise.all([serverIn(folder).run(), serverIn(folder).run()])
    const asked = found.map(({ host }) =>
      query(socketUrl(host), 'select system_identifier from pg_control_system()'),
    )
    const [a, b] = await Promise.all(asked)
    expect(a).toEqual(b)
    expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.log'])
  })

  it('starts in spite of what a dead server left, even where its number is another program by now', async () => {
    const server = serverIn(folder)
    await server.run()
    const left = readFileSync(pidFile(), 'utf8')
    await server.stop()
    for (const pid of ['999999', String(process.pid)]) {
      writeFileSync(pidFile(), left.replace(/^\d+/, pid))
      await server.run()
      expect(runningPid()).not.toBe(Number(pid))
      await server.stop()
    }
  })

  it('makes a new folder whole or not at all', async () => {
    const halfMade = join(folder, 'postgres.new-999999-abcdef')
    mkdirSync(halfMade)
    writeFileSync(join(halfMade, 'PG_VERSION'), '18')
    await serverIn(folder).run()
    expect(existsSync(halfMade)).toBe(false)
  })

  it('runs in a folder whose path is too long for a socket', async () => {
    const deep = join(folder, 'd'.repeat(60), 'e'.repeat(60))
    const { host } = await serverIn(deep).run()
    expect(Buffer.byteLength(host)).toBeLessThan(80)
    expect(statSync(host).mode & 0o777).toBe(0o700)
    expect(await query(socketUrl(host), 'select 1 as one')).toEqual([{ one: 1 }])
    await servers.at(-1)?.stop()
    rmSync(host, { recursive: true })
  })

  it('writes no number into its log, even when a statement fails', async () => {
    const { host } = await serverIn(folder).run()
    await expect(query(socketUrl(host), `select '+12025550100'::integer`)).rejects.toThrow()
    await expect(query(socketUrl(host), `select 1 / 0, '+12025550100'`)).rejects.toThrow()
    const log = readFileSync(join(folder, 'postgres.log'), 'utf8')
    expect(log).toContain('division by zero')
    expect(log.split('\n').filter((line) => line.includes('select'))).toEqual([])
  })
})

describe('a data folder that cannot be used', () => {
  it('says so when it is a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(
      createPostgresStore({ server: { folder: join(folder, 'file') } }).open(),
    ).rejects.toMatchObject({
      code: 'data-folder-unusable',
    })
  })

  it('says so when another PostgreSQL made it, and leaves it alone', async () => {
    const server = serverIn(folder)
    await server.run()
    await server.stop()
    writeFileSync(join(folder, 'postgres/PG_VERSION'), '17\n')
    await expect(createPostgresStore({ server: { folder } }).open()).rejects.toMatchObject({
      code: 'store-unusable',
      message: expect.stringContaining('PostgreSQL 17') as string,
    })
    expect(existsSync(pidFile())).toBe(false)
  })
})

const isRoot = process.getuid?.() === 0
const hasNamespaces = isRoot && canUnshare()

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['--user', '--map-user=1000', '--map-group=1000', 'true'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

describe('a data folder of root that nobody else can reach', () => {
  it.skipIf(!hasNamespaces)(
    `holds a PostgreSQL all the same${hasNamespaces ? '' : ' (skipped: needs root and user namespaces)'}`,
    async () => {
      const hidden = join(folder, 'hidden')
      mkdirSync(hidden)
      chmodSync(hidden, 0o700)
      for (const from of [1, 4]) {
        const store = createPostgresStore({ server: { folder: join(hidden, 'data') } })
        expect((await store.open()).lastSequence).toBe(from - 1)
        await store.append({ entries: bookings(from, 3), interactions: [] })
        await store.close()
      }
      expect(existsSync(join(hidden, 'data/postgres/postmaster.pid'))).toBe(false)
    },
  )
})
