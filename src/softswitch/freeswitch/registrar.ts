import { randomBytes, randomUUID } from 'node:crypto'
import type { PhoneEvent } from '../../core/state/events.ts'
import { type AgentId, presenceId } from '../../core/ids.ts'
import { type Instant, instant, later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PhoneAccount } from '../settings.ts'
import { isSafe } from './argument.ts'
import { DigestVerifier, parseDigest } from '../digest.ts'
import type { Ledger } from './ledger.ts'
import type { SipRequest, SipResponse } from './sip-stack.ts'
import { THROTTLE, Throttle } from './throttle.ts'

/** Nobody tells when a WebSocket dies, so registrations are short, however long a phone asks for. */
const EXPIRES_MOST_S = 120
/** A phone that is late by less than this is not gone yet. */
const GRACE_MS = 1_000

/** What the registrar needs of its surroundings. */
export interface RegistrarParts {
  readonly realm: string
  readonly phones: readonly PhoneAccount[]
  readonly clock: Clock
  readonly ledger: Ledger
  readonly emit: (event: PhoneEvent) => void
}

/**
 * Takes the registrations of agents' phones: digest over UDP, TCP and WebSocket, each agent with
 * credentials of their own, one phone an agent (the last one wins), those who guess throttled.
 */
export class Registrar {
  readonly #parts: RegistrarParts
  readonly #digest: DigestVerifier
  readonly #bySource = new Throttle(THROTTLE.failuresOfSource)
  readonly #byName = new Throttle(THROTTLE.failuresOfName)
  readonly #accounts: ReadonlyMap<string, PhoneAccount>
  readonly #expiries = new Map<AgentId, () => void>()

  constructor(parts: RegistrarParts) {
    this.#parts = parts
    this.#digest = new DigestVerifier(parts.realm)
    this.#accounts = new Map(parts.phones.map((phone) => [phone.username, phone]))
    for (const phone of parts.ledger.phones) this.#watch(phone.agentId, instant(phone.expiresAt))
  }

  /** Answers one REGISTER. A source that failed too often is told nothing but to go. */
  take(request: SipRequest, response: SipResponse): void {
    const nowMs = this.#parts.clock.now()
    const source = request.source_address
    if (this.#bySource.blocked(source, nowMs)) return response.send(403)
    const answer = parseDigest(request.get('Authorization'))
    if (answer === undefined) return this.#challenge(response, nowMs, false)
    const name = `${source} ${answer.username.slice(0, 64)}`
    if (this.#byName.blocked(name, nowMs)) return response.send(403)
    const account = this.#accounts.get(answer.username)
    const password = account?.password ?? randomBytes(16).toString('hex')
    const outcome = this.#digest.verify(answer, 'REGISTER', password, nowMs)
    if (outcome === 'stale') return this.#challenge(response, nowMs, true)
    if (outcome === 'wrong' || account === undefined) {
      this.#bySource.failed(source, nowMs)
      this.#byName.failed(name, nowMs)
      return response.send(403)
    }
    this.#byName.succeeded(name)
    this.#register(account, request, response)
  }

  /** No registration runs out any more: the ledger keeps them for the next start. */
  stop(): void {
    for (const disarm of this.#expiries.values()) disarm()
    this.#expiries.clear()
  }

  #challenge(response: SipResponse, nowMs: number, stale: boolean): void {
    response.send(401, { headers: { 'WWW-Authenticate': this.#digest.challenge(nowMs, stale) } })
  }

  #register(account: PhoneAccount, request: SipRequest, response: SipResponse): void {
    const { agentId } = account
    if (request.get('Contact') === undefined) return this.#tellBinding(agentId, response)
    const binding = bindingOf(request)
    if (binding === undefined) return response.send(400)
    const { contact, expiresS } = binding
    if (expiresS === 0) {
      response.send(200)
      const known = this.#parts.ledger.phones.find((phone) => phone.agentId === agentId)
      // An old phone that signs off does not take the newer one with it.
      if (contact === '' || contact === known?.contact) this.#forget(agentId, 'asked')
      return
    }
    const granted = Math.min(expiresS, EXPIRES_MOST_S)
    const { clock, ledger, emit } = this.#parts
    const expiresAt = later(clock.now(), granted * 1_000)
    ledger.keepPhone({ agentId, contact, expiresAt })
    this.#watch(agentId, expiresAt)
    response.send(200, { headers: { Contact: `<${contact}>;expires=${granted}` } })
    const presence = presenceId(`${randomUUID().slice(0, -4)}0000`)
    emit({ kind: 'PhoneRegistered', agentId, contact, expiresAt, presenceId: presence })
  }

  /** A REGISTER without a Contact binds nothing: it asks (RFC 3261 section 10.2.3). */
  #tellBinding(agentId: AgentId, response: SipResponse): void {
    const { clock, ledger } = this.#parts
    const known = ledger.phones.find((phone) => phone.agentId === agentId)
    if (known === undefined) return response.send(200)
    const leftS = Math.max(0, Math.round((known.expiresAt - clock.now()) / 1_000))
    response.send(200, { headers: { Contact: `<${known.contact}>;expires=${leftS}` } })
  }

  #watch(agentId: AgentId, expiresAt: Instant): void {
    this.#expiries.get(agentId)?.()
    const due = later(expiresAt, GRACE_MS)
    const disarm = this.#parts.clock.at(due, () => this.#forget(agentId, 'expired'))
    this.#expiries.set(agentId, disarm)
  }

  #forget(agentId: AgentId, why: 'asked' | 'expired'): void {
    this.#expiries.get(agentId)?.()
    this.#expiries.delete(agentId)
    this.#parts.ledger.dropPhone(agentId)
    this.#parts.emit({ kind: 'PhoneUnregistered', agentId, why })
  }
}

/**
 * The address that a REGISTER binds and for how long; undefined where it holds none that may be
 * called. A phone that has moved signs its old address off and the new one on in one message: the
 * new one counts.
 */
function bindingOf(request: SipRequest): { contact: string; expiresS: number } | undefined {
  const expires = secondsOf(request.get('Expires') ?? String(EXPIRES_MOST_S))
  if (request.get('Contact')?.trim() === '*') {
    return expires === 0 ? { contact: '', expiresS: 0 } : undefined
  }
  const contacts = request.getParsedHeader('Contact').map(({ uri, params }) => {
    const own = params?.['expires']
    return { contact: uri, expiresS: own === undefined ? expires : secondsOf(own) }
  })
  const [first] = contacts
  const binding = contacts.find(({ expiresS }) => expiresS !== 0) ?? first
  if (binding?.expiresS === undefined || !isSafe('contact', binding.contact)) return undefined
  return { contact: binding.contact, expiresS: binding.expiresS }
}

/** Delta-seconds (RFC 3261 section 20.19); undefined where the text is none. */
function secondsOf(text: string): number | undefined {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined
}
