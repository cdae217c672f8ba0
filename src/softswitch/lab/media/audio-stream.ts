import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { decodeG711, type Law } from '../../../amd/g711.ts'
import type { AudioPath } from './audio-path.ts'
import { Playout } from './playout.ts'
import { parseRtp, writeRtp } from './rtp-packet.ts'
import {
  OFFERED_EVENT_TYPE,
  parseSdp,
  writeSdp,
  type AudioDescription,
  type OwnAudio,
} from './sdp.ts'
import { Speaker, type SpokenAs } from './speaker.ts'
import { DigitEar } from './telephone-event.ts'

/** A far end that is not heard for so long may have come to speak from another port. */
const MOVED_AFTER_MS = 200

/** Where an agreed stream goes and how it is coded. */
interface Agreement extends SpokenAs {
  readonly sends: boolean
  readonly receives: boolean
}

interface Endpoint {
  readonly address: string
  readonly port: number
}

/** What a stream tells its owner. */
export interface AudioHandlers {
  onDigit(digit: string): void
}

/**
 * The audio of one leg: a UDP socket that speaks RTP with G.711 and telephone events. Frames of
 * 20 ms are taken and sent by the {@link Pacer}'s tick; the stream itself has no timer.
 */
export class AudioStream implements AudioPath {
  readonly port: number
  readonly #socket: Socket
  readonly #address: string
  readonly #laws: readonly Law[]
  readonly #handlers: AudioHandlers
  readonly #playout = new Playout()
  readonly #ear = new DigitEar()
  readonly #speaker = new Speaker()
  #agreement: Agreement | undefined
  #remote: Endpoint | undefined
  #described: Endpoint | undefined
  #heardFrom: Endpoint | undefined
  #version = 1
  #lastPacketAt: number | undefined
  #closed = false

  private constructor(
    socket: Socket,
    address: string,
    laws: readonly Law[],
    handlers: AudioHandlers,
  ) {
    this.#socket = socket
    this.#address = address
    this.#laws = laws
    this.#handlers = handlers
    this.port = socket.address().port
    socket.on('message', (datagram, source) => this.#receive(datagram, source))
    // A far end that closed its port makes the system report an error on ours; silence tells the same.
    socket.on('error', () => undefined)
  }

  /** Opens a socket on a free port. Rejects where the system has none. */
  static async open(
    bindAddress: string,
    shownAddress: string,
    laws: readonly Law[],
    handlers: AudioHandlers,
  ): Promise<AudioStream> {
    const socket = createSocket('udp4')
    socket.bind(0, bindAddress)
    await once(socket, 'listening')
    return new AudioStream(socket, shownAddress, laws, handlers)
  }

  /** Our description as an offer, or again as it stands. */
  offer(): string {
    return this.#describe(this.#laws, OFFERED_EVENT_TYPE, 'sendrecv')
  }

  /**
   * Agrees to a far end's offer or answer and returns our answer to it; undefined where no law is
   * common to both, and the agreement that stood goes on standing.
   */
  agree(theirs: AudioDescription): string | undefined {
    const common = theirs.laws.find(({ law }) => this.#laws.includes(law))
    if (!common) return undefined
    const events = theirs.eventPayloadType
    this.#agreement = {
      ...common,
      ...(events === undefined ? {} : { eventPayloadType: events }),
      sends: theirs.receives,
      receives: theirs.sends,
    }
    const described = { address: theirs.address, port: theirs.port }
    if (!isSame(this.#described, described)) this.#described = this.#remote = described
    this.#heardFrom = undefined
    this.#version += 1
    return this.#describe([common.law], events, directionFor(theirs))
  }

  accept(sdp: string): string | undefined {
    const theirs = parseSdp(sdp)
    return theirs && this.agree(theirs)
  }

  /** Whether a far end's audio is expected at all: agreed and not on hold. */
  get expectsAudio(): boolean {
    return this.#agreement?.receives ?? false
  }

  get agreed(): boolean {
    return this.#agreement !== undefined
  }

  /** When the last packet came, in milliseconds of `performance.now()`. */
  get lastPacketAt(): number | undefined {
    return this.#lastPacketAt
  }

  /** The far end's frame that is due; undefined where none came. */
  take(late = false): Int16Array | undefined {
    return this.#playout.take(late)
  }

  takeMissing(): number {
    return this.#playout.takeMissing()
  }

  rest(): Iterable<Int16Array> {
    return this.#playout.rest()
  }

  /** Sends one frame; silence where there is nothing to say; a digit's packets go before both. */
  send(frame: Int16Array | undefined): void {
    const agreement = this.#agreement
    if (!agreement?.sends || !this.#remote || this.#closed) return this.#speaker.skip()
    const { port, address } = this.#remote
    this.#socket.send(writeRtp(this.#speaker.next(frame, agreement)), port, address)
  }

  /** Queues digits to be sent as telephone events. False where the far end takes none. */
  sendDigits(digits: string): boolean {
    if (this.#agreement?.eventPayloadType === undefined) return false
    this.#speaker.press(digits)
    return true
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }

  #describe(
    laws: readonly Law[],
    eventType: number | undefined,
    direction: OwnAudio['direction'],
  ): string {
    return writeSdp({
      address: this.#address,
      port: this.port,
      laws,
      ...(eventType === undefined ? {} : { eventPayloadType: eventType }),
      direction,
      version: this.#version,
    })
  }

  /**
   * Far ends behind address translation send from where their description did not say: the first
   * who speaks is the far end until it describes itself anew. The described address itself always is,
   * and so is another port of the same address once the first has fallen silent: the translation moved.
   */
  #isFarEnd({ address, port }: RemoteInfo): boolean {
    const source = { address, port }
    const hasMoved = this.#heardFrom?.address === address && this.#isSilent()
    if (this.#heardFrom === undefined || hasMoved || isSame(this.#described, source)) {
      this.#heardFrom = this.#remote = source
    }
    return isSame(this.#heardFrom, source)
  }

  #isSilent(): boolean {
    return performance.now() - (this.#lastPacketAt ?? 0) > MOVED_AFTER_MS
  }

  #receive(datagram: Buffer, source: RemoteInfo): void {
    const packet = parseRtp(datagram)
    const agreement = this.#agreement
    if (!packet || !agreement) return
    const law = packet.payloadType === 0 ? 'PCMU' : packet.payloadType === 8 ? 'PCMA' : undefined
    const isEvent = packet.payloadType === agreement.eventPayloadType
    if (!law && !isEvent) return
    if (!this.#isFarEnd(source)) return
    this.#lastPacketAt = performance.now()
    if (isEvent) {
      const digit = this.#ear.hear(packet)
      if (digit !== undefined) this.#handlers.onDigit(digit)
      return
    }
    if (law) this.#playout.put(packet.timestamp, decodeG711(law, packet.payload))
  }
}

function isSame(one: Endpoint | undefined, other: Endpoint): boolean {
  return one?.port === other.port && one.address === other.address
}

function directionFor(theirs: AudioDescription): OwnAudio['direction'] {
  if (theirs.sends && theirs.receives) return 'sendrecv'
  if (theirs.sends) return 'recvonly'
  return theirs.receives ? 'sendonly' : 'inactive'
}
