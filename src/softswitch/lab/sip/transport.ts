import type { Hop } from './next-hop.ts'

/** What a transport tells its endpoint. */
export interface TransportHandlers {
  /** A whole message came, and not for the second time. */
  onMessage(message: string, from: Hop): void
  /** A connection ended; never over UDP. */
  onClosed(from: Hop): void
}

/** One way to carry SIP messages: the next hop is read from each message itself. */
export interface SipTransport {
  readonly protocol: 'UDP' | 'TCP' | 'WS'
  readonly port: number
  /** Rejects where the message cannot be handed to the network. */
  send(message: string): Promise<void>
  /** Stops repeating a request that was given up. */
  abandon(branch: string): void
  close(): void
}
