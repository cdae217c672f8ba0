import { spawn, type ChildProcess } from 'node:child_process'
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatingError } from '../errors.ts'
import { isAlive } from './alive.ts'
import { launch } from './account.ts'
import { storeFailure } from './failure.ts'
import { programs, type Programs } from './programs.ts'
import { serverFolder, socketPath, type ServerFolder } from './server-folder.ts'

const LOOK_EVERY_MS = 10
/** A start after a crash replays at most `max_wal_size`; a stop writes what is dirty. */
const PATIENCE_MS = 60_000
const LOG_MAX_BYTES = 4 * 1024 * 1024

/** Small, durable and discreet: 50 MB for all processes; no statement or key reaches the log, for they hold numbers. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: '5432',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '12',
  shared_buffers: '24MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  wal_buffers: '4MB',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  jit: 'off',
  log_checkpoints: 'off',
  checkpoint_warning: '0',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const

/** The PostgreSQL in a data folder. It outlives a kill of this process and is then adopted. */
export class EmbeddedServer {
  readonly dataFolder: string
  private folder: ServerFolder | undefined

  constructor(dataFolder: string) {
    this.dataFolder = dataFolder
  }

  /**
   * Finds the server running or starts it, and returns where to connect. A new folder is made first.
   * Rejects with `data-folder-unusable`, `store-unusable`, `store-full` or `store-gone`.
   */
  async run(): Promise<{
    readonly host: string
    readonly user: string
    readonly database: string
  }> {
    const found = programs()
    this.folder ??= await serverFolder(this.dataFolder, found)
    await this.waitUntilReady(this.folder, found)
    return { host: this.folder.socketFolder, user: 'ringfirst', database: 'postgres' }
  }

  /** Stops it cleanly: PostgreSQL's fast shutdown. Resolves at once where it does not run. */
  async stop(): Promise<void> {
    if (this.folder === undefined) return
    const pid = postmaster(this.folder)
    if (pid === undefined) return
    process.kill(pid, 'SIGINT')
    const deadline = Date.now() + PATIENCE_MS
    while (postmaster(this.folder) !== undefined && Date.now() < deadline)
      await sleep(LOOK_EVERY_MS)
  }

  private async waitUntilReady(folder: ServerFolder, found: Programs): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS
    let child: Started | undefined
    while (Date.now() < deadline) {
      if (isReady(folder) && (await accepts(socketPath(folder)))) return
      if (child?.ended() === true) {
        const why = child.newLog()
        if (!/already exists|still in use/.test(why)) throw storeFailure(new Error(why))
        child = undefined
        await sleep(10 * LOOK_EVERY_MS)
      }
      if (child === undefined && postmaster(folder) === undefined) {
        forgetStranger(folder)
        child = start(folder, found, join(this.dataFolder, 'postgres.log'))
      }
      await sleep(LOOK_EVERY_MS)
    }
    throw new OperatingError('store-gone', {
      why: `PostgreSQL in ${folder.path} is not ready after 60 s`,
    })
  }
}

interface Started {
  ended(): boolean
  /** What it has logged since it was started: why it ended. */
  newLog(): string
}

function start(folder: ServerFolder, found: Programs, logFile: string): Started {
  const log = openSync(logFile, logSize(logFile) > LOG_MAX_BYTES ? 'w' : 'a', 0o600)
  const from = logSize(logFile)
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder.socketFolder })
  const options = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { file, args, ...identity } = launch(folder.account, found.postgres, [
    '-D',
    folder.path,
    ...options,
  ])
  const child: ChildProcess = spawn(file, args, {
    ...identity,
    cwd: folder.path,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let failure: string | undefined
  child.once('error', (error) => (failure = error.message))
  child.once('exit', () => (failure ??= 'PostgreSQL ended'))
  child.unref()
  return {
    ended: () => failure !== undefined,
    newLog: () =>
      `${failure ?? ''}: ${readFileSync(logFile).subarray(from).toString('utf8').trim().slice(-2_000)}`,
  }
}

function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The file that a running server keeps; its eighth line is the server's state. */
function pidFile(folder: ServerFolder): readonly string[] {
  try {
    return readFileSync(join(folder.path, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function isReady(folder: ServerFolder): boolean {
  return pidFile(folder)[7]?.trim() === 'ready'
}

/** The process id of the server; undefined where it died, even if another program has its number by now. */
function postmaster(folder: ServerFolder): number | undefined {
  const pid = recordedPid(folder)
  return pid !== undefined && isAlive(pid) && isOurs(pid, folder) ? pid : undefined
}

/** PostgreSQL takes over the file of a dead server itself, but not where the number lives on. */
function forgetStranger(folder: ServerFolder): void {
  const pid = recordedPid(folder)
  if (pid === undefined || !isAlive(pid) || isOurs(pid, folder)) return
  rmSync(join(folder.path, 'postmaster.pid'), { force: true })
}

function recordedPid(folder: ServerFolder): number | undefined {
  const pid = Number(pidFile(folder)[0])
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

/** A server works in its own folder for all its life. */
function isOurs(pid: number, folder: ServerFolder): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder.path)
  } catch {
    return false
  }
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
