import { createSocket, type Socket } from 'node:dgram'
import type { LegId } from '../../core/ids.ts'
import type { Observation } from '../../ports/softswitch.ts'

/** One SIP message as a media server saw it on the wire. */
export interface CapturedMessage {
  readonly sourceAddress: string
  readonly sourcePort: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

/** Chunk types of the Homer encapsulation protocol, version 3 (HEP3, sections 3.1 and 3.2). */
const CHUNK = { sourceIp4: 3, sourcePort: 7, seconds: 9, microseconds: 10, payload: 15 } as const
const HEADER_BYTES = 6
const CALL_ID = /^Call-ID:[ \t]*([^\r\n]*)/im
const X_LEG = /^X-Leg:[ \t]*([^\r\n]*)/im
/** Of an inbound call, more follows the leg's id. */
const LEG_ID_CHARS = 36
/** Beyond so many calls the ladder of the oldest one ends. */
const MOST_CALLS = 10_000

/**
 * Hears a copy of each SIP message that the media servers send and receive (`sip-capture`), and
 * tells those of our legs, found by the `X-Leg` of their INVITE. For ladders only: where the port
 * is taken there is no ladder, and calls go on.
 */
export class SipCapture {
  readonly #observe: (observation: Observation) => void
  readonly #isServer: (address: string, port: number) => boolean
  readonly #legs = new Map<string, LegId>()
  readonly #callIds = new Map<LegId, string>()
  #socket: Socket | undefined

  constructor(
    observe: (observation: Observation) => void,
    isServer: (address: string, port: number) => boolean,
  ) {
    this.#observe = observe
    this.#isServer = isServer
  }

  /** Binds the port; resolves to why that was not possible, undefined where it was. */
  open(host: string, port: number): Promise<string | undefined> {
    const socket = createSocket('udp4')
    this.#socket = socket
    return new Promise((resolve) => {
      socket.on('error', (error) => resolve(error.message))
      socket.on('message', (datagram) => this.#take(datagram))
      socket.bind(port, host, () => resolve(undefined))
    })
  }

  /** The leg is over: its messages are not ours any more. */
  forget(legId: LegId): void {
    this.#legs.delete(this.#callIds.get(legId) ?? '')
    this.#callIds.delete(legId)
  }

  close(): void {
    try {
      this.#socket?.close()
    } catch {
      // it was never bound
    }
  }

  #name(callId: string, legId: LegId): void {
    this.forget(legId)
    this.#legs.set(callId, legId)
    this.#callIds.set(legId, callId)
    const [oldest] = this.#callIds.keys()
    if (this.#callIds.size > MOST_CALLS && oldest !== undefined) this.forget(oldest)
  }

  #take(datagram: Buffer): void {
    const message = parseHep3(datagram)
    if (message === undefined) return
    const { text } = message
    const callId = headerOf(text, CALL_ID)
    const named = text.startsWith('INVITE ') ? headerOf(text, X_LEG).slice(0, LEG_ID_CHARS) : ''
    if (named !== '') this.#name(callId, named as LegId)
    const legId = this.#legs.get(callId)
    if (legId === undefined) return
    const sent = this.#isServer(message.sourceAddress, message.sourcePort)
    const [firstLine = ''] = text.split('\r\n', 1)
    this.#observe({
      kind: 'sip',
      legId,
      direction: sent ? 'sent' : 'received',
      at: message.at,
      firstLine: firstLine.replace(/^SIP\/2\.0 /, ''),
      message: withoutCredentials(text),
    })
  }
}

/** The message in a HEP3 datagram; undefined where it is none. Never throws. Pure. */
export function parseHep3(datagram: Buffer): CapturedMessage | undefined {
  if (datagram.length < HEADER_BYTES || datagram.toString('latin1', 0, 4) !== 'HEP3')
    return undefined
  let [sourceAddress, sourcePort, seconds, microseconds] = ['', 0, 0, 0]
  let text: string | undefined
  for (let at = HEADER_BYTES; at + HEADER_BYTES <= datagram.length;) {
    const end = at + datagram.readUInt16BE(at + 4)
    const from = at + HEADER_BYTES
    if (end < from || end > datagram.length) return undefined
    const kind = datagram.readUInt16BE(at) === 0 ? datagram.readUInt16BE(at + 2) : undefined
    if (kind === CHUNK.payload) text = datagram.toString('utf8', from, end)
    else if (kind === CHUNK.sourceIp4) sourceAddress = datagram.subarray(from, end).join('.')
    else if (kind === CHUNK.sourcePort) sourcePort = wholeNumber(datagram, from, end)
    else if (kind === CHUNK.seconds) seconds = wholeNumber(datagram, from, end)
    else if (kind === CHUNK.microseconds) microseconds = wholeNumber(datagram, from, end)
    at = end
  }
  if (text === undefined) return undefined
  return { sourceAddress, sourcePort, at: seconds * 1_000 + Math.floor(microseconds / 1_000), text }
}

/** A SIP message without what would let a reader pose as us. Pure. */
export function withoutCredentials(message: string): string {
  if (!/authorization/i.test(message)) return message
  return message.replace(/^((?:Proxy-)?Authorization)[ \t]*:.*$/gim, '$1: (removed)')
}

function wholeNumber(bytes: Buffer, from: number, end: number): number {
  return from === end ? 0 : bytes.readUIntBE(from, Math.min(end - from, 6))
}

/** What a header of the message says; empty where it has none. */
function headerOf(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? ''
}
