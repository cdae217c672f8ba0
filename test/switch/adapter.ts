import { join } from 'node:path'
import type { FreeswitchOptions } from '../../src/softswitch/freeswitch/settings.ts'
import { builtInPrompt } from '../../src/prompts/built-in.ts'
import { SILENCES } from '../../src/softswitch/prompt-audio.ts'
import { createClock } from '../../src/dialer/clock.ts'
import type { PhoneAccount, TrunkConnection } from '../../src/softswitch/settings.ts'
import type { SwitchServers } from './servers.ts'

const SILENT: readonly string[] = Object.values(SILENCES).map(({ prompt }) => prompt)

/** What a test adds to the addresses of the servers. */
export interface AdapterSetup {
  readonly trunks: readonly TrunkConnection[]
  readonly phones?: readonly PhoneAccount[]
  readonly prompts?: Readonly<Record<string, string>>
  /** Absent: in the servers' own folder. */
  readonly recordingsFolder?: string
  readonly mediaTimeoutMs?: { readonly customer: number; readonly phone: number }
}

/** Options with which the adapter drives a pair of test servers. */
export function optionsFor(
  servers: Pick<SwitchServers, 'addresses' | 'folder'>,
  setup: AdapterSetup,
): FreeswitchOptions {
  const { address, ...ports } = servers.addresses
  return {
    servers: [
      {
        name: 'test',
        host: address,
        eslPort: ports.eslPort,
        eslPassword: ports.eslPassword,
        sipHost: address,
        sipPort: ports.switchSipPort,
      },
    ],
    edge: {
      adminHost: address,
      adminPort: ports.edgeAdminPort,
      adminSecret: ports.edgeSecret,
      sipHost: address,
      sipPort: ports.edgeSipPort,
      realm: 'ringfirst.test',
    },
    trunks: setup.trunks,
    phones: setup.phones ?? [],
    findPrompt: (name) =>
      setup.prompts?.[name] ?? (SILENT.includes(name) ? builtInPrompt(name) : undefined),
    recordingsFolder: setup.recordingsFolder ?? join(servers.folder, 'recordings'),
    clock: createClock(),
    tapAddress: address,
    tapFrom: address,
    capture: { host: address, port: ports.capturePort },
    ...(setup.mediaTimeoutMs === undefined ? {} : { mediaTimeoutMs: setup.mediaTimeoutMs }),
    ledgerFile: join(servers.folder, 'ledger.jsonl'),
    report: (text, details) => {
      if (process.env['RINGFIRST_VERBOSE'] === '1')
        process.stderr.write(`${text} ${JSON.stringify(details ?? {})}\n`)
    },
  }
}
