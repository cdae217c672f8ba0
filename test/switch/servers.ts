import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'

const CONFIGURATION = join(import.meta.dirname, '../../freeswitch-conf')
const LOCAL_BIN = '/usr/local/freeswitch/bin'

/** Where a real FreeSWITCH, drachtio-server and SIPp are on this machine, or why there is none. */
export interface FoundServers {
  readonly freeswitch: string
  readonly drachtio: string
  readonly sipp: string
}

/** Looks for the real servers; a text instead says why the switch tests cannot run. */
export function findServers(): FoundServers | string {
  if (process.env['RINGFIRST_NO_SWITCH'] === '1') return 'RINGFIRST_NO_SWITCH=1'
  const freeswitch = which('freeswitch') ?? existing(join(LOCAL_BIN, 'freeswitch'))
  const drachtio = which('drachtio') ?? existing('/usr/local/bin/drachtio')
  const sipp = which('sipp')
  if (freeswitch === undefined) return 'there is no freeswitch on this machine'
  if (drachtio === undefined) return 'there is no drachtio on this machine'
  if (sipp === undefined) return 'there is no sipp on this machine'
  return { freeswitch, drachtio, sipp }
}

function which(name: string): string | undefined {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : undefined
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

/** Addresses and secrets of one pair of servers, as a test hands them to the adapter. */
export interface ServerAddresses {
  readonly address: string
  readonly eslPort: number
  readonly eslPassword: string
  readonly switchSipPort: number
  readonly edgeAdminPort: number
  readonly edgeSecret: string
  readonly edgeSipPort: number
  readonly edgeWsPort: number
  readonly rtpFirstPort: number
  readonly capturePort: number
}

/** A FreeSWITCH and a drachtio-server in a folder of their own, started with `freeswitch-conf/`. */
export class SwitchServers {
  readonly addresses: ServerAddresses
  readonly folder: string
  readonly #found: FoundServers
  #freeswitch: ChildProcess | undefined
  #drachtio: ChildProcess | undefined

  private constructor(found: FoundServers, addresses: ServerAddresses, folder: string) {
    this.#found = found
    this.addresses = addresses
    this.folder = folder
  }

  /** Both servers run and take connections. */
  static async start(found: FoundServers): Promise<SwitchServers> {
    const folder = await mkdtemp(join(tmpdir(), 'ringfirst-switch-'))
    const servers = new SwitchServers(found, await pickAddresses(), folder)
    for (const name of ['log', 'db', 'run', 'certs', 'storage']) await mkdir(join(folder, name))
    await Promise.all([servers.startFreeswitch(), servers.startDrachtio()])
    return servers
  }

  get freeswitchPid(): number | undefined {
    return this.#freeswitch?.pid
  }

  get drachtioPid(): number | undefined {
    return this.#drachtio?.pid
  }

  async startFreeswitch(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const { addresses, folder } = this
    const folders = ['log', 'db', 'run', 'certs', 'storage'].flatMap((name) => [
      `-${name}`,
      join(folder, name),
    ])
    const args = ['-nf', '-nc', '-nonat', '-conf', CONFIGURATION, ...folders]
    this.#freeswitch = spawn(this.#found.freeswitch, args, {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'] ?? '', ...environmentOf(addresses), ...environment },
    })
    await accepting(addresses.eslPort, addresses.address)
  }

  async startDrachtio(): Promise<void> {
    const file = join(this.folder, 'drachtio.conf.xml')
    await writeFile(file, drachtioConfiguration(this.addresses, this.folder))
    this.#drachtio = spawn(this.#found.drachtio, ['-f', file], { stdio: 'ignore' })
    await accepting(this.addresses.edgeAdminPort, this.addresses.address)
  }

  /** As a power cut would: SIGKILL, and wait until it is gone. */
  async killFreeswitch(): Promise<void> {
    await end(this.#freeswitch)
    this.#freeswitch = undefined
  }

  async killDrachtio(): Promise<void> {
    await end(this.#drachtio)
    this.#drachtio = undefined
  }

  async stop(): Promise<void> {
    await Promise.all([this.killFreeswitch(), this.killDrachtio()])
    if (process.env['RINGFIRST_KEEP_LOGS'] !== '1') {
      await rm(this.folder, { recursive: true, force: true })
    }
  }
}

async function pickAddresses(): Promise<ServerAddresses> {
  const address = '127.0.0.1'
  const rtpFirstPort = 20_000 + (process.pid % 20) * 500
  return {
    address,
    eslPort: await freePort(),
    eslPassword: randomBytes(18).toString('hex'),
    switchSipPort: await freePort(),
    edgeAdminPort: await freePort(),
    edgeSecret: randomBytes(18).toString('hex'),
    edgeSipPort: await freePort(),
    edgeWsPort: await freePort(),
    rtpFirstPort,
    capturePort: await freePort(),
  }
}

function environmentOf(addresses: ServerAddresses): Record<string, string> {
  return {
    RINGFIRST_ESL_ADDRESS: addresses.address,
    RINGFIRST_ESL_PORT: String(addresses.eslPort),
    RINGFIRST_ESL_PASSWORD: addresses.eslPassword,
    RINGFIRST_SIP_ADDRESS: addresses.address,
    RINGFIRST_SIP_PORT: String(addresses.switchSipPort),
    RINGFIRST_RTP_ADDRESS: addresses.address,
    RINGFIRST_RTP_FIRST_PORT: String(addresses.rtpFirstPort),
    RINGFIRST_RTP_LAST_PORT: String(addresses.rtpFirstPort + 1_998),
    RINGFIRST_CAPTURE_SERVER: `udp:${addresses.address}:${addresses.capturePort};hep=3`,
    RINGFIRST_SESSIONS_PER_SECOND: '1000',
    RINGFIRST_LOG_LEVEL: process.env['RINGFIRST_SWITCH_LOG'] ?? 'warning',
  }
}

function drachtioConfiguration(addresses: ServerAddresses, folder: string): string {
  return `<drachtio>
  <admin port="${addresses.edgeAdminPort}" secret="${addresses.edgeSecret}">${addresses.address}</admin>
  <sip>
    <contacts>
      <contact>sip:${addresses.address}:${addresses.edgeSipPort};transport=udp,tcp</contact>
      <contact>sip:${addresses.address}:${addresses.edgeWsPort};transport=ws</contact>
    </contacts>
    <mtu-size>4096</mtu-size>
  </sip>
  <cdrs>false</cdrs>
  <logging>
    <file><name>${folder}/log/drachtio.log</name><archive>${folder}/log/archive</archive><size>50</size><maxFiles>2</maxFiles><auto-flush>true</auto-flush></file>
    <sofia-loglevel>1</sofia-loglevel><loglevel>${process.env['RINGFIRST_EDGE_LOG'] ?? 'info'}</loglevel>
  </logging>
</drachtio>
`
}

async function accepting(port: number, host: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host)
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing listens on ${host}:${port} after 20 s`)
}

function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve()
  }
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
