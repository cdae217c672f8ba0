import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'
import { findProgram, ServerProcess, which, type ServerProgram } from './server-process.ts'

const ROOT = join(import.meta.dirname, '../..')
/** A busy machine loads modules slowly. */
const START_LIMIT_MS = 60_000

/** The real FreeSWITCH, drachtio-server and SIPp of this machine, or of the compose stack. */
export interface FoundServers {
  readonly freeswitch: ServerProgram
  readonly drachtio: ServerProgram
  readonly sipp: string
}

/** Looks for the real servers; a text instead says why the switch tests cannot run. */
export function findServers(): FoundServers | string {
  if (process.env['RINGFIRST_NO_SWITCH'] === '1') return 'RINGFIRST_NO_SWITCH=1'
  const sipp = which('sipp')
  if (sipp === undefined) return 'there is no sipp on this machine'
  const freeswitch = findProgram('freeswitch')
  if (typeof freeswitch === 'string') return freeswitch
  const drachtio = findProgram('drachtio')
  if (typeof drachtio === 'string') return drachtio
  return { freeswitch, drachtio, sipp }
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
  readonly edgeTlsPort: number
  readonly edgeWssPort: number
  readonly rtpFirstPort: number
  readonly capturePort: number
}

/**
 * A FreeSWITCH and a drachtio-server in a folder of their own, started as the containers start them:
 * with `freeswitch-conf/` and the entrypoints of `docker/`.
 */
export class SwitchServers {
  readonly addresses: ServerAddresses
  readonly folder: string
  readonly #found: FoundServers
  readonly #database: string
  #freeswitch: ServerProcess | undefined
  #drachtio: ServerProcess | undefined

  private constructor(found: FoundServers, addresses: ServerAddresses, folder: string) {
    this.#found = found
    this.addresses = addresses
    this.folder = folder
    this.#database = existsSync('/dev/shm')
      ? join('/dev/shm', basename(folder))
      : join(folder, 'db')
  }

  /** Both servers run and take connections; with a certificate phones come over TLS and WSS. */
  static async start(found: FoundServers, hasCertificate = false): Promise<SwitchServers> {
    const folder = await mkdtemp(join(tmpdir(), 'ringfirst-switch-'))
    const servers = new SwitchServers(found, await pickAddresses(), folder)
    if (hasCertificate) servers.#makeCertificate()
    try {
      await Promise.all([servers.startFreeswitch(), servers.startDrachtio()])
    } catch (error) {
      await servers.stop()
      throw error
    }
    return servers
  }

  /** What the edge shows to phones, signed by itself. */
  get certificateFile(): string {
    return join(this.folder, 'edge.crt')
  }

  #makeCertificate(): void {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(this.folder, 'edge.key')]
    const args = ['req', '-x509', ...key, '-out', this.certificateFile, '-days', '2', ...subject]
    const made = spawnSync('openssl', args, { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`no certificate: ${made.stderr}`)
  }

  get freeswitchPid(): number | undefined {
    return this.#freeswitch?.pid
  }

  get drachtioPid(): number | undefined {
    return this.#drachtio?.pid
  }

  async startFreeswitch(): Promise<void> {
    const { addresses, folder } = this
    await this.#writeSecret('esl-password', addresses.eslPassword)
    this.#freeswitch = this.#run(this.#found.freeswitch, 'freeswitch.sh', {
      FREESWITCH: this.#found.freeswitch.path,
      RINGFIRST_ESL_PASSWORD_FILE: join(folder, 'esl-password'),
      RINGFIRST_SWITCH_STATE: folder,
      RINGFIRST_SWITCH_DATABASE: this.#database,
      ...switchEnvironment(addresses),
    })
    await this.#accepting(this.#freeswitch, addresses.eslPort)
  }

  async startDrachtio(): Promise<void> {
    const { addresses, folder } = this
    await this.#writeSecret('edge-secret', addresses.edgeSecret)
    this.#drachtio = this.#run(this.#found.drachtio, 'drachtio.sh', {
      DRACHTIO: this.#found.drachtio.path,
      RINGFIRST_EDGE_SECRET_FILE: join(folder, 'edge-secret'),
      RINGFIRST_EDGE_STATE: folder,
      ...edgeEnvironment(addresses),
      ...(existsSync(this.certificateFile)
        ? {
            RINGFIRST_EDGE_CERT_FILE: this.certificateFile,
            RINGFIRST_EDGE_KEY_FILE: join(folder, 'edge.key'),
          }
        : {}),
    })
    await this.#accepting(this.#drachtio, addresses.edgeAdminPort)
  }

  /** Waits until a server takes connections; fails at once where it has ended, with its last words. */
  async #accepting(server: ServerProcess, port: number): Promise<void> {
    const { address } = this.addresses
    await eventually(
      async () => server.hasEnded || (await takesConnections(port, address)),
      START_LIMIT_MS,
    )
    if (server.hasEnded) throw new Error(`a server ended: ${server.exitCode}, ${this.#lastWords()}`)
  }

  #lastWords(): string {
    const log = join(this.folder, 'log/freeswitch.log')
    return existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : 'without a log'
  }

  /** As a power cut would: SIGKILL, and wait until it is gone. */
  async killFreeswitch(): Promise<void> {
    await this.#freeswitch?.kill()
    this.#freeswitch = undefined
  }

  async killDrachtio(): Promise<void> {
    await this.#drachtio?.kill()
    this.#drachtio = undefined
  }

  #run(
    program: ServerProgram,
    script: string,
    environment: Readonly<Record<string, string>>,
  ): ServerProcess {
    return ServerProcess.start(program, script, environment, [dirname(this.#database)])
  }

  async #writeSecret(name: string, secret: string): Promise<void> {
    await writeFile(join(this.folder, name), secret, { mode: 0o600 })
  }

  async stop(): Promise<void> {
    await Promise.all([this.killFreeswitch(), this.killDrachtio()])
    if (process.env['RINGFIRST_KEEP_LOGS'] !== '1') {
      await rm(this.folder, { recursive: true, force: true })
      await rm(this.#database, { recursive: true, force: true })
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
    edgeTlsPort: await freePort(),
    edgeWssPort: await freePort(),
    rtpFirstPort,
    capturePort: await freePort(),
  }
}

function switchEnvironment(addresses: ServerAddresses): Record<string, string> {
  const { address, capturePort } = addresses
  return {
    RINGFIRST_SWITCH_CONF: join(ROOT, 'freeswitch-conf'),
    RINGFIRST_SWITCH_PRIORITY: '-np',
    RINGFIRST_ESL_PORT: String(addresses.eslPort),
    RINGFIRST_SIP_PORT: String(addresses.switchSipPort),
    RINGFIRST_RTP_FIRST_PORT: String(addresses.rtpFirstPort),
    RINGFIRST_RTP_LAST_PORT: String(addresses.rtpFirstPort + 1_998),
    RINGFIRST_CAPTURE_SERVER: `udp:${address}:${capturePort};hep=3`,
    RINGFIRST_SESSIONS_PER_SECOND: '1000',
    RINGFIRST_LOG_LEVEL: process.env['RINGFIRST_SWITCH_LOG'] ?? 'warning',
  }
}

function edgeEnvironment(addresses: ServerAddresses): Record<string, string> {
  return {
    RINGFIRST_EDGE_ADMIN_PORT: String(addresses.edgeAdminPort),
    RINGFIRST_EDGE_PORT: String(addresses.edgeSipPort),
    RINGFIRST_EDGE_WS_PORT: String(addresses.edgeWsPort),
    RINGFIRST_EDGE_TLS_PORT: String(addresses.edgeTlsPort),
    RINGFIRST_EDGE_WSS_PORT: String(addresses.edgeWssPort),
    RINGFIRST_EDGE_LOG_LEVEL: process.env['RINGFIRST_EDGE_LOG'] ?? 'info',
  }
}

function takesConnections(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
