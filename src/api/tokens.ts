import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatingError } from '../errors.ts'
import { ROLES, type Role } from './protocol.ts'

/** Whoever showed a token or a session: what they may do, and what they are called in records. */
export interface Caller {
  readonly name: string
  readonly role: Role
}

const TOKENS_FILE = z.object({
  version: z.literal(1),
  tokens: z.array(
    z.object({ name: z.string().min(1), role: z.enum(ROLES), token: z.string().min(20) }),
  ),
})

type TokenRecord = z.infer<typeof TOKENS_FILE>['tokens'][number]

/** The tokens of an instance, read from the data folder or made there at the first start. */
export interface Tokens {
  /** The file, for messages. */
  readonly file: string
  /** Who shows this token; undefined where nobody has it. Takes the same time for every token. */
  find(token: string): Caller | undefined
  /** The first token of a role. */
  tokenOf(role: Role): string
}

/** Where the tokens of a data folder are. Pure. */
export function tokensFile(dataFolder: string): string {
  return join(dataFolder, 'tokens.json')
}

/** Reads the tokens of a data folder, or makes one for each role. Throws `data-folder-unusable`. */
export function openTokens(dataFolder: string): Tokens {
  const file = tokensFile(dataFolder)
  if (!existsSync(file)) writeTokens(dataFolder, file, newTokens())
  return tokensOf(file, readTokens(dataFolder, file))
}

function newTokens(): readonly TokenRecord[] {
  return ROLES.map((role) => ({
    name: role,
    role,
    token: `rf_${role}_${randomBytes(24).toString('base64url')}`,
  }))
}

/** Written beside and moved into place: a kill leaves the whole file or none. */
function writeTokens(folder: string, file: string, tokens: readonly TokenRecord[]): void {
  const text = `${JSON.stringify({ version: 1, tokens }, undefined, 2)}\n`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${file}.new`, text, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OperatingError('data-folder-unusable', { folder, why }, { cause })
  }
}

function readTokens(folder: string, file: string): readonly TokenRecord[] {
  try {
    chmodSync(file, 0o600)
    return TOKENS_FILE.parse(JSON.parse(readFileSync(file, 'utf8'))).tokens
  } catch (cause) {
    const why = `${file} does not hold tokens: remove it and new ones are made at the next start`
    throw new OperatingError('data-folder-unusable', { folder, why }, { cause })
  }
}

function tokensOf(file: string, records: readonly TokenRecord[]): Tokens {
  const entries = records.map((record) => ({ record, digest: digestOf(record.token) }))
  return {
    file,
    find(token) {
      const shown = digestOf(token)
      let found: TokenRecord | undefined
      for (const { record, digest } of entries) {
        if (timingSafeEqual(digest, shown)) found = record
      }
      return found === undefined ? undefined : { name: found.name, role: found.role }
    },
    tokenOf(role) {
      const found = records.find((record) => record.role === role)
      if (found !== undefined) return found.token
      throw new OperatingError('forbidden', { role })
    },
  }
}

/** Digests have one length, which the comparison needs. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
