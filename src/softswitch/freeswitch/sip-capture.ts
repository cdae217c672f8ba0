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
/** Of an inbound call, more follows the leg's id. */
const LEG_ID_CHARS = 36

/**
 * Hears a copy of each SIP message that the media servers send and receive (`sip-capture`), and
 * tells those of our legs, found by the `X-Leg` of their INVITE. For ladders only: where the port
 * is taken there is no ladder, and calls go on.
 */
export class SipCapture {
  readonly #observe: (observation: Observation) => void
  readonly #isServer: (address: string, port: number) => boolean
  readonly #legs = new Map<string, LegId>()
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
    for (const [callId, known] of this.#legs) if (known === legId) this.#legs.delete(callId)
  }

  close(): void {
    try {
      this.#socket?.close()
    } catch {
      // it was never bound
    }
  }

  #take(datagram: Buffer): void {
    const message = parseHep3(datagram)
    if (message === undefined) return
    const { text } = message
    const callId = headerOf(text, 'Call-ID')
    const named = text.startsWith('INVITE ') ? headerOf(text, 'X-Leg').slice(0, LEG_ID_CHARS) : ''
    if (named !== '') this.#legs.set(callId, named as LegId)
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
  const chunks = new Map<number, Buffer>()
  for (let at = HEADER_BYTES; at + HEADER_BYTES <= datagram.length;) {
    const length = datagram.readUInt16BE(at + 4)
    if (length < HEADER_BYTES || at + length > datagram.length) return undefined
    const vendor = datagram.readUInt16BE(at)
    if (vendor === 0)
      chunks.set(datagram.readUInt16BE(at + 2), datagram.subarray(at + 6, at + length))
    at += length
  }
  const payload = chunks.get(CHUNK.payload)
  if (payload === undefined) return undefined
  return {
    sourceAddress: [...(chunks.get(CHUNK.sourceIp4) ?? [])].join('.'),
    sourcePort: wholeNumber(chunks.get(CHUNK.sourcePort)),
    at:
      wholeNumber(chunks.get(CHUNK.seconds)) * 1_000 +
      Math.floor(wholeNumber(chunks.get(CHUNK.microseconds)) / 1_000),
    text: payload.toString('utf8'),
  }
}

/** A SIP message without what would let a reader pose as us. Pure. */
export function withoutCredentials(message: string): string {
  return message.replace(/^((?:Proxy-)?Authorization):.*$/gim, '$1: (removed)')
}

function wholeNumber(bytes: Buffer | undefined): number {
  return bytes === undefined || bytes.length === 0
    ? 0
    : bytes.readUIntBE(0, Math.min(bytes.length, 6))
}

function headerOf(text: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? ''
}
