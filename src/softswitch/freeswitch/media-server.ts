import { OperatingError } from '../../errors.ts'
import { EVENT_SOCKET_LIMITS, EventSocket, type RawEvent } from './event-socket.ts'
import { checkFitness } from './fitness.ts'
import { type MediaServerSettings, SWITCH_LIMITS } from './settings.ts'

/** What is told of legs; everything else stays on the switch. About nine events a call. */
const SUBSCRIBED = [
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_PARK',
  'CHANNEL_BRIDGE',
  'CHANNEL_UNBRIDGE',
  'CHANNEL_HANGUP_COMPLETE',
  'BACKGROUND_JOB',
  'RECORD_STOP',
  'DTMF',
  'HEARTBEAT',
] as const

/** What happens to a media server as a whole. */
export interface MediaServerEvents {
  readonly onEvent: (server: MediaServer, event: RawEvent) => void
  readonly onUp: (server: MediaServer) => void
  readonly onDown: (server: MediaServer, why: string) => void
  /** It is there and not to be used: a wrong password, a list, a fault. Told once for each reason. */
  readonly onTurnedAway: (server: MediaServer, why: string) => void
}

/** Waits between tries to reach a server, milliseconds; the last one repeats. */
const RETRY_MS = [100, 200, 400, 800, 1_000]

/** The connections to one server, by what waits for what. */
interface Sockets {
  readonly orders: EventSocket
  /** Dials alone: `bgapi` waits until its thread runs, which a busy machine may delay. */
  readonly dials: EventSocket
  /** Questions whose answer may take a while: lists come out of a database. */
  readonly questions: EventSocket
  readonly hearing: EventSocket
}

/**
 * One FreeSWITCH. Commands of one connection wait for each other on the switch, so what may take a
 * while has a connection of its own (measured under load: behind one list of channels every order
 * waited 3 s, behind one `bgapi` 10 s). All are thrown away and built anew on any doubt.
 *
 *     down ──connected, fit, subscribed──► up ──error, silence, time-out──► down ──retry──► …
 */
export class MediaServer {
  readonly settings: MediaServerSettings
  /** Legs placed since the last heartbeat, which did not count them. */
  placed = 0
  readonly #events: MediaServerEvents
  #sockets: Sockets | undefined
  #watchdog: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #tries = 0
  #stopped = false
  #up = false
  #sessions = 0
  #refusal = ''

  constructor(settings: MediaServerSettings, events: MediaServerEvents) {
    this.settings = settings
    this.#events = events
  }

  /** Sessions that it has, as far as can be known. */
  get load(): number {
    return this.#sessions + this.placed
  }

  get up(): boolean {
    return this.#up
  }

  /** Connects once; rejects with `switch-unreachable`, `switch-refused-us` or `switch-unfit`. */
  async connect(): Promise<void> {
    const { host, eslPort: port, eslPassword: password } = this.settings
    const opened: EventSocket[] = []
    const open = async (answerMs?: number): Promise<EventSocket> => {
      const socket = await EventSocket.open({ host, port, password }, answerMs)
      opened.push(socket)
      return socket
    }
    try {
      const orders = await open()
      await checkFitness((command) => orders.api(command))
      const dials = await open(EVENT_SOCKET_LIMITS.workMs)
      const questions = await open(EVENT_SOCKET_LIMITS.workMs)
      const hearing = await open()
      hearing.onEvent = (event) => this.#hear(event)
      await hearing.subscribe(SUBSCRIBED)
      if (this.#stopped) {
        throw new OperatingError('switch-unreachable', {
          address: `${host}:${port}`,
          why: 'stopped',
        })
      }
      this.#sockets = { orders, dials, questions, hearing }
    } catch (error) {
      for (const socket of opened) socket.close('not fit')
      throw error
    }
    for (const socket of opened) socket.onClosed = (why) => this.#fall(why)
    this.#up = true
    this.#tries = 0
    this.#refusal = ''
    this.#watch()
  }

  /** Runs an API command. Rejects with `switch-unreachable` where the server is down. */
  async api(command: string): Promise<string> {
    return this.#connected().orders.api(command)
  }

  /** Asks something that may take a while; orders do not wait for the answer. */
  async ask(question: string): Promise<string> {
    return this.#connected().questions.api(question)
  }

  /** Starts a background job with an id of ours. */
  async startJob(jobId: string, command: string): Promise<void> {
    this.placed += 1
    await this.#connected().dials.startJob(jobId, command)
  }

  /** Sends a message to a leg's thread. */
  async message(legId: string, headers: Readonly<Record<string, string>>): Promise<string> {
    return this.#connected().orders.message(legId, headers)
  }

  /** Lets go; legs stay up. */
  stop(): void {
    this.#stopped = true
    this.#drop('stopped')
  }

  #connected(): Sockets {
    if (this.#sockets !== undefined) return this.#sockets
    const address = `${this.settings.host}:${this.settings.eslPort}`
    throw new OperatingError('switch-unreachable', { address, why: 'not connected' })
  }

  #hear(event: RawEvent): void {
    this.#watch()
    if (event['Event-Name'] === 'HEARTBEAT') {
      this.#sessions = Number(event['Session-Count'] ?? 0)
      this.placed = 0
    } else if (this.#up) this.#events.onEvent(this, event)
  }

  #watch(): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(
      () => this.#fall('no heartbeat'),
      SWITCH_LIMITS.silentServerMs,
    ).unref()
  }

  #fall(why: string): void {
    if (this.#stopped || !this.#up) return
    this.#drop(why)
    this.#events.onDown(this, why)
    this.keepTrying()
  }

  #drop(why: string): void {
    this.#up = false
    clearTimeout(this.#watchdog)
    clearTimeout(this.#retry)
    const sockets = Object.values(this.#sockets ?? {})
    this.#sockets = undefined
    for (const socket of sockets) {
      socket.onClosed = () => undefined
      socket.close(why)
    }
  }

  /** Tries to reach it until it is up or stopped. */
  keepTrying(): void {
    const waitMs = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 1_000
    this.#tries += 1
    this.#retry = setTimeout(() => {
      this.connect().then(
        () => this.#events.onUp(this),
        (error: unknown) => {
          if (this.#stopped) return
          this.#hearRefusal(error)
          this.keepTrying()
        },
      )
    }, waitMs)
  }

  #hearRefusal(error: unknown): void {
    const isAway = !(error instanceof OperatingError) || error.code === 'switch-unreachable'
    const why = isAway ? '' : error.message
    if (why !== '' && why !== this.#refusal) this.#events.onTurnedAway(this, why)
    this.#refusal = why
  }
}
