import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a request's Authorization header proves. */
export type Proof =
  | { readonly kind: 'none' }
  /** Right once, but the nonce has run out or was used before: ask again. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'right' }

/** What the header says that is checked before the password. */
export interface Authorization {
  readonly username: string
  readonly fields: ReadonlyMap<string, string>
}

const NONCE_MS = 60_000

/**
 * Challenges requests and checks the answers. A nonce is good for a minute and each of its counts
 * once. Source: RFC 3261 section 22, RFC 2617 section 3 (MD5, qop=auth).
 */
export class DigestGate {
  readonly #realm: string
  readonly #key = randomBytes(16)
  readonly #counts = new Map<string, number>()

  constructor(realm: string) {
    this.#realm = realm
  }

  /** The value of a WWW-Authenticate header. */
  challenge(stale: boolean): string {
    const nonce = this.#nonceOf(Date.now())
    const suffix = stale ? ', stale=true' : ''
    return `Digest realm="${this.#realm}", nonce="${nonce}", qop="auth", algorithm=MD5${suffix}`
  }

  /** Checks an answer against a password. */
  check(answer: Authorization, method: string, password: string): Proof {
    const field = (name: string): string => answer.fields.get(name) ?? ''
    const nonce = field('nonce')
    const first = md5(`${answer.username}:${this.#realm}:${password}`)
    const second = md5(`${method}:${field('uri')}`)
    const count = Number.parseInt(field('nc'), 16)
    const expected = md5(`${first}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${second}`)
    if (field('realm') !== this.#realm || field('qop') !== 'auth') return { kind: 'wrong' }
    if (!this.#made(nonce)) return { kind: 'stale' }
    if (!equal(expected, field('response'))) return { kind: 'wrong' }
    if (!(count > (this.#counts.get(nonce) ?? 0))) return { kind: 'stale' }
    this.#counts.set(nonce, count)
    this.#forgetOld()
    return { kind: 'right' }
  }

  #nonceOf(at: number): string {
    const stamp = at.toString(36)
    return `${stamp}.${createHmac('sha256', this.#key).update(stamp).digest('hex').slice(0, 24)}`
  }

  #made(nonce: string): boolean {
    const at = madeAt(nonce)
    return Date.now() - at <= NONCE_MS && equal(this.#nonceOf(at), nonce)
  }

  #forgetOld(): void {
    for (const nonce of this.#counts.keys()) {
      if (Date.now() - madeAt(nonce) > NONCE_MS) this.#counts.delete(nonce)
    }
  }
}

/** Reads an Authorization header; undefined where it is no digest with a user's name. Pure. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  if (!header || !/^digest\s/i.test(header)) return undefined
  const fields = new Map<string, string>()
  for (const [, name, quoted, bare] of header.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g)) {
    fields.set((name ?? '').toLowerCase(), quoted ?? bare ?? '')
  }
  const username = fields.get('username')
  return username ? { username, fields } : undefined
}

function madeAt(nonce: string): number {
  return Number.parseInt(nonce.split('.')[0] ?? '', 36) || 0
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
