import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root.ts'
import { ExternalPeer, freePort } from './external-peer.ts'

/** Many SIPp callers at once, who press a key and wait. */
export interface CrowdOptions {
  readonly scenario: 'calls-and-keys' | 'calls-and-keys-by-event'
  readonly to: { readonly host: string; readonly port: number }
  readonly calls: number
  readonly callsPerSecond: number
  readonly waitMs: number
}

/** A SIPp that places calls by a scenario and echoes what it hears; exit code 0: all went by it. */
export class CallerCrowd {
  readonly #peer: ExternalPeer
  readonly #folder: string

  private constructor(peer: ExternalPeer, folder: string) {
    this.#peer = peer
    this.#folder = folder
  }

  static async start(options: CrowdOptions): Promise<CallerCrowd> {
    const { scenario, to, calls, callsPerSecond, waitMs } = options
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-crowd-'))
    const file = `${scenario}.xml`
    copyFileSync(join(packageRoot(), 'test', 'scenarios', file), join(folder, file))
    const mediaPort = 2 * Math.floor((await freePort()) / 2)
    const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(await freePort())]
    args.push('-mi', '127.0.0.1', '-mp', String(mediaPort), '-t', 'u1', '-rtp_echo', '-nostdin')
    args.push('-m', String(calls), '-l', String(calls), '-r', String(callsPerSecond))
    args.push('-d', String(waitMs))
    args.push('-trace_err', '-error_file', 'errors.log', '-timeout', '120')
    args.push(`${to.host}:${to.port}`)
    return new CallerCrowd(new ExternalPeer('sipp', args, folder), folder)
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
