import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { loadConfig, labProfile } from '../../src/config/load.ts'
import { present } from '../../src/core/assert.ts'
import type { Effect, Reply } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { Decision } from '../../src/core/state/decision.ts'
import { queueId, type AgentId, type CallbackId, type PhoneNumber } from '../../src/core/ids.ts'
import type { InteractionRecord } from '../../src/core/state/interaction.ts'
import { createState, type State } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { instant, type Instant } from '../../src/core/time.ts'
import type { AnalysedSeconds, Cursor, Product, Publication } from '../../src/api/product.ts'
import type { Health, PhoneAccess, Role, ShadowResource } from '../../src/api/protocol.ts'
import { buildApi, type ApiOptions } from '../../src/api/server.ts'
import { openTokens, type Tokens } from '../../src/api/tokens.ts'
import { OperatingError } from '../../src/errors.ts'
import type { Observation } from '../../src/ports/softswitch.ts'

/** The real core behind the API, with a clock turned by hand and no switch, store or socket. */
export class CoreProduct implements Product {
  readonly state: State = createState()
  readonly webSocketUrl = 'ws://127.0.0.1:5066'
  readonly labNumbers = [{ number: '+12025550100', what: 'says hello' }]
  clockMs = Date.parse('2026-05-01T12:00:00Z')
  currentHealth: Health = { status: 'ok', version: '0.0.0', switch: 'none', problems: [] }
  analysed: AnalysedSeconds | undefined
  readonly #published: Publication[] = []
  readonly #records = new Map<CallbackId, InteractionRecord>()
  readonly #handlers = new Set<(publication: Publication) => void>()
  readonly #observers = new Set<(observation: Observation) => void>()
  #sequence = 0

  constructor() {
    const { organisation } = present(loadConfig(labProfile()).settings, 'the lab profile loads')
    void this.submit({ kind: 'OrganisationConfigured', organisation })
  }

  shadow(): Promise<ShadowResource> {
    return Promise.reject(new OperatingError('shadow-busy'))
  }

  analysedAudio(): Promise<AnalysedSeconds | undefined> {
    return Promise.resolve(this.analysed)
  }

  now(): Instant {
    return instant(this.clockMs)
  }

  submit(event: Event): Promise<Reply> {
    const { effects } = step(this.state, event, this.now())
    this.#sequence++
    let reply: Reply = { ok: true }
    effects.forEach((effect, index) => {
      if (effect.kind === 'Reply') reply = effect.reply
      if (effect.kind === 'SaveInteraction') this.#records.set(effect.record.id, effect.record)
      if (isPublished(effect))
        this.#publish({ sequence: this.#sequence, index, at: this.now(), effect })
    })
    return Promise.resolve(reply)
  }

  subscribe(handler: (publication: Publication) => void): () => void {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  backlog(after: Cursor): readonly Publication[] | undefined {
    if (after.sequence > this.#sequence) return undefined
    return this.#published.filter(
      ({ sequence, index }) =>
        sequence > after.sequence || (sequence === after.sequence && index > after.index),
    )
  }

  observe(handler: (observation: Observation) => void): () => void {
    this.#observers.add(handler)
    return () => this.#observers.delete(handler)
  }

  /** Publishes a decision of a certain size. */
  tell(filler: string): void {
    const at = this.now()
    const decision: Decision = {
      at,
      queueId: queueId('support'),
      trigger: 'callback-arrived',
      rule: 'draining',
      accepted: false,
      waiting: 0,
      numbers: { [filler]: 1 },
    }
    this.#publish({
      sequence: ++this.#sequence,
      index: 0,
      at,
      effect: { kind: 'PublishDecision', decision },
    })
  }

  seen(observation: Observation): void {
    for (const observer of this.#observers) observer(observation)
  }

  takeSeat(agentId: AgentId): PhoneAccess | undefined {
    const access = { username: agentId, password: 'secret', iceServers: [] }
    return { uri: `sip:${agentId}@ringfirst`, ...access, webSocketUrl: this.webSocketUrl }
  }

  health(): Health {
    return this.currentHealth
  }

  findInteraction(id: CallbackId): Promise<InteractionRecord | undefined> {
    return Promise.resolve(this.#records.get(id))
  }

  recentInteractions(count: number): Promise<readonly InteractionRecord[]> {
    return Promise.resolve([...this.#records.values()].reverse().slice(0, count))
  }

  readonly recordingsFolder = mkdtempSync(join(tmpdir(), 'ringfirst-recordings-'))

  interactionsOfNumber(number: PhoneNumber, count: number): Promise<readonly InteractionRecord[]> {
    const all = [...this.#records.values()].reverse().filter((one) => one.number === number)
    return Promise.resolve(all.slice(0, count))
  }

  metrics(): Promise<{ contentType: string; text: string }> {
    return Promise.resolve({ contentType: 'text/plain', text: 'ringfirst_up 1\n' })
  }

  #publish(publication: Publication): void {
    this.#published.push(publication)
    for (const handler of this.#handlers) handler(publication)
  }
}

function isPublished(effect: Effect): effect is Publication['effect'] {
  return ['Publish', 'PublishDecision', 'PublishAgent'].includes(effect.kind)
}

/** An API without a socket, its product and its tokens. */
export interface Bench {
  readonly product: CoreProduct
  readonly app: FastifyInstance
  readonly tokens: Tokens
  readonly bugs: unknown[]
  signInCode(): string
  /** The headers of a caller with a role. */
  as(role: Role): { readonly authorization: string }
  /** The headers of a person: agents bob and carol, supervisor sam. */
  asAgent(agentId: string): { readonly authorization: string }
}

/** Builds the API on the real core. */
export function createBench(more: Pick<ApiOptions, 'oidc'> = {}): Bench {
  const product = new CoreProduct()
  const tokens = openTokens(mkdtempSync(join(tmpdir(), 'ringfirst-api-')), [
    { agentId: 'bob', role: 'agent' },
    { agentId: 'carol', role: 'agent' },
    { agentId: 'sam', role: 'supervisor' },
  ])
  const bugs: unknown[] = []
  const { app, signInCode } = buildApi({
    product,
    tokens,
    http: { host: '127.0.0.1', port: 0, allowedHosts: ['calls.example'] },
    version: '0.0.0',
    onBug: (thrown) => bugs.push(thrown),
    ...more,
  })
  const as = (role: Role) => ({ authorization: `Bearer ${tokens.tokenOf(role)}` })
  const asAgent = (id: string) => ({
    authorization: `Bearer ${present(tokens.tokenOfAgent(id), 'a person of the bench')}`,
  })
  return { product, app, tokens, bugs, signInCode, as, asAgent }
}
