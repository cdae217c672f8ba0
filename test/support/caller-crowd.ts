import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callerScenario, type CallerDeed, type KeyPath } from './caller-scenario.ts'
import { ExternalPeer } from './external-peer.ts'
import { freeMediaPort, freePort } from './free-port.ts'

/** Many SIPp callers, who all do the same. */
export interface CrowdOptions {
  readonly to: { readonly host: string; readonly port: number }
  readonly called: string
  readonly keysBy: KeyPath
  readonly deeds: readonly CallerDeed[]
  /** One for each caller: their number, then what the deeds take from the list. */
  readonly callers: readonly (readonly string[])[]
  readonly callsPerSecond: number
}

/** A SIPp that places calls by a scenario and echoes what it hears; exit code 0: all went by it. */
export class CallerCrowd {
  /** Where the audio of all of its callers goes. */
  readonly mediaPort: number
  readonly #peer: ExternalPeer
  readonly #folder: string

  private constructor(peer: ExternalPeer, folder: string, mediaPort: number) {
    this.mediaPort = mediaPort
    this.#peer = peer
    this.#folder = folder
  }

  static async start(options: CrowdOptions): Promise<CallerCrowd> {
    const { to, called, keysBy, deeds, callers, callsPerSecond } = options
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-crowd-'))
    writeFileSync(join(folder, 'caller.xml'), callerScenario(called, keysBy, deeds))
    const lines = callers.map((fields) => fields.join(';'))
    writeFileSync(join(folder, 'callers.csv'), `SEQUENTIAL\n${lines.join('\n')}\n`)
    const mediaPort = await freeMediaPort()
    const args = ['-sf', 'caller.xml', '-inf', 'callers.csv']
    args.push('-i', '127.0.0.1', '-p', String(await freePort()))
    args.push('-mi', '127.0.0.1', '-mp', String(mediaPort), '-t', 'u1', '-rtp_echo', '-nostdin')
    args.push('-m', String(callers.length), '-l', String(callers.length))
    args.push('-r', String(callsPerSecond))
    args.push('-trace_err', '-error_file', 'errors.log', '-timeout', '180')
    args.push(`${to.host}:${to.port}`)
    return new CallerCrowd(new ExternalPeer('sipp', args, folder), folder, mediaPort)
  }

  get exitCode(): number | null | undefined {
    return this.#peer.exitCode
  }

  get errors(): string {
    const log = join(this.#folder, 'errors.log')
    return existsSync(log) ? readFileSync(log, 'utf8').slice(0, 2_000) : this.#peer.output
  }

  async stop(): Promise<void> {
    await this.#peer.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
