import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkText } from '../../src/config/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringfirst-config-'))
for (const name of ['esl', 'edge'])
  writeFileSync(join(folder, name), 'a-secret-of-a-test', { mode: 0o600 })
afterAll(() => rmSync(folder, { recursive: true }))

const CONFIG = `switch: freeswitch
freeswitch: { eventSocket: { passwordFile: esl }, drachtio: { secretFile: edge } }
defaultSite: us
sites: { us: { country: US, timeZone: America/New_York, trunks: [carrier] } }
trunks: { carrier: { host: 192.0.2.10, transport: udp } }
queues: { support: {} }
`

function problemsOf(text: string): string[] {
  const { problems } = checkText(join(folder, 'ringfirst.yaml'), text)
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ field, message }) => `${field}: ${message}`)
}

it('a configuration of FreeSWITCH is good, and its recordings lie in the data folder', () => {
  expect(problemsOf(CONFIG)).toEqual([])
  const { settings } = checkText(join(folder, 'ringfirst.yaml'), CONFIG)
  expect(settings?.recordingsFolder).toBe(join(folder, 'data/recordings'))
})

it('several servers share the calls, each with its own secret', () => {
  const more =
    'moreServers: [{ eventSocket: { host: 192.0.2.2, passwordFile: esl }, draining: true }]'
  const { settings } = checkText(
    join(folder, 'ringfirst.yaml'),
    CONFIG.replace('drachtio:', `${more}, drachtio:`),
  )
  expect(settings?.switch).toMatchObject({
    servers: [
      { name: 'freeswitch', draining: false },
      {
        name: 'freeswitch 2',
        eventSocket: { host: '192.0.2.2', password: 'a-secret-of-a-test' },
        draining: true,
      },
    ],
  })
})

it.each([
  ['transport: udp', 'transport: udp, srtp: required', /^trunks\.carrier\.srtp: .*in the clear/],
  ['queues:', 'recordingsFolder: /var/my calls\nqueues:', /^recordingsFolder: .*letters, digits/],
  ['queues:', 'promptsFolder: prompts;rm\nqueues:', /^promptsFolder: .*letters, digits/],
  ['passwordFile: esl', 'passwordFile: nowhere', /^freeswitch\.eventSocket\.passwordFile/],
])('%s as %s is an error that names the field', (from, to, problem) => {
  const found = problemsOf(CONFIG.replace(from, to))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(problem)
})

it.each(['ClueCon', 'cluecon-0123456789ab', 'cymru', 'too-short', 'changeme-changeme-1'])(
  'the secret %s does not open the switch to whoever knows it',
  (secret) => {
    writeFileSync(join(folder, 'known'), secret, { mode: 0o600 })
    const [found] = problemsOf(CONFIG.replace('passwordFile: esl', 'passwordFile: known'))
    expect(found).toMatch(/^freeswitch\.eventSocket\.passwordFile: holds a (well-known )?secret/)
  },
)

it("the lab's passwords, which everybody knows, register no phone", () => {
  const agents = 'agents: { bob: { queues: [support], phone: { password: lab-only-bob } } }\n'
  expect(problemsOf(CONFIG + agents)).toEqual([
    "agents.bob.phone.password: is the lab's, which everybody knows: use passwordFile",
  ])
})

it('the example beside the configuration of FreeSWITCH is good, without a warning', () => {
  const example = readFileSync('freeswitch-conf/ringfirst.yaml', 'utf8')
  for (const name of ['esl-password', 'edge-secret', 'phone-bob'])
    writeFileSync(join(folder, name), 'a-secret-of-a-test', { mode: 0o600 })
  expect(checkText(join(folder, 'ringfirst.yaml'), example).problems).toEqual([])
})
