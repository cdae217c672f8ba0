import { expect } from 'vitest'
import { campaignId, queueId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { createBench } from '../api/fixture.ts'
import { bookingIn, campaignHouse, importing } from './over-http.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { type Row } from './row.ts'

const SUPPORT = queueId('support')
const RENEWALS = campaignId('renewals')
const campaigns = [{ id: RENEWALS, name: 'Renewals', queueId: SUPPORT }]
const NONE_AT_ALL = { call: { max: 0, interruptedBy: [] }, callback: { max: 0, interruptedBy: [] } }

/** Section 15: campaigns. */
export const CAMPAIGNS: readonly Row[] = [
  [
    '15.1a',
    'A list of contacts with preview dialling',
    {
      'a contact is shown to an agent and dialled by nobody else': () => {
        const centre = new Centre({ house: { campaigns } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        expect([alice.is, bob.sees?.campaignId, alice.timesCalled]).toEqual([
          'offered',
          RENEWALS,
          0,
        ])
        bob.accepts(alice).calls(alice)
        expect(alice.timesCalled).toBe(1)
      },
      'a list as CSV: each row a contact': async () => {
        const bench = createBench()
        await bench.product.submit({
          kind: 'OrganisationConfigured',
          organisation: campaignHouse(),
        })
        const list =
          'number,campaign,time zone\n+12025550100,renewals,America/Denver\n+12025550101,renewals,Mars\n'
        expect((await importing(bench, list, false)).json()).toMatchObject({
          booked: 1,
          problems: [{ line: 3, field: 'timeZone' }],
        })
        const [contact] = bench.product.state.callbacks.values()
        expect([contact?.details.campaignId, contact?.state]).toEqual(['renewals', 'scheduled'])
      },
    },
  ],
  [
    '15.1b',
    'an agent gets one preview per campaign',
    {
      'one preview per campaign, whatever the utilization': () => {
        const agents = { bob: { utilization: NONE_AT_ALL } }
        const centre = new Centre({ house: { campaigns }, agents })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        const dora = centre.customer('Dora').asksForCallback({ campaignId: RENEWALS })
        bob.accepts(alice)
        expect([alice.is, dora.is]).toEqual(['accepted', 'waiting'])
        bob.wrapsUp(alice)
        expect(dora.is).toBe('offered')
      },
    },
  ],
  [
    '15.1c',
    'callable times per contact time zone',
    {
      'nine to eight of the campaign are so by the clock of each contact': () => {
        const house = campaignHouse()
        const firstOpens = (timeZone?: string) => {
          const contact = { number: '+12025550100', campaignId: 'renewals' }
          const zone = timeZone === undefined ? {} : { timeZone }
          const { windows = [] } = bookingIn(house, { ...contact, ...zone })
          // Friday the first of May, noon in Greenwich: who sleeps is called at nine, and on
          // Tuesday again, for Monday is a holiday.
          return windows
            .slice(0, 2)
            .map(({ opensAt }) => new Date(opensAt).toISOString().slice(5, 13))
        }
        expect(firstOpens()).toEqual(['05-01T13', '05-05T13'])
        expect(firstOpens('America/Los_Angeles')).toEqual(['05-01T16', '05-05T16'])
        expect(firstOpens('Europe/Berlin')).toEqual(['05-01T07', '05-05T07'])
      },
      'inside what a contact asked for': () => {
        const at = {
          from: '2026-05-05T19:00',
          until: '2026-05-05T22:00',
          timeZone: 'Europe/Berlin',
        }
        const event = bookingIn(campaignHouse(), {
          number: '+12025550100',
          campaignId: 'renewals',
          at,
        })
        expect(event.windows?.map(({ closesAt }) => new Date(closesAt).toISOString())).toEqual([
          '2026-05-05T18:00:00.000Z',
        ])
        const night = { ...at, from: '2026-05-05T21:00' }
        expect(() =>
          bookingIn(campaignHouse(), { number: '+12025550100', campaignId: 'renewals', at: night }),
        ).toThrow('at: is outside the callable times of campaign renewals')
      },
      'an agent agrees on no time outside them': () => {
        const centre = new Centre({ house: { campaigns } })
        const bob = centre.agent('bob').goesOnQueue()
        const at = (hours: number) => instant(centre.scene.now + hours * HOUR)
        const windows = [
          { opensAt: at(0), closesAt: at(1) },
          { opensAt: at(24), closesAt: at(25) },
        ]
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS, windows })
        bob.accepts(alice).reschedules(alice, 2 * HOUR)
        expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'window-over' })
        const id = bob.reschedules(alice, 24 * HOUR)
        expect(centre.scene.record(id)).toMatchObject({ state: 'scheduled', campaignId: RENEWALS })
      },
      'an agent who accepted in time, and calls too late, calls nobody': () => {
        const centre = new Centre({ house: { campaigns } })
        const bob = centre.agent('bob').goesOnQueue()
        const windows = [{ opensAt: centre.scene.now, closesAt: instant(centre.scene.now + HOUR) }]
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS, windows })
        bob.accepts(alice)
        centre.pass(HOUR)
        bob.calls(alice)
        expect([alice.timesCalled, alice.is]).toEqual([0, 'accepted'])
        expect(alice.story).toContain('not-dialled')
      },
      'callable times per contact: inside their own hours alone, and on the next day again': () => {
        const centre = new Centre({ house: { campaigns } })
        const at = (hours: number) => instant(centre.scene.now + hours * HOUR)
        const windows = [
          { opensAt: at(1), closesAt: at(2) },
          { opensAt: at(25), closesAt: at(26) },
        ]
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS, windows })
        const seen = [alice.is]
        for (const hours of [1, 1, 23]) {
          centre.pass(hours * HOUR)
          seen.push(alice.is)
        }
        expect(seen).toEqual(['scheduled', 'waiting', 'scheduled', 'waiting'])
      },
    },
  ],
  [
    '15.1d',
    'do-not-call list',
    {
      'the do-not-call list: neither booked nor, if listed since, dialled': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback().mayNotBeCalled()
        centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, alice.outcome]).toEqual([0, 'refused'])
        expect(alice.asksForCallback().refusal).toBe('do-not-call')
      },
      'nor offered as a preview': () => {
        const centre = new Centre({ house: { campaigns } })
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        alice.mayNotBeCalled()
        centre.agent('bob').goesOnQueue()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'refused'])
      },
    },
  ],
  [
    '15.2',
    'Enough for the rules above to be real',
    {
      'no number is dialled again within a set time after a call to it was abandoned': () => {
        const noAgent = { then: 'rebook', redialAfterMs: MINUTE } as const
        const pacing = { policy: 'cap', modifier: 2 } as const
        const centre = new Centre({
          queue: { pacing, noAgent },
          house: { abandonLockMs: 72 * HOUR },
        })
        const bob = centre.agent('bob').goesOnQueue()
        const dora = centre.customer('Dora').asksForCallback().saysHello()
        bob.picksUp()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        centre.pass(21 * SECOND)
        centre.pass(MINUTE)
        expect([alice.timesCalled, alice.rules.at(-1)]).toEqual([1, 'abandon-lock'])
        expect(dora.is).toBe('talking')
        centre.pass(72 * HOUR)
        expect(alice.timesCalled).toBe(2)
      },
    },
  ],
]
