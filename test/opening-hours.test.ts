import { describe, expect, it } from 'vitest'
import { queueId } from '../src/core/ids.ts'
import { createState } from '../src/core/state/state.ts'
import { step } from '../src/core/step.ts'
import { instant } from '../src/core/time.ts'
import { hoursToTell, keepHours } from '../src/dialer/opening-hours.ts'
import { hoursState, nextHoursChange, type OpeningHours } from '../src/opening-hours.ts'
import { makeOrganisation } from './support/organisation.ts'
import { TestClock } from './support/test-clock.ts'

const OFFICE: OpeningHours = {
  id: 'office',
  timeZone: 'Europe/Berlin',
  open: [
    { days: [1, 2, 3, 4, 5], from: '09:00', until: '17:30' },
    { days: [6], from: '22:00', until: '03:30' },
  ],
  holidays: ['2026-12-25'],
}

const at = (text: string) => instant(Date.parse(text))

describe('opening hours', () => {
  it.each`
    local                                   | moment                    | state
    ${'Monday before nine'}                 | ${'2026-11-23T07:59:59Z'} | ${'closed'}
    ${'Monday at nine'}                     | ${'2026-11-23T08:00:00Z'} | ${'open'}
    ${'Monday at half past five'}           | ${'2026-11-23T16:30:00Z'} | ${'closed'}
    ${'Monday at nine, in summer'}          | ${'2026-07-20T07:00:00Z'} | ${'open'}
    ${'Christmas at noon'}                  | ${'2026-12-25T11:00:00Z'} | ${'holiday'}
    ${'Saturday night'}                     | ${'2026-11-28T22:00:00Z'} | ${'open'}
    ${'the night in which an hour is lost'} | ${'2026-03-29T01:29:00Z'} | ${'open'}
    ${'and its end, an hour sooner'}        | ${'2026-03-29T01:30:00Z'} | ${'closed'}
  `('on $local it is $state', ({ moment, state }: Record<string, string>) => {
    expect(hoursState(OFFICE, at(moment ?? ''))).toBe(state)
  })

  it.each`
    from                      | next
    ${'2026-11-23T07:00:00Z'} | ${'2026-11-23T08:00:00Z'}
    ${'2026-11-23T08:00:00Z'} | ${'2026-11-23T16:30:00Z'}
    ${'2026-11-27T16:30:00Z'} | ${'2026-11-28T21:00:00Z'}
    ${'2026-12-24T16:30:00Z'} | ${'2026-12-24T23:00:00Z'}
    ${'2026-12-24T23:00:00Z'} | ${'2026-12-25T23:00:00Z'}
  `('after $from the next change is $next', ({ from, next }: Record<string, string>) => {
    expect(nextHoursChange(OFFICE, at(from ?? ''))).toBe(at(next ?? ''))
  })

  it('opens and closes a queue as its hours say, and one without hours never closes', () => {
    const state = createState()
    const clock = new TestClock(at('2026-11-23T06:00:00Z'))
    const told: string[] = []
    step(state, { kind: 'OrganisationConfigured', organisation: makeOrganisation() }, clock.now())
    const keeping = {
      hours: [OFFICE],
      queues: new Map([[queueId('support'), 'office']]),
      clock,
      state: () => state,
      post: (event: Parameters<typeof step>[1]) => {
        told.push(`${new Date(clock.now()).toISOString().slice(11, 16)} ${event.kind}`)
        step(state, event, clock.now())
      },
    }
    const stop = keepHours(keeping)
    clock.advance(12 * 3_600_000)
    stop()
    expect(told).toEqual([
      '06:00 HoursChanged',
      '06:00 QueueClosed',
      '08:00 HoursChanged',
      '08:00 QueueOpened',
      '16:30 HoursChanged',
      '16:30 QueueClosed',
    ])
    expect(hoursToTell({ ...keeping, queues: new Map() }, state, clock.now())).toEqual([
      { kind: 'QueueOpened', queueId: queueId('support') },
    ])
  })
})
