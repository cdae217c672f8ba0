import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { nextHop, type Hop } from './next-hop.ts'
import { Retransmission } from './retransmission.ts'
import type { SipTransport, TransportHandlers } from './transport.ts'

/** SIP over UDP on one socket, with the retransmissions that UDP needs. Rejects where the port is taken. */
export async function openUdpTransport(
  bindAddress: string,
  port: number,
  handlers: TransportHandlers,
): Promise<SipTransport> {
  const socket = createSocket('udp4')
  socket.bind(port, bindAddress)
  await once(socket, 'listening')
  const transmit = (message: string, to: Hop): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(message, to.port, to.host, (error) => (error ? reject(error) : resolve()))
    })
  const retransmission = new Retransmission((message, to) => {
    transmit(message, to).catch(() => undefined)
  })
  socket.on('error', () => undefined)
  socket.on('message', (datagram: Buffer, source: RemoteInfo) => {
    const message = datagram.toString('utf8')
    if (message.trim() === '') return
    const from = { host: source.address, port: source.port }
    if (retransmission.received(message, from)) handlers.onMessage(message, from)
  })
  return {
    protocol: 'UDP',
    port: socket.address().port,
    async send(message) {
      const to = nextHop(message)
      if (!to) throw new Error('the message names no next hop')
      await transmit(message, to)
      retransmission.sent(message, to)
    },
    abandon: (branch) => retransmission.abandon(branch),
    close() {
      retransmission.close()
      socket.close()
    },
  }
}
