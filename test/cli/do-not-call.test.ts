import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { createBench, type Bench } from '../api/fixture.ts'
import { fakeTerminal } from './fake-terminal.ts'

describe('ringfirst do-not-call', () => {
  let bench: Bench
  let data: string

  beforeEach(async () => {
    bench = createBench()
    data = mkdtempSync(join(tmpdir(), 'ringfirst-barred-'))
    const url = await bench.app.listen({ host: '127.0.0.1', port: 0 })
    const tokens = [{ name: 'admin', role: 'admin', token: bench.tokens.tokenOf('admin') }]
    writeFileSync(join(data, 'tokens.json'), JSON.stringify({ version: 1, tokens }))
    const instance = { pid: process.pid, url, tokensFile: 'tokens.json', version: '0' }
    writeFileSync(join(data, 'instance.json'), JSON.stringify(instance))
  })
  afterEach(() => bench.app.close())

  async function run(...args: string[]) {
    const terminal = fakeTerminal()
    const exitCode = await runCommandLine(['do-not-call', ...args, '--data', data], terminal)
    return { exitCode, output: terminal.output, errors: terminal.errors }
  }

  it('adds, lists and removes numbers as people write them; a wrong one stops no other', async () => {
    const added = await run('add', '202-555-0100', '12', '+12025550101')
    expect([added.exitCode, added.output]).toEqual([
      1,
      ['✔ 202-555-0100 is never dialled', '✔ +12025550101 is never dialled'],
    ])
    expect(added.errors).toEqual([
      '✖ 12: number: is too short to be a telephone number [invalid-number]',
    ])
    expect((await run('list')).output).toEqual(['+12025550100', '+12025550101'])
    expect((await run('remove', '+12025550100')).exitCode).toBe(0)
    expect(JSON.parse((await run('list', '--json')).output[0] ?? '')).toEqual([
      { number: '+12025550101', from: 'list' },
    ])
  })

  it('imports a list, and names each wrong line as editors do', async () => {
    const file = join(data, 'list.csv')
    writeFileSync(file, 'number\n+12025550100\nAlice\n+12025550100\n')
    const dry = await run('import', file, '--dry-run')
    expect([dry.exitCode, dry.errors]).toEqual([
      1,
      [`${file}:3: must be a telephone number, such as +12025550100`],
    ])
    expect(dry.output).toEqual(['✖ 3 lines: 1 would be added, 1 there already, 1 not understood'])
    expect((await run('list')).output).toEqual(['No number is on the do-not-call list.'])
    expect((await run('import', file)).output).toEqual([
      '✖ 3 lines: 1 added, 1 there already, 1 not understood',
    ])
    expect((await run('list')).output).toEqual(['+12025550100'])
  })

  it.each([
    [[], 'say add, remove, list, import: what is to be done'],
    [['ad', '+12025550100'], 'say add, remove, list, import: not ad; did you mean add?'],
    [['add'], 'NUMBER is missing'],
    [['import', '/no/such.csv'], '/no/such.csv: ENOENT: no such file or directory, open'],
  ])('%j is answered with advice and exit 2', async (args, why) => {
    const { exitCode, errors } = await run(...args)
    expect([exitCode, errors[0]?.startsWith(`✖ ${why}`)]).toEqual([2, true])
  })
})
