import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, Server } from 'node:net'

/** Whether a program can be run here. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Says in the test's output why tests that need a program are skipped. */
export function reportMissing(program: string, debianPackage: string): void {
  if (isInstalled(program)) return
  process.stdout.write(`skipped: ${program} is not installed (apt-get install ${debianPackage})\n`)
}

/** Whether somebody listens on a port; SIPp and others do not tell when they are ready. */
export async function isTaken(port: number, transport: 'udp' | 'tcp'): Promise<boolean> {
  const trial = transport === 'udp' ? createSocket('udp4') : createServer()
  if (trial instanceof Server) trial.listen(port, '127.0.0.1')
  else trial.bind(port, '127.0.0.1')
  try {
    await once(trial, 'listening')
  } catch {
    return true
  }
  trial.close()
  await once(trial, 'close')
  return false
}

/** A program outside of our code, with what it wrote and how it ended. */
export class ExternalPeer {
  readonly #process: ChildProcess
  #output = ''
  #exitCode: number | null | undefined

  constructor(program: string, args: readonly string[], folder: string) {
    this.#process = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const collect = (piece: Buffer): void => void (this.#output += piece.toString())
    this.#process.stdout?.on('data', collect)
    this.#process.stderr?.on('data', collect)
    this.#process.on('exit', (code) => (this.#exitCode = code))
  }

  /** Everything it has written. */
  get output(): string {
    return this.#output
  }

  /** Its exit code; undefined while it runs, null where a signal ended it. */
  get exitCode(): number | null | undefined {
    return this.#exitCode
  }

  /** Ends it and waits for its end. */
  async stop(): Promise<void> {
    if (this.#exitCode !== undefined) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    const hard = setTimeout(() => this.#process.kill('SIGKILL'), 2_000)
    await ended
    clearTimeout(hard)
  }
}
