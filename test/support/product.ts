import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Board, Health } from '../../src/api/protocol.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { packageRoot } from '../../src/package-root.ts'
import { eventually } from './eventually.ts'

const PROGRAM = join(packageRoot(), 'dist/ringfirst.js')
const START_LIMIT_MS = 30_000

/** Builds the server as `npm start` does before it starts it. */
export function buildProduct(): void {
  execFileSync('npm', ['run', '--silent', 'build:server'], { cwd: packageRoot(), stdio: 'pipe' })
}

/** A new data folder that PostgreSQL's own account can reach. */
export function productFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rf-product-'))
  chmodSync(folder, 0o755)
  return folder
}

/** What a command line left behind. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMs: number
}

/** Runs `ringfirst …` to its end, as a user does. */
export async function ringfirst(args: readonly string[], limitMs = 90_000): Promise<Ended> {
  const run = new Run(args)
  const hard = setTimeout(() => run.child.kill('SIGKILL'), limitMs)
  const exitCode = await run.ended
  clearTimeout(hard)
  return { exitCode, stdout: run.stdout, stderr: run.stderr, tookMs: run.ageMs }
}

/** A process of the program. */
class Run {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  stdout = ''
  stderr = ''
  readonly #beganMs = performance.now()

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.on('data', (piece: Buffer) => (this.stdout += piece.toString()))
    this.child.stderr?.on('data', (piece: Buffer) => (this.stderr += piece.toString()))
    this.ended = once(this.child, 'close').then(() => this.child.exitCode)
  }

  get ageMs(): number {
    return performance.now() - this.#beganMs
  }
}

/** An answer of the API. */
export interface Answered<Body> {
  readonly status: number
  readonly body: Body
}

/** A Ringfirst in a process of its own, started as a user starts it, on a data folder. */
export class Product {
  readonly folder: string
  /** From the start of the process to the line that says that it runs. */
  readonly startedMs: number
  readonly #run: Run

  private constructor(folder: string, run: Run) {
    this.folder = folder
    this.#run = run
    this.startedMs = run.ageMs
  }

  /** Starts on a folder with a configuration (an object is written there as one). */
  static async start(
    folder: string,
    config: object,
    args: readonly string[] = [],
  ): Promise<Product> {
    const file = writeConfig(folder, config)
    const run = new Run(['start', '--config', file, '--data', join(folder, 'data'), ...args])
    await eventually(
      () => run.stdout.includes(' runs ') || run.child.exitCode !== null,
      START_LIMIT_MS,
    )
    if (run.child.exitCode !== null) throw new Error(`it did not start: ${run.stderr}`)
    return new Product(folder, run)
  }

  get pid(): number {
    return this.#run.child.pid ?? 0
  }

  get dataFolder(): string {
    return join(this.folder, 'data')
  }

  get url(): string {
    const file = readFileSync(join(this.dataFolder, 'instance.json'), 'utf8')
    return (JSON.parse(file) as { url: string }).url
  }

  /** What it has written to standard output and to standard error. */
  get output(): string {
    return this.#run.stdout + this.#run.stderr
  }

  /** The exit code, once it has ended; null where a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#run.ended
  }

  token(role = 'admin'): string {
    const file = readFileSync(join(this.dataFolder, 'tokens.json'), 'utf8')
    const { tokens } = JSON.parse(file) as { tokens: { role: string; token: string }[] }
    return tokens.find((one) => one.role === role)?.token ?? ''
  }

  /** Sends a request; a body that is a text is sent as it is. */
  async ask<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered<Body>> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: text }),
    })
    const said = await response.text()
    return { status: response.status, body: (said === '' ? undefined : JSON.parse(said)) as Body }
  }

  /** Books a callback and returns its id. */
  async book(number: string, queueId = 'support', more: object = {}): Promise<string> {
    const { status, body } = await this.ask<CallbackResource>('POST', '/v1/callbacks', {
      number,
      queueId,
      ...more,
    })
    if (status !== 201) throw new Error(`not booked: ${JSON.stringify(body)}`)
    return body.id
  }

  async callback(id: string): Promise<CallbackResource> {
    const { body } = await this.ask<CallbackResource>('GET', `/v1/callbacks/${id}`)
    return body
  }

  /** The callback as it stands when a line of its timeline is there. */
  async sees(id: string, event: string, limitMs = 20_000): Promise<CallbackResource> {
    const deadline = Date.now() + limitMs
    for (;;) {
      const seen = await this.callback(id)
      if (seen.timeline.some((note) => note.event === event)) return seen
      if (Date.now() > deadline) throw new Error(`no ${event}, but: ${storyOf(seen)}`)
      await sleep(50)
    }
  }

  async board(): Promise<Board> {
    return (await this.ask<Board>('GET', '/v1/board')).body
  }

  async health(): Promise<Answered<Health>> {
    return this.ask<Health>('GET', '/healthz')
  }

  async agent(id: string): Promise<Board['agents'][number]> {
    const found = (await this.board()).agents.find((agent) => agent.id === id)
    if (found === undefined) throw new Error(`there is no agent ${id}`)
    return found
  }

  signal(signal: NodeJS.Signals): void {
    this.#run.child.kill(signal)
  }

  /** kill -9, and its end. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.ended
  }

  /** SIGTERM, and the exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM')
    return this.ended
  }
}

/** The timeline in words, for a test that fails. */
function storyOf({ timeline, queueDecisions }: CallbackResource): string {
  const decisions = queueDecisions.map(({ text }) => text)
  return [...timeline.map(({ text }) => text), ...decisions].join('; ')
}

/** Writes a configuration beside the data: JSON is YAML. */
export function writeConfig(folder: string, config: object): string {
  const file = join(folder, 'ringfirst.yaml')
  writeFileSync(file, JSON.stringify(config, undefined, 2))
  return file
}

/** Ends what is left of a product: its process, the PostgreSQL of its folder, and the folder. */
export async function disposeOf(folder: string, product?: Product): Promise<void> {
  if (product !== undefined) await product.kill()
  const pid = postmasterOf(folder)
  if (pid !== undefined) {
    process.kill(pid, 'SIGINT')
    await eventually(() => postmasterOf(folder) === undefined, 20_000)
  }
  rmSync(folder, { recursive: true, force: true })
}

/** The process id of the PostgreSQL in a product's folder; undefined where none runs. */
export function postmasterOf(folder: string): number | undefined {
  try {
    const pid = Number(
      readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0],
    )
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}
