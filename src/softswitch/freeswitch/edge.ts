import { setTimeout as sleep } from 'node:timers/promises'
import type { PhoneEvent, TrunkEvent } from '../../core/state/events.ts'
import { type LegId } from '../../core/ids.ts'
import type { TrunkConnection } from '../settings.ts'
import { EdgeLink } from './edge-link.ts'
import { inboundCall } from './inbound-call.ts'
import { Ledger } from './ledger.ts'
import { phoneCall } from './phone-call.ts'
import { Registrar } from './registrar.ts'
import type { Dial } from './originate.ts'
import type { FreeswitchOptions, MediaServerSettings } from './settings.ts'
import { createSipStack, type SipRequest, type SipResponse, type SipStack } from './sip-stack.ts'
import { trunkCall, type TrunkWord } from './trunk-call.ts'
import { TrunkWatch } from './trunk-watch.ts'

/** Whom the edge tells. */
export interface EdgeEvents {
  readonly onPhone: (event: PhoneEvent) => void
  readonly onTrunk: (event: TrunkEvent) => void
  /** drachtio-server is out of reach: no call can be passed on. */
  readonly onLost: (why: string) => void
  readonly onBack: () => void
  /** A media server has made a leg of ours and calls; false where nobody is to be called any more. */
  readonly onMade: (legId: LegId) => boolean
  /** Where a call that came in goes; undefined while no media server is up. */
  readonly place: () => MediaServerSettings | undefined
}

/** The trunk's word reaches us and FreeSWITCH in the same moment; for so long it is waited for. */
const WORD_MS = 500

/**
 * The SIP edge: tells drachtio-server where each call goes. It holds no call of a trunk (those are
 * proxied, so they outlive it) and knows a leg by the `X-Leg` header that FreeSWITCH was told to
 * send; an INVITE of FreeSWITCH with a leg that was not ordered goes nowhere.
 */
export class Edge {
  readonly #options: FreeswitchOptions
  readonly #events: EdgeEvents
  readonly #trunks: ReadonlyMap<string, TrunkConnection>
  readonly #expected = new Map<string, Dial>()
  readonly #words = new Map<LegId, Promise<TrunkWord | undefined>>()
  readonly #stack: SipStack = createSipStack()
  #ledger: Ledger | undefined
  #registrar: Registrar | undefined
  readonly #watch: TrunkWatch
  readonly #link: EdgeLink

  constructor(options: FreeswitchOptions, events: EdgeEvents) {
    this.#options = options
    this.#events = events
    this.#trunks = new Map(options.trunks.map((trunk) => [trunk.id, trunk]))
    const { clock, edge, trunks } = options
    this.#watch = new TrunkWatch({ stack: this.#stack, clock, trunks, emit: events.onTrunk })
    const { onLost, onBack } = events
    this.#link = new EdgeLink({ stack: this.#stack, edge, clock, onLost, onBack })
  }

  /** Whether calls can be passed on. */
  get up(): boolean {
    return this.#link.up
  }

  /** Connects. Rejects with `switch-unreachable` or `switch-refused-us`. */
  async start(): Promise<void> {
    const { edge, phones, clock, ledgerFile } = this.#options
    this.#ledger = new Ledger(ledgerFile)
    const parts = { realm: edge.realm, phones, clock, ledger: this.#ledger }
    this.#registrar = new Registrar({ ...parts, emit: this.#events.onPhone })
    this.#stack.invite((request, response) => this.#invited(request, response))
    this.#stack.register((request, response) => this.#registrar?.take(request, response))
    this.#stack.options((_, response) => response.send(200))
    await this.#link.start()
  }

  /** From now on trunks that are to be asked whether they are there are asked. */
  watchTrunks(): void {
    this.#watch.start()
  }

  async stop(): Promise<void> {
    this.#registrar?.stop()
    this.#watch.stop()
    this.#link.stop()
  }

  trunk(id: string): TrunkConnection | undefined {
    return this.#trunks.get(id)
  }

  /** FreeSWITCH is about to send an INVITE for this order. */
  expect(order: Dial): void {
    this.#expected.set(order.legId, order)
  }

  /**
   * What the trunk of a leg said in the end, where this process passed the call on: it comes
   * with what FreeSWITCH tells of it, before or after.
   */
  async wordOf(legId: LegId): Promise<TrunkWord | undefined> {
    const word = this.#words.get(legId)
    if (word === undefined) return undefined
    const inVain = new AbortController()
    const patience = sleep(WORD_MS, undefined, { signal: inVain.signal }).catch(() => undefined)
    const said = await Promise.race([word, patience])
    inVain.abort()
    return said
  }

  /** A leg is over: what its phone still believes is ended, whoever began it. */
  legEnded(legId: LegId): void {
    this.#expected.delete(legId)
    this.#words.delete(legId)
    const ledger = this.#ledger
    if (ledger === undefined) return
    for (const id of ledger.dialogsOf(legId)) this.#hangUp(id)
    ledger.dropDialogs(legId)
  }

  #hangUp(stackDialogId: string): void {
    this.#stack.request('sip:placeholder', { method: 'BYE', stackDialogId }, () => undefined)
  }

  #invited(request: SipRequest, response: SipResponse): void {
    if (!this.#isOurs(request)) {
      const { place } = this.#events
      const context = { stack: this.#stack, options: this.#options, place }
      return inboundCall(context, request, response)
    }
    const legId = request.get('X-Leg') ?? ''
    const order = this.#expected.get(legId)
    const ledger = this.#ledger
    if (order === undefined || ledger === undefined || !this.#events.onMade(order.legId))
      return response.send(480)
    const work =
      order.kind === 'DialAgent'
        ? phoneCall(this.#stack, ledger, order, request, response)
        : this.#passOn(ledger, order, request, response)
    work.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.report('the edge could not pass a call on', { why })
      if (!response.finalResponseSent) response.send(500)
    })
  }

  #passOn(
    ledger: Ledger,
    { legId, trunkId }: Exclude<Dial, { readonly kind: 'DialAgent' }>,
    request: SipRequest,
    response: SipResponse,
  ): Promise<unknown> {
    const trunk = this.#trunks.get(trunkId)
    if (trunk === undefined) {
      response.send(503)
      return Promise.resolve()
    }
    const parts = { stack: this.#stack, ledger }
    const word = trunkCall(parts, legId, trunk, request, response)
    this.#words.set(
      legId,
      word.catch(() => undefined),
    )
    return word
  }

  /** By address and port, never by a header: anyone can write a header. */
  #isOurs(request: SipRequest): boolean {
    return this.#options.servers.some(
      (server) =>
        server.sipHost === request.source_address && server.sipPort === Number(request.source_port),
    )
  }
}
