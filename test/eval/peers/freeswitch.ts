import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeWav } from '../../../src/amd/wav.ts'

const PROGRAM = '/usr/local/freeswitch/bin/freeswitch'
const PASSWORD = 'evaluation'
const ADDRESS = '127.0.0.1'
const START_LIMIT_MS = 20_000
/** Time that a clip's leg lives on after its audio, in which a beep may still be reported. */
const AFTER_MS = 900
/** Clips are told apart by the caller's number. */
const FIRST_NAME = 10_000

/** Whether the real module can be asked on this machine. */
export function hasFreeswitch(): boolean {
  return existsSync(PROGRAM)
}

/**
 * A FreeSWITCH of its own that plays WAV files to `mod_avmd` with its defaults. `mod_vmd` is not
 * asked: on FreeSWITCH 1.10.12 a leg that it listens to takes no audio after its first frame.
 */
export class BeepModule {
  readonly #folder: string
  readonly #process: ChildProcess
  readonly #socket: Socket
  readonly #clipOf = new Map<string, number>()
  readonly #startedAtMs = new Map<number, number>()
  readonly #beeps = new Map<number, number[]>()
  #text = ''

  private constructor(folder: string, process: ChildProcess, socket: Socket) {
    this.#folder = folder
    this.#process = process
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#read(text))
  }

  /** FreeSWITCH runs, in a folder of its own, and its events arrive. */
  static async start(): Promise<BeepModule> {
    const folder = await mkdtemp(join(tmpdir(), 'ringfirst-beeps-'))
    const port = await freePort()
    await writeFile(join(folder, 'freeswitch.xml'), configuration(port, folder))
    await Promise.all(['log', 'db', 'run'].map((name) => mkdir(join(folder, name))))
    const paths = ['conf', 'log', 'db', 'run'].flatMap((name) => [
      `-${name}`,
      name === 'conf' ? folder : join(folder, name),
    ])
    const process = spawn(PROGRAM, ['-nf', '-nc', '-nonat', '-np', ...paths], { stdio: 'ignore' })
    const socket = await connected(port).catch((thrown: unknown) => {
      process.kill('SIGKILL')
      throw thrown
    })
    const modules = new BeepModule(folder, process, socket)
    socket.write(`auth ${PASSWORD}\n\n`)
    socket.write('event plain CHANNEL_CREATE PLAYBACK_START CUSTOM avmd::beep\n\n')
    return modules
  }

  /** Plays a clip in real time to a leg that the module listens to: when it reported a beep, ms from the first sample. */
  async hear(clip: number, samples: Int16Array): Promise<number[]> {
    const name = FIRST_NAME + clip
    await writeFile(join(this.#folder, `${name}.wav`), writeWav(samples))
    const variables = `origination_caller_id_number=${name},ignore_early_media=true`
    const apps = "'avmd_start:,park:' inline"
    this.#socket.write(`bgapi originate {${variables}}loopback/hear/default ${apps}\n\n`)
    const startMs = await this.#started(clip)
    await new Promise((done) => setTimeout(done, samples.length / 8 + AFTER_MS))
    return (this.#beeps.get(clip) ?? []).map((atMs) => atMs - startMs)
  }

  async #started(clip: number): Promise<number> {
    for (const limitMs = Date.now() + START_LIMIT_MS; Date.now() < limitMs;) {
      const startMs = this.#startedAtMs.get(clip)
      if (startMs !== undefined) return startMs
      await new Promise((done) => setTimeout(done, 20))
    }
    throw new Error(`FreeSWITCH never played clip ${clip}`)
  }

  async stop(): Promise<void> {
    this.#socket.destroy()
    this.#process.kill('SIGKILL')
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'exit')
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Events are headers, a length, and more headers. */
  #read(text: string): void {
    this.#text += text
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/.exec(this.#text.slice(0, end))?.[1] ?? 0)
      if (this.#text.length < end + 2 + length) return
      this.#take(this.#text.slice(end + 2, end + 2 + length))
      this.#text = this.#text.slice(end + 2 + length)
    }
  }

  #take(body: string): void {
    const header = (name: string): string =>
      decodeURIComponent(new RegExp(`^${name}: (.*)$`, 'm').exec(body)?.[1] ?? '')
    const leg = header('Unique-ID')
    const atMs = Number(header('Event-Date-Timestamp')) / 1_000
    const event = header('Event-Name')
    if (event === 'CHANNEL_CREATE')
      this.#clipOf.set(leg, Number(header('Caller-Caller-ID-Number')) - FIRST_NAME)
    const clip = this.#clipOf.get(leg)
    if (clip === undefined) return
    if (event === 'PLAYBACK_START') this.#startedAtMs.set(clip, atMs)
    if (event !== 'CUSTOM') return
    this.#beeps.set(clip, [...(this.#beeps.get(clip) ?? []), atMs])
  }
}

async function connected(port: number): Promise<Socket> {
  for (const limitMs = Date.now() + START_LIMIT_MS; Date.now() < limitMs;) {
    const socket = connect(port, ADDRESS)
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    if (isOpen) return socket
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`FreeSWITCH took no connection within ${START_LIMIT_MS} ms`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, ADDRESS)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const MODULES = ['event_socket', 'commands', 'dptools', 'dialplan_xml', 'loopback', 'sndfile']

function configuration(port: number, folder: string): string {
  const load = [...MODULES, 'avmd'].map((name) => `<load module="mod_${name}"/>`).join('')
  const param = (name: string, value: string | number): string =>
    `<param name="${name}" value="${value}"/>`
  const section = (name: string, settings: string): string =>
    `<configuration name="${name}.conf"><settings>${settings}</settings></configuration>`
  const avmd = [
    ['debug', 0],
    ['report_status', 1],
    ['fast_math', 0],
    ['require_continuous_streak', 1],
    ['sample_n_continuous_streak', 3],
    ['sample_n_to_skip', 0],
    ['require_continuous_streak_amp', 1],
    ['sample_n_continuous_streak_amp', 3],
    ['simplified_estimation', 1],
    ['inbound_channel', 0],
    ['outbound_channel', 1],
    ['detection_mode', 2],
    ['detectors_n', 36],
    ['detectors_lagged_n', 1],
  ].map(([name, value]) => param(String(name), String(value)))
  return `<?xml version="1.0"?>
<document type="freeswitch/xml"><section name="configuration">
<configuration name="modules.conf"><modules>${load}</modules></configuration>
${section('switch', param('max-sessions', 200) + param('sessions-per-second', 200) + param('loglevel', 'warning'))}
${section('event_socket', param('listen-ip', ADDRESS) + param('listen-port', port) + param('password', PASSWORD))}
${section('avmd', avmd.join(''))}
</section><section name="dialplan"><context name="default"><extension name="hear"><condition field="destination_number" expression="^hear$">
<action application="answer"/><action application="playback" data="${folder}/\${caller_id_number}.wav"/>
</condition></extension></context></section></document>`
}
