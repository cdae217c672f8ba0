import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ErrorBody, InstanceFile } from '../api/protocol.ts'
import type { Given } from './options.ts'
import { dataFolderOf } from './settings.ts'
import { ERRORS, OperatingError, type ErrorCode } from '../errors.ts'

/** A running Ringfirst, over HTTP. */
export interface Instance {
  readonly url: string
  /** Sends a request and returns the answer's body. Throws the error that the other side told. */
  ask<T>(method: Method, path: string, body?: object | Csv): Promise<T>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A body that is a list, not JSON. */
interface Csv {
  readonly csv: string
}

/** How a command is told which Ringfirst it talks to. */
export const RUNNING_FLAGS = {
  data: { type: 'string', short: 'd' },
  config: { type: 'string', short: 'c' },
  url: { type: 'string' },
} as const

/** The file by which the command line finds the Ringfirst that runs on a data folder. Pure. */
export function instanceFile(dataFolder: string): string {
  return join(dataFolder, 'instance.json')
}

/**
 * The Ringfirst that runs on a data folder; undefined where none does. What a killed one left
 * behind is not taken for it, not even where a stranger has its process id or its port by now.
 */
export async function findInstance(dataFolder: string): Promise<Instance | undefined> {
  const found = readInstance(dataFolder)
  if (found === undefined || !isAlive(found.pid)) return undefined
  if (!(await isThere(found.url))) return undefined
  return connectTo(found.url, adminToken(resolve(dataFolder, found.tokensFile)))
}

const HEALTH_MS = 3_000

/** A Ringfirst at an address, spoken to with a token. */
export function connectTo(url: string, token: string): Instance {
  const base = url.replace(/\/+$/, '')
  return {
    url: base,
    async ask<T>(method: Method, path: string, body?: object | Csv): Promise<T> {
      const [type, text] =
        body !== undefined && 'csv' in body
          ? ['text/csv', body.csv]
          : ['application/json', JSON.stringify(body)]
      const response = await send(base, path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body: text }),
      })
      const answer: unknown = response.status === 204 ? undefined : await response.json()
      if (!response.ok) throw toldError(answer as ErrorBody)
      return answer as T
    },
  }
}

/** The Ringfirst at the URL, or the one on the data folder. Throws `instance-unreachable`. */
export async function runningInstance(given: Given): Promise<Instance> {
  const folder = dataFolderOf(given.text('data'), given.text('config'))
  const url = given.text('url')
  const tokens = process.env['RINGFIRST_TOKEN_FILE'] ?? join(folder, 'tokens.json')
  const instance =
    url === undefined ? await findInstance(folder) : connectTo(url, adminToken(tokens))
  if (instance !== undefined) return instance
  throw new OperatingError('instance-unreachable', {
    url: folder,
    why: 'none runs on this data folder',
  })
}

/** The admin's token of a tokens file. Throws `unauthorized`. */
export function adminToken(file: string): string {
  try {
    const { tokens } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly tokens: readonly { readonly role: string; readonly token: string }[]
    }
    const admin = tokens.find(({ role }) => role === 'admin')
    if (admin !== undefined) return admin.token
  } catch (cause) {
    throw new OperatingError('unauthorized', { tokensFile: file }, { cause })
  }
  throw new OperatingError('unauthorized', { tokensFile: file })
}

async function send(base: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${base}${path}`, init)
  } catch (cause) {
    const inner = cause instanceof Error ? cause.cause : undefined
    const why = inner instanceof Error ? inner.message : 'the connection failed'
    throw new OperatingError('instance-unreachable', { url: base, why }, { cause })
  }
}

/** The failure of which an answer tells, in the server's words. Pure. */
export function toldError({ error }: ErrorBody): OperatingError {
  const code: ErrorCode = error.code in ERRORS ? (error.code as ErrorCode) : 'internal'
  const told = new OperatingError(code)
  told.message = error.message
  return told
}

function readInstance(dataFolder: string): InstanceFile | undefined {
  try {
    return JSON.parse(readFileSync(instanceFile(dataFolder), 'utf8')) as InstanceFile
  } catch {
    return undefined
  }
}

/** Whether a Ringfirst is at an address. One that takes its time on a busy machine is there all the same. */
async function isThere(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(HEALTH_MS) })
    const health: unknown = await response.json()
    return typeof health === 'object' && health !== null && 'switch' in health
  } catch (thrown) {
    return thrown instanceof Error && thrown.name === 'TimeoutError'
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
