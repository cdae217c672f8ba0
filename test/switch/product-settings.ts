import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SwitchServers } from './servers.ts'

/** The part of a configuration that names the servers; their secrets are written into the folder. */
export function freeswitchSettings(servers: SwitchServers, folder: string): object {
  const { addresses } = servers
  return {
    switch: 'freeswitch',
    freeswitch: {
      eventSocket: {
        port: addresses.eslPort,
        passwordFile: secretFile(folder, 'esl-password', addresses.eslPassword),
      },
      sip: { port: addresses.switchSipPort },
      drachtio: {
        port: addresses.edgeAdminPort,
        secretFile: secretFile(folder, 'edge-secret', addresses.edgeSecret),
      },
      edge: {
        port: addresses.edgeSipPort,
        realm: 'ringfirst.test',
        webSocketUrl: `ws://${addresses.address}:${addresses.edgeWsPort}`,
      },
    },
  }
}

/** A file with a secret, for its owner alone. */
export function secretFile(folder: string, name: string, secret: string): string {
  const file = join(folder, name)
  writeFileSync(file, secret)
  chmodSync(file, 0o600)
  return file
}
