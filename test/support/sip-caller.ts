import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { eventually } from './eventually.ts'
import { PeerAudio } from './peer-audio.ts'
import {
  addressIn,
  branchOf,
  readSip,
  tagOf,
  valueOf,
  valuesOf,
  writeSip,
  type SipText,
} from './sip-text.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** Whom a caller calls, and as whom. */
export interface CallerSetup {
  /** Where the INVITE goes. */
  readonly to: Address
  readonly called: string
  /** The user part of From. */
  readonly from?: string
  /** The address that the call comes from. */
  readonly host?: string
  readonly headers?: readonly (readonly [string, string])[]
}

/**
 * A caller of our making: one outbound call over one UDP socket, written apart from every SIP stack
 * in use so that it can judge them. It acknowledges by itself, answers BYE, and repeats nothing:
 * loopback loses nothing.
 */
export class SipCaller {
  readonly audio: PeerAudio
  /** Every message that came. */
  readonly received: SipText[] = []
  readonly #socket: Socket
  readonly #setup: CallerSetup
  readonly #host: string
  readonly #callId = `caller-${Math.random().toString(36).slice(2)}`
  readonly #tag = Math.random().toString(36).slice(2)
  #sequence = 1
  #to = ''
  #target = ''
  #routes: readonly string[] = []

  private constructor(socket: Socket, audio: PeerAudio, setup: CallerSetup) {
    this.#socket = socket
    this.audio = audio
    this.#setup = setup
    this.#host = setup.host ?? '127.0.0.1'
    this.#target = `sip:${setup.called}@${setup.to.host}:${setup.to.port}`
    this.#to = `<${this.#target}>`
    socket.on('message', (datagram) => this.#receive(readSip(datagram.toString())))
  }

  /** Sends the INVITE with an offer of µ-law and telephone events. */
  static async call(setup: CallerSetup): Promise<SipCaller> {
    const host = setup.host ?? '127.0.0.1'
    const socket = createSocket('udp4')
    socket.bind(0, host)
    await once(socket, 'listening')
    const caller = new SipCaller(socket, await PeerAudio.open(host), setup)
    caller.#send('INVITE', 1, caller.audio.description(), setup.headers ?? [])
    return caller
  }

  /** The final status of the INVITE. */
  async status(withinMs = 5_000): Promise<number> {
    await eventually(() => this.#final() !== undefined, withinMs)
    return this.#final()?.status ?? 0
  }

  /** The call has been answered; from then on the caller sends silence. */
  async answered(withinMs = 5_000): Promise<void> {
    const status = await this.status(withinMs)
    if (status !== 200) throw new Error(`the call was answered with ${status}`)
  }

  /** Whether the other side has hung up. */
  get isOver(): boolean {
    return this.received.some(({ method }) => method === 'BYE')
  }

  cancel(): void {
    this.#send('CANCEL', 1)
  }

  hangUp(): void {
    this.#send('BYE', ++this.#sequence)
  }

  /** Presses a key, told by SIP INFO. */
  pressByInfo(digit: string): void {
    this.#send('INFO', ++this.#sequence, `Signal=${digit}\r\nDuration=160\r\n`, [
      ['Content-Type', 'application/dtmf-relay'],
    ])
  }

  close(): void {
    this.audio.close()
    this.#socket.close()
  }

  #final(): SipText | undefined {
    return this.received.find(
      (message) => message.status >= 200 && valueOf(message, 'cseq').endsWith('INVITE'),
    )
  }

  #receive(message: SipText): void {
    this.received.push(message)
    if (message.method !== '') return this.#accept(message)
    if (message.status < 200 || !valueOf(message, 'cseq').endsWith('INVITE')) return
    this.#to = valueOf(message, 'to')
    if (message.status < 300) {
      this.#target = addressIn(valueOf(message, 'contact')) || this.#target
      this.#routes = [...valuesOf(message, 'record-route')].reverse()
      this.audio.connect(message.body)
      this.audio.say(() => 0)
      return this.#send('ACK', 1)
    }
    this.#acknowledgeRefusal(message)
  }

  #accept(request: SipText): void {
    const copied = ['via', 'record-route', 'from', 'to', 'call-id', 'cseq'].flatMap((name) =>
      valuesOf(request, name).map((value) => [name, value] as const),
    )
    const contact = ['Contact', `<sip:caller@${this.#here}>`] as const
    const via = addressOfVia(valueOf(request, 'via'))
    this.#socket.send(writeSip('SIP/2.0 200 OK', [...copied, contact]), via.port, via.host)
  }

  /** An ACK of a refusal belongs to the INVITE's own transaction (RFC 3261 section 17.1.1.3). */
  #acknowledgeRefusal(answer: SipText): void {
    const via = `SIP/2.0/UDP ${this.#here};branch=${branchOf(answer)}`
    this.#transmit('ACK', `sip:${this.#setup.called}@${hostPort(this.#setup.to)}`, 1, via, [], '')
  }

  #send(
    method: string,
    sequence: number,
    body = '',
    more: readonly (readonly [string, string])[] = [],
  ): void {
    const name = method === 'CANCEL' ? 'INVITE' : method
    const via = `SIP/2.0/UDP ${this.#here};branch=z9hG4bK${this.#tag}${name}${sequence}`
    this.#transmit(method, this.#target, sequence, via, more, body)
  }

  #transmit(
    method: string,
    target: string,
    sequence: number,
    via: string,
    more: readonly (readonly [string, string])[],
    body: string,
  ): void {
    const first = addressIn(this.#routes[0] ?? '')
    const hop = first === '' ? hopOf(target, this.#setup.to) : hopOf(first, this.#setup.to)
    const from = `<sip:${this.#setup.from ?? 'anonymous'}@${this.#host}>;tag=${this.#tag}`
    const to = method === 'CANCEL' && tagOf(this.#to) ? `<${this.#target}>` : this.#to
    const headers: (readonly [string, string])[] = [
      ['Via', via],
      ...this.#routes.map((route) => ['Route', route] as const),
      ['From', from],
      ['To', to],
      ['Call-ID', this.#callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', `<sip:caller@${this.#here}>`],
      ['Max-Forwards', '70'],
      ...more,
    ]
    this.#socket.send(writeSip(`${method} ${target} SIP/2.0`, headers, body), hop.port, hop.host)
  }

  get #here(): string {
    return `${this.#host}:${this.#socket.address().port}`
  }
}

function hostPort({ host, port }: Address): string {
  return `${host}:${port}`
}

function hopOf(uri: string, otherwise: Address): Address {
  const match = /sips?:(?:[^@;>]*@)?([^;:>]+)(?::(\d+))?/i.exec(uri)
  return match?.[1] === undefined ? otherwise : { host: match[1], port: Number(match[2] ?? 5_060) }
}

function addressOfVia(via: string): Address {
  const match = /^SIP\/2\.0\/\w+\s+([^;:\s]+)(?::(\d+))?/.exec(via)
  return { host: match?.[1] ?? '127.0.0.1', port: Number(match?.[2] ?? 5_060) }
}
