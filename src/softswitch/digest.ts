import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A challenge is answered within so long, or with a new one. */
const NONCE_LIFE_MS = 120_000

/** What a phone sent in its Authorization header. */
export interface DigestAnswer {
  readonly username: string
  readonly realm: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly qop: string
  readonly nonceCount: string
  readonly clientNonce: string
}

/**
 * What a digest answer is worth. `stale`: to a challenge that is too old, was used, or is not ours
 * (a phone that answers the one from before our restart): ask again.
 */
export type DigestOutcome = 'right' | 'wrong' | 'stale'

/**
 * Digest authentication as a server (RFC 3261 section 22, RFC 7616 with qop=auth). MD5, because
 * phones know nothing else; passwords of agents should be long. A nonce is its time, a
 * random part and their signature, so none is stored; its count must grow, so none is used twice.
 */
export class DigestVerifier {
  readonly #realm: string
  readonly #key = randomBytes(32)
  readonly #counts = new Map<string, { count: number; readonly madeAt: number }>()

  constructor(realm: string) {
    this.#realm = realm
  }

  /** The value of a WWW-Authenticate header. */
  challenge(nowMs: number, stale: boolean): string {
    // Phones that ask in the same moment must not share a count.
    const time = `${nowMs.toString(36)}-${randomBytes(6).toString('hex')}`
    const again = stale ? ', stale=true' : ''
    return `Digest realm="${this.#realm}", nonce="${time}.${this.#sign(time)}", algorithm=MD5, qop="auth"${again}`
  }

  /** Judges an answer to one of our challenges. */
  verify(answer: DigestAnswer, method: string, password: string, nowMs: number): DigestOutcome {
    if (answer.realm !== this.#realm || answer.qop !== 'auth') return 'wrong'
    const madeAt = this.#madeAt(answer.nonce)
    if (madeAt === undefined || nowMs - madeAt > NONCE_LIFE_MS) return 'stale'
    const ha1 = md5(`${answer.username}:${this.#realm}:${password}`)
    const ha2 = md5(`${method}:${answer.uri}`)
    const { nonce, nonceCount, clientNonce, qop } = answer
    const expected = md5(`${ha1}:${nonce}:${nonceCount}:${clientNonce}:${qop}:${ha2}`)
    if (!same(expected, answer.response)) return 'wrong'
    return this.#grows(nonce, Number.parseInt(nonceCount, 16), madeAt, nowMs) ? 'right' : 'stale'
  }

  #grows(nonce: string, count: number, madeAt: number, nowMs: number): boolean {
    for (const [old, use] of this.#counts) {
      if (nowMs - use.madeAt > NONCE_LIFE_MS) this.#counts.delete(old)
    }
    const use = this.#counts.get(nonce)
    if (!(count > (use?.count ?? 0))) return false
    if (use === undefined) this.#counts.set(nonce, { count, madeAt })
    else use.count = count
    return true
  }

  #madeAt(nonce: string): number | undefined {
    const [time, signature] = nonce.split('.', 2)
    if (time === undefined || signature === undefined || !same(this.#sign(time), signature)) {
      return undefined
    }
    return Number.parseInt(time.split('-', 1)[0] ?? '', 36)
  }

  #sign(time: string): string {
    return createHmac('sha256', this.#key).update(time).digest('hex').slice(0, 32)
  }
}

/** The parts of an Authorization header; undefined where it is no digest with a user's name. Pure. */
export function parseDigest(header: string | undefined): DigestAnswer | undefined {
  if (header === undefined || !/^digest\s/i.test(header)) return undefined
  const parts = new Map<string, string>()
  for (const [, name, quoted, bare] of header.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g)) {
    parts.set((name ?? '').toLowerCase(), quoted ?? bare ?? '')
  }
  const take = (name: string): string => parts.get(name) ?? ''
  if (take('username') === '') return undefined
  return {
    username: take('username'),
    realm: take('realm'),
    nonce: take('nonce'),
    uri: take('uri'),
    response: take('response'),
    qop: take('qop'),
    nonceCount: take('nc'),
    clientNonce: take('cnonce'),
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
