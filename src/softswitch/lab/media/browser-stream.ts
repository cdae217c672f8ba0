import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
} from 'werift'
import { decodeG711 } from '../../../amd/g711.ts'
import type { AudioPath } from './audio-path.ts'
import type { AudioHandlers } from './audio-stream.ts'
import { Playout } from './playout.ts'
import { OFFERED_EVENT_TYPE } from './sdp.ts'
import { Speaker, type SpokenAs } from './speaker.ts'
import { DigitEar } from './telephone-event.ts'

const PCMU_TYPE = 0
const SPOKEN_AS: SpokenAs = {
  law: 'PCMU',
  payloadType: PCMU_TYPE,
  eventPayloadType: OFFERED_EVENT_TYPE,
}
const CODECS = [codec('audio/PCMU', PCMU_TYPE), codec('audio/telephone-event', OFFERED_EVENT_TYPE)]

/**
 * The audio of a browser's leg: ICE, DTLS-SRTP and G.711 µ-law. No server outside is asked for an
 * address: browsers in a lab are on this machine or its network.
 */
export class BrowserStream implements AudioPath {
  readonly #connection: RTCPeerConnection
  readonly #track: MediaStreamTrack
  readonly #offer: string
  readonly #playout = new Playout()
  readonly #ear = new DigitEar()
  readonly #speaker = new Speaker()
  #agreed = false
  #connected = false
  #lastPacketAt: number | undefined
  #closed = false

  private constructor(connection: RTCPeerConnection, track: MediaStreamTrack, offer: string) {
    this.#connection = connection
    this.#track = track
    this.#offer = offer
  }

  /** Gathers the addresses of this machine, the bind address among them, and makes an offer. */
  static async open(bindAddress: string, handlers: AudioHandlers): Promise<BrowserStream> {
    const connection = new RTCPeerConnection({
      codecs: { audio: [...CODECS], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [bindAddress === '0.0.0.0' ? '127.0.0.1' : bindAddress],
    })
    const track = new MediaStreamTrack({ kind: 'audio' })
    const transceiver = connection.addTransceiver(track, { direction: 'sendrecv' })
    // werift asks a public server for our address even where none is named, and waits 5 s for it.
    for (const transport of connection.iceTransports) delete transport.connection.stunServer
    await connection.setLocalDescription(await connection.createOffer())
    const offer = connection.localDescription?.sdp ?? ''
    const stream = new BrowserStream(connection, track, offer)
    transceiver.onTrack.subscribe((remote) =>
      remote.onReceiveRtp.subscribe((packet) => stream.#receive(packet, handlers)),
    )
    connection.connectionStateChange.subscribe((state) => {
      stream.#connected = state === 'connected'
    })
    return stream
  }

  offer(): string {
    return this.#offer
  }

  accept(sdp: string): string | undefined {
    if (this.#agreed || !/^a=rtpmap:0 PCMU\/8000/im.test(sdp)) return undefined
    this.#agreed = true
    const description = { type: 'answer', sdp } as const
    // What cannot be agreed on brings no packet, and a leg without packets ends by itself.
    this.#connection.setRemoteDescription(description).catch(() => undefined)
    return this.#offer
  }

  get agreed(): boolean {
    return this.#agreed
  }

  get expectsAudio(): boolean {
    return this.#agreed
  }

  get lastPacketAt(): number | undefined {
    return this.#lastPacketAt
  }

  take(late = false): Int16Array | undefined {
    return this.#playout.take(late)
  }

  takeMissing(): number {
    return this.#playout.takeMissing()
  }

  rest(): Iterable<Int16Array> {
    return this.#playout.rest()
  }

  send(frame: Int16Array | undefined): void {
    if (!this.#connected || this.#closed) return this.#speaker.skip()
    const { sequence: sequenceNumber, payload, ...rest } = this.#speaker.next(frame, SPOKEN_AS)
    const header = new RtpHeader({ ...rest, sequenceNumber })
    this.#track.writeRtp(new RtpPacket(header, Buffer.from(payload)))
  }

  sendDigits(digits: string): boolean {
    this.#speaker.press(digits)
    return true
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#connection.close().catch(() => undefined)
  }

  #receive(packet: RtpPacket, handlers: AudioHandlers): void {
    const { payloadType, marker, timestamp, sequenceNumber: sequence, ssrc } = packet.header
    this.#lastPacketAt = performance.now()
    if (payloadType === PCMU_TYPE) {
      this.#playout.put(timestamp, decodeG711('PCMU', packet.payload))
    } else if (payloadType === OFFERED_EVENT_TYPE) {
      const { payload } = packet
      const digit = this.#ear.hear({ payloadType, marker, timestamp, sequence, ssrc, payload })
      if (digit !== undefined) handlers.onDigit(digit)
    }
  }
}

function codec(mimeType: string, payloadType: number): RTCRtpCodecParameters {
  return new RTCRtpCodecParameters({ mimeType, clockRate: 8_000, channels: 1, payloadType })
}
