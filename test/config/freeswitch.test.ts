import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
