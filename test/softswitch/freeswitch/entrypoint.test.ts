import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../../..')
const REFUSED = 78

describe('the entrypoint', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringfirst-entrypoint-'))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function start(script: string, secret: string, environment: Record<string, string> = {}) {
    const file = join(folder, 'secret')
    writeFileSync(file, secret, { mode: 0o600 })
    return spawnSync('sh', [join(ROOT, 'docker', script)], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        FREESWITCH: 'true',
        DRACHTIO: 'true',
        RINGFIRST_ESL_PASSWORD_FILE: file,
        RINGFIRST_EDGE_SECRET_FILE: file,
        RINGFIRST_SWITCH_STATE: folder,
        RINGFIRST_EDGE_STATE: folder,
        ...environment,
      },
    })
  }

  it.each(['freeswitch.sh', 'drachtio.sh'])('%s starts with a random secret', (script) => {
    expect(start(script, '0123456789abcdef0123')).toMatchObject({ status: 0, stderr: '' })
  })

  describe.each(['freeswitch.sh', 'drachtio.sh'])('%s refuses', (script) => {
    it.each([
      'ClueCon',
      'cymru',
      'JambonzR0ck$',
      'CLUECON123456789',
      'passw0rd-passw0rd-1',
      'aaaaaaaaaaaaaaaaaaaa',
      'mypassword12345678',
      'short',
      '',
      'a b c d e f g h i j k',
    ])('the secret %j', (secret) => {
      expect(start(script, secret).status).toBe(REFUSED)
    })

    it('a secret that would write into its configuration', () => {
      const secret = 'x"><param name="listen-ip" value="::"/>'
      expect(start(script, secret).status).toBe(REFUSED)
      expect(start(script, '$(touch /tmp/owned)0123456789').status).toBe(REFUSED)
    })

    it('to start without a secret file', () => {
      const none = { RINGFIRST_ESL_PASSWORD_FILE: '', RINGFIRST_EDGE_SECRET_FILE: '' }
      expect(start(script, 'x', none).status).toBe(REFUSED)
    })
  })

  it.each([
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '0.0.0.0'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '::'],
    ['freeswitch.sh', 'RINGFIRST_SIP_ADDRESS', '0.0.0.0'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '0'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '0x0'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '::0'],
    ['freeswitch.sh', 'RINGFIRST_RTP_ADDRESS', '::ffff:0.0.0.0'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', 'any.example'],
    ['freeswitch.sh', 'RINGFIRST_ESL_ADDRESS', '[::1]'],
    ['freeswitch.sh', 'FREESWITCH', '/nowhere/freeswitch'],
    ['drachtio.sh', 'DRACHTIO', '/nowhere/drachtio'],
    ['drachtio.sh', 'RINGFIRST_EDGE_ADDRESS', '0.0.0.0;transport=udp'],
    ['freeswitch.sh', 'RINGFIRST_APP_NET', '0.0.0.0/0'],
    ['freeswitch.sh', 'RINGFIRST_APP_NET', '0.0.0.0/1'],
    ['freeswitch.sh', 'RINGFIRST_APP_NET', 'any'],
    ['freeswitch.sh', 'RINGFIRST_EDGE_NET', '::/0'],
    ['freeswitch.sh', 'RINGFIRST_LOG_LEVEL', '"/><x'],
    ['drachtio.sh', 'RINGFIRST_EDGE_ADDRESS', '*'],
    ['drachtio.sh', 'RINGFIRST_EDGE_WS_ADDRESS', '00.0.0.0'],
    ['drachtio.sh', 'RINGFIRST_EDGE_ADMIN_ADDRESS', '0.0.0.0'],
  ])('%s refuses %s=%s and says so', (script, name, value) => {
    const refused = start(script, '0123456789abcdef0123', { [name]: value })
    expect(refused.status).toBe(REFUSED)
    expect(refused.stderr).toContain(name)
  })

  it('says of a secret that others can read it', () => {
    const file = join(folder, 'open')
    writeFileSync(file, '0123456789abcdef0123')
    chmodSync(file, 0o640)
    const { status, stderr } = start('drachtio.sh', '', { RINGFIRST_EDGE_SECRET_FILE: file })
    expect(status).toBe(0)
    expect(stderr).toContain(`chmod 600 ${file}`)
  })

  it('writes the edge configuration for its owner alone', () => {
    start('drachtio.sh', '0123456789abcdef0123')
    const written = readFileSync(join(folder, 'drachtio.conf.xml'), 'utf8')
    expect(written).toContain('<admin port="9022" secret="0123456789abcdef0123">127.0.0.1</admin>')
    expect(written).not.toMatch(/0\.0\.0\.0|\*:|cymru/)
  })
})

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0
const whyNot = hasShellcheck ? '' : ' (skipped: needs shellcheck)'

it.skipIf(!hasShellcheck)(`shellcheck finds nothing in the scripts of docker/${whyNot}`, () => {
  const folder = join(ROOT, 'docker')
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'))
  const found = spawnSync('shellcheck', ['-x', ...scripts.map((name) => `docker/${name}`)], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(scripts.length).toBeGreaterThan(3)
  expect(found.stdout).toBe('')
})

describe('the certificate of the edge', () => {
  it('is offered with those who signed it: without them drachtio offers no TLS', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-edge-'))
    writeFileSync(join(folder, 'secret'), '0123456789abcdef0123')
    spawnSync('sh', [join(ROOT, 'docker/drachtio.sh')], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DRACHTIO: 'true',
        RINGFIRST_EDGE_SECRET_FILE: join(folder, 'secret'),
        RINGFIRST_EDGE_STATE: folder,
        RINGFIRST_EDGE_CERT_FILE: '/certs/edge.crt',
        RINGFIRST_EDGE_KEY_FILE: '/certs/edge.key',
      },
    })
    const written = readFileSync(join(folder, 'drachtio.conf.xml'), 'utf8')
    rmSync(folder, { recursive: true })
    expect(written).toContain('<chain-file>/certs/edge.crt</chain-file>')
    expect(written).toContain('<min-tls-version>1.2</min-tls-version>')
    expect(written).not.toContain('transport=ws<')
  })
})

describe('the switch configuration', () => {
  const files = readdirSync(join(ROOT, 'freeswitch-conf'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => [name, readFileSync(join(ROOT, 'freeswitch-conf', name), 'utf8')] as const)

  it('is there', () => expect(files.length).toBeGreaterThan(8))

  it.each(files)('%s holds no known secret, no wildcard bind and no way out', (_, text) => {
    const settings = text.replace(/<!--[\s\S]*?-->/g, '')
    expect(settings).not.toMatch(/ClueCon|0\.0\.0\.0|value="::"|value="auto"/)
    expect(settings).not.toMatch(/application="(?:socket|system|bgsystem|lua|bridge|transfer)"/)
    expect(settings).not.toMatch(/mod_(?:lua|python|perl|v8|shout|httapi|curl|xml_rpc|avmd)/)
  })

  it.each(files)('%s says why it is as it is', (_, text) => {
    expect(text).toMatch(/<!--|description="[^"]{8}/)
  })

  it('takes no argument apart on the switch', () => {
    const core = files.find(([name]) => name.endsWith('switch.conf.xml'))?.[1] ?? ''
    expect(core).toContain('name="api-expansion" value="false"')
  })
})

describe('the compose file', () => {
  const text = readFileSync(join(ROOT, 'docker/compose.yaml'), 'utf8')
  const compose = parse(text, { merge: true }) as {
    readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
  const services = Object.entries(compose.services)

  it.each(services)('pins the image of %s, or builds it', (_, service) => {
    const image = service['image']
    if (image === undefined) expect(service['build']).toBeDefined()
    else expect(image).toMatch(/:(?!latest$)[^:]+$/)
  })

  it.each(['freeswitch', 'drachtio', 'app'])(
    'watches %s and runs it without privileges',
    (name) => {
      const service = compose.services[name] ?? {}
      expect(service['healthcheck']).toBeDefined()
      expect(service['user']).toBe('10001:10001')
      expect(service['cap_drop']).toEqual(['ALL'])
    },
  )

  it('mounts only what is there', () => {
    const mounts = services.flatMap(([, service]) => (service['volumes'] ?? []) as string[])
    const ours = mounts
      .map((mount) => mount.split(':')[0] ?? '')
      .filter((from) => /^\.\.?(?:\/|$)/.test(from))
    expect(ours.length).toBeGreaterThan(5)
    for (const from of ours) expect(existsSync(join(ROOT, 'docker', from)), from).toBe(true)
  })

  it('keeps the scripted customers in the lab profile', () => {
    expect(compose.services['customers']?.['profiles']).toEqual(['lab'])
  })
})
