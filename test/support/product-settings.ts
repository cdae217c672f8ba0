import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { labProfile } from '../../src/config/load.ts'

/** The built-in lab, word for word, on ports that nobody else has. */
export function labSettings(): { readonly lab: object; readonly http: object } {
  const profile = parse(readFileSync(labProfile(), 'utf8')) as { lab: object }
  return {
    ...profile,
    lab: { ...profile.lab, port: 0, customersPort: 0 },
    http: { host: '127.0.0.1', port: 0 },
  }
}

/** A trunk to a peer of a test. */
export interface PeerTrunk {
  readonly port: number
  readonly transport?: 'udp' | 'tcp'
}

/** What a configuration of one's own is made of: each queue has a site, each site its trunks. */
export interface OwnSettings {
  /** Where phones register; 0 takes a free port. */
  readonly phonesPort?: number
  readonly agents: readonly string[]
  /** The trunks of each queue, in fail-over order. */
  readonly queues: Readonly<Record<string, readonly PeerTrunk[]>>
  readonly queue?: object
}

/** The password of an agent's phone. */
export function phonePassword(agent: string): string {
  return `${agent}s-secret`
}

/** A configuration with peers outside of the process on both sides, every agent in every queue. */
export function ownSettings(options: OwnSettings): object {
  const { phonesPort = 0, agents, queues, queue = {} } = options
  const names = Object.keys(queues)
  const trunkNames = (name: string): string[] =>
    (queues[name] ?? []).map((_, index) => `${name}-${index + 1}`)
  const trunk = ({ port, transport = 'udp' }: PeerTrunk): object => ({
    host: '127.0.0.1',
    port,
    transport,
    callsPerSecond: 100,
  })
  return {
    lab: { port: phonesPort },
    http: { port: 0 },
    defaultSite: names[0],
    sites: Object.fromEntries(
      names.map((name) => [
        name,
        { country: 'US', timeZone: 'America/New_York', trunks: trunkNames(name) },
      ]),
    ),
    trunks: Object.fromEntries(
      names.flatMap((name) =>
        (queues[name] ?? []).map((each, index) => [`${name}-${index + 1}`, trunk(each)]),
      ),
    ),
    queues: Object.fromEntries(
      names.map((name) => [name, { site: name, ringTimeout: '15 s', ...queue }]),
    ),
    agents: Object.fromEntries(
      agents.map((agent) => [
        agent,
        { queues: names, onQueueWhenRegistered: true, phone: { password: phonePassword(agent) } },
      ]),
    ),
    wrapUpCodes: { resolved: 'Resolved' },
  }
}
