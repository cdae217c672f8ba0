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

  it('plays nothing that is not there', async () => {
    const { exitCode, output } = await run('prompts', 'check', EXAMPLE)
    expect(exitCode).toBe(0)
    expect(output).toContain('0 cannot be played')
    expect(output).toMatch(/de\/main-menu is heard in en .*For sales, press one/)
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
