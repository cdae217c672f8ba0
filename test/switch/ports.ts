import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const FIRST_PORT = 55_000
const LAST_PORT = 56_999
let next = FIRST_PORT + ((process.pid * 37) % 1_500)

/** A port in 55000 to 56999 that nobody holds for UDP or TCP on the address right now. */
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
