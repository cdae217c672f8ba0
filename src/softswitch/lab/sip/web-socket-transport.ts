import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { headerOf, hopKey, hopOfUri, nextHop, type Hop } from './next-hop.ts'
import type { SipTransport, TransportHandlers } from './transport.ts'

const MOST_BYTES = 65_536
const KEEP_ALIVE_ASKED = '\r\n\r\n'
const KEEP_ALIVE_ANSWER = '\r\n'
/** A browser whose machine sleeps keeps its socket open: a ping finds out. */
const PING_EVERY_MS = 10_000

/**
 * SIP over WebSocket (RFC 7118), for browser phones. Nothing is dialled out: a browser cannot be
 * connected to. Its Contact names a host that does not exist, so a message for that host goes over
 * the connection from which the Contact came. Rejects where the port is taken.
 */
export async function openWebSocketTransport(
  bindAddress: string,
  port: number,
  handlers: TransportHandlers,
): Promise<SipTransport> {
  const server = new WebSocketServer({
    host: bindAddress,
    port,
    maxPayload: MOST_BYTES,
    handleProtocols: (protocols) => (protocols.has('sip') ? 'sip' : false),
  })
  await once(server, 'listening')
  const connections = new Connections(handlers)
  server.on('connection', (socket, request) => connections.adopt(socket, request))
  return {
    protocol: 'WS',
    port: (server.address() as AddressInfo).port,
    send(message) {
      const socket = connections.to(nextHop(message))
      if (socket === undefined) return Promise.reject(new Error('that browser is gone'))
      socket.send(message)
      return Promise.resolve()
    },
    abandon: () => undefined,
    close() {
      connections.close()
      server.close()
    },
  }
}

class Connections {
  readonly #handlers: TransportHandlers
  readonly #byHop = new Map<string, WebSocket>()
  /** The made-up hosts of browsers' Contacts. */
  readonly #byHost = new Map<string, WebSocket>()

  constructor(handlers: TransportHandlers) {
    this.#handlers = handlers
  }

  adopt(socket: WebSocket, { socket: { remoteAddress, remotePort } }: IncomingMessage): void {
    const from: Hop = { host: remoteAddress ?? '', port: remotePort ?? 0 }
    this.#byHop.set(hopKey(from), socket)
    const stopPinging = keepPinging(socket)
    socket.on('message', (data) => this.#read(socket, from, textOf(data)))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      stopPinging()
      this.#byHop.delete(hopKey(from))
      for (const [host, owner] of this.#byHost) if (owner === socket) this.#byHost.delete(host)
      this.#handlers.onClosed(from)
    })
  }

  to(hop: Hop | undefined): WebSocket | undefined {
    if (hop === undefined) return undefined
    return this.#byHop.get(hopKey(hop)) ?? this.#byHost.get(hop.host)
  }

  close(): void {
    for (const socket of this.#byHop.values()) socket.terminate()
  }

  #read(socket: WebSocket, from: Hop, message: string): void {
    if (message === KEEP_ALIVE_ASKED) return socket.send(KEEP_ALIVE_ANSWER)
    const host = hopOfUri(headerOf(message, 'Contact', 'm') ?? '')?.host
    if (host?.endsWith('.invalid') === true) this.#byHost.set(host, socket)
    this.#handlers.onMessage(message, from)
  }
}

function textOf(data: WebSocket.RawData): string {
  return Buffer.isBuffer(data)
    ? data.toString()
    : Buffer.concat([data].flat() as Buffer[]).toString()
}

/** Ends a connection that does not answer a ping until the next one. */
function keepPinging(socket: WebSocket): () => void {
  let answered = true
  socket.on('pong', () => (answered = true))
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_EVERY_MS)
  return () => clearInterval(timer)
}
