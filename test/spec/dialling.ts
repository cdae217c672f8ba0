import { expect } from 'vitest'
import { siteId, trunkId } from '../../src/core/ids.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { Centre, HOUR, MINUTE } from './centre.ts'
import { labSettings, replaced, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

const HOME = makeOrganisation().sites[0]

/** Section 6: dialling. */
export const DIALLING: readonly Row[] = [
  [
    '6.1',
    'Calls go out through the default site of the organisation (a queue may name another)',
    {
      'support over the first trunk of the default site, sales over that of its own': () => {
        if (HOME === undefined) throw new Error('a house has a site')
        const abroad = { ...HOME, id: siteId('abroad'), trunks: [trunkId('second')] }
        const home = { ...HOME, trunks: [trunkId('first')] }
        const centre = new Centre({
          queues: { sales: { site: siteId('abroad') } },
          agents: { bob: {}, carol: { queues: ['support', 'sales'] as never } },
          house: { sites: [home, abroad] },
        })
        centre.agent('bob').goesOnQueue()
        centre.agent('carol').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback({ queue: 'sales' })
        expect(centre.scene.orders('DialCustomer').map((dial) => dial.trunkId)).toEqual([
          'first',
          'second',
        ])
      },
    },
  ],
  [
    '6.2',
    'A site has a country, a time zone, number plans, outbound routes and trunks in fail-over order; a trunk has an address, transport, credentials, codecs, channels, calls per second, caller-ID allow-list',
    {
      'a site: its country reads numbers, its prefixes are where it calls, its trunks are in order':
        () => {
          expect(labSettings().sites[0]).toMatchObject({
            country: 'US',
            timeZone: 'America/New_York',
            allowedPrefixes: ['+1'],
            refusedPrefixes: ['+1900', '+1976'],
            trunks: ['lab'],
          })
        },
      'a country, a zone or a trunk that does not exist is refused': () => {
        const wrong = [
          ['country: US', 'country: usa'],
          ['America/New_York', 'America/Gotham'],
          ['trunks: [lab]', 'trunks: [lap]'],
        ] as const
        for (const change of wrong) expect(saidOf(replaced(change))[0]).toMatch(/^sites\.us\./)
      },
      'a trunk': () => {
        const { settings } = replaced([
          '    transport: tcp',
          '    transport: tcp\n    username: us',
        ])
        expect(settings?.trunks[0]).toMatchObject({
          host: '127.0.0.1',
          port: 5080,
          transport: 'tcp',
          username: 'us',
          codecs: ['PCMU', 'PCMA'],
        })
        expect(settings?.organisation.trunks[0]).toMatchObject({
          channels: 30,
          callsPerSecond: 10,
          callerIds: ['+12025550199'],
        })
      },
      'a number that the carrier does not let us show is not shown': () => {
        const trunks = makeOrganisation().trunks.map((trunk) => ({
          ...trunk,
          callerIds: ['+12025550198' as never],
        }))
        const centre = new Centre({ house: { trunks } })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback({ callerIdNumber: '+12025550199' as never })
        expect(centre.scene.orders('DialCustomer')[0]?.callerIdNumber).toBe('+12025550198')
      },
    },
  ],
  [
    '6.3',
    'Ring time default 30 s, never under 15',
    {
      'it is ordered with the dial': () => {
        const centre = new Centre({ queue: { ringTimeoutMs: 21_000 } })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        expect(centre.scene.orders('DialCustomer')[0]?.ringTimeoutMs).toBe(21_000)
      },
      '30 s unless set; 14 s are refused, 15 s are not': () => {
        const ringTimeout = '    ringTimeout: 30 s\n'
        expect(labSettings(ringTimeout, '').queues[0]?.ringTimeoutMs).toBe(30_000)
        expect(saidOf(replaced(['ringTimeout: 30 s', 'ringTimeout: 14 s']))[0]).toMatch(/15 s to/)
        expect(saidOf(replaced(['ringTimeout: 30 s', 'ringTimeout: 15 s']))).toEqual([])
      },
    },
  ],
  [
    '6.4',
    'A network failure (5xx, timeout, no route) tries the next trunk within the same attempt; an answer from the customer’s side (busy, declined, invalid) does not',
    {
      'the network fails: the next trunk, one attempt': () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().cannotBeReached('network-failure')
        const dials = centre.scene.orders('DialCustomer')
        expect(dials.map((dial) => dial.trunkId)).toEqual(['first', 'second'])
        expect(new Set(dials.map((dial) => dial.attemptId)).size).toBe(1)
        expect(alice.record.attempts).toHaveLength(1)
      },
      'the customer’s side has answered: over': () => {
        for (const cause of ['busy', 'declined', 'invalid-number'] as const) {
          const centre = new Centre()
          centre.agent('bob').goesOnQueue()
          const alice = centre.customer('Alice').asksForCallback().cannotBeReached(cause)
          expect([alice.timesCalled, alice.outcome]).toEqual([1, cause])
        }
      },
      'which SIP status is which': shownBy('softswitch/release-cause.test.ts', '503'),
    },
  ],
  [
    '6.5',
    'Destinations outside the allowed countries, premium numbers and over-limit spend are refused before dialling',
    {
      'another country, and a premium number, at the booking': () => {
        if (HOME === undefined) throw new Error('a house has a site')
        const sites = [{ ...HOME, allowedPrefixes: ['+1'] }]
        const centre = new Centre({ house: { sites } })
        for (const number of ['+442071234567', '+19005550100']) {
          centre.scene.book({ to: number })
          expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'destination-refused' })
        }
        expect(centre.scene.state.callbacks.size).toBe(0)
      },
      'over-limit spend: who would cost more than is left waits at their place until there is room':
        () => {
          if (HOME === undefined) throw new Error('a house has a site')
          const spend = { limit: 10, windowMs: HOUR, rates: [{ prefix: '+1', perMinute: 4 }] }
          const centre = new Centre({ house: { sites: [{ ...HOME, spend }] } })
          const bob = centre.agent('bob').goesOnQueue()
          const alice = centre.customer('Alice').asksForCallback().saysHello()
          bob.picksUp()
          centre.pass(MINUTE + 1)
          alice.hangsUp()
          bob.wrapsUp(alice)
          const dora = centre.customer('Dora').asksForCallback()
          expect([dora.timesCalled, dora.rules.at(-1)]).toEqual([0, 'spend-limit'])
          expect(dora.record.decisions.at(-1)?.numbers).toMatchObject({
            limit: 10,
            spent: 8,
            next: 4,
          })
          centre.pass(HOUR + 2 * MINUTE)
          expect(dora.timesCalled).toBe(1)
        },
    },
  ],
]
