import { statfs } from 'node:fs/promises'
import { AssertionFailure } from '../core/assert.ts'
import { OperatingError } from '../errors.ts'

/** SQLSTATE 53100 disk_full, and what file systems say: PostgreSQL wraps ENOSPC in 58030 too. */
const FULL = /^53100$/
const FULL_WORDS = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i

/** The connection or the server is going, gone or not yet there: classes 08 and 57P, 53300 too many. */
const GONE = /^(08...|57P0[1-5]|53300|53200)$/
const GONE_NODE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** node-postgres gives no code for these. */
const GONE_WORDS =
  /connection (was )?(terminated|closed|ended)|read timeout|not queryable|timeout expired|timeout exceeded/i

/** Room under which a server that died is taken to have died of a full disk: one WAL segment. */
const ROOM_BYTES = 16 * 1024 * 1024

/**
 * What went wrong between us and PostgreSQL, as an operating error of the catalogue: `store-gone`
 * and `store-full` may pass, `store-unusable` needs a person. Operating errors and assertions come
 * back as they are. Codes: PostgreSQL 18, appendix A.
 */
export function storeFailure(thrown: unknown): Error {
  if (thrown instanceof OperatingError || thrown instanceof AssertionFailure) return thrown
  const { code, message } = describe(thrown)
  const options = { cause: thrown }
  if (FULL.test(code) || FULL_WORDS.test(message)) {
    return new OperatingError('store-full', { why: message }, options)
  }
  if (GONE.test(code) || GONE_NODE.has(code) || GONE_WORDS.test(message)) {
    return new OperatingError('store-gone', { why: message }, options)
  }
  return new OperatingError('store-unusable', { why: message }, options)
}

/** Says whether an error means that the same work may succeed on a new connection. Pure. */
export function isGone(error: unknown): error is OperatingError {
  return error instanceof OperatingError && error.code === 'store-gone'
}

/**
 * A server in our folder that went away on a full disk died of it: PostgreSQL stops when it cannot
 * write its log. Then the failure is `store-full`; otherwise it comes back as it is.
 */
export async function withRoomChecked(failure: Error, folder: string): Promise<Error> {
  if (!isGone(failure)) return failure
  const disk = await statfs(folder).catch(() => undefined)
  if (disk === undefined || disk.bavail * disk.bsize > ROOM_BYTES) return failure
  return new OperatingError('store-full', { why: `no room under ${folder}` }, { cause: failure })
}

function describe(thrown: unknown): { readonly code: string; readonly message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const first = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : undefined
  const message = thrown.message === '' && first instanceof Error ? first.message : thrown.message
  return { code, message: message === '' ? code : message }
}
