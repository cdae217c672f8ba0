import type { ServerResponse } from 'node:http'
import type { AgentId } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import type { Observation } from '../ports/softswitch.ts'
import { OperatingError } from '../errors.ts'
import type { Boards } from './board.ts'
import { readDesk } from './desk.ts'
import { LiveBoard } from './live.ts'
import { maskNumbers } from './mask.ts'
import type { Cursor, Product, Publication } from './product.ts'
import type { Levels, StreamItem } from './protocol.ts'
import type { TrunkLog } from './trunk-log.ts'
import { decisionToWire, noteToWire, toWire } from './wire.ts'

/** A client that has so much unread is dropped: it comes back with its Last-Event-ID. */
const UNREAD_MAX_BYTES = 1_048_576
const HEARTBEAT_MS = 10_000
/** A board that changes all the time is sent so often. */
const BOARD_EVERY_MS = 200
/** A board on which nothing changes is sent so often, for what only time changes. */
const QUIET_BOARD_EVERY_MS = 5_000
const LEVELS_EVERY_MS = 200
const DESKS_EVERY_MS = 100
/** The live board changes so often at most, however much is going on. */
const LIVE_EVERY_MS = 500

/** What a client wants to be told. */
export interface Wishes {
  readonly masked: boolean
  readonly boards: boolean
  readonly levels: boolean
  /** The live board: the whole once, then what changes. */
  readonly live: boolean
  /** The agent whose desk is followed. */
  readonly desk: AgentId | undefined
  /** Where it stopped reading. */
  readonly after: Cursor | undefined
}

/** Server-sent events for any number of clients (WHATWG HTML section 9.2). */
export interface Stream {
  /** Sends what was missed and then everything as it happens. Throws `too-many-streams`. */
  follow(response: ServerResponse, wishes: Wishes): void
  readonly clients: number
  close(): void
}

/** Reads `Last-Event-ID: sequence.index`; undefined where it is none. Pure. */
export function readCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d{1,15})\.(\d{1,6})$/.exec(text ?? '')
  return match === null ? undefined : { sequence: Number(match[1]), index: Number(match[2]) }
}

/** The stream of a product. */
export function createStream(product: Product, boards: Boards, trunks: TrunkLog): Stream {
  return new EventStream(product, boards, trunks)
}

class EventStream implements Stream {
  readonly #product: Product
  readonly #boards: Boards
  readonly #clients = new Map<ServerResponse, Wishes>()
  readonly #stops: (() => void)[]
  #levels: Record<string, readonly [number, number]> = {}
  readonly #live: LiveBoard
  /** What each desk said last, its moment left out. */
  readonly #desks = new Map<ServerResponse, string>()
  #desksAreOld = true
  #boardIsOld = true
  #boardSentAt = 0

  constructor(product: Product, boards: Boards, trunks: TrunkLog) {
    this.#product = product
    this.#live = new LiveBoard(product, trunks)
    this.#boards = boards
    const timers = [
      setInterval(() => this.#toAll(() => ': still here\n\n'), HEARTBEAT_MS),
      setInterval(() => void this.#sendBoards(), BOARD_EVERY_MS),
      setInterval(() => this.#sendLevels(), LEVELS_EVERY_MS),
      setInterval(() => this.#sendDesks(), DESKS_EVERY_MS),
      setInterval(() => this.#sendLive(), LIVE_EVERY_MS),
    ]
    this.#stops = [
      product.subscribe((publication) => this.#publish(publication)),
      product.observe((observation) => this.#observe(observation)),
      () => timers.forEach(clearInterval),
    ]
  }

  get clients(): number {
    return this.#clients.size
  }

  follow(response: ServerResponse, wishes: Wishes): void {
    if (this.#clients.size >= LIMITS.streamClients) throw new OperatingError('too-many-streams')
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write('retry: 1000\n\n')
    this.#catchUp(response, wishes)
    this.#clients.set(response, wishes)
    response.once('close', () => {
      this.#clients.delete(response)
      this.#desks.delete(response)
    })
    if (wishes.live) this.#beginLive(response, wishes)
    if (wishes.desk !== undefined) this.#sendDeskTo(response, wishes.desk)
    if (wishes.boards) void this.#sendBoardTo(response, wishes)
  }

  close(): void {
    for (const stop of this.#stops) stop()
    for (const response of this.#clients.keys()) response.end()
    this.#clients.clear()
  }

  #catchUp(response: ServerResponse, wishes: Wishes): void {
    if (wishes.after === undefined) return
    const missed = this.#product.backlog(wishes.after)
    if (missed === undefined) {
      const item = { event: 'reset', data: { why: 'what was missed is no longer held' } } as const
      response.write(frame(item, wishes.masked))
      return
    }
    for (const publication of missed) response.write(publicationFrame(publication, wishes.masked))
  }

  #publish(publication: Publication): void {
    this.#boardIsOld = true
    this.#desksAreOld = true
    const { effect } = publication
    if (effect.kind === 'Publish' && effect.note.event === 'closed') this.#boards.forgetRecent()
    const texts = new Texts((masked) => publicationFrame(publication, masked))
    this.#toAll((wishes) => texts.of(wishes.masked))
  }

  #observe(observation: Observation): void {
    if (observation.kind !== 'level') return
    const { legId, fromFarEndDbfs, toFarEndDbfs } = observation
    this.#levels[legId] = [Math.round(fromFarEndDbfs), Math.round(toFarEndDbfs)]
  }

  #sendLevels(): void {
    const levels: Levels = this.#levels
    if (Object.keys(levels).length === 0) return
    this.#levels = {}
    const text = frame({ event: 'levels', data: levels }, false)
    this.#toAll((wishes) => (wishes.levels ? text : ''))
  }

  /** Everyone is told first, so that what this client gets is what all have. */
  #beginLive(response: ServerResponse, wishes: Wishes): void {
    this.#sendLive()
    const item = { event: 'live', data: this.#live.told } as const
    response.write(frame(item, wishes.masked))
  }

  #sendLive(): void {
    if (![...this.#clients.values()].some((wishes) => wishes.live)) return
    const data = this.#live.change()
    if (data === undefined) return
    const texts = new Texts((masked) => frame({ event: 'live-change', data }, masked))
    this.#toAll((wishes) => (wishes.live ? texts.of(wishes.masked) : ''))
  }

  #sendDesks(): void {
    if (!this.#desksAreOld) return
    this.#desksAreOld = false
    for (const [response, { desk }] of this.#clients) {
      if (desk !== undefined) this.#sendDeskTo(response, desk)
    }
  }

  #sendDeskTo(response: ServerResponse, agentId: AgentId): void {
    const desk = readDesk(this.#product, agentId)
    const { at: _, ...rest } = desk
    const text = JSON.stringify(rest)
    if (this.#desks.get(response) === text) return
    this.#desks.set(response, text)
    response.write(frame({ event: 'desk', data: desk }, false))
  }

  async #sendBoards(): Promise<void> {
    const wanted = [...this.#clients.values()].some((wishes) => wishes.boards)
    const now = this.#product.now()
    const due = this.#boardIsOld || now - this.#boardSentAt >= QUIET_BOARD_EVERY_MS
    if (!wanted || !due) return
    this.#boardIsOld = false
    this.#boardSentAt = now
    const board = await this.#boards.current()
    const texts = new Texts((masked) => frame({ event: 'board', data: board }, masked))
    this.#toAll((wishes) => (wishes.boards ? texts.of(wishes.masked) : ''))
  }

  async #sendBoardTo(response: ServerResponse, wishes: Wishes): Promise<void> {
    const data = await this.#boards.current()
    if (this.#clients.has(response)) response.write(frame({ event: 'board', data }, wishes.masked))
  }

  #toAll(textFor: (wishes: Wishes) => string): void {
    for (const [response, wishes] of this.#clients) {
      const text = textFor(wishes)
      if (text === '') continue
      if (response.writableLength > UNREAD_MAX_BYTES) {
        this.#clients.delete(response)
        response.destroy()
      } else {
        response.write(text)
      }
    }
  }
}

/** The two texts of one item, each made when first asked for. */
class Texts {
  readonly #make: (masked: boolean) => string
  #masked: string | undefined
  #plain: string | undefined

  constructor(make: (masked: boolean) => string) {
    this.#make = make
  }

  of(masked: boolean): string {
    if (masked) return (this.#masked ??= this.#make(true))
    return (this.#plain ??= this.#make(false))
  }
}

function publicationFrame(publication: Publication, masked: boolean): string {
  return frame(itemOf(publication), masked, `${publication.sequence}.${publication.index}`)
}

function itemOf({ effect, at }: Publication): StreamItem {
  switch (effect.kind) {
    case 'Publish':
      return { event: 'note', data: { callbackId: effect.callbackId, ...noteToWire(effect.note) } }
    case 'PublishDecision':
      return { event: 'decision', data: decisionToWire(effect.decision) }
    case 'PublishAgent':
      return { event: 'agent', data: toWire({ agentId: effect.agentId, at }) }
  }
}

function frame({ event, data }: StreamItem, masked: boolean, id?: string): string {
  const shown = masked ? maskNumbers(data) : data
  const head = id === undefined ? '' : `id: ${id}\n`
  return `${head}event: ${event}\ndata: ${JSON.stringify(shown)}\n\n`
}
