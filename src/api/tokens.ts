import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { present } from '../core/assert.ts'
import { OperatingError } from '../errors.ts'
import { makeFolder } from '../folder.ts'
import { ROLES, type Role } from './protocol.ts'

/** Whoever showed a token or a session: what they may do, and what they are called in records. */
export interface Caller {
  readonly name: string
  readonly role: Role
  /** The agent whom the caller is. */
  readonly agentId?: string
}

/** A person of the configuration who gets a token of their own. */
export interface Person {
  readonly agentId: string
  readonly role: 'agent' | 'supervisor'
}

const TOKENS_FILE = z.object({
  version: z.literal(1),
  tokens: z.array(
    z.object({
      name: z.string().min(1),
      role: z.enum(ROLES),
      agentId: z.string().exactOptional(),
      token: z.string().min(20),
    }),
  ),
})

type TokenRecord = z.infer<typeof TOKENS_FILE>['tokens'][number]

/** The tokens of an instance, read from the data folder or made there at the first start. */
export interface Tokens {
  /** The file, for messages. */
  readonly file: string
  /** Who shows this token; undefined where nobody has it. Takes the same time for every token. */
  find(token: string): Caller | undefined
  /** The first token of a role that names no agent. */
  tokenOf(role: Role): string
  /** The token of an agent; undefined where they have none. */
  tokenOfAgent(agentId: string): string | undefined
}

/** Where the tokens of a data folder are. Pure. */
export function tokensFile(dataFolder: string): string {
  return join(dataFolder, 'tokens.json')
}

/**
 * Reads the tokens of a data folder and adds what is missing: one for each role, one for each
 * person. What is there stays as it is. Throws `data-folder-unusable`.
 */
export function openTokens(dataFolder: string, people: readonly Person[] = []): Tokens {
  const file = tokensFile(dataFolder)
  const found = existsSync(file) ? readTokens(dataFolder, file) : []
  const missing = [
    ...ROLES.filter((role) => !found.some((one) => one.role === role && isNobodys(one))).map(
      (role) => ({ name: role, role, token: newToken(role) }),
    ),
    ...people
      .filter(({ agentId }) => !found.some((one) => one.agentId === agentId))
      .map(({ agentId, role }) => ({ name: agentId, role, agentId, token: newToken(role) })),
  ]
  if (missing.length > 0) writeTokens(dataFolder, file, [...found, ...missing])
  return tokensOf(file, [...found, ...missing])
}

function newToken(role: Role): string {
  return `rf_${role}_${randomBytes(24).toString('base64url')}`
}

function isNobodys(record: TokenRecord): boolean {
  return record.agentId === undefined
}

/** Written beside and moved into place: a kill leaves the whole file or none. */
function writeTokens(folder: string, file: string, tokens: readonly TokenRecord[]): void {
  const text = `${JSON.stringify({ version: 1, tokens }, undefined, 2)}\n`
  try {
    makeFolder(folder)
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
      return found === undefined ? undefined : callerOf(found)
    },
    tokenOf(role) {
      const found = records.find((record) => record.role === role && isNobodys(record))
      return present(found, 'every role has a token').token
    },
    tokenOfAgent: (agentId) => records.find((record) => record.agentId === agentId)?.token,
  }
}

function callerOf({ name, role, agentId }: TokenRecord): Caller {
  return { name, role, ...(agentId === undefined ? {} : { agentId }) }
}

/** Digests have one length, which the comparison needs. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
