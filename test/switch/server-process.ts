import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const ENTRYPOINTS = join(ROOT, 'docker')
const END_LIMIT_MS = 10_000
const ASK_LIMIT_MS = 10_000
/** An image may have to come over the network first. */
const PULL_LIMIT_MS = 300_000

/** A server as it is here: a program of this machine, or an image that `docker/compose.yaml` names. */
export interface ServerProgram {
  /** Where it is, on this machine or in the image. */
  readonly path: string
  readonly image?: string
}

const IN_IMAGES = { freeswitch: '/usr/local/freeswitch/bin/freeswitch', drachtio: 'drachtio' }

/** The program of this machine, else the stack's image where an engine runs; a text says why neither. */
export function findProgram(name: 'freeswitch' | 'drachtio'): ServerProgram | string {
  const folders = name === 'freeswitch' ? ['/usr/local/freeswitch/bin'] : ['/usr/local/bin']
  const path = which(name) ?? folders.map((each) => join(each, name)).find(existsSync)
  if (path !== undefined) return { path }
  const missing = `there is no ${name} on this machine`
  if (!ask('docker', ['info']).ok) return `${missing}, and no Docker engine runs`
  const image = imageOf(name)
  const inImage = { path: IN_IMAGES[name], image }
  if (ask('docker', ['image', 'inspect', image]).ok) return inImage
  const pulled = ask('docker', ['pull', '--quiet', image], PULL_LIMIT_MS)
  return pulled.ok ? inImage : `${missing}, and ${image} cannot be had`
}

/** Where a program is on this machine; undefined where it is not. */
export function which(name: string): string | undefined {
  const { ok, said } = ask('sh', ['-c', 'command -v "$0"', name])
  return ok ? said.trim() : undefined
}

/** What a server says of itself with a flag; empty where it says nothing. */
export function askProgram({ path, image }: ServerProgram, flag: string): string {
  if (image === undefined) return ask(path, [flag]).said
  return ask('docker', ['run', '--rm', '--entrypoint', path, image, flag]).said
}

function ask(
  program: string,
  args: readonly string[],
  timeout = ASK_LIMIT_MS,
): { readonly ok: boolean; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout })
  return { ok: status === 0, said: `${stdout}${stderr}` }
}

function imageOf(name: 'freeswitch' | 'drachtio'): string {
  const stack = readFileSync(join(ENTRYPOINTS, 'compose.yaml'), 'utf8')
  const image = new RegExp(`^  ${name}:$[^]*?^    image: (\\S+)$`, 'm').exec(stack)?.[1]
  if (image === undefined) throw new Error(`docker/compose.yaml names no image for ${name}`)
  return image
}

/** A server that was started by its entrypoint in `docker/`; it ends with `kill` alone. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly #container: string | undefined

  private constructor(child: ChildProcess, container: string | undefined) {
    this.#child = child
    this.#container = container
  }

  /** `folders` are those that the server writes to, beside the one for temporary files. */
  static start(
    { image }: ServerProgram,
    script: string,
    environment: Readonly<Record<string, string>>,
    folders: readonly string[],
  ): ServerProcess {
    const entrypoint = join(ENTRYPOINTS, script)
    if (image === undefined) {
      const env = { PATH: process.env['PATH'] ?? '', ...environment }
      return new ServerProcess(spawn('sh', [entrypoint], { stdio: 'ignore', env }), undefined)
    }
    const container = `ringfirst-test-${process.pid}-${Date.now()}-${script}`
    const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
    const args = ['run', '--rm', '--name', container, '--network', 'host', '--user', user]
    args.push('--volume', `${ROOT}:${ROOT}:ro`)
    for (const folder of [tmpdir(), ...folders]) args.push('--volume', `${folder}:${folder}`)
    for (const [name, value] of Object.entries(environment)) args.push('--env', `${name}=${value}`)
    args.push('--entrypoint', '/bin/sh', image, entrypoint)
    return new ServerProcess(spawn('docker', args, { stdio: 'ignore' }), container)
  }

  get pid(): number | undefined {
    if (this.#container === undefined) return this.#child.pid
    const { ok, said } = ask('docker', ['inspect', '-f', '{{.State.Pid}}', this.#container])
    return ok ? Number(said) : undefined
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** What it ended with; undefined while it runs. */
  get exitCode(): number | undefined {
    return this.#child.exitCode ?? undefined
  }

  /** As a power cut would: SIGKILL, and wait until it is gone. */
  kill(): Promise<void> {
    if (this.hasEnded) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const stuck = (): void => reject(new Error(`process ${this.#child.pid} does not end`))
      const limit = setTimeout(stuck, END_LIMIT_MS)
      this.#child.once('exit', () => {
        clearTimeout(limit)
        resolve()
      })
      if (this.#container === undefined) this.#child.kill('SIGKILL')
      else ask('docker', ['kill', this.#container])
    })
  }
}
