import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const PORTS = 1_000
/**
 * Outside the range from which systems take ports for outgoing connections (RFC 6056; Linux 32768 to
 * 60999): inside it a server's port may be taken before it binds, and who knocks before it listens
 * can meet themselves. Files that run at the same time have a thousand each: 12000 to 15999 in all.
 */
const FIRST_PORT = 12_000 + PORTS * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4)
const LAST_PORT = FIRST_PORT + PORTS - 1
let next = FIRST_PORT + ((process.pid * 37) % PORTS)

/** A port that nobody holds for UDP or TCP on the address right now, and that this process alone picks. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    next = next >= LAST_PORT ? FIRST_PORT : next + 1
    if ((await tcpFree(next, address)) && (await udpFree(next, address))) return next
  }
  throw new Error(`no free port on ${address}`)
}

/** An even port with three after it that nobody holds: for audio and video of a SIPp, with their RTCP. */
export async function freeMediaPort(): Promise<number> {
  for (;;) {
    let port = await freePort()
    if (port % 2 === 1) port = await freePort()
    const after = [await freePort(), await freePort(), await freePort()]
    if (port % 2 === 0 && after.every((each, i) => each === port + i + 1)) return port
  }
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
