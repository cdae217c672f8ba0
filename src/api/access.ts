import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { OperatingError } from '../errors.ts'
import type { Right } from './protocol.ts'
import { hasRight } from './rights.ts'
import type { Sessions } from './sessions.ts'
import type { Caller, Tokens } from './tokens.ts'

/** The cookie that holds a browser's session. */
export const SESSION_COOKIE = 'ringfirst_session'

/** Who may come in, and by which names this server is called. */
export interface Access {
  readonly tokens: Tokens
  readonly sessions: Sessions
  /** Host names beside `localhost` and IP addresses. */
  readonly allowedHosts: readonly string[]
}

/**
 * The request is addressed to this server by a name of its own. A page elsewhere that makes its
 * name resolve to our address (DNS rebinding) is stopped here. Throws `wrong-host`.
 */
export function checkHost(request: FastifyRequest, access: Access): void {
  const host = hostName(request.headers.host ?? '')
  if (isIP(host) !== 0 || host === 'localhost' || access.allowedHosts.includes(host)) return
  throw new OperatingError('wrong-host', { host: host.slice(0, 253) })
}

/**
 * Who asks, by bearer token or by the session's cookie. A browser that changes something must do
 * so from a page of ours. Throws `unauthorized`, `forbidden`, `wrong-origin`.
 */
export function admit(request: FastifyRequest, access: Access, right: Right): Caller {
  const caller = bearer(request, access) ?? cookie(request, access)
  if (caller === undefined) {
    throw new OperatingError('unauthorized', { tokensFile: access.tokens.file })
  }
  if (!hasRight(caller.role, right)) throw new OperatingError('forbidden', { right })
  return caller
}

/**
 * Who asks, where they may act for an agent: whoever may for any, and the agent whom the token or
 * the session names. Throws like {@link admit}.
 */
export function admitFor(request: FastifyRequest, access: Access, agentId: string): Caller {
  const caller = admit(request, access, 'act')
  if (caller.agentId === agentId || hasRight(caller.role, 'act-for-any')) return caller
  throw new OperatingError('forbidden', { right: `act-for-any, or to be ${agentId}` })
}

function bearer(request: FastifyRequest, access: Access): Caller | undefined {
  const match = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')
  return match?.[1] === undefined ? undefined : access.tokens.find(match[1])
}

function cookie(request: FastifyRequest, access: Access): Caller | undefined {
  const secret = sessionSecret(request)
  const caller = secret === undefined ? undefined : access.sessions.find(secret)
  if (caller !== undefined && request.method !== 'GET' && request.method !== 'HEAD') {
    checkOrigin(request)
  }
  return caller
}

/** The secret in the session's cookie. */
export function sessionSecret(request: FastifyRequest): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim())
  const prefix = `${SESSION_COOKIE}=`
  return cookies.find((each) => each.startsWith(prefix))?.slice(prefix.length)
}

function checkOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin
  const site = request.headers['sec-fetch-site']
  const sameOrigin =
    origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.headers.host
  if (!sameOrigin || (site !== undefined && site !== 'same-origin')) {
    throw new OperatingError('wrong-origin')
  }
}

/** `localhost` of `localhost:7080`, `::1` of `[::1]:7080`. */
function hostName(header: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::[0-9]{1,5})?$/i.exec(header)
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase()
}
