import type { Ladder } from './protocol.ts'

/** libpcap's file format, microseconds, little-endian (draft-ietf-opsawg-pcap section 4). */
const MAGIC = 0xa1b2c3d4
/** LINKTYPE_RAW: packets begin with their IP header. */
const LINK_TYPE_RAW = 101
const SNAPSHOT_LENGTH = 65_535
const IP_HEADER = 20
const UDP_HEADER = 8
const SIP_PORT = 5060
const PAYLOAD_MAX = SNAPSHOT_LENGTH - IP_HEADER - UDP_HEADER

/**
 * A ladder as a capture for Wireshark. The messages went over UDP, TCP or WebSocket; here each is
 * one UDP packet between Ringfirst (192.0.2.1) and the far end of its leg (192.0.2.2 and on), the
 * addresses of RFC 5737 that are nobody's. Pure.
 */
export function pcapOf(ladder: Ladder): Buffer {
  const farEnds = [...new Set(ladder.legs.map(({ farEnd }) => farEnd))]
  const hosts = new Map(
    ladder.legs.map(({ id, farEnd }) => [id, 2 + (farEnds.indexOf(farEnd) % 250)]),
  )
  const packets = ladder.messages.map(({ at, legId, direction, message }) => {
    const theirs = hosts.get(legId) ?? 2
    const [from, to] = direction === 'sent' ? [1, theirs] : [theirs, 1]
    return record(
      Date.parse(at),
      udpPacket(from, to, Buffer.from(message).subarray(0, PAYLOAD_MAX)),
    )
  })
  return Buffer.concat([fileHeader(), ...packets])
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(MAGIC, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(SNAPSHOT_LENGTH, 16)
  header.writeUInt32LE(LINK_TYPE_RAW, 20)
  return header
}

function record(atMs: number, packet: Buffer): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(Math.floor(atMs / 1_000), 0)
  header.writeUInt32LE((atMs % 1_000) * 1_000, 4)
  header.writeUInt32LE(packet.length, 8)
  header.writeUInt32LE(packet.length, 12)
  return Buffer.concat([header, packet])
}

/** IPv4 and UDP around a payload; a UDP checksum of 0 says that there is none (RFC 768). */
function udpPacket(from: number, to: number, payload: Buffer): Buffer {
  const packet = Buffer.alloc(IP_HEADER + UDP_HEADER)
  packet[0] = 0x45
  packet.writeUInt16BE(IP_HEADER + UDP_HEADER + payload.length, 2)
  packet[8] = 64
  packet[9] = 17
  packet.set([192, 0, 2, from, 192, 0, 2, to], 12)
  packet.writeUInt16BE(checksum(packet.subarray(0, IP_HEADER)), 10)
  packet.writeUInt16BE(SIP_PORT, 20)
  packet.writeUInt16BE(SIP_PORT, 22)
  packet.writeUInt16BE(UDP_HEADER + payload.length, 24)
  return Buffer.concat([packet, payload])
}

/** The Internet checksum (RFC 1071). */
function checksum(header: Buffer): number {
  let sum = 0
  for (let i = 0; i < header.length; i += 2) sum += header.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
