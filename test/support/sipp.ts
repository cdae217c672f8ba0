import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root.ts'
import { eventually } from './eventually.ts'
import { ExternalPeer, isTaken } from './external-peer.ts'
import { freeMediaPort, freePort } from './free-port.ts'

/** How a SIPp customer is started. */
export interface SippOptions {
  /** A file of `test/scenarios`, without its ending. */
  readonly scenario: string
  readonly transport: 'udp' | 'tcp'
  /** µ-law audio that the scenario streams as `greeting.ulaw`. */
  readonly greeting?: Uint8Array
  readonly echoes?: boolean
  /** A port that the scenario knows as `[listening_port]`. */
  readonly listeningPort?: number
}

/**
 * Scenarios that pass over what comes while they do not wait for it: an ACK may come before SIPp
 * has got round to its BYE, and it would give the call up without a word.
 */
const PASS_OVER: ReadonlySet<string> = new Set(['hangs-up-before-the-ack'])
/** Ports that were free a moment ago may be taken by now. */
const TRIALS = 5

/** A SIPp that answers one call by a scenario; exit code 0 says that the call went by it. */
export class Sipp {
  readonly port: number
  readonly #peer: ExternalPeer
  readonly #folder: string

  private constructor(port: number, peer: ExternalPeer, folder: string) {
    this.port = port
    this.#peer = peer
    this.#folder = folder
  }

  /** Starts it and waits until it listens; on other ports where it does not get those it was told. */
  static async start(options: SippOptions): Promise<Sipp> {
    for (let trial = 1; ; trial++) {
      const sipp = await Sipp.#launch(options)
      const listens = (): Promise<boolean> => isTaken(sipp.port, options.transport)
      await eventually(async () => sipp.exitCode !== undefined || (await listens()), 10_000)
      if (sipp.exitCode === undefined) return sipp
      await sipp.stop()
      if (trial === TRIALS) throw new Error(`SIPp does not start: ${sipp.output}`)
    }
  }

  static async #launch(options: SippOptions): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-sipp-'))
    const file = `${options.scenario}.xml`
    copyFileSync(join(packageRoot(), 'test', 'scenarios', file), join(folder, file))
    if (options.greeting) writeFileSync(join(folder, 'greeting.ulaw'), options.greeting)
    const port = await freePort()
    const mediaPort = await freeMediaPort()
    const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1']
    args.push('-mp', String(mediaPort), '-t', options.transport === 'udp' ? 'u1' : 't1')
    args.push('-m', '1', '-nostdin', '-trace_err', '-error_file', 'errors.log', '-timeout', '60')
    if (options.echoes) args.push('-rtp_echo')
    if (PASS_OVER.has(options.scenario)) args.push('-default_behaviors', 'all,-abortunexp')
    if (options.listeningPort !== undefined)
      args.push('-key', 'listening_port', String(options.listeningPort))
    return new Sipp(port, new ExternalPeer('sipp', args, folder), folder)
  }

  /** 0 where the call went by the scenario; undefined while it runs. */
  get exitCode(): number | null | undefined {
    return this.#peer.exitCode
  }

  get output(): string {
    return this.#peer.output
  }

  /** Waits until the call went by the scenario; fails with what SIPp says went wrong. */
  async succeeds(withinMs = 8_000): Promise<void> {
    try {
      await eventually(() => this.exitCode !== undefined, withinMs)
    } catch (error) {
      throw new Error(`SIPp still runs: ${this.#errors()}`, { cause: error })
    }
    if (this.exitCode !== 0) throw new Error(`SIPp gave up: ${this.#errors()}`)
  }

  #errors(): string {
    const log = join(this.#folder, 'errors.log')
    return existsSync(log) ? readFileSync(log, 'utf8') : 'no errors'
  }

  async stop(): Promise<void> {
    await this.#peer.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
