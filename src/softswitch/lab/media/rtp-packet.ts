/** One RTP packet, as far as G.711 and telephone events need it. Source: RFC 3550 section 5.1. */
export interface RtpPacket {
  readonly payloadType: number
  readonly marker: boolean
  /** 16 bits, wraps. */
  readonly sequence: number
  /** 32 bits, wraps; counts samples. */
  readonly timestamp: number
  readonly ssrc: number
  readonly payload: Uint8Array
}

const HEADER_BYTES = 12
const VERSION = 2

/** The packet in a datagram, or undefined where it is none. Pure. */
export function parseRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < HEADER_BYTES) return undefined
  const first = datagram.readUInt8(0)
  if (first >> 6 !== VERSION) return undefined
  const second = datagram.readUInt8(1)
  const start = payloadStart(datagram, first)
  const padding = first & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0
  const end = datagram.length - padding
  if (start === undefined || start > end) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(start, end),
  }
}

function payloadStart(datagram: Buffer, first: number): number | undefined {
  const afterSources = HEADER_BYTES + 4 * (first & 0x0f)
  if ((first & 0x10) === 0) return afterSources
  if (datagram.length < afterSources + 4) return undefined
  return afterSources + 4 + 4 * datagram.readUInt16BE(afterSources + 2)
}

/** The datagram of a packet. Pure. */
export function writeRtp(packet: RtpPacket): Buffer {
  const datagram = Buffer.allocUnsafe(HEADER_BYTES + packet.payload.length)
  datagram.writeUInt8(VERSION << 6, 0)
  datagram.writeUInt8((packet.marker ? 0x80 : 0) | packet.payloadType, 1)
  datagram.writeUInt16BE(packet.sequence & 0xffff, 2)
  datagram.writeUInt32BE(packet.timestamp >>> 0, 4)
  datagram.writeUInt32BE(packet.ssrc >>> 0, 8)
  datagram.set(packet.payload, HEADER_BYTES)
  return datagram
}
