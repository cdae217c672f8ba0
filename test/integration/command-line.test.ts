import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import type { Health } from '../../src/api/protocol.ts'
import { labProfile } from '../../src/config/load.ts'
import { eventually } from '../support/eventually.ts'

const PROGRAM = ['--import', 'tsx', 'src/cli/ringfirst.ts']
const FOLDER = mkdtempSync(join(tmpdir(), 'ringfirst-cli-'))
const DATA = join(FOLDER, 'data')
/** The lab on free ports, so that it runs beside any other. */
const CONFIG = join(FOLDER, 'ringfirst.yaml')

interface Started {
  readonly child: ChildProcess
  output: string
  errors: string
  readonly ended: Promise<number | null>
}

function launch(...args: string[]): Started {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const started: Started = { child, output: '', errors: '', ended }
  child.stdout.on('data', (text: Buffer) => (started.output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (started.errors += text.toString()))
  return started
}

async function run(...args: string[]) {
  const started = launch(...args)
  return { exitCode: await started.ended, output: started.output, errors: started.errors }
}

describe('the command line with a Ringfirst that runs', () => {
  let running: Started

  beforeAll(async () => {
    const lab = readFileSync(labProfile(), 'utf8')
    writeFileSync(
      CONFIG,
      lab
        .replace('lab:\n', 'lab:\n  port: 0\n  customersPort: 0\n')
        .replace('port: 7080', 'port: 0'),
    )
    running = launch('start', '--config', CONFIG, '--data', DATA)
    await eventually(() => running.output.includes('Ctrl-C stops'), 30_000)
  })

  afterAll(async () => {
    running.child.kill('SIGKILL')
    await running.ended
    rmSync(FOLDER, { recursive: true, force: true })
  })

  it('says what runs and where', () => {
    expect(running.output).toMatch(/Board +http:\/\/127\.0\.0\.1:\d+\/sign-in\?code=/)
    expect(running.output).toContain('+12025550100  says hello')
  })

  it('books, follows and exits by the outcome', async () => {
    const { exitCode, output, errors } = await run('call', '202-555-0104', '--data', DATA)
    expect([exitCode, errors]).toEqual([10, ''])
    expect(output).toContain('Calling +12025550104')
    expect(output.trimEnd().split('\n').at(-1)).toContain('■ busy')
  })

  it('prints one object with everything that scripts rest on', async () => {
    const { exitCode, output, errors } = await run('call', '+12025550107', '--json', '--data', DATA)
    expect([exitCode, errors]).toEqual([13, ''])
    const call = JSON.parse(output) as CallbackResource
    expect(call).toMatchObject({
      disposition: 'invalid-number',
      cause: 'invalid-number',
      verdict: null,
    })
    expect(call).toHaveProperty('waitAfterAnswerMs')
    expect(call.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['booked', 'dialling', 'leg-released', 'closed']),
    )
    for (const { at } of call.timeline) expect(new Date(at).toISOString()).toBe(at)
  })

  it('reaches an agent with exit 0, and says why it was dialled', async () => {
    const { exitCode, output } = await run('call', '+12025550100', '--json', '--data', DATA)
    expect(exitCode).toBe(0)
    const call = JSON.parse(output) as CallbackResource
    expect(call).toMatchObject({ disposition: 'connected', verdict: 'human' })
    const why = await run('why', call.id, '--data', DATA)
    expect(why.output).toContain('Dialled: ')
    expect(why.output).toContain('because a callback arrived')
  })

  it.each([
    ['12', /^✖ number: .*\[invalid-number\]/],
    ['+19005550100', /\[destination-refused\]/],
  ])('refuses the number %s with exit 1', async (number, message) => {
    const { exitCode, output, errors } = await run('call', number, '--data', DATA)
    expect([exitCode, output]).toEqual([1, ''])
    expect(errors).toMatch(message)
  })

  it('refuses an unknown queue', async () => {
    const { exitCode, errors } = await run(
      'call',
      '+12025550100',
      '--queue',
      'sales',
      '--data',
      DATA,
    )
    expect(exitCode).toBe(1)
    expect(errors).toContain('there is no queue sales; queues: support')
  })

  it('does not start twice on one data folder', async () => {
    const { exitCode, errors } = await run('start', '--config', CONFIG, '--data', DATA)
    expect(exitCode).toBe(1)
    expect(errors).toContain('[store-in-use]')
  })

  it('opens the board by a link that works once', async () => {
    const { output } = await run('open', '--print', '--data', DATA)
    const first = await fetch(output.trim())
    expect(first.headers.get('set-cookie')).toContain('HttpOnly')
    expect((await fetch(output.trim())).headers.get('set-cookie')).toBeNull()
  })

  it('is well', async () => {
    const { url } = JSON.parse(readFileSync(join(DATA, 'instance.json'), 'utf8')) as { url: string }
    const health = (await (await fetch(`${url}/healthz`)).json()) as Health
    expect(health).toMatchObject({ status: 'ok', switch: 'lab', problems: [] })
  })

  it('stops cleanly on a signal, and nothing is left', async () => {
    running.child.kill('SIGINT')
    expect(await running.ended).toBe(0)
    expect(running.output).toContain('Stopped; nothing is lost.')
    expect(existsSync(join(DATA, 'instance.json'))).toBe(false)
    expect(existsSync(join(DATA, 'postgres/postmaster.pid'))).toBe(false)
  })
})

describe('a start that cannot be', () => {
  it('names the port that is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-cli-'))
    const config = join(folder, 'ringfirst.yaml')
    const lab = readFileSync(labProfile(), 'utf8')
    writeFileSync(config, lab.replace('lab:\n', 'lab:\n  port: 0\n  customersPort: 0\n'))
    const { exitCode, errors } = await run(
      'start',
      '--config',
      config,
      '--data',
      folder,
      '--port',
      String(port),
    )
    expect(exitCode).toBe(1)
    expect(errors).toContain(`✖ Port ${port} on 127.0.0.1 is taken`)
    expect(errors).toContain('[port-busy]')
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
    taken.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows what is wrong with the configuration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-cli-'))
    const config = join(folder, 'ringfirst.yaml')
    writeFileSync(config, 'switch: lab\nqueus: {}\n')
    const { exitCode, errors } = await run('start', '--config', config)
    expect(exitCode).toBe(1)
    expect(errors).toContain(`${config}:2:1: queus: is not a field here; did you mean queues?`)
    expect(errors).toContain('[config-invalid]')
  })
})

describe('a call where no Ringfirst runs', () => {
  it('has a lab of its own, gone afterwards', async () => {
    const { exitCode, output, errors } = await run(
      'call',
      '+12025550104',
      '--json',
      '--config',
      labElsewhere(),
    )
    expect(exitCode).toBe(10)
    expect(errors).toBe('')
    expect(JSON.parse(output)).toMatchObject({ disposition: 'busy', cause: 'busy' })
  })
})

/** The lab profile in a folder where nothing runs. */
function labElsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-cli-'))
  const config = join(folder, 'ringfirst.yaml')
  writeFileSync(config, readFileSync(labProfile(), 'utf8'))
  return config
}
