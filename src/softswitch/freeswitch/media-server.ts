import { OperatingError } from '../../errors.ts'
import { EventSocket, type RawEvent } from './event-socket.ts'
import { checkFitness } from './fitness.ts'
import { type MediaServerSettings, SWITCH_LIMITS } from './settings.ts'

/** What is told of legs; everything else stays on the switch. About ten events a call. */
const SUBSCRIBED = [
  'CHANNEL_CREATE',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_PARK',
  'CHANNEL_BRIDGE',
  'CHANNEL_UNBRIDGE',
  'CHANNEL_HANGUP_COMPLETE',
  'BACKGROUND_JOB',
  'DTMF',
  'HEARTBEAT',
] as const

/** What happens to a media server as a whole. */
export interface MediaServerEvents {
  readonly onEvent: (server: MediaServer, event: RawEvent) => void
  readonly onUp: (server: MediaServer) => void
  readonly onDown: (server: MediaServer, why: string) => void
}

/** Waits between tries to reach a server, milliseconds; the last one repeats. */
const RETRY_MS = [100, 200, 400, 800, 1_000]

/**
 * One FreeSWITCH: a connection for orders, one for events and one for questions whose answer may
 * take a while (the list of channels waited 3 s for its database under load, and every order behind
 * it). All are thrown away and built anew on any doubt.
 *
 *     down ──connected, fit, subscribed──► up ──error, silence, time-out──► down ──retry──► …
 */
export class MediaServer {
  readonly settings: MediaServerSettings
  /** Legs placed since the last heartbeat, which did not count them. */
  placed = 0
  readonly #events: MediaServerEvents
  #orders: EventSocket | undefined
  #hearing: EventSocket | undefined
  #questions: EventSocket | undefined
  #watchdog: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #tries = 0
  #stopped = false
  #up = false
  #sessions = 0

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
    try {
      const orders = await EventSocket.open({ host, port, password })
      opened.push(orders)
      await checkFitness((command) => orders.api(command))
      const hearing = await EventSocket.open({ host, port, password })
      opened.push(hearing)
      const questions = await EventSocket.open({ host, port, password })
      opened.push(questions)
      hearing.onEvent = (event) => this.#hear(event)
      await hearing.subscribe(SUBSCRIBED)
      orders.onClosed = (why) => this.#fall(why)
      hearing.onClosed = (why) => this.#fall(why)
      questions.onClosed = (why) => this.#fall(why)
      this.#orders = orders
      this.#hearing = hearing
      this.#questions = questions
    } catch (error) {
      for (const socket of opened) socket.close('not fit')
      throw error
    }
    this.#up = true
    this.#tries = 0
    this.#watch()
  }

  /** Runs an API command. Rejects with `switch-unreachable` where the server is down. */
  api(command: string): Promise<string> {
    return this.#ordersOrFail().then((orders) => orders.api(command))
  }

  /** Asks something that may take a while; orders do not wait for the answer. */
  ask(question: string): Promise<string> {
    return (
      this.#questions?.api(question) ?? this.#ordersOrFail().then((orders) => orders.api(question))
    )
  }

  /** Starts a background job with an id of ours. */
  startJob(jobId: string, command: string): Promise<void> {
    this.placed += 1
    return this.#ordersOrFail().then((orders) => orders.startJob(jobId, command))
  }

  /** Sends a message to a leg's thread. */
  message(legId: string, headers: Readonly<Record<string, string>>): Promise<string> {
    return this.#ordersOrFail().then((orders) => orders.message(legId, headers))
  }

  /** Lets go; legs stay up. */
  stop(): void {
    this.#stopped = true
    this.#drop('stopped')
  }

  async #ordersOrFail(): Promise<EventSocket> {
    if (this.#orders !== undefined) return this.#orders
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
    for (const socket of [this.#orders, this.#hearing, this.#questions]) {
      if (socket === undefined) continue
      socket.onClosed = () => undefined
      socket.close(why)
    }
    this.#orders = undefined
    this.#hearing = undefined
    this.#questions = undefined
  }

  /** Tries to reach it until it is up or stopped. */
  keepTrying(): void {
    const waitMs = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 1_000
    this.#tries += 1
    this.#retry = setTimeout(() => {
      this.connect().then(
        () => this.#events.onUp(this),
        () => {
          if (!this.#stopped) this.keepTrying()
        },
      )
    }, waitMs)
  }
}
