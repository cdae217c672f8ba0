import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { COMMANDS } from '../../src/cli/help.ts'
import { labProfile } from '../../src/config/load.ts'
import { fakeTerminal } from './fake-terminal.ts'

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const exitCode = await runCommandLine(args, terminal)
  return { exitCode, output: terminal.output.join('\n'), errors: terminal.errors.join('\n') }
}

describe('the help', () => {
  it.each([[], ['--help'], ['-h'], ['help']])('is shown for %j', async (...args) => {
    const { exitCode, output } = await run(...args)
    expect(exitCode).toBe(0)
    for (const name of Object.keys(COMMANDS)) expect(output).toContain(`  ${name} `)
  })

  it.each(Object.keys(COMMANDS))('of %s is shown, with an example', async (name) => {
    const { exitCode, output } = await run(name, '--help')
    expect([exitCode, output.split('\n')[0]]).toEqual([0, COMMANDS[name]?.usage])
    expect(output).toContain(`  ringfirst ${name}`)
  })

  it('fits into a hundred columns', async () => {
    for (const name of [undefined, ...Object.keys(COMMANDS)]) {
      const { output } = name === undefined ? await run() : await run(name, '--help')
      for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    }
  })

  it('of call lists every exit code', async () => {
    const { output } = await run('call', '--help')
    expect(output).toMatch(/0 connected .*10 busy .*11 no-answer/)
    expect(output).toContain('29 expired')
  })
})

describe('a call that cannot be booked', () => {
  it.each([
    [['call', '12'], '✖ number: is too short to be a telephone number [invalid-number]'],
    [
      ['call', '+12025550100', '--queue', 'nowhere'],
      '✖ queueId: there is no queue nowhere; queues: support [unknown-queue]',
    ],
  ])('%j is refused before a Ringfirst is started for it', async (args, why) => {
    const data = mkdtempSync(join(tmpdir(), 'ringfirst-refused-'))
    const { exitCode, output, errors } = await run(...args, '--data', data)
    expect([exitCode, output]).toEqual([1, ''])
    expect(errors.split('\n')[0]).toBe(why)
    expect(readdirSync(data)).toEqual([])
  })
})

describe('a command that is not understood', () => {
  it.each([
    [['strat'], 'there is no command strat; did you mean start?'],
    [['frobnicate'], 'there is no command frobnicate'],
    [['--colour'], 'there is no option --colour'],
    [['call'], 'NUMBER is missing'],
    [['call', '1', '2'], '2 is one too many'],
    [['call', '+12025550100', '--jsn'], 'there is no option --jsn; did you mean --json?'],
    [['start', '--port', 'x'], '--port must be a whole number from 0 to 65535, not x'],
    [['start', '--port', '70000'], '--port must be a whole number from 0 to 65535, not 70000'],
    [['start', '--switch', 'asterisk'], '--switch must be lab or freeswitch, not asterisk'],
    [['check'], 'FILE is missing'],
    [['help', 'cal'], 'there is no command cal; did you mean call?'],
    [['toString'], 'there is no command toString'],
  ])('%j is answered with advice and exit 2', async (args, why) => {
    const { exitCode, output, errors } = await run(...args)
    expect([exitCode, output]).toEqual([2, ''])
    expect(errors.split('\n')[0]).toBe(`✖ ${why} [usage]`)
  })
})

describe('ringfirst --version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await run('--version')).toMatchObject({ exitCode: 0, output: version })
  })
})

describe('ringfirst check', () => {
  it('says that a good configuration is good', async () => {
    const { exitCode, output, errors } = await run('check', labProfile())
    expect([exitCode, errors]).toEqual([0, ''])
    expect(output).toContain('is good')
  })

  it('shows file, line, column, field, problem, the line and a caret', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-check-')), 'ringfirst.yaml')
    const text = readFileSync(labProfile(), 'utf8').replace('ringTimeout: 30 s', 'ringTimeout: 3 s')
    writeFileSync(file, text)
    const line = text.split('\n').findIndex((each) => each.includes('ringTimeout')) + 1
    const { exitCode, output, errors } = await run('check', file)
    expect([exitCode, output]).toEqual([1, ''])
    expect(errors.split('\n')).toEqual([
      `${file}:${line}:18: queues.support.ringTimeout: must be 15 s to 2 min, not 3 s`,
      `${String(line).padStart(5)} |     ringTimeout: 3 s`,
      `      |                  ^`,
      `✖ ${file}: 1 error`,
    ])
  })

  it('gives the problems as data', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-check-')), 'ringfirst.yaml')
    writeFileSync(file, 'switch: lap\n')
    const { exitCode, output } = await run('check', file, '--json')
    expect(exitCode).toBe(1)
    const problems = JSON.parse(output) as { field: string; line: number }[]
    expect(problems.map(({ field }) => field)).toContain('switch')
  })

  it('names a file that is not there', async () => {
    const { exitCode, errors } = await run('check', '/no/such.yaml')
    expect([exitCode, errors.split('\n')[0]]).toEqual([
      1,
      '✖ There is no file /no/such.yaml [config-not-found]',
    ])
  })

  it('says that a folder is no configuration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-check-'))
    const { exitCode, errors } = await run('check', folder)
    expect([exitCode, errors.split('\n')[0]]).toEqual([
      1,
      `✖ ${folder} cannot be read: it is a folder [config-unreadable]`,
    ])
  })
})

describe('a command that needs a running Ringfirst', () => {
  it.each([
    ['open', '--print'],
    ['why', '0198d4a0-0000-7000-8000-000000000000'],
  ])('%s says that none runs', async (...args) => {
    const data = mkdtempSync(join(tmpdir(), 'ringfirst-none-'))
    const { exitCode, errors } = await run(...args, '--data', data)
    expect([exitCode, errors]).toEqual([
      1,
      `✖ No Ringfirst answers at ${data}: none runs on this data folder [instance-unreachable]\n  ringfirst start runs one.`,
    ])
  })

  it('says so when nothing answers at the URL', async () => {
    const data = mkdtempSync(join(tmpdir(), 'ringfirst-none-'))
    writeFileSync(
      join(data, 'tokens.json'),
      JSON.stringify({
        version: 1,
        tokens: [{ name: 'admin', role: 'admin', token: 'x'.repeat(30) }],
      }),
    )
    const { exitCode, errors } = await run(
      'call',
      '+12025550100',
      '--url',
      'http://127.0.0.1:1',
      '--data',
      data,
    )
    expect(exitCode).toBe(1)
    expect(errors).toContain('[instance-unreachable]')
  })
})
