import { createSocket, type Socket } from 'node:dgram'

/** FreeSWITCH fills a frame for which no packet came with these bytes. */
const NO_PACKET = 0xff

/**
 * Takes the audio of one leg: FreeSWITCH's `unicast` sends each 20 ms as 16-bit samples at 8 kHz
 * in one datagram without any header, so each leg has a port of its own.
 */
export class Tap {
  readonly port: number
  readonly #socket: Socket

  private constructor(socket: Socket, onFrame: (frame: TapFrame) => void) {
    this.#socket = socket
    this.port = socket.address().port
    socket.on('message', (bytes) => onFrame(toFrame(bytes)))
    socket.on('error', () => this.close())
  }

  /** Binds a free port on the address. Rejects where that is not possible. */
  static open(address: string, onFrame: (frame: TapFrame) => void): Promise<Tap> {
    const socket = createSocket('udp4')
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(0, address, () => {
        socket.off('error', reject)
        resolve(new Tap(socket, onFrame))
      })
    })
  }

  /** Stops it; FreeSWITCH notices by the refused datagram and stops sending. */
  close(): void {
    this.#socket.removeAllListeners('message')
    try {
      this.#socket.close()
    } catch {
      // closed already
    }
  }
}

/** One frame: its samples, or how many are missing. */
export type TapFrame =
  | { readonly samples: Int16Array; readonly missing: 0 }
  | { readonly samples: undefined; readonly missing: number }

/** The frame in a datagram. Pure. */
export function toFrame(bytes: Buffer): TapFrame {
  const count = bytes.length >> 1
  if (isNoPacket(bytes)) return { samples: undefined, missing: count }
  return { samples: samplesIn(bytes, count), missing: 0 }
}

/** A view where the datagram lies on an even address: both ends count in this machine's byte order. */
function samplesIn(bytes: Buffer, count: number): Int16Array {
  const { buffer, byteOffset } = bytes
  if (byteOffset % 2 === 0) return new Int16Array(buffer, byteOffset, count)
  return new Int16Array(buffer.slice(byteOffset, byteOffset + 2 * count))
}

/** All bytes 0xFF: the samples would all be -1, which no codec of ours yields for sound. */
function isNoPacket(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== NO_PACKET) return false
  return true
}
