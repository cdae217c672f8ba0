import type { Ears } from '../listener.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ReadNumber } from '../arrival.ts'
import type { FindPrompt, PhoneAccount, TrunkConnection } from '../settings.ts'

/** Everything that the production switch is told when it is made. */
export interface FreeswitchOptions {
  readonly servers: readonly MediaServerSettings[]
  readonly edge: EdgeSettings
  readonly trunks: readonly TrunkConnection[]
  readonly phones: readonly PhoneAccount[]
  readonly findPrompt: FindPrompt
  /** Reads numbers as the trunk's country writes them; absent: E.164 alone. */
  readonly readNumber?: ReadNumber
  /** Where recordings are written: one path that means the same folder here and on the media servers. */
  readonly recordingsFolder: string
  readonly clock: Clock
  /** Our address as the media servers see it: legs' audio is sent there for analysis. */
  readonly tapAddress: string
  /** The same on the media server's side; loopback where both share a machine. */
  readonly tapFrom: string
  /** Where the media servers send a copy of each SIP message, for ladders; absent: nowhere. */
  readonly capture?: { readonly host: string; readonly port: number }
  /** Whether what analysis heard is told as an observation when it ends. */
  readonly keepsAnalysed?: boolean
  /** Announcements that analysis recognises; absent: none. */
  readonly knownPrompts?: Ears['knownPrompts']
  /** How long a leg may bring no audio packet; absent: {@link SWITCH_LIMITS}. */
  readonly mediaTimeoutMs?: { readonly customer: number; readonly phone: number }
  /** Where the dialogs and registrations that must outlive this process are written down. */
  readonly ledgerFile: string
  /** For the log: never numbers, never secrets. */
  readonly report: (text: string, details?: Readonly<Record<string, string | number>>) => void
}

/** One FreeSWITCH. */
export interface MediaServerSettings {
  /** Its name in logs. */
  readonly name: string
  readonly host: string
  readonly eslPort: number
  readonly eslPassword: string
  /** Where its SIP profile listens, as the edge sees it. */
  readonly sipHost: string
  readonly sipPort: number
  /** No new calls are placed there; those that it has go on to their end. */
  readonly draining?: boolean
}

/** The drachtio-server that faces trunks and phones. */
export interface EdgeSettings {
  readonly adminHost: string
  readonly adminPort: number
  readonly adminSecret: string
  /** Where it takes SIP over UDP, as the media servers see it. */
  readonly sipHost: string
  readonly sipPort: number
  /** The realm of the phones' passwords, and the host of our own addresses in From. */
  readonly realm: string
}

/** Times behind the wall that the routing core need not know. */
export const SWITCH_LIMITS = {
  /** No audio packet of a customer for so long: the leg is dead. */
  customerMediaTimeoutMs: 20_000,
  /** The same for an agent's phone: a closed page is noticed at once; mute and hold keep sending. */
  phoneMediaTimeoutMs: 5_000,
  /** FreeSWITCH's own ring timer stands behind ours by so much, for when we are dead. */
  ringBackstopS: 15,
  /** A leg that was told to end, or whose dial failed, and says nothing more for so long is gone. */
  releaseWaitMs: 3_000,
  /** A dial failed that was not seen at the edge: its hang-up, where it was made, has come by then. */
  unmadeWaitMs: 300,
  /** Heartbeats come every 2 s; without any event for so long the connection is dead. */
  silentServerMs: 7_000,
  /** A server out of reach for so long has lost its legs as far as we are concerned. */
  lostServerMs: 10_000,
} as const
