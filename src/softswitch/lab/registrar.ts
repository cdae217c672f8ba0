import type { Core } from 'sip.js'
import type { PhoneEvent } from '../../core/state/events.ts'
import type { AgentId, PresenceId } from '../../core/ids.ts'
import { instant } from '../../core/time.ts'
import type { PhoneAccount } from '../settings.ts'
import { DigestVerifier, parseDigest } from '../digest.ts'
import { hopKey, hopOfUri, type Hop } from './sip/next-hop.ts'

const REALM = 'ringfirst'
const LONGEST_SECONDS = 3_600

/** What a registrar needs from its switch. */
export interface RegistrarParts {
  readonly accounts: readonly PhoneAccount[]
  readonly makePresenceId: () => PresenceId
  readonly emit: (event: PhoneEvent) => void
}

interface Registration {
  readonly contact: string
  readonly timer: NodeJS.Timeout
  /** The connection it came over, where the phone can be reached over no other. */
  readonly onlyOver: string | undefined
}

/**
 * Takes registrations of agents' phones: one phone an agent, the newest wins. Unknown names
 * and wrong passwords are refused alike, with 403 after a challenge. Source: RFC 3261 section 10.3.
 */
export class Registrar {
  readonly #parts: RegistrarParts
  readonly #digest = new DigestVerifier(REALM)
  readonly #registrations = new Map<AgentId, Registration>()

  constructor(parts: RegistrarParts) {
    this.#parts = parts
  }

  /** Answers a REGISTER. */
  receive(request: Core.IncomingRegisterRequest, from: Hop): void {
    const { message } = request
    const answer = parseDigest(message.getHeader('authorization'))
    if (!answer) return this.#challenge(request, false)
    const account = this.#parts.accounts.find(({ username }) => username === answer.username)
    const outcome = account
      ? this.#digest.verify(answer, 'REGISTER', account.password, Date.now())
      : 'wrong'
    if (outcome === 'stale') return this.#challenge(request, true)
    if (!account || outcome !== 'right' || message.to.uri.user !== account.username) {
      request.reject({ statusCode: 403 })
      return
    }
    this.#register(account.agentId, request, from)
  }

  /** A connection ended: phones that could be reached over it alone are gone. */
  connectionClosed(from: Hop): void {
    for (const [agentId, { onlyOver }] of this.#registrations) {
      if (onlyOver === hopKey(from)) this.#remove(agentId, 'connection-lost')
    }
  }

  close(): void {
    for (const { timer } of this.#registrations.values()) clearTimeout(timer)
    this.#registrations.clear()
  }

  #challenge(request: Core.IncomingRegisterRequest, stale: boolean): void {
    const header = `WWW-Authenticate: ${this.#digest.challenge(Date.now(), stale)}`
    request.reject({ statusCode: 401, extraHeaders: [header] })
  }

  #register(agentId: AgentId, request: Core.IncomingRegisterRequest, from: Hop): void {
    const { message } = request
    const header = message.getHeader('contact')
    const uri = header === undefined ? undefined : contactUri(header)
    const seconds = expiresOf(header ?? '', message.getHeader('expires'))
    const goes = header?.trim() === '*' || seconds === 0
    if (header !== undefined && !goes && uri === undefined) {
      request.reject({ statusCode: 400 })
      return
    }
    if (goes) this.#leave(agentId, uri)
    else if (uri !== undefined) this.#enter(agentId, uri, seconds, from)
    const current = this.#registrations.get(agentId)
    const contact = current ? [`Contact: <${current.contact}>;expires=${seconds}`] : []
    request.accept({ statusCode: 200, extraHeaders: contact })
  }

  #enter(agentId: AgentId, contact: string, seconds: number, from: Hop): void {
    clearTimeout(this.#registrations.get(agentId)?.timer)
    const hop = hopOfUri(contact)
    const isBrowser = /;transport=wss?\b/i.test(contact)
    const onlyOver = isBrowser || (hop && hopKey(hop) === hopKey(from)) ? hopKey(from) : undefined
    const timer = setTimeout(() => this.#remove(agentId, 'expired'), seconds * 1_000)
    this.#registrations.set(agentId, { contact, timer, onlyOver })
    this.#parts.emit({
      kind: 'PhoneRegistered',
      agentId,
      contact,
      expiresAt: instant(Date.now() + seconds * 1_000),
      presenceId: this.#parts.makePresenceId(),
    })
  }

  #leave(agentId: AgentId, contact: string | undefined): void {
    const current = this.#registrations.get(agentId)
    if (!current) return
    // An old phone that signs off does not take the newer one with it.
    if (contact === undefined || contact === current.contact) this.#remove(agentId, 'asked')
  }

  #remove(agentId: AgentId, why: 'asked' | 'expired' | 'connection-lost'): void {
    clearTimeout(this.#registrations.get(agentId)?.timer)
    this.#registrations.delete(agentId)
    this.#parts.emit({ kind: 'PhoneUnregistered', agentId, why })
  }
}

function contactUri(header: string): string | undefined {
  const uri = /<([^>]+)>/.exec(header)?.[1] ?? header.split(';')[0]?.trim()
  return uri !== undefined && /^sip:/i.test(uri) && hopOfUri(uri) ? uri : undefined
}

function expiresOf(contact: string, header: string | undefined): number {
  const parameters = contact.includes('>') ? contact.slice(contact.indexOf('>')) : contact
  const asked = /;\s*expires\s*=\s*(\d+)/i.exec(parameters)?.[1] ?? header
  const seconds = asked === undefined ? LONGEST_SECONDS : Number(asked)
  return Number.isFinite(seconds) ? Math.min(seconds, LONGEST_SECONDS) : LONGEST_SECONDS
}
