import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { LIMITS } from '../core/limits.ts'
import { OperatingError } from '../errors.ts'
import { checkHost, SESSION_COOKIE, sessionSecret, type Access } from './access.ts'
import { agentRoutes, readAgent } from './agents.ts'
import { analysisRoutes } from './analysis.ts'
import { createBoards } from './board.ts'
import { callRoutes } from './calls.ts'
import { callbackRoutes } from './callbacks.ts'
import { complianceRoutes } from './compliance.ts'
import { doNotCallRoutes } from './do-not-call.ts'
import { engineeringRoutes } from './engineering.ts'
import { importRoutes } from './imports.ts'
import { recordingRoutes } from './recordings.ts'
import { steeringRoutes } from './steering.ts'
import { failureOf } from './failure.ts'
import { createGuard, type Guard } from './guard.ts'
import { readLive } from './live.ts'
import { oidcRoutes, type OidcSettings } from './oidc.ts'
import { openApi } from './openapi.ts'
import type { Product } from './product.ts'
import type { SessionResource, SignInWays } from './protocol.ts'
import { hasRight, rightsOf } from './rights.ts'
import { createSessions, SESSION_MS } from './sessions.ts'
import { createStream, readCursor } from './stream.ts'
import { supervisorRoutes } from './supervisors.ts'
import type { Caller, Tokens } from './tokens.ts'
import { TrunkLog } from './trunk-log.ts'

/** Where and for whom the API runs. */
export interface ApiOptions {
  readonly product: Product
  readonly tokens: Tokens
  readonly http: {
    readonly host: string
    readonly port: number
    readonly allowedHosts: readonly string[]
  }
  readonly version: string
  /** Whoever an issuer knows may sign in too; absent: with tokens alone. */
  readonly oidc?: OidcSettings
  /** The built desktop; absent: no page is served. */
  readonly desktopFolder?: string
  /** Told of bugs met while a request was handled. */
  readonly onBug: (thrown: unknown) => void
}

/** A running API. */
export interface Api {
  /** Where it listens: `http://127.0.0.1:7080`. */
  readonly url: string
  /** An address that signs a browser in, once. */
  signInLink(): string
  close(): Promise<void>
}

/** Starts to listen. Throws `port-busy`. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { http } = options
  const { app, signInCode } = buildApi(options)
  try {
    await app.listen({ host: http.host, port: http.port })
  } catch (cause) {
    throw listenFailure(cause, http)
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : http.port
  const host = http.host.includes(':') ? `[${http.host}]` : http.host
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  return {
    url,
    signInLink: () => `${url}/sign-in?code=${signInCode()}`,
    close: () => app.close(),
  }
}

/** The API without a socket, for tests. */
export function buildApi(options: ApiOptions): {
  readonly app: FastifyInstance
  signInCode(): string
} {
  const { product, tokens } = options
  const sessions = createSessions(() => product.now())
  const access: Access = { tokens, sessions, allowedHosts: options.http.allowedHosts }
  const safeHeaders = safeHeadersOf(product.webSocketUrl)
  const guard = createGuard(access)
  const app = fastify({
    bodyLimit: LIMITS.requestBytes,
    requestTimeout: 15_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
  })
  app.addHook('onRequest', async (request, reply) => {
    checkHost(request, access)
    reply.headers(safeHeaders)
  })
  answerFailures(app, options, safeHeaders)
  takeEmptyBodies(app)
  callbackRoutes(app, product, guard)
  agentRoutes(app, product, guard)
  callRoutes(app, product, guard)
  supervisorRoutes(app, product, guard)
  steeringRoutes(app, product, guard)
  importRoutes(app, product, guard)
  recordingRoutes(app, product, guard)
  const trunks = new TrunkLog()
  boardRoutes(app, product, guard, trunks)
  engineeringRoutes(app, product, guard, trunks)
  analysisRoutes(app, product, guard)
  complianceRoutes(app, product, guard)
  doNotCallRoutes(app, product, guard)
  sessionRoutes(app, access, guard, options)
  serviceRoutes(app, options, guard)
  if (options.desktopFolder !== undefined && existsSync(options.desktopFolder)) {
    app.register(fastifyStatic, { root: options.desktopFolder, cacheControl: false })
  }
  return { app, signInCode: () => sessions.createCode({ name: 'browser', role: 'admin' }) }
}

type Headers = Readonly<Record<string, string>>

/** What every answer says; pages may speak to us and to the phones' WebSocket, nowhere else. */
function safeHeadersOf(webSocketUrl: string | undefined): Headers {
  const phones = webSocketUrl === undefined ? '' : ` ${new URL(webSocketUrl).origin}`
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "media-src 'self' blob:",
      `connect-src 'self'${phones}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}

function answerFailures(app: FastifyInstance, options: ApiOptions, safeHeaders: Headers): void {
  app.setErrorHandler((thrown, _request, reply) => {
    const { httpStatus, body, isBug } = failureOf(thrown)
    if (isBug) options.onBug(thrown)
    return reply.code(httpStatus).headers(safeHeaders).send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]?.slice(0, 200) ?? ''
    const { httpStatus, body } = failureOf(new OperatingError('not-found', { path }))
    return reply.code(httpStatus).send(body)
  })
}

/** An order without a body may still say that it is JSON. */
function takeEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else void parse(request, body.toString(), done)
  })
}

function boardRoutes(app: FastifyInstance, product: Product, guard: Guard, trunks: TrunkLog): void {
  const boards = createBoards(product)
  const stream = createStream(product, boards, trunks)
  app.addHook('preClose', async () => stream.close())
  app.get('/v1/live', async (request) => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, readLive(product, trunks))
  })
  app.get('/v1/board', async (request) => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, await boards.current())
  })
  app.get<{ Querystring: { include?: string; after?: string } }>('/v1/events', (request, reply) => {
    const caller = guard.admit(request, 'read')
    const include = String(request.query.include ?? '').split(',')
    const desk = include.find((each) => each.startsWith('desk:'))?.slice('desk:'.length)
    if (desk !== undefined) guard.admitFor(request, desk)
    const lastEventId = request.headers['last-event-id']
    stream.follow(reply.raw, {
      masked: !hasRight(caller.role, 'unmasked'),
      boards: include.includes('board'),
      levels: include.includes('levels'),
      live: include.includes('live'),
      desk: desk === undefined ? undefined : readAgent(product, desk),
      after: readCursor(typeof lastEventId === 'string' ? lastEventId : request.query.after),
    })
    reply.hijack()
  })
}

const SIGNED_IN_PAGE = `<!doctype html><meta http-equiv="refresh" content="0;url=/">
<link rel="icon" href="/icon.svg"><title>Ringfirst</title>`

function sessionRoutes(
  app: FastifyInstance,
  { sessions }: Access,
  guard: Guard,
  { oidc, product }: ApiOptions,
): void {
  const cookieOf = (secret: string, seconds: number): string =>
    `${SESSION_COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`
  // A page of ours that goes on by itself: a strict cookie is not sent along a redirect from elsewhere.
  const welcome = (reply: FastifyReply, caller: Caller | undefined): FastifyReply => {
    if (caller !== undefined) {
      void reply.header('set-cookie', cookieOf(sessions.open(caller), SESSION_MS / 1_000))
    }
    return reply.type('text/html; charset=utf-8').send(SIGNED_IN_PAGE)
  }
  if (oidc !== undefined) {
    const isAgent = (name: string): boolean =>
      [...product.state.agents.keys()].some((id) => id === name)
    oidcRoutes(app, { settings: oidc, now: () => product.now(), isAgent, welcome })
  }
  app.get<{ Querystring: { code?: string } }>('/sign-in', async (request, reply) => {
    return welcome(reply, sessions.redeemCode(String(request.query.code ?? '')))
  })
  app.post('/v1/session', async (request, reply) => {
    const secret = sessions.open(guard.admit(request, 'read'))
    return reply
      .header('set-cookie', cookieOf(secret, SESSION_MS / 1_000))
      .code(204)
      .send()
  })
  app.get('/v1/session', async (request) => sessionOf(guard.admit(request, 'read')))
  app.get('/v1/sign-in', async (): Promise<SignInWays> => ({
    token: true,
    ...(oidc === undefined ? {} : { oidc: { name: oidc.name, path: '/v1/oidc/start' } }),
  }))
  app.delete('/v1/session', async (request, reply) => {
    guard.admit(request, 'read')
    sessions.end(sessionSecret(request) ?? '')
    return reply.header('set-cookie', cookieOf('', 0)).code(204).send()
  })
  app.post('/v1/sign-in-codes', async (request) => {
    const code = sessions.createCode(guard.admit(request, 'administer'))
    return { path: `/sign-in?code=${code}` }
  })
}

function sessionOf({ name, role, agentId }: Caller): SessionResource {
  return { name, role, rights: rightsOf(role), ...(agentId === undefined ? {} : { agentId }) }
}

function serviceRoutes(app: FastifyInstance, options: ApiOptions, guard: Guard): void {
  const { product } = options
  app.get('/healthz', async (_request, reply) => {
    const health = product.health()
    return reply.code(health.status === 'down' ? 503 : 200).send(health)
  })
  app.get('/metrics', async (request, reply) => {
    guard.admit(request, 'read')
    const { contentType, text } = await product.metrics()
    return reply.type(contentType).send(text)
  })
  app.get('/v1/openapi.json', async () => openApi(options.version))
}

function listenFailure(cause: unknown, http: ApiOptions['http']): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') return cause
  const hint = {
    EADDRINUSE: 'stop what uses it, or choose another with --port (0 takes a free one)',
    EACCES: 'ports below 1024 are not for everyone: choose another with --port',
    EADDRNOTAVAIL: 'this machine does not have that address: see http.host',
  }[code]
  return new OperatingError('port-busy', { port: http.port, host: http.host, hint }, { cause })
}
