import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExternalPeer, isInstalled } from './external-peer.ts'
import { isSound, SilenceMeter } from './peer-audio.ts'

const PROGRAM = 'dumpcap'
const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
const ETHERNET_BYTES = 14
const UDP_BYTES = 8
const RTP_BYTES = 12
/** All of a packet of 20 ms. */
const SNAP_BYTES = 256

/** What the callers of a crowd heard, stream by stream, taken from the wire by dumpcap. */
export class HeardOnTheWire {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ringfirst-wire-'))
  readonly #peer: ExternalPeer

  private constructor(ports: readonly number[]) {
    const filter = ports.map((port) => `udp dst port ${port}`).join(' or ')
    const args = ['-i', 'lo', '-f', filter, '-P', '-q', '-B', '64', '-s', String(SNAP_BYTES)]
    this.#peer = new ExternalPeer(PROGRAM, [...args, '-w', 'heard.pcap'], this.#folder)
  }

  /** Listens to what is sent to these ports from now on; undefined where dumpcap is not installed. */
  static start(ports: readonly number[]): HeardOnTheWire | undefined {
    return isInstalled(PROGRAM) ? new HeardOnTheWire(ports) : undefined
  }

  /** The longest silence of each stream of µ-law, ms; listens no more. */
  async silencesMs(): Promise<readonly number[]> {
    await this.#peer.stop()
    const meters = new Map<string, SilenceMeter>()
    for (const { stream, sound, atMs } of packetsIn(readFileSync(join(this.#folder, 'heard.pcap'))))
      meterOf(meters, stream).hear(sound, atMs)
    rmSync(this.#folder, { recursive: true })
    return [...meters.values()].map(({ longestMs }) => longestMs)
  }
}

function meterOf(meters: Map<string, SilenceMeter>, stream: string): SilenceMeter {
  const meter = meters.get(stream) ?? new SilenceMeter()
  meters.set(stream, meter)
  return meter
}

interface HeardPacket {
  readonly stream: string
  readonly sound: boolean
  readonly atMs: number
}

/** The packets of µ-law in a capture, by whence they came and their SSRC. Pure. */
function* packetsIn(capture: Buffer): Generator<HeardPacket> {
  let at = FILE_HEADER_BYTES
  while (at + RECORD_HEADER_BYTES <= capture.length) {
    const atMs = 1_000 * capture.readUInt32LE(at) + capture.readUInt32LE(at + 4) / 1_000
    const bytes = capture.readUInt32LE(at + 8)
    at += RECORD_HEADER_BYTES
    const packet = capture.subarray(at + ETHERNET_BYTES, at + bytes)
    at += bytes
    const udp = 4 * ((packet[0] ?? 0) & 0x0f)
    const rtp = udp + UDP_BYTES
    if (packet.length < rtp + RTP_BYTES || ((packet[rtp + 1] ?? 0) & 0x7f) !== 0) continue
    const stream = `${packet.readUInt16BE(udp)} ${packet.readUInt32BE(rtp + 8)}`
    yield { stream, sound: isSound(packet.subarray(rtp + RTP_BYTES)), atMs }
  }
}
