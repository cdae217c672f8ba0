import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const PORTS = 1_000
/**
 * Outside the range from which systems take ports for outgoing connections (RFC 6056; Linux 32768 to
 * 60999): inside it a server's port may be taken before it binds, and who knocks before it listens
 * can meet themselves. Files that run at the same time have a thousand each: 12000 to 15999 in all.
 */
const FIRST_PORT = 12_000 + PORTS * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4)
const LAST_PORT = FIRST_PORT + PORTS - 8
let next = FIRST_PORT + ((process.pid * 37) % PORTS)

/** A port that nobody holds for UDP or TCP on the address right now, and that this process alone picks. */
export function freePort(address = '127.0.0.1'): Promise<number> {
  return freeBlock(1, address)
}

/** An even port with three after it that nobody holds: for audio and video of a SIPp, with their RTCP. */
export function freeMediaPort(address = '127.0.0.1'): Promise<number> {
  return freeBlock(4, address)
}

/** The first of so many ports in a row. Each is taken before it is looked at: others may ask meanwhile. */
async function freeBlock(size: number, address: string): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    const first = size === 1 ? next : next + (next % 2)
    const ports = Array.from({ length: size }, (_, i) => first + i)
    next = first + size
    if (next > LAST_PORT) next = FIRST_PORT
    const free = await Promise.all(ports.map((port) => isFree(port, address)))
    if (free.every(Boolean)) return first
  }
  throw new Error(`no free port on ${address}`)
}

async function isFree(port: number, address: string): Promise<boolean> {
  return (await tcpFree(port, address)) && (await udpFree(port, address))
}

function tcpFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
}

function udpFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, address, () => socket.close(() => resolve(true)))
  })
}
