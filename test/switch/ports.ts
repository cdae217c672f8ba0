import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Outside the range from which systems take ports for outgoing connections (RFC 6056; Linux 32768 to
 * 60999): inside it a server's port may be taken before it binds, and who knocks before it listens
 * can meet themselves.
 */
const FIRST_PORT = 12_000
const LAST_PORT = 13_999
let next = FIRST_PORT + ((process.pid * 37) % 1_500)

/** A port in 12000 to 13999 that nobody holds for UDP or TCP on the address right now. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    next = next >= LAST_PORT ? FIRST_PORT : next + 1
    if ((await tcpFree(next, address)) && (await udpFree(next, address))) return next
  }
  throw new Error(`no free port on ${address}`)
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
