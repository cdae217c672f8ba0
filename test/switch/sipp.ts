import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'

/** A SIPp that takes calls: a carrier outside of our code. */
export class Sipp {
  readonly port: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  /** Plays a scenario for every call; with echo it sends back the audio that it gets. */
  static async open(program: string, scenario: string, folder: string): Promise<Sipp> {
    const port = await freePort()
    const audioPort = await freePort()
    const file = join(folder, `scenario-${port}.xml`)
    writeFileSync(file, scenario)
    const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-nostdin']
    const media = ['-mp', String(audioPort), '-rtp_echo']
    const child = spawn(program, [...args, ...media], { stdio: 'ignore', cwd: folder })
    return new Sipp(child, port)
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
