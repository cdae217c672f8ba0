import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { MessageFramer } from './framing.ts'
import { hopKey, nextHop, type Hop } from './next-hop.ts'
import type { SipTransport, TransportHandlers } from './transport.ts'

/** A far end that does not take the connection in this time is not there. */
const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_ASKED = '\r\n\r\n'
const KEEP_ALIVE_ANSWER = '\r\n'

/**
 * SIP over TCP: listens, and connects where no connection to the next hop is open yet. A request
 * to an address from which a connection came uses that connection. Rejects where the port is taken.
 */
export async function openTcpTransport(
  bindAddress: string,
  port: number,
  handlers: TransportHandlers,
): Promise<SipTransport> {
  const connections = new Connections(bindAddress, handlers)
  const server = createServer((socket) => connections.adopt(socket))
  server.listen(port, bindAddress)
  await once(server, 'listening')
  return {
    protocol: 'TCP',
    port: (server.address() as AddressInfo).port,
    async send(message) {
      const to = nextHop(message)
      if (!to) throw new Error('the message names no next hop')
      const socket = await connections.to(to)
      socket.write(message)
    },
    abandon: () => undefined,
    close() {
      server.close()
      connections.close()
    },
  }
}

class Connections {
  readonly #bindAddress: string
  readonly #handlers: TransportHandlers
  readonly #open = new Map<string, Socket>()
  readonly #opening = new Map<string, Promise<Socket>>()

  constructor(bindAddress: string, handlers: TransportHandlers) {
    this.#bindAddress = bindAddress
    this.#handlers = handlers
  }

  async to(hop: Hop): Promise<Socket> {
    const key = hopKey(hop)
    const opening = this.#open.get(key) ?? this.#opening.get(key)
    if (opening) return opening
    const connecting = this.#connect(hop).finally(() => this.#opening.delete(key))
    this.#opening.set(key, connecting)
    return connecting
  }

  adopt(socket: Socket): void {
    this.#use(socket, { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 })
  }

  close(): void {
    for (const socket of this.#open.values()) socket.destroy()
  }

  async #connect(hop: Hop): Promise<Socket> {
    const localAddress = this.#bindAddress === '0.0.0.0' ? undefined : this.#bindAddress
    const socket = connect({ ...hop, ...(localAddress ? { localAddress } : {}) })
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no connection in time')))
    await once(socket, 'connect')
    socket.setTimeout(0)
    this.#use(socket, hop)
    return socket
  }

  #use(socket: Socket, from: Hop): void {
    const framer = new MessageFramer()
    const key = hopKey(from)
    this.#open.set(key, socket)
    socket.setNoDelay(true)
    socket.on('data', (piece) => this.#read(socket, framer, from, piece))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      if (this.#open.get(key) === socket) this.#open.delete(key)
      this.#handlers.onClosed(from)
    })
  }

  #read(socket: Socket, framer: MessageFramer, from: Hop, piece: Buffer): void {
    try {
      for (const message of framer.take(piece)) {
        if (message === KEEP_ALIVE_ASKED) socket.write(KEEP_ALIVE_ANSWER)
        else this.#handlers.onMessage(message, from)
      }
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
