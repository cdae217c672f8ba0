import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as openid from 'openid-client'
import { MINUTE_MS } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import { ROLES, type Role } from './protocol.ts'
import type { Caller } from './tokens.ts'

const CALLBACK_PATH = '/v1/oidc/callback'
const STATE_COOKIE = 'ringfirst_oidc'
const PENDING_MS = 10 * MINUTE_MS
const PENDING_MAX = 1_000

/** People signed in by an issuer of identities. */
export interface OidcSettings {
  /** What the button says. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string
  /** How browsers reach us; `/v1/oidc/callback` is the redirect address there. */
  readonly publicUrl: string
  readonly scope: string
  /** The claim that holds what the person may be, a path with dots where it lies deeper. */
  readonly roleClaim: string
  /** What each value of it makes of a person. */
  readonly roles: Readonly<Record<string, Role>>
  /** The claim that names the agent whom the person is. */
  readonly agentClaim: string
}

/** What sign-in needs of its surroundings. */
export interface OidcParts {
  readonly settings: OidcSettings
  readonly now: () => number
  /** Whether the configuration has an agent of that name. */
  readonly isAgent: (name: string) => boolean
  /** Signs the browser in and leads it to the page. */
  readonly welcome: (reply: FastifyReply, caller: Caller) => FastifyReply
}

interface Pending {
  readonly verifier: string
  readonly nonce: string
  readonly until: number
}

/**
 * Sign-in by OpenID Connect: authorization code with PKCE (RFC 7636), state and nonce, the answer
 * bound to the browser that asked. The role comes from a claim. The issuer is looked up when the
 * first person signs in, so that Ringfirst starts without it.
 */
export function oidcRoutes(app: FastifyInstance, parts: OidcParts): void {
  const { settings, now } = parts
  const pending = new Map<string, Pending>()
  const redirectUri = new URL(CALLBACK_PATH, settings.publicUrl).href
  const issuer = lazily(() => discover(settings))

  app.get('/v1/oidc/start', async (_request, reply) => {
    const config = await issuer().catch((cause: unknown) => fail(cause))
    const [state, nonce] = [openid.randomState(), openid.randomNonce()]
    const verifier = openid.randomPKCECodeVerifier()
    dropOld(pending, now())
    pending.set(state, { verifier, nonce, until: now() + PENDING_MS })
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: settings.scope,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const secure = settings.publicUrl.startsWith('https:') ? '; Secure' : ''
    const cookie = `${STATE_COOKIE}=${state}; Path=/v1/oidc; HttpOnly; SameSite=Lax${secure}; Max-Age=600`
    return reply.header('set-cookie', cookie).redirect(url.href)
  })

  app.get(CALLBACK_PATH, async (request, reply) => {
    const url = new URL(request.url, settings.publicUrl)
    const state = url.searchParams.get('state') ?? ''
    const asked = pending.get(state)
    pending.delete(state)
    if (asked === undefined || asked.until < now() || stateOf(request) !== state) {
      throw new OperatingError('sign-in-failed', {
        why: 'this sign-in was not begun here, or too long ago',
      })
    }
    const tokens = await openid
      .authorizationCodeGrant(await issuer(), url, {
        pkceCodeVerifier: asked.verifier,
        expectedState: state,
        expectedNonce: asked.nonce,
        idTokenExpected: true,
      })
      .catch((cause: unknown) => fail(cause))
    return parts.welcome(reply, callerOf(tokens.claims() ?? {}, parts))
  })
}

/** Who a person is to us, by the claims of their identity. Throws `sign-in-failed`. */
export function callerOf(
  claims: Readonly<Record<string, unknown>>,
  { settings, isAgent }: Pick<OidcParts, 'settings' | 'isAgent'>,
): Caller {
  const known = String(claims[settings.agentClaim] ?? claims['sub'] ?? '')
  const values = [claimAt(claims, settings.roleClaim)].flat().map(String)
  const roles = values.flatMap((value) =>
    Object.hasOwn(settings.roles, value) ? [settings.roles[value] as Role] : [],
  )
  const role = ROLES.findLast((each) => roles.includes(each))
  if (role === undefined) {
    throw new OperatingError('sign-in-failed', {
      why: `${settings.roleClaim} of ${known.slice(0, 64)} holds no role that is configured`,
    })
  }
  return { name: known.slice(0, 128), role, ...(isAgent(known) ? { agentId: known } : {}) }
}

/** `realm_access.roles` of the claims; undefined where it is not there. */
function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  return path.split('.').reduce<unknown>((value, key) => {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    return isThere ? (value as Record<string, unknown>)[key] : undefined
  }, claims)
}

function discover({ issuer, clientId, clientSecret }: OidcSettings) {
  const url = new URL(issuer)
  const isHere = url.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)
  return openid.discovery(
    url,
    clientId,
    clientSecret,
    clientSecret === undefined ? openid.None() : undefined,
    isHere ? { execute: [openid.allowInsecureRequests] } : undefined,
  )
}

/** Made when it is first asked for, and again after a failure. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

function dropOld(pending: Map<string, Pending>, nowMs: number): void {
  for (const [state, { until }] of pending) {
    if (until < nowMs || pending.size >= PENDING_MAX) pending.delete(state)
  }
}

function stateOf(request: FastifyRequest): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim())
  return cookies.find((each) => each.startsWith(`${STATE_COOKIE}=`))?.slice(STATE_COOKIE.length + 1)
}

function fail(cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new OperatingError('sign-in-failed', { why: why.slice(0, 300) }, { cause })
}
