import { OperatingError } from '../../errors.ts'
import { later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EdgeSettings } from './settings.ts'
import { letGo, reach, type SipStack } from './sip-stack.ts'

/** How long drachtio-server may take to let us in. */
const CONNECT_MS = 3_000
/** The longest wait between two tries to reach it again. */
const RETRY_MAX_MS = 500
/** How it is asked whether it lives: so often, answered in so long, and so many silences are its end. */
const ALIVE = { everyMs: 4_000, answerMs: 3_000, misses: 2 } as const

/** What the link needs of its surroundings, and whom it tells. */
export interface EdgeLinkParts {
  readonly stack: SipStack
  readonly edge: EdgeSettings
  readonly clock: Clock
  readonly onLost: (why: string) => void
  readonly onBack: () => void
}

/**
 * The connection to drachtio-server, which makes itself anew for ever. While it is down no call can
 * be passed on, so whoever dials is told at once. A connection that is open and says nothing is
 * down too.
 *
 *     connecting ──let in──► up ──closed, turned away, silent──► lost ──let in, answers──► up
 */
export class EdgeLink {
  readonly #parts: EdgeLinkParts
  #state: 'connecting' | 'up' | 'lost' = 'connecting'
  #why = ''
  #misses = 0
  #stopped = false
  #disarm: () => void = () => undefined

  constructor(parts: EdgeLinkParts) {
    this.#parts = parts
  }

  get up(): boolean {
    return this.#state === 'up'
  }

  /** Connects. Rejects with `switch-unreachable` or `switch-refused-us`. */
  async start(): Promise<void> {
    const { adminHost, adminPort } = this.#parts.edge
    await reach(adminHost, adminPort, CONNECT_MS)
    await this.#connect()
    this.#parts.stack.on('close', () => this.#lost('it closed the connection'))
    this.#askLater()
  }

  stop(): void {
    this.#stopped = true
    this.#disarm()
    letGo(this.#parts.stack)
  }

  #connect(): Promise<void> {
    const { stack, edge } = this.#parts
    const { adminHost: host, adminPort: port, adminSecret: secret } = edge
    const address = `${host}:${port}`
    return new Promise((resolve, reject) => {
      const fail = (code: 'switch-unreachable' | 'switch-refused-us', why: string): void => {
        if (this.#state !== 'connecting') return this.#lost(why)
        clearTimeout(timer)
        letGo(stack)
        reject(new OperatingError(code, { address, why }))
      }
      const timer = setTimeout(() => fail('switch-unreachable', 'no answer'), CONNECT_MS)
      stack.on('connect', (error) => {
        if (error !== null) return fail('switch-refused-us', 'wrong secret')
        clearTimeout(timer)
        this.#answered()
        resolve()
      })
      stack.on('error', (error) => fail('switch-unreachable', error.message))
      stack.connect({ host, port, secret, reconnect: { retryMaxDelay: RETRY_MAX_MS } })
    })
  }

  #answered(): void {
    this.#misses = 0
    if (this.#state === 'up') return
    const wasLost = this.#state === 'lost'
    this.#state = 'up'
    this.#why = ''
    if (wasLost && !this.#stopped) this.#parts.onBack()
  }

  /** Told again where the reason is another one: a wrong secret is not cured by waiting. */
  #lost(why: string): void {
    const isNews = this.#state === 'up' || (this.#why !== why && why === 'wrong secret')
    if (this.#stopped || !isNews) return
    this.#state = 'lost'
    this.#why = why
    this.#parts.onLost(why)
  }

  #askLater(): void {
    const { clock } = this.#parts
    this.#disarm = clock.at(later(clock.now(), ALIVE.everyMs), () => this.#ask())
  }

  /** It refuses to send a request to itself: an answer without a packet on the wire. */
  #ask(): void {
    const { clock, edge, stack } = this.#parts
    const itself = `sip:${edge.sipHost}:${edge.sipPort}`
    const giveUp = clock.at(later(clock.now(), ALIVE.answerMs), () => {
      this.#misses += 1
      if (this.#misses >= ALIVE.misses) this.#lost('no answer')
    })
    try {
      stack.request(itself, { method: 'OPTIONS' }, () => {
        giveUp()
        this.#answered()
      })
    } catch {
      // There is no connection, of which its end has told.
      giveUp()
    }
    this.#askLater()
  }
}
