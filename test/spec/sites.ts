import { expect } from 'vitest'
import { phoneNumber, siteId, trunkId } from '../../src/core/ids.ts'
import type { Site } from '../../src/core/state/organisation.ts'
import { present } from '../../src/core/assert.ts'
import { originateCustomer } from '../../src/softswitch/freeswitch/originate.ts'
import { customerCall } from '../../src/softswitch/lab/destination.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { Centre } from './centre.ts'
import { labSettings, replaced, saidOf } from './configured.ts'
import { bookingIn, bookOverHttp } from './over-http.ts'
import type { Row } from './row.ts'

export function home(changes: Partial<Site> = {}): Site {
  const [site] = makeOrganisation().sites
  if (site === undefined) throw new Error('a house has a site')
  return { ...site, ...changes }
}

/** The first trunk of the lab's configuration, as the switch is told of it, with one line more. */
function trunkWith(line = '') {
  const { settings } = replaced(['    transport: tcp', `    transport: tcp${line}`])
  return settings?.trunks[0]
}

/** Alice is called in a house with this site. */
export function aliceIsCalled(site: Partial<Site> = {}) {
  const centre = new Centre({ house: { sites: [home(site)] } })
  const bob = centre.agent('bob').goesOnQueue()
  return { centre, bob, alice: centre.customer('Alice').asksForCallback() }
}

const EDGE = {
  adminHost: '127.0.0.1',
  adminPort: 9022,
  adminSecret: 'secret',
  sipHost: '127.0.0.1',
  sipPort: 5060,
  realm: 'calls.example',
}

/** How Alice is dialled through the lab's trunk with one line more: on the lab switch, by FreeSWITCH. */
function dialThroughTrunk(line = '') {
  const trunk = present(trunkWith(line), 'the lab has a trunk')
  const [dial] = aliceIsCalled().centre.scene.orders('DialCustomer')
  const order = { ...present(dial, 'Alice is dialled'), trunkId: trunk.id }
  return {
    lab: customerCall(order, [trunk]),
    freeswitch: originateCustomer(order, trunk, EDGE),
    number: order.number,
  }
}

/** Section 6, its first half: sites and trunks. */
export const SITES: readonly Row[] = [
  [
    '6.1a',
    'Calls go out through the default site of the organisation',
    {
      'over its first trunk': () => {
        const elsewhere = home({ id: siteId('abroad'), trunks: [trunkId('first')] })
        const sites = [elsewhere, home({ trunks: [trunkId('second')] })]
        const centre = new Centre({ house: { sites } })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        expect(centre.scene.orders('DialCustomer').map((dial) => dial.trunkId)).toEqual(['second'])
      },
    },
  ],
  [
    '6.1b',
    'a queue may name another',
    {
      'support through the default site, sales through that of its own': () => {
        const abroad = home({ id: siteId('abroad'), trunks: [trunkId('second')] })
        const centre = new Centre({
          queues: { sales: { site: siteId('abroad') } },
          agents: { bob: {}, carol: { queues: ['support', 'sales'] as never } },
          house: { sites: [home({ trunks: [trunkId('first')] }), abroad] },
        })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback({ queue: 'sales' })
        const trunks = centre.scene.orders('DialCustomer').map((dial) => dial.trunkId)
        expect(trunks).toEqual(['first', 'second'])
      },
    },
  ],
  [
    '6.2a',
    'A site has a country',
    {
      'in which national numbers are read; one that does not exist is refused': () => {
        const german = labSettings('country: US', 'country: DE')
        expect(bookingIn(german, { number: '030 901820' }).number).toBe('+4930901820')
        expect(saidOf(replaced(['country: US', 'country: usa']))[0]).toMatch(/^sites\.us\.country/)
      },
    },
  ],
  [
    '6.2b',
    'a time zone',
    {
      'by which its hours go and which its agents see; one that does not exist is refused': () => {
        expect(labSettings().sites[0]?.timeZone).toBe('America/New_York')
        const { bob, alice } = aliceIsCalled({ timeZone: 'Asia/Tokyo' })
        alice.saysHello()
        expect(bob.sees?.timeZone).toBe('Asia/Tokyo')
        const wrong = saidOf(replaced(['America/New_York', 'America/Gotham']))
        expect(wrong[0]).toMatch(/^sites\.us\.timeZone/)
      },
    },
  ],
  [
    '6.2c',
    'number plans',
    {
      'a number that its country does not have is refused, as too short or as none': async () => {
        for (const number of ['+1 202 555', '+12', 'hello', '+99912345678']) {
          const { answer } = await bookOverHttp({ number })
          expect([number, answer.statusCode]).toEqual([number, 400])
        }
      },
      'which numbers it calls: those that begin so, but not those that begin so': async () => {
        expect(labSettings().sites[0]).toMatchObject({
          allowedPrefixes: ['+1'],
          refusedPrefixes: ['+1900', '+1976'],
        })
        expect((await bookOverHttp({ number: '+12025550100' })).answer.statusCode).toBe(201)
        expect((await bookOverHttp({ number: '+19765550100' })).answer.statusCode).toBe(403)
      },
    },
  ],
  [
    '6.2d',
    'outbound routes',
    {
      'by the beginning of the number, the longest that fits; the rest over the site’s trunks':
        () => {
          const [first, second] = [trunkId('first'), trunkId('second')]
          const routes = [
            { prefix: '+44', trunks: [second] },
            { prefix: '+4420', trunks: [second, first] },
          ]
          const over = (number: string) => {
            const centre = new Centre({ house: { sites: [home({ routes })] } })
            centre.agent('bob').goesOnQueue()
            const id = centre.scene.book({ to: number })
            for (let i = 0; i < 2 && centre.scene.record(id).state !== 'closed'; i++) {
              centre.scene.release(centre.scene.customerLeg(id), 'network-failure')
            }
            return centre.scene.orders('DialCustomer').map((dial) => dial.trunkId)
          }
          expect(over('+12025550100')).toEqual(['first', 'second'])
          expect(over('+441612345678')).toEqual(['second'])
          expect(over('+442071234567')).toEqual(['second', 'first'])
        },
      'as they are written; a trunk that does not exist is refused': () => {
        const line = (trunk: string) => `trunks: [lab]\n    routes: { '+1': [${trunk}] }`
        const { settings } = replaced(['trunks: [lab] # in fail-over order', line('lab')])
        expect(settings?.organisation.sites[0]?.routes).toEqual([{ prefix: '+1', trunks: ['lab'] }])
        const wrong = saidOf(replaced(['trunks: [lab] # in fail-over order', line('lap')]))
        expect(wrong[0]).toMatch(/^sites\.us\.routes/)
      },
    },
  ],
  [
    '6.2e',
    'trunks in fail-over order',
    {
      'the first takes the call; when its network fails, the second': () => {
        const { centre, alice } = aliceIsCalled({ trunks: [trunkId('second'), trunkId('first')] })
        alice.cannotBeReached('network-failure')
        const trunks = centre.scene.orders('DialCustomer').map((dial) => dial.trunkId)
        expect(trunks).toEqual(['second', 'first'])
        expect(saidOf(replaced(['trunks: [lab]', 'trunks: [lap]']))[0]).toMatch(/^sites\.us\./)
      },
    },
  ],
  [
    '6.2f',
    'a trunk has an address',
    {
      'a host and a port, to which Alice’s call goes': () => {
        const { lab, freeswitch, number } = dialThroughTrunk()
        expect(lab).toMatchObject({ target: `sip:${number}@127.0.0.1:5080;transport=tcp` })
        expect(freeswitch).toContain(`sip_invite_to_uri=<sip:${number}@127.0.0.1>`)
        const nowhere = replaced(['    host: 127.0.0.1\n    port: 5080', '    host: a b'])
        expect(saidOf(nowhere)[0]).toMatch(/^trunks\.lab\.host/)
      },
    },
  ],
  [
    '6.2g',
    'transport',
    {
      'UDP, TCP or TLS': () => {
        const by = (transport: string) =>
          saidOf(replaced(['    transport: tcp', `    transport: ${transport}`]))
        expect([by('udp'), by('tcp')]).toEqual([[], []])
        expect(by('tls')).toEqual([
          'trunks.lab.transport the lab switch speaks no TLS: use udp or tcp',
        ])
        expect(by('sctp')[0]).toMatch(/^trunks\.lab\.transport/)
        expect(dialThroughTrunk().lab).toMatchObject({ transport: 'tcp' })
      },
    },
  ],
  [
    '6.2h',
    'credentials',
    {
      'a name and a password, for a carrier that asks': () => {
        const { lab, freeswitch } = dialThroughTrunk('\n    username: us\n    password: secret')
        expect(lab).toMatchObject({ credentials: { username: 'us', password: 'secret' } })
        expect(freeswitch).toContain('sip_auth_username=us,sip_auth_password=secret')
        expect(dialThroughTrunk().lab).not.toHaveProperty('credentials')
      },
      'the password in a file of its own, or here, not both': () => {
        const both = '\n    password: secret\n    passwordFile: trunk.secret'
        const said = saidOf(replaced(['    transport: tcp', `    transport: tcp${both}`]))
        expect(said).toContain('trunks.lab.password give password or passwordFile, not both')
      },
    },
  ],
  [
    '6.2i',
    'codecs',
    {
      'in order of preference; one that is not spoken is refused': () => {
        const { lab, freeswitch } = dialThroughTrunk()
        expect(lab).toMatchObject({ laws: ['PCMU', 'PCMA'] })
        expect(freeswitch).toContain('absolute_codec_string=^^:PCMU:PCMA')
        const wrong = replaced(['    codecs: [PCMU, PCMA]', '    codecs: [G729]'])
        expect(saidOf(wrong)[0]).toMatch(/^trunks\.lab\.codecs/)
      },
    },
  ],
  [
    '6.2j',
    'channels',
    {
      'one of two: the second customer waits for it': () => {
        const trunks = [{ id: trunkId('first'), channels: 1, callsPerSecond: 9, callerIds: [] }]
        const centre = new Centre({
          queue: { pacing: { policy: 'cap', modifier: 9 } },
          house: { trunks, sites: [home({ trunks: [trunkId('first')] })] },
        })
        centre.agent('bob').goesOnQueue()
        for (const name of ['Alice', 'Dora']) centre.customer(name).asksForCallback()
        expect([centre.called, centre.rule]).toEqual([['Alice'], 'trunk-channels'])
        centre.customer('Alice').isBusy()
        expect(centre.called).toEqual(['Alice', 'Dora'])
        expect(labSettings().trunks[0]?.channels).toBe(30)
      },
    },
  ],
  [
    '6.2k',
    'calls per second',
    {
      'one in two seconds: the second customer is called two seconds later': () => {
        const trunks = [{ id: trunkId('first'), channels: 9, callsPerSecond: 0.5, callerIds: [] }]
        const centre = new Centre({
          queue: { pacing: { policy: 'cap', modifier: 9 } },
          house: { trunks, sites: [home({ trunks: [trunkId('first')] })] },
        })
        centre.agent('bob').goesOnQueue()
        for (const name of ['Alice', 'Dora']) centre.customer(name).asksForCallback()
        centre.pass(1_500)
        centre.customer('Eve').asksForCallback()
        centre.pass(499)
        expect([centre.called, centre.rule]).toEqual([['Alice'], 'trunk-rate'])
        centre.pass(1)
        expect(centre.called).toEqual(['Alice', 'Dora'])
        expect(labSettings().trunks[0]?.callsPerSecond).toBe(10)
      },
    },
  ],
  [
    '6.2l',
    'caller-ID allow-list',
    {
      'a number that the carrier does not let us show is not shown': () => {
        const callerIds = [phoneNumber('+12025550198'), phoneNumber('+12025550197')]
        const trunks = makeOrganisation().trunks.map((trunk) => ({ ...trunk, callerIds }))
        const centre = new Centre({ house: { trunks } })
        centre.agent('bob').goesOnQueue()
        const shown = (callerIdNumber: string) => {
          const alice = centre.customer('Alice')
          alice.asksForCallback({ callerIdNumber: phoneNumber(callerIdNumber) })
          alice.isBusy()
          return centre.scene.orders('DialCustomer').at(-1)?.callerIdNumber
        }
        expect(shown('+12025550199')).toBe('+12025550198')
        expect(shown('+12025550197')).toBe('+12025550197')
      },
    },
  ],
]
