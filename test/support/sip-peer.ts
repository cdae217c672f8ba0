import { createHash } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { PeerAudio } from './peer-audio.ts'
import { eventually } from './eventually.ts'
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

const HOST = '127.0.0.1'
const REALM = 'peer'
const NONCE = 'b5c1'

/**
 * A far end of our own making: plain SIP over one UDP socket, scripted by the test, written apart
 * from every SIP stack in use so that it can judge them. It answers BYE and CANCEL by itself.
 */
export class SipPeer {
  readonly calls: PeerCall[] = []
  /** Whether a CANCEL ends the call with 487, as it should; false lets the test answer late. */
  obeysCancel = true
  /** Whether it answers OPTIONS outside of calls, as a trunk that is there does. */
  answersOptions = true
  readonly #socket: Socket
  #waiting: ((answer: SipText) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (datagram, source) => this.#receive(datagram.toString(), source))
  }

  static async open(): Promise<SipPeer> {
    const socket = createSocket('udp4')
    socket.bind(0, HOST)
    await once(socket, 'listening')
    return new SipPeer(socket)
  }

  get host(): string {
    return HOST
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** The address under which it can be called. */
  contact(user = 'peer'): string {
    return `sip:${user}@${HOST}:${this.port};transport=udp`
  }

  /** The call with this index, in the order of their first INVITEs. */
  async call(index = 0, withinMs = 3_000): Promise<PeerCall> {
    await eventually(() => this.calls.length > index, withinMs)
    return this.calls[index] as PeerCall
  }

  send(text: string, to: { readonly host: string; readonly port: number }): void {
    this.#socket.send(text, to.port, to.host)
  }

  /** Sends a request outside of calls and returns the answer to it. */
  async ask(
    text: string,
    to: { readonly host: string; readonly port: number },
    withinMs = 3_000,
  ): Promise<SipText> {
    let answer: SipText | undefined
    this.#waiting = (received) => (answer = received)
    this.send(text, to)
    await eventually(() => answer !== undefined, withinMs)
    return answer as unknown as SipText
  }

  close(): void {
    for (const call of this.calls) call.audio.close()
    this.#socket.close()
  }

  #receive(text: string, source: RemoteInfo): void {
    const message = readSip(text)
    if (message.status > 0 && valueOf(message, 'cseq').endsWith('REGISTER')) {
      return this.#waiting?.(message)
    }
    const callId = valueOf(message, 'call-id')
    const call = this.calls.find((known) => known.callId === callId)
    if (call) call.receive(message, source)
    else if (message.method === 'INVITE') void this.#ring(message, source)
    else if (message.method === 'OPTIONS' && this.answersOptions) this.#answer(message, source)
  }

  #answer(request: SipText, { address: host, port }: RemoteInfo): void {
    const lines = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
      valuesOf(request, name.toLowerCase()).map((value) => `${name}: ${value}`),
    )
    this.send(`SIP/2.0 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, {
      host,
      port,
    })
  }

  async #ring(invite: SipText, source: RemoteInfo): Promise<void> {
    const audio = await PeerAudio.open(HOST)
    const callId = valueOf(invite, 'call-id')
    const known = this.calls.find((call) => call.callId === callId)
    if (known) return audio.close()
    audio.connect(invite.body)
    this.calls.push(new PeerCall(this, audio, invite, source))
  }
}

/** One call that came to a {@link SipPeer}. */
export class PeerCall {
  readonly audio: PeerAudio
  readonly callId: string
  /** Every message of the call that came, the first INVITE and repetitions included. */
  readonly received: SipText[] = []
  #invite: SipText
  readonly #peer: SipPeer
  #source: RemoteInfo
  readonly #tag = Math.random().toString(36).slice(2)
  #sequence = 0

  constructor(peer: SipPeer, audio: PeerAudio, invite: SipText, source: RemoteInfo) {
    this.#peer = peer
    this.audio = audio
    this.#invite = invite
    this.#source = source
    this.callId = valueOf(invite, 'call-id')
    this.received.push(invite)
  }

  /** The INVITE that counts: the last new one. */
  get invite(): SipText {
    return this.#invite
  }

  receive(message: SipText, source: RemoteInfo): void {
    this.received.push(message)
    this.#source = source
    if (message.method === 'INVITE' && branchOf(message) !== branchOf(this.#invite)) {
      this.#invite = message
    }
    if (message.method === 'BYE') this.#reply(message, 200, 'OK')
    if (message.method === 'CANCEL') {
      this.#reply(message, 200, 'OK')
      if (this.#peer.obeysCancel) this.respond(487, 'Request Terminated')
    }
    if (message.status === 200 && valueOf(message, 'cseq').endsWith('INVITE'))
      this.#acknowledge(message)
  }

  /** Sends a response to the INVITE, with more headers where given. */
  respond(
    status: number,
    phrase = 'Word',
    more: readonly (readonly [string, string])[] = [],
    sdp = '',
  ): void {
    this.#reply(this.#invite, status, phrase, more, sdp)
  }

  trying(): void {
    this.respond(100, 'Trying')
  }

  ring(): void {
    this.respond(180, 'Ringing')
  }

  /** 183 with a description: audio may flow before the answer. */
  earlyMedia(): void {
    this.respond(183, 'Session Progress', [], this.audio.description())
  }

  answer(): void {
    this.respond(200, 'OK', [], this.audio.description())
  }

  /** Asks for credentials with 401 or 407. */
  challenge(status: 401 | 407): void {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate'
    const value = `Digest realm="${REALM}", nonce="${NONCE}", qop="auth", algorithm=MD5`
    this.respond(status, 'Who Are You', [[name, value]])
  }

  /** Whether the last INVITE proves the password, after a challenge. */
  proves(username: string, password: string): boolean {
    const header =
      valueOf(this.#invite, 'authorization') || valueOf(this.#invite, 'proxy-authorization')
    const field = (name: string): string =>
      new RegExp(`[ ,]${name}="?([^",]+)`, 'i').exec(header)?.[1] ?? ''
    const expected = digestOf({
      username,
      password,
      realm: REALM,
      nonce: NONCE,
      method: 'INVITE',
      uri: field('uri'),
      nc: field('nc'),
      cnonce: field('cnonce'),
    })
    return field('username') === username && field('response') === expected
  }

  /** Hangs up an answered call. */
  hangUp(more: readonly (readonly [string, string])[] = []): void {
    this.#request('BYE', more)
  }

  /** Offers another description in the call. */
  reinvite(direction = 'sendrecv'): void {
    this.#request(
      'INVITE',
      [['Contact', `<${this.#peer.contact()}>`]],
      this.audio.description(direction),
    )
  }

  /** How often a method came. */
  count(method: string): number {
    return this.received.filter((message) => message.method === method).length
  }

  /** Waits until a method came, or a status in answer to ours. */
  async sees(what: string | number, withinMs = 3_000): Promise<SipText> {
    const matches = (message: SipText): boolean =>
      message.method === what || message.status === what
    await eventually(() => this.received.some(matches), withinMs)
    return this.received.find(matches) as SipText
  }

  #request(method: string, more: readonly (readonly [string, string])[], sdp = ''): void {
    this.#sequence += 1
    const target = addressIn(valueOf(this.#invite, 'contact'))
    const routes = valuesOf(this.#invite, 'record-route')
    const first = addressIn(routes[0] ?? '')
    const text = writeSip(
      `${method} ${target} SIP/2.0`,
      [
        [
          'Via',
          `SIP/2.0/UDP ${HOST}:${this.#peer.port};branch=z9hG4bK${this.#tag}${this.#sequence}`,
        ],
        ...routes.map((route) => ['Route', route] as const),
        ['From', this.#withTag(valueOf(this.#invite, 'to'))],
        ['To', valueOf(this.#invite, 'from')],
        ['Call-ID', this.callId],
        ['CSeq', `${this.#sequence} ${method}`],
        ['Max-Forwards', '70'],
        ...more,
      ],
      sdp,
    )
    this.#peer.send(text, hostAndPort(first || target))
  }

  #acknowledge(answer: SipText): void {
    const target =
      addressIn(valueOf(answer, 'contact')) || addressIn(valueOf(this.#invite, 'contact'))
    const routes = valuesOf(this.#invite, 'record-route')
    const text = writeSip(`ACK ${target} SIP/2.0`, [
      ['Via', `SIP/2.0/UDP ${HOST}:${this.#peer.port};branch=z9hG4bKack${this.#sequence}`],
      ...routes.map((route) => ['Route', route] as const),
      ['From', valueOf(answer, 'from')],
      ['To', valueOf(answer, 'to')],
      ['Call-ID', this.callId],
      ['CSeq', `${this.#sequence} ACK`],
      ['Max-Forwards', '70'],
    ])
    this.#peer.send(text, hostAndPort(addressIn(routes[0] ?? '') || target))
  }

  #reply(
    request: SipText,
    status: number,
    phrase: string,
    more: readonly (readonly [string, string])[] = [],
    sdp = '',
  ): void {
    const to = valueOf(request, 'to')
    const text = writeSip(
      `SIP/2.0 ${status} ${phrase}`,
      [
        ...valuesOf(request, 'via').map((via) => ['Via', via] as const),
        ...valuesOf(request, 'record-route').map((route) => ['Record-Route', route] as const),
        ['From', valueOf(request, 'from')],
        ['To', status === 100 ? to : this.#withTag(to)],
        ['Call-ID', this.callId],
        ['CSeq', valueOf(request, 'cseq')],
        ['Contact', `<${this.#peer.contact()}>`],
        ...more,
      ],
      sdp,
    )
    this.#peer.send(text, { host: this.#source.address, port: this.#source.port })
  }

  #withTag(value: string): string {
    return tagOf(value) ? value : `${value};tag=${this.#tag}`
  }
}

/** What a digest is computed from; RFC 2617 with qop=auth. */
export interface DigestParts {
  readonly username: string
  readonly password: string
  readonly realm: string
  readonly nonce: string
  readonly method: string
  readonly uri: string
  readonly nc: string
  readonly cnonce: string
}

/** The response that proves a password. */
export function digestOf(parts: DigestParts): string {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
  const first = md5(`${parts.username}:${parts.realm}:${parts.password}`)
  const second = md5(`${parts.method}:${parts.uri}`)
  return md5(`${first}:${parts.nonce}:${parts.nc}:${parts.cnonce}:auth:${second}`)
}

function hostAndPort(uri: string): { readonly host: string; readonly port: number } {
  const match = /sips?:(?:[^@;>]*@)?([^;:>]+)(?::(\d+))?/i.exec(uri)
  return { host: match?.[1] ?? HOST, port: Number(match?.[2] ?? 5_060) }
}
