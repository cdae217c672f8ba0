import modesl from 'modesl'
import { OperatingError } from '../../errors.ts'

/** Where a FreeSWITCH takes orders. */
export interface EventSocketAddress {
  readonly host: string
  readonly port: number
  readonly password: string
}

/** What is read of an event: of about 200 headers these few, so that no other is copied or kept. */
const READ = [
  'Event-Name',
  'Unique-ID',
  'Job-UUID',
  'Bridge-A-Unique-ID',
  'Bridge-B-Unique-ID',
  'Caller-Caller-ID-Name',
  'Caller-Destination-Number',
  'DTMF-Digit',
  'Hangup-Cause',
  'Record-Completion-Cause',
  'Record-File-Path',
  'Session-Count',
  'variable_hangup_cause_q850',
  'variable_sip_h_X-Leg',
  'variable_sip_hangup_disposition',
  'variable_sip_term_status',
] as const
const READ_NAMES: ReadonlySet<string> = new Set(READ)

/** One event of the switch: the headers that are read, by name, and its body under `_body`. */
export type RawEvent = Readonly<Partial<Record<(typeof READ)[number] | '_body', string>>>

type EslConnection = InstanceType<typeof modesl.Connection>

/**
 * How long the switch may take to let us in, to answer an order, and to answer what it may work on:
 * `bgapi` waits up to 20 s for its thread, a list of channels up to 30 s for its database. Whether
 * it lives is told by its heartbeats: a late answer alone is that of a busy machine, and whoever
 * throws the connection away then makes it busier.
 */
export const EVENT_SOCKET_LIMITS = { openMs: 3_000, orderMs: 15_000, workMs: 35_000 } as const

/**
 * One connection to FreeSWITCH's event socket, from let-in to its end. It never reconnects: replies
 * carry no number, so after any doubt (time-out, error, end) the only safe thing is to close it and
 * open another (measured: a reply that went astray shifts every later one by one).
 */
export class EventSocket {
  readonly address: string
  /** Called for each event subscribed to. */
  onEvent: (event: RawEvent) => void = () => undefined
  /** Called once, when the connection is of no use any more. */
  onClosed: (why: string) => void = () => undefined
  readonly #connection: EslConnection
  readonly #answerMs: number
  readonly #pending = new Set<(why: OperatingError) => void>()
  #closed = false

  private constructor(address: string, connection: EslConnection, answerMs: number) {
    this.address = address
    this.#answerMs = answerMs
    this.#connection = connection
    connection.socket?.setNoDelay(true)
    connection.on('esl::event::**', (event) => {
      const raw = toRawEvent(event)
      if (raw['Event-Name'] !== undefined) this.onEvent(raw)
    })
    connection.on('error', (error) => this.close(error.message))
    connection.on('esl::end', () => this.close('the switch closed the connection'))
    connection.socket?.on('close', () => this.close('the connection broke'))
  }

  /**
   * Connects and is let in; each command must then be answered in so long. Rejects with `switch-unreachable` (nobody there, no answer in time) or
   * `switch-refused-us` (wrong password, our address is not on its list).
   */
  static open(
    at: EventSocketAddress,
    answerMs: number = EVENT_SOCKET_LIMITS.orderMs,
  ): Promise<EventSocket> {
    const address = `${at.host}:${at.port}`
    return new Promise((resolve, reject) => {
      const connection = new modesl.Connection(at.host, at.port, at.password)
      connection.reqEvents = ['BACKGROUND_JOB']
      const fail = (code: 'switch-unreachable' | 'switch-refused-us', why: string): void => {
        clearTimeout(timer)
        connection.socket?.destroy()
        reject(new OperatingError(code, { address, why }))
      }
      const timer = setTimeout(
        () => fail('switch-unreachable', `no answer in ${EVENT_SOCKET_LIMITS.openMs} ms`),
        EVENT_SOCKET_LIMITS.openMs,
      )
      connection.on('error', (error) => fail('switch-unreachable', error.message))
      connection.on('esl::end', () => fail('switch-unreachable', 'it closed the connection'))
      connection.on('esl::event::raw::text/rude-rejection', () =>
        fail('switch-refused-us', 'our address is not on its list (RINGFIRST_APP_NET)'),
      )
      connection.on('esl::event::auth::fail', () => fail('switch-refused-us', 'wrong password'))
      connection.on('esl::event::auth::success', () => {
        clearTimeout(timer)
        const socket = new EventSocket(address, connection, answerMs)
        // modesl subscribes by itself; only who asks for events gets them.
        socket.#command('noevents', {}).then(() => resolve(socket), reject)
      })
    })
  }

  /** Runs an API command and resolves with what it printed. Closes the connection on a time-out. */
  api(command: string): Promise<string> {
    return this.#await(command, (settle) =>
      this.#connection.api(oneLine(command), '', (reply) => settle(reply.body)),
    )
  }

  /** Starts a command in the background; its end comes as `BACKGROUND_JOB` with the job's id. */
  async startJob(jobId: string, command: string): Promise<void> {
    const headers = { 'Job-UUID': oneLine(jobId) }
    const reply = await this.#command(`bgapi ${oneLine(command)}`, headers)
    if (!reply.startsWith('+OK')) {
      throw new OperatingError('switch-unfit', { why: `bgapi answered ${reply}` })
    }
  }

  /** Sends a message to a leg's thread. `+OK` says that it was queued, no more. */
  async message(legId: string, headers: Readonly<Record<string, string>>): Promise<string> {
    for (const value of Object.values(headers)) oneLine(value)
    return this.#command(`sendmsg ${oneLine(legId)}`, headers)
  }

  /** From now on exactly these events come. */
  async subscribe(names: readonly string[]): Promise<void> {
    await this.#command(`event json ${oneLine(names.join(' '))}`, {})
  }

  /** Closes it for good; commands under way reject. */
  close(why: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#connection.socket?.destroy()
    const error = new OperatingError('switch-unreachable', { address: this.address, why })
    for (const reject of this.#pending) reject(error)
    this.#pending.clear()
    this.onClosed(why)
  }

  #command(command: string, headers: Readonly<Record<string, string>>): Promise<string> {
    return this.#await(command, (settle) =>
      this.#connection.sendRecv(command, headers, (reply) =>
        settle(reply.getHeader('Reply-Text') ?? ''),
      ),
    )
  }

  #await(command: string, send: (settle: (text: string) => void) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const { address } = this
      if (this.#closed) {
        reject(new OperatingError('switch-unreachable', { address, why: 'not connected' }))
        return
      }
      const verb = command.split(' ', 1)[0] ?? ''
      const timer = setTimeout(() => this.close(`no answer to ${verb}`), this.#answerMs)
      const fail = (why: OperatingError): void => {
        clearTimeout(timer)
        reject(why)
      }
      this.#pending.add(fail)
      const { socket } = this.#connection
      // modesl writes each line by itself: one system call and one packet for a command.
      socket?.cork()
      send((text) => {
        clearTimeout(timer)
        this.#pending.delete(fail)
        resolve(text)
      })
      socket?.uncork()
    })
  }
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new OperatingError('unsafe-argument', { field: 'command' })
  return text
}

function toRawEvent(event: { readonly headers: EslHeaders; readonly body: string }): RawEvent {
  const raw: Record<string, string> = { _body: event.body }
  for (const { name, value } of event.headers) if (READ_NAMES.has(name)) raw[name] = String(value)
  return raw
}

type EslHeaders = readonly { readonly name: string; readonly value: unknown }[]
