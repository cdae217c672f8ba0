import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkText, labProfile, loadConfig } from '../../src/config/load.ts'

const LAB = readFileSync(labProfile(), 'utf8')

/** The lab profile with one passage replaced. */
function labWith(passage: string, replacement: string): string {
  expect(LAB).toContain(passage)
  return LAB.replace(passage, replacement)
}

const EVERYONE = ['bob', 'carol', 'dave', 'erin', 'sam']

describe('the lab profile', () => {
  it('has no error and no warning', () => {
    expect(loadConfig(labProfile()).problems).toEqual([])
  })

  it('offers a customer-first queue with agents, a trunk and a machine flow', () => {
    const settings = loadConfig(labProfile()).settings
    expect(settings?.organisation.queues[0]).toMatchObject({
      id: 'support',
      mode: 'customer-first',
      pacing: { policy: 'auto', modifier: 1 },
      ringTimeoutMs: 30_000,
      maxWaitAfterAnswerMs: 20_000,
      announcementAfterMs: 2_000,
      acw: { mode: 'mandatory-timed', timeoutMs: 3_000, level: 'participant' },
      machineFlow: [
        { kind: 'wait-for-beep', timeoutMs: 30_000 },
        { kind: 'play', prompt: 'machine-message' },
        { kind: 'hang-up' },
      ],
    })
    expect(settings?.organisation.agents.map((agent) => agent.id)).toEqual(EVERYONE)
    expect(settings?.phones.map((phone) => phone.username)).toEqual(EVERYONE)
  })
})

describe('a configuration with an error', () => {
  it.each([
    ['switch: lab', 'switch: lap', 'switch', 'must be lab or freeswitch'],
    [
      '    ringTimeout: 30 s',
      '    ringTimout: 30 s',
      'queues.support.ringTimout',
      'is not a field here; did you mean ringTimeout?',
    ],
    [
      'ringTimeout: 30 s',
      'ringTimeout: 5 s',
      'queues.support.ringTimeout',
      'must be 15 s to 2 min, not 5 s',
    ],
    [
      'alertingTimeout: 15 s',
      'alertingTimeout: 3 s',
      'queues.support.alertingTimeout',
      'must be 7 s to 1 min, not 3 s',
    ],
    [
      'ringTimeout: 30 s',
      'ringTimeout: soon',
      'queues.support.ringTimeout',
      "must be a duration such as '30 s' or '5 min'",
    ],
    ['modifier: 1.0', 'modifier: 0.5', 'queues.support.pacing.modifier', 'must be at least 1'],
    ['policy: auto', 'policy: fast', 'queues.support.pacing.policy', 'must be auto, idle or cap'],
    [
      'country: US',
      'country: usa',
      'sites.us.country',
      'must be two capital letters (ISO 3166), such as US or GB',
    ],
    [
      'America/New_York',
      'America/Gotham',
      'sites.us.timeZone',
      'must be a time zone of the IANA list, such as Europe/London',
    ],
    [
      'trunks: [lab]',
      'trunks: [lap]',
      'sites.us.trunks[0]',
      'there is no trunk lap; did you mean lab?',
    ],
    [
      'defaultSite: us',
      "defaultSite: us\nhours: { office: { open: ['Mon-Fri 9-17'] } }",
      'hours.office.open[0]',
      "must be days and local times, such as 'Mon-Fri 09:00-17:30'",
    ],
    [
      'defaultSite: us',
      "defaultSite: us\nhours: { office: { open: ['Mon 09:00-17:00'], holidays: ['2026-02-30'] } }",
      'hours.office.holidays[0]',
      'must be a date of the calendar',
    ],
    [
      'maxWaitAfterAnswer: 20 s',
      'maxWaitAfterAnswer: 20 s\n    hours: offize',
      'queues.support.hours',
      'there is no hours offize',
    ],
    ['defaultSite: us', 'defaultSite: moon', 'defaultSite', 'there is no site moon; known: us'],
    [
      "callerIds: ['+12025550199']",
      'callerIds: [2025550199]',
      'trunks.lab.callerIds[0]',
      'must be a text',
    ],
    [
      "callerIds: ['+12025550199']",
      "callerIds: ['2025550199']",
      'trunks.lab.callerIds[0]',
      'must be a number in E.164 form: +12025550100',
    ],
    [
      '    queues: [support]\n',
      '    queues: [suport]\n',
      'agents.bob.queues[0]',
      'there is no queue suport; did you mean support?',
    ],
    [
      '      - hangUp',
      '      - hangDown',
      'queues.support.machineFlow[2]',
      'must be a step: one of play, hold, ask',
    ],
    [
      'phone: { password: lab-only-bob }',
      'phone: {}',
      'agents.bob.phone',
      'needs a passwordFile or a password',
    ],
    [
      'phone: { password: lab-only-bob }',
      'phone: { passwordFile: no-such }',
      'agents.bob.phone.passwordFile',
      'there is no readable file',
    ],
    [
      'transport: tcp',
      'transport: tls',
      'trunks.lab.transport',
      'the lab switch speaks no TLS: use udp or tcp',
    ],
    [
      '  bob:\n',
      '  Bob:\n',
      'agents.Bob',
      'a name is lower-case letters, digits and hyphens, 63 at most',
    ],
    ['port: 7080', 'port: 70800', 'http.port', 'must be at most 65535'],
    ['defaultSite: us\n', '', 'defaultSite', 'is missing'],
    [
      'mode: customer-first',
      'mode: agent-first\n    autoStart: 30 s',
      'queues.support.autoStart',
      'needs acw with level: communication and a mode other than optional',
    ],
    [
      'mode: customer-first',
      'mode: customer-first\n    autoEnd: 5 min',
      'queues.support.autoEnd',
      'is for agent-first queues',
    ],
    [
      'mode: customer-first',
      'mode: customer-first\n    preferredAgents: [{ agents: [bop], timeout: 10 s }]',
      'queues.support.preferredAgents[0].agents[0]',
      'there is no agent bop; did you mean bob?',
    ],
    [
      'mode: customer-first',
      'mode: customer-first\n    whenClosed: { waiting: move, to: support }',
      'queues.support.whenClosed.to',
      'must be another queue',
    ],
    [
      'mode: customer-first',
      'mode: customer-first\n    retries: { max: 21 }',
      'queues.support.retries.max',
      'must be at most 20',
    ],
    [
      'mode: customer-first',
      'mode: customer-first\n    ownership: { limit: 30 min }',
      'queues.support.ownership.limit',
      'must be 1 h to 7 d, not 30 min',
    ],
  ])('%s -> %s: %s %s', (passage, replacement, field, message) => {
    const { settings, problems } = checkText('ringfirst.yaml', labWith(passage, replacement))
    expect(settings).toBeUndefined()
    const problem = problems.find((each) => each.severity === 'error')
    expect(problem?.field).toBe(field)
    expect(problem?.message).toContain(message)
  })

  it('is pointed at by line and column', () => {
    const text = labWith('modifier: 1.0', 'modifier: 0.5')
    const line = text.split('\n').findIndex((each) => each.includes('modifier: 0.5')) + 1
    const [problem] = checkText('ringfirst.yaml', text).problems
    expect(problem).toMatchObject({ line, column: 17, sourceLine: '      modifier: 0.5' })
  })

  it('is pointed at the mistyped field itself', () => {
    const [problem] = checkText('x.yaml', labWith('    ringTimeout:', '    ringTimout:')).problems
    expect(problem).toMatchObject({ column: 5 })
  })

  it('shows all of them at once, in the order of the file', () => {
    const text = labWith('switch: lab', 'switch: lap')
      .replace('country: US', 'country: us')
      .replace('modifier: 1.0', 'modifier: 0')
    const { problems } = checkText('x.yaml', text)
    expect(problems.map((problem) => problem.field)).toEqual([
      'switch',
      'sites.us.country',
      'queues.support.pacing.modifier',
    ])
  })

  it.each([
    ['switch: lab\nswitch: lab\n', 2, 'this field is given twice'],
    ['queues: [\n', 2, ''],
    ['queues:\n\tsupport: {}\n', 2, ''],
    ['queues: *nobody\n', 1, 'an alias (*) has no anchor'],
    [
      `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]\n`,
      1,
      'more than 100',
    ],
    ['switch: lab\nqueues: \u0000\n', 2, 'not a text in UTF-8'],
    [Buffer.from('switch: lab', 'utf16le').toString('utf8'), 1, 'not a text in UTF-8'],
  ])('names the line of broken YAML %j', (text, line, message) => {
    const { problems } = checkText('x.yaml', text)
    expect(problems[0]?.line).toBe(line)
    expect(problems[0]?.message).toContain(message)
  })

  it('is an empty file too', () => {
    const { problems } = checkText('x.yaml', '')
    expect(problems.map((problem) => `${problem.field} ${problem.message}`)).toEqual([
      'defaultSite is missing',
      'sites is missing',
      'trunks is missing',
      'queues is missing',
    ])
  })

  it('is refused when there is no file', () => {
    expect(() => loadConfig('/no/such/ringfirst.yaml')).toThrow(/There is no file/)
  })
})

describe('a configuration that is unwise', () => {
  it.each([
    ['alertingTimeout: 15 s', 'alertingTimeout: 25 s', 'queues.support.alertingTimeout'],
    ['announcementAfter: 2 s', 'announcementAfter: 30 s', 'queues.support.announcementAfter'],
    ['      - hangUp\n', '', 'queues.support.machineFlow'],
    ['trunks:\n  lab:', 'trunks:\n  spare: { host: 192.0.2.1 }\n  lab:', 'trunks.spare'],
    ['queues:\n', 'queues:\n  sales: {}\n', 'queues.sales'],
  ])('%s -> %s is allowed with a warning', (passage, replacement, field) => {
    const { settings, problems } = checkText('x.yaml', labWith(passage, replacement))
    expect(settings).toBeDefined()
    expect(problems.map((problem) => [problem.severity, problem.field])).toEqual([
      ['warning', field],
    ])
  })
})

describe('a secret', () => {
  it('is read from a file beside the configuration', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-config-'))
    writeFileSync(join(folder, 'bob.secret'), 'correct horse\n', { mode: 0o600 })
    const text = labWith('phone: { password: lab-only-bob }', 'phone: { passwordFile: bob.secret }')
    const loaded = checkText(join(folder, 'ringfirst.yaml'), text)
    expect(loaded.problems).toEqual([])
    expect(loaded.settings?.phones[0]).toMatchObject({ agentId: 'bob', password: 'correct horse' })
  })

  it('that others can read brings a warning', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-config-'))
    writeFileSync(join(folder, 'bob.secret'), 'correct horse\n')
    chmodSync(join(folder, 'bob.secret'), 0o644)
    const text = labWith('phone: { password: lab-only-bob }', 'phone: { passwordFile: bob.secret }')
    const [problem] = checkText(join(folder, 'ringfirst.yaml'), text).problems
    expect(problem).toMatchObject({ severity: 'warning', field: 'agents.bob.phone.passwordFile' })
  })
})

describe('known announcements', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-config-'))
  const known = { name: 'carrier', machine: 'voicemail', words: [1, 2, 3] }
  writeFileSync(join(folder, 'good.json'), JSON.stringify([known]))
  writeFileSync(join(folder, 'bad.json'), '[{"name":"carrier"}]')
  writeFileSync(join(folder, 'cut.json'), '[{"name":')

  it('are read from the store that the configuration names', () => {
    const text = `knownPrompts: good.json\n${labWith('', '')}`
    const { settings, problems } = checkText(join(folder, 'ringfirst.yaml'), text)
    expect([problems, settings?.knownPrompts]).toEqual([[], [known]])
  })

  it.each([
    ['no-such.json', 'no such file'],
    ['bad.json', 'bad.json is no store of prompts'],
    ['cut.json', 'cut.json is no store of prompts'],
  ])('in %s are an error of the field', (file, message) => {
    const text = `knownPrompts: ${file}\n${labWith('', '')}`
    const { settings, problems } = checkText(join(folder, 'ringfirst.yaml'), text)
    expect(settings).toBeUndefined()
    expect(problems[0]).toMatchObject({ severity: 'error', field: 'knownPrompts', line: 1 })
    expect(problems[0]?.message).toContain(message)
  })
})
