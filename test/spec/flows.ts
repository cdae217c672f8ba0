import { expect } from 'vitest'
import { Centre, HOUR } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import { bookingIn, campaignHouse } from './over-http.ts'
import type { Row } from './row.ts'

import { aliceCalls, aliceIsAtHerVoicemail, centreWith, STEPS } from './flow-steps.ts'

/** Section 12: flows. */
export const FLOWS: readonly Row[] = [
  ...STEPS,
  [
    '12.2a',
    'Inbound calls enter through one',
    {
      'a number leads to its flow': () => {
        const { alice } = aliceCalls('- play: welcome')
        expect([alice.hears, alice.story]).toEqual([
          'welcome',
          expect.arrayContaining(['flow-started']),
        ])
      },
      'a number that leads nowhere is refused': () => {
        const centre = new Centre()
        centre.scene.arrive('+12025550100', '+12025559999')
        expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ cause: 'invalid-number' }])
      },
    },
  ],
  [
    '12.2b',
    'machines are transferred to one',
    {
      'the queue’s': () => {
        const { alice, bob } = aliceIsAtHerVoicemail()
        expect([alice.is, bob.is]).toEqual(['in-flow', 'idle'])
        expect(alice.story).toContain('flow-started')
      },
    },
  ],
  [
    '12.3a',
    'Whether a callback is offered at certain hours only is a decide step before create-callback',
    {
      'at night no callback is promised': () => {
        const promised = (['open', 'closed'] as const).map((state) => {
          const centre = centreWith(
            '- if: { closed: office }',
            '  then: [{ play: closed }, hangUp]',
            '- createCallback: { queue: support }',
          )
          centre.happens({ kind: 'HoursChanged', hours: 'office', state })
          return centre.customer('Alice').callsOurNumber().story.includes('callback-promised')
        })
        expect(promised).toEqual([true, false])
      },
    },
  ],
  [
    '12.3b',
    'in-queue callbacks have no callable times of their own',
    {
      'one that is in the queue is dialled at any hour': () => {
        const centre = new Centre()
        centre.happens({ kind: 'HoursChanged', hours: 'office', state: 'closed' })
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(11 * HOUR)
        centre.agent('bob').goesOnQueue()
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '12.4',
    'Callable times belong to campaigns',
    {
      'a campaign has them, its calendar; a queue’s hours are for every callback of it': () => {
        const { settings } = replaced([
          'defaultSite: us\n',
          `defaultSite: us
hours:
  days: { open: ['Mon-Fri 09:00-20:00'] }
campaigns:
  renewals: { queue: support, hours: days }
`,
        ])
        expect(settings?.organisation.campaigns?.[0]?.callable?.open).toEqual([
          { days: [1, 2, 3, 4, 5], from: '09:00', until: '20:00' },
        ])
        const callable = 'campaigns: { renewals: { queue: support, hours: nights } }\n'
        expect(saidOf(replaced(['defaultSite: us\n', `defaultSite: us\n${callable}`]))[0]).toMatch(
          /^campaigns\.renewals\.hours/,
        )
      },
      'who is no contact of one is called at any time': () => {
        const house = campaignHouse()
        const event = bookingIn(house, { number: '+12025550100' })
        expect(event.windows).toBeUndefined()
      },
    },
  ],
]
