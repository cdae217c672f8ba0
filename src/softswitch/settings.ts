import type { AgentId, TrunkId } from '../core/ids.ts'

/** Where a trunk is and how it is spoken to: what the routing core need not know. */
export interface TrunkConnection {
  readonly id: TrunkId
  readonly host: string
  readonly port: number
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly username?: string
  readonly password?: string
  /** In order of preference. */
  readonly codecs: readonly ('PCMU' | 'PCMA')[]
  /** Without any provisional answer for so long, the next trunk is tried. */
  readonly provisionalTimeoutMs: number
  /** It is asked by OPTIONS so often whether it is there; absent: never. */
  readonly optionsEveryMs?: number
  /** Whether audio is encrypted (SRTP, RFC 4568): never, where the trunk can, or no call without it. */
  readonly srtp?: 'off' | 'optional' | 'required'
  /** Source addresses from which inbound calls are taken; empty: none are. */
  readonly inboundFrom: readonly string[]
}

/** What an agent's phone registers with. */
export interface PhoneAccount {
  readonly agentId: AgentId
  readonly username: string
  readonly password: string
}

/** Finds the file of a prompt by its name; undefined where there is none. */
export type FindPrompt = (name: string) => string | undefined
