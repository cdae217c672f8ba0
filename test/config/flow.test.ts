import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { checkText } from '../../src/config/load.ts'
import { lookUpPrompt } from '../../src/prompts/built-in.ts'
import { spokenNumber, spokenTime } from '../../src/core/flow/speech.ts'
import { fakeTerminal } from '../cli/fake-terminal.ts'

const EXAMPLE = 'docs/examples/contact-centre.yaml'
const TEXT = readFileSync(EXAMPLE, 'utf8')

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const exitCode = await runCommandLine(args, terminal)
  return { exitCode, output: terminal.output.join('\n'), errors: terminal.errors.join('\n') }
}

describe('the example contact centre', () => {
  it('has no fault and fewer than 120 lines', () => {
    expect(checkText(EXAMPLE, TEXT).problems).toEqual([])
    expect(TEXT.split('\n').length).toBeLessThan(120)
  })

  it('leads each number to a flow, in its language', () => {
    expect(checkText(EXAMPLE, TEXT).settings?.organisation.numbers).toEqual([
      { number: '+12025550150', flow: 'front-door', queueId: 'sales' },
      { number: '+12025550151', flow: 'front-door', queueId: 'sales', language: 'de' },
    ])
  })

  it('is drawn with every way out of every step', async () => {
    const { exitCode, output } = await run('flow', EXAMPLE, 'front-door')
    expect(exitCode).toBe(0)
    expect(output).toContain('front-door  ◄── +12025550150, +12025550151')
    expect(output).toContain('├─(3)─►\n   │  └─ go to flow accounts')
    expect(output).not.toContain('\nsales\n')
  })

  it('is spoken in both of its languages', async () => {
    const { exitCode, output } = await run('prompts', 'check', EXAMPLE)
    expect(exitCode).toBe(0)
    expect(output).toContain('0 in another language, 0 cannot be played')
  })
})

describe('a flow with an error', () => {
  it.each([
    [
      "'1': { goTo: sales }",
      "'1': { goTo: sale }",
      'flows.front-door[4].choices.1[0].goTo',
      'no flow sale; did you mean sales?',
    ],
    [
      '- ask: main-menu',
      '- aks: main-menu',
      'flows.front-door[4]',
      'must be a step: did you mean ask?',
    ],
    [
      '- waitForBeep: 30 s\n    - play',
      '- waitForBeep: 30 s\n      play',
      'flows.machine[0]',
      'must be a step, not two: play and waitForBeep',
    ],
    ['- queue: accounts', '- queue: acounts', 'flows.accounts[1].queue', 'did you mean accounts?'],
    ['if: { closed: office }', 'if: { closed: ofice }', 'flows.front-door[2].if', 'no hours ofice'],
    [
      'if: { noAgents: accounts }',
      'if: { noAgent: accounts }',
      'flows.accounts[0].if',
      'did you mean noAgents?',
    ],
    [
      "key: '1' }\n      maxWait: 20 min",
      "key: '12' }\n      maxWait: 20 min",
      'flows.sales[0].offerCallback.key',
      'one key',
    ],
    [
      "'+12025550150': front-door",
      "'+12025550150': frontdoor",
      'numbers.+12025550150',
      'did you mean front-door?',
    ],
    [
      '    - waitForBeep: 30 s',
      '    - http: https://crm.example/x\n    - waitForBeep: 30 s',
      'flows.machine[0].http',
      'not among httpHosts',
    ],
  ])('%s -> %s', (passage, replacement, field, message) => {
    const { settings, problems } = checkText('x.yaml', TEXT.replace(passage, replacement))
    expect(settings).toBeUndefined()
    const [first] = problems.filter(({ severity }) => severity === 'error')
    expect(first?.field).toBe(field)
    expect(first?.message).toContain(message)
    expect(first?.line).toBeGreaterThan(1)
  })
})

describe('a flow that leads nowhere', () => {
  const checked = (flows: string, more = '') =>
    checkText('x.yaml', `${more}${TEXT.replace('flows:\n', `flows:\n${flows}`)}`).problems
  const first = (flows: string) => checked(flows)[0]

  it.each([
    ['back to itself', '  a: [{ goTo: a }]\n', 'flows.a', 'a → a'],
    [
      'round over three',
      '  a: [{ goTo: b }]\n  b: [{ set: { priority: 1 } }, { goTo: c }]\n  c: [{ queue: sales, then: [hangUp] }, { goTo: a }]\n',
      '',
      '',
    ],
    [
      'round where a branch leads',
      '  a:\n    - if: { open: office }\n      then: [{ play: welcome }, { goTo: a }]\n      else: { goTo: b }\n  b: [{ goTo: a }]\n',
      'flows.a',
      'a → b → a',
    ],
    ['round with music', '  a: [{ hold: 5 s }, { goTo: a }]\n', '', ''],
    ['to one that is not there', '  a: [{ goTo: b }]\n', 'flows.a[0].goTo', 'there is no flow b'],
  ])('%s', (_, flows, field, message) => {
    const problem = first(flows)
    expect(problem?.field ?? '').toBe(field)
    expect(problem?.message ?? '').toContain(message)
    if (field !== '') expect([problem?.line ?? 0, problem?.column]).not.toContain(0)
  })

  it('for want of a prompt is warned of, at its place', () => {
    const [problem] = checked('  a: [{ ask: wellcome, choices: { 1: [{ play: hello }] } }]\n')
    expect(problem).toMatchObject({ severity: 'warning', field: 'flows.a[0].ask' })
    expect(problem?.message).toContain('there is no prompt wellcome')
  })

  it.each([
    [
      'steps nested a thousand deep',
      `  a: ${'[{ if: { open: office }, then: '.repeat(1_000)}hangUp${' }]'.repeat(1_000)}\n`,
    ],
    [
      'steps nested ten thousand deep',
      `  a: ${'[{ if: { open: office }, then: '.repeat(10_000)}hangUp${' }]'.repeat(10_000)}\n`,
    ],
    ['ten thousand steps', `  a: [${'{ play: welcome }, '.repeat(10_000)}hangUp]\n`],
    [
      'ten thousand steps in fifty lists',
      `  a: [${`{ if: { open: office }, then: [${'{ play: welcome }, '.repeat(199)}hangUp] }, `.repeat(50)}hangUp]\n`,
    ],
    [
      'a list of conditions nested a thousand deep',
      `  a: [{ if: ${'{ not: '.repeat(1_000)}{ open: office }${' }'.repeat(1_000)}, then: hangUp }]\n`,
    ],
  ])('%s is refused in a sentence', (_, flows) => {
    const problem = first(flows)
    expect(problem?.severity).toBe('error')
    expect(problem?.message.length).toBeLessThan(300)
    expect(problem?.message).toMatch(/nested|steps|at most/i)
  })
})

describe('a spoken value', () => {
  it.each([
    [0, 'en', 'number-0'],
    [17, 'en', 'number-17'],
    [42, 'en', 'number-40 number-2'],
    [105, 'en', 'number-1 number-hundred number-5'],
    [2_300, 'en', 'number-2 number-thousand number-3 number-hundred'],
    [42, 'de', 'number-2 number-and number-40'],
    [121, 'de', 'number-one-of number-hundred number-one-of number-and number-20'],
    [42, 'fr', 'number-40 number-2'],
  ])('%i in %s', (value, language, parts) => {
    expect(spokenNumber(value, language).join(' ')).toBe(parts)
  })

  it.each([
    ['08:00', 'en', 'number-8 time-am'],
    ['00:05', 'en', 'number-12 time-oh number-5 time-am'],
    ['17:30', 'en', 'number-5 number-30 time-pm'],
    ['17:30', 'de', 'number-17 time-oclock number-30'],
    ['25:00', 'en', ''],
  ])('%s in %s', (time, language, parts) => {
    expect(spokenTime(time, language).join(' ')).toBe(parts)
  })

  it('is made of prompts that are there', () => {
    const all = [...Array(1_000).keys()].flatMap((value) =>
      ['en', 'de'].flatMap((language) =>
        spokenNumber(value, language).map((part) => lookUpPrompt(`${language}/${part}`, undefined)),
      ),
    )
    expect(all.filter((found) => found === undefined)).toEqual([])
  })
})
