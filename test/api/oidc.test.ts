import { createSign, generateKeyPairSync, createHash, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerOf, type OidcSettings } from '../../src/api/oidc.ts'
import { createBench } from './fixture.ts'

/** An issuer of our own making: it says yes to whoever asks with the right PKCE answer. */
class Issuer {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  readonly #server: Server
  claims: Record<string, unknown> = {}
  #asked = new URLSearchParams()

  constructor() {
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => (body += piece.toString()))
      request.on('end', () => {
        const answer = this.#answer(request.url ?? '', new URLSearchParams(body))
        response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }))
      })
    })
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The person is led here, and back with a code. */
  authorize(url: string): string {
    this.#asked = new URL(url).searchParams
    return `/v1/oidc/callback?code=the-code&state=${this.#asked.get('state')}`
  }

  close(): void {
    this.#server.close()
  }

  #answer(path: string, form: URLSearchParams): object | undefined {
    if (path === '/.well-known/openid-configuration') {
      return {
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        jwks_uri: `${this.url}/keys`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      }
    }
    if (path === '/keys') return { keys: [this.#keys.publicKey.export({ format: 'jwk' })] }
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (form.get('code') !== 'the-code' || proof !== this.#asked.get('code_challenge'))
      return undefined
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      ...{
        iss: this.url,
        aud: 'ringfirst',
        iat: now,
        exp: now + 60,
        nonce: this.#asked.get('nonce'),
      },
      ...this.claims,
    }
    return {
      access_token: 'x',
      token_type: 'bearer',
      id_token: signed(claims, this.#keys.privateKey),
    }
  }
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`
}

describe('sign-in by an issuer of identities', () => {
  const issuer = new Issuer()
  let settings: OidcSettings

  beforeAll(async () => {
    await issuer.start()
    settings = {
      ...{ name: 'Acme', issuer: issuer.url, clientId: 'ringfirst', publicUrl: 'http://127.0.0.1' },
      ...{
        scope: 'openid profile',
        roleClaim: 'realm_access.roles',
        agentClaim: 'preferred_username',
      },
      roles: { agents: 'agent', leads: 'supervisor' },
    }
  })

  afterAll(() => issuer.close())

  /** Follows the links as a browser does; the cookies that it has at the end. */
  async function signIn(change: (path: string) => string = (path) => path) {
    const { app } = createBench({ oidc: settings })
    const started = await app.inject('/v1/oidc/start')
    const cookie = String(started.headers['set-cookie']).split(';')[0] ?? ''
    const back = change(issuer.authorize(String(started.headers.location)))
    const ended = await app.inject({ url: back, headers: { cookie } })
    const session = String(ended.headers['set-cookie'] ?? '').split(';')[0] ?? ''
    const who = await app.inject({ url: '/v1/session', headers: { cookie: session } })
    return { started, ended, who }
  }

  it('is offered, leads to the issuer and back, and makes an agent of who is one', async () => {
    issuer.claims = { sub: '1', preferred_username: 'bob', realm_access: { roles: ['agents'] } }
    const { app } = createBench({ oidc: settings })
    expect((await app.inject('/v1/sign-in')).json()).toMatchObject({
      oidc: { name: 'Acme', path: '/v1/oidc/start' },
    })
    const { started, who } = await signIn()
    expect(started.statusCode).toBe(302)
    expect(who.json()).toMatchObject({ name: 'bob', role: 'agent', agentId: 'bob' })
  })

  it('gives the mightiest of several roles, and no desk to who is no agent here', async () => {
    issuer.claims = {
      sub: '2',
      preferred_username: 'zoe',
      realm_access: { roles: ['agents', 'leads', 'x'] },
    }
    const { who } = await signIn()
    expect(who.json()).toMatchObject({ name: 'zoe', role: 'supervisor' })
    expect(who.json()).not.toHaveProperty('agentId')
  })

  it.each([
    [
      'a state that was never given out',
      (path: string) => path.replace(/state=.*/, 'state=guessed'),
    ],
    ['a code that the issuer does not know', (path: string) => path.replace('the-code', 'other')],
  ])('refuses %s', async (_, change) => {
    issuer.claims = { sub: '1', preferred_username: 'bob', realm_access: { roles: ['agents'] } }
    const { ended, who } = await signIn(change)
    expect(ended.statusCode).toBe(403)
    expect(ended.json()).toMatchObject({ error: { code: 'sign-in-failed' } })
    expect(who.statusCode).toBe(401)
  })

  it.each([
    ['another audience', { aud: 'somebody else' }],
    ['a time that is over', { exp: 1 }],
    ['another nonce', { nonce: 'replayed' }],
  ])('refuses an identity with %s', async (_, wrong) => {
    issuer.claims = {
      sub: '1',
      preferred_username: 'bob',
      realm_access: { roles: ['agents'] },
      ...wrong,
    }
    expect((await signIn()).ended.statusCode).toBe(403)
  })

  it('says which claim holds no role', () => {
    const claims = { preferred_username: 'bob' }
    expect(() => callerOf(claims, { settings, isAgent: () => true })).toThrow(
      'realm_access.roles of bob holds no role',
    )
  })
})
