import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { labProfile, loadConfig } from '../config/load.ts'
import type { MediaServerAddress, Settings } from '../config/settings.ts'
import { OperatingError } from '../errors.ts'
import { createFindPrompt } from '../prompts/built-in.ts'
import {
  type Examined,
  examineEdge,
  examineMediaServer,
} from '../softswitch/freeswitch/examination.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { errorsIn } from './problem-text.ts'
import { readOptions } from './options.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const DEFAULT_CONFIG = 'ringfirst.yaml'
const PORT_RANGE_FILE = '/proc/sys/net/ipv4/ip_local_port_range'
const OLDEST_NODE = [20, 19] as const
/** Linux, where nothing else is said. */
const DEFAULT_PORT_RANGE = [32_768, 60_999] as const

/**
 * `ringfirst doctor [--config FILE] [--json]`: looks at everything that calls rest on, and names
 * the cure of each fault. Exit 1 where there is one.
 */
export async function doctor(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const flags = { config: { type: 'string' }, json: { type: 'boolean' } } as const
  const given = readOptions(args, { flags, operands: [] })
  const file = given.text('config') ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : labProfile())
  const { settings, problems } = loadConfig(file)
  if (settings === undefined) {
    throw new OperatingError('config-invalid', { problems: `${file}: ${errorsIn(problems)}` })
  }
  const examined = [examineNode(), ...(await examineSwitch(settings))]
  if (given.isSet('json')) terminal.out(JSON.stringify(examined))
  else for (const each of examined) tell(each, terminal)
  return examined.some(({ state }) => state === 'fault') ? EXIT_FAILED : 0
}

async function examineSwitch(settings: Settings): Promise<readonly Examined[]> {
  const { switch: chosen, trunks, organisation } = settings
  if (chosen.kind === 'lab') {
    const text = 'the lab switch is chosen: nothing outside this process is needed'
    return [{ subject: 'switch', state: 'good', text }]
  }
  const { servers, drachtio, edge } = chosen
  const callsPerSecond = organisation.trunks.reduce((sum, trunk) => sum + trunk.callsPerSecond, 0)
  const edgeSettings = {
    adminHost: drachtio.host,
    adminPort: drachtio.port,
    adminSecret: drachtio.secret,
    sipHost: edge.host,
    sipPort: edge.port,
    realm: edge.realm,
  }
  return [
    ...(await examineServers(servers, {
      callsPerSecond,
      ports: ephemeralPorts(),
      shared: sharedPaths(settings),
    })),
    ...(await examineEdge(edgeSettings, trunks)),
  ]
}

/** Each FreeSWITCH by its name; what the trunks ask for, one alone may have to take. */
async function examineServers(
  servers: readonly MediaServerAddress[],
  house: {
    readonly callsPerSecond: number
    readonly ports: readonly [number, number]
    readonly shared: readonly string[]
  },
): Promise<readonly Examined[]> {
  const examined: Examined[] = []
  for (const { name, eventSocket, sip } of servers) {
    const server = {
      name,
      host: eventSocket.host,
      eslPort: eventSocket.port,
      eslPassword: eventSocket.password,
      sipHost: sip.host,
      sipPort: sip.port,
    }
    const { callsPerSecond, ports, shared } = house
    const found = await examineMediaServer(server, callsPerSecond, ports, shared)
    const isOnlyOne = servers.length === 1
    examined.push(...found.map((each) => (isOnlyOne ? each : { ...each, subject: name })))
  }
  return examined
}

/** A prompt that FreeSWITCH must be able to read, and the folder that it must be able to write. */
function sharedPaths({ promptsFolder, recordingsFolder }: Settings): readonly string[] {
  try {
    mkdirSync(recordingsFolder, { recursive: true, mode: 0o770 })
  } catch {
    // FreeSWITCH will not see it either, and the examination says so.
  }
  const prompt = createFindPrompt(promptsFolder)('comfort')
  return [...(prompt === undefined ? [] : [prompt]), recordingsFolder]
}

function examineNode(): Examined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  const isRecent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
  const text = `version ${process.versions.node}`
  if (isRecent) return { subject: 'Node.js', state: 'good', text }
  return { subject: 'Node.js', state: 'fault', text, cure: 'use 20.19 or newer' }
}

function ephemeralPorts(): readonly [number, number] {
  if (!existsSync(PORT_RANGE_FILE)) return DEFAULT_PORT_RANGE
  const [first, last] = readFileSync(PORT_RANGE_FILE, 'utf8').trim().split(/\s+/).map(Number)
  return [first ?? DEFAULT_PORT_RANGE[0], last ?? DEFAULT_PORT_RANGE[1]]
}

function tell({ subject, state, text, cure }: Examined, { out, outPaint }: Terminal): void {
  const mark = {
    good: outPaint.green('✔'),
    warning: outPaint.yellow('!'),
    fault: outPaint.red('✖'),
  }
  out(`${mark[state]} ${outPaint.strong(subject)}: ${text}`)
  if (cure !== undefined) out(`  ${outPaint.dim(cure)}`)
}
