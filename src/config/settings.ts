import type { Prompt } from '../amd/fingerprint.ts'
import type { AgentId, QueueId } from '../core/ids.ts'
import type { Organisation } from '../core/state/organisation.ts'
import type { OidcIssuer } from './sign-in-schema.ts'
import type { OpeningHours } from '../opening-hours.ts'
import type { PhoneAccount, TrunkConnection } from '../softswitch/settings.ts'

/** Everything that Ringfirst is told before it starts, checked and with its defaults. */
export interface Settings {
  /** What decisions rest on. */
  readonly organisation: Organisation
  /** Calendars of opening hours, and which of them a queue keeps. */
  readonly hours: readonly OpeningHours[]
  readonly queueHours: ReadonlyMap<QueueId, string>
  /** What `ringfirst simulate` plays; absent: nothing. */
  readonly simulation?: SimulationSettings
  readonly trunks: readonly TrunkConnection[]
  readonly phones: readonly PhoneAccount[]
  readonly http: HttpSettings
  /** Absent: people sign in with tokens alone. */
  readonly oidc?: OidcIssuer
  /** Hosts that flows may ask. */
  readonly httpHosts: readonly string[]
  /** Absolute. */
  readonly dataFolder: string
  /** Prompts of one's own, looked up before the built-in ones; absolute. */
  readonly promptsFolder?: string
  /** Where calls are recorded; absolute, and the same for us and for the switch. */
  readonly recordingsFolder: string
  /** How long the audio that call analysis heard is kept; 0: it is not. */
  readonly keepAnalysedAudioMs: number
  /** Announcements that call analysis recognises. */
  readonly knownPrompts: readonly Prompt[]
  /** A PostgreSQL of one's own; absent: one in the data folder. */
  readonly databaseUrl?: string
  readonly switch: SwitchSettings
  readonly logLevel: LogLevel
}

/** A day of one queue, as it is on average. */
export interface SimulationSettings {
  /** Absent: the first. */
  readonly queueId?: QueueId
  readonly arrivals: readonly number[]
  readonly habits: {
    readonly personShare: number
    readonly machineShare: number
    readonly ringMs: number
    readonly talkMs: number
    readonly acwMs: number
    readonly patienceMs: number
  }
  readonly agentAnswerMs: number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface HttpSettings {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Host names, beside the address itself, that a request may be addressed to. */
  readonly allowedHosts: readonly string[]
}

export type SwitchSettings = LabSettings | FreeswitchSettings

/** The switch in this process, for labs. */
export interface LabSettings {
  readonly kind: 'lab'
  /** Where it speaks SIP and RTP. */
  readonly host: string
  /** Where phones register; 0 takes a free one. */
  readonly port: number
  /** Where browser phones connect; 0 takes a free one. */
  readonly webSocketPort: number
  /** Whether scripted customers answer behind the trunk named `lab`. */
  readonly customers: boolean
  /** Where they are; 0 takes a free one. */
  readonly customersPort: number
  /** The agents whose phones are scripted. */
  readonly agents: readonly AgentId[]
}

/** The production switch: FreeSWITCH behind a drachtio edge. */
export interface FreeswitchSettings {
  readonly kind: 'freeswitch'
  /** At least one. */
  readonly servers: readonly MediaServerAddress[]
  readonly drachtio: { readonly host: string; readonly port: number; readonly secret: string }
  /** Where the edge takes SIP, and the realm of the phones' passwords. */
  readonly edge: {
    readonly host: string
    readonly port: number
    readonly realm: string
    /** Where browsers reach it. */
    readonly webSocketUrl?: string
  }
  /** The way of legs' audio to the analyser. */
  readonly audio: { readonly to: string; readonly from: string }
}

/** One FreeSWITCH of the production switch. */
export interface MediaServerAddress {
  /** Its name in logs. */
  readonly name: string
  readonly eventSocket: { readonly host: string; readonly port: number; readonly password: string }
  /** Where its SIP profile listens, as the edge sees it. */
  readonly sip: { readonly host: string; readonly port: number }
  /** No new calls are placed there. */
  readonly draining: boolean
}
