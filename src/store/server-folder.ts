import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatingError } from '../errors.ts'
import { makeFolder } from '../folder.ts'
import { isAlive } from './alive.ts'
import { accountFor, giveTo, launch, type Account } from './account.ts'
import { storeFailure } from './failure.ts'
import { POSTGRES_MAJOR, type Programs } from './programs.ts'

const run = promisify(execFile)

/** `sun_path` holds 107 bytes and a zero on Linux (unix(7)), 103 on macOS; the shorter rules. */
const SOCKET_PATH_MAX_BYTES = 103
const SOCKET_NAME = '.s.PGSQL.5432'

/** A folder that PostgreSQL has made its own, and who runs it. */
export interface ServerFolder {
  readonly path: string
  readonly account: Account
  readonly socketFolder: string
}

/**
 * The folder `postgres` in the data folder, made where it is missing: whole or not at all, for it
 * gets its name last. Rejects with `data-folder-unusable`, `store-full` or `store-unusable`.
 */
export async function serverFolder(dataFolder: string, programs: Programs): Promise<ServerFolder> {
  makeDataFolder(dataFolder)
  const path = join(dataFolder, 'postgres')
  const account = accountFor(path, programs.postgres)
  if (!existsSync(path)) await initialise(path, account, programs)
  checkMajor(path)
  return { path, account, socketFolder: socketFolder(path, account) }
}

/** The path of the one socket that the server listens on. Pure. */
export function socketPath(folder: ServerFolder): string {
  return join(folder.socketFolder, SOCKET_NAME)
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (cause) {
    throw new OperatingError('data-folder-unusable', { folder, why: reason(cause) }, { cause })
  }
}

async function initialise(path: string, account: Account, programs: Programs): Promise<void> {
  const unfinished = makeUnfinished(path, account)
  const options = [
    '-U',
    'ringfirst',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-instructions',
  ]
  const { file, args, ...identity } = launch(account, programs.initdb, [
    '-D',
    unfinished,
    ...options,
  ])
  try {
    await run(file, args, {
      ...identity,
      cwd: unfinished,
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    })
    renameSync(unfinished, path)
  } catch (thrown) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!isTaken(thrown)) throw storeFailure(new Error(reason(thrown)))
  }
}

/** An empty folder beside the final one; what a process that is dead by now left there is removed. */
function makeUnfinished(path: string, account: Account): string {
  try {
    const prefix = `${basename(path)}.new-`
    for (const name of readdirSync(dirname(path))) {
      const maker = name.startsWith(prefix)
        ? Number(name.slice(prefix.length).split('-')[0])
        : undefined
      if (maker !== undefined && !isAlive(maker))
        rmSync(join(dirname(path), name), { recursive: true })
    }
    const unfinished = mkdtempSync(`${path}.new-${process.pid}-`)
    giveTo(account, unfinished)
    return unfinished
  } catch (cause) {
    throw new OperatingError(
      'data-folder-unusable',
      { folder: path, why: reason(cause) },
      { cause },
    )
  }
}

/** Another process that started at the same time was first: its folder is as good. */
function isTaken(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    (thrown.code === 'ENOTEMPTY' || thrown.code === 'EEXIST')
  )
}

function checkMajor(path: string): void {
  const found = readFileSync(join(path, 'PG_VERSION'), 'utf8').trim()
  if (found === POSTGRES_MAJOR) return
  const why = `${path} was made by PostgreSQL ${found}, this Ringfirst brings ${POSTGRES_MAJOR}`
  throw new OperatingError('store-unusable', { why })
}

/** The folder itself, or, where its path is too long for a socket, a private one with a short path. */
function socketFolder(path: string, account: Account): string {
  if (Buffer.byteLength(join(path, SOCKET_NAME)) <= SOCKET_PATH_MAX_BYTES) return path
  const short = join(
    tmpdir(),
    `ringfirst-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`,
  )
  mkdirSync(short, { recursive: true, mode: 0o700 })
  const { uid } = statSync(short)
  const expected = [process.getuid?.(), account.kind === 'system' ? account.uid : undefined]
  if (!expected.includes(uid)) {
    throw new OperatingError('data-folder-unusable', {
      folder: short,
      why: 'it belongs to someone else',
    })
  }
  giveTo(account, short)
  return short
}

function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const stderr = 'stderr' in thrown && typeof thrown.stderr === 'string' ? thrown.stderr.trim() : ''
  return stderr === '' ? thrown.message : stderr
}
