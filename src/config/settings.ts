import type { Organisation } from '../core/organisation.ts'
import type { PhoneAccount, TrunkConnection } from '../softswitch/settings.ts'

/** Everything that Ringfirst is told before it starts, checked and with its defaults. */
export interface Settings {
  /** What decisions rest on. */
  readonly organisation: Organisation
  readonly trunks: readonly TrunkConnection[]
  readonly phones: readonly PhoneAccount[]
  readonly http: HttpSettings
  /** Absolute. */
  readonly dataFolder: string
  /** Prompts of one's own, looked up before the built-in ones; absolute. */
  readonly promptsFolder?: string
  /** A PostgreSQL of one's own; absent: one in the data folder. */
  readonly databaseUrl?: string
  readonly switch: SwitchSettings
  readonly logLevel: LogLevel
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
  /** Whether the scripted customers run behind the trunk named `lab`. */
  readonly customers: boolean
  /** Whether each agent with an account gets a scripted phone. */
  readonly agentPhones: boolean
}

/** The production switch: FreeSWITCH behind a drachtio edge. */
export interface FreeswitchSettings {
  readonly kind: 'freeswitch'
  readonly eventSocket: { readonly host: string; readonly port: number; readonly password: string }
  readonly drachtio: { readonly host: string; readonly port: number; readonly secret: string }
  /** Where the edge and the switch speak SIP to each other. */
  readonly edge: {
    readonly address: string
    readonly port: number
    readonly switchAddress: string
    readonly switchPort: number
  }
}
