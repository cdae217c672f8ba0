import { expect } from 'vitest'
import { phoneNumber } from '../../src/core/ids.ts'
import { causeOfAnswer } from '../../src/softswitch/release-cause.ts'
import { Centre, HOUR, MINUTE } from './centre.ts'
import { labSettings, replaced, saidOf } from './configured.ts'
import type { Row } from './row.ts'

import { aliceIsCalled, SITES } from './sites.ts'

/** Section 6: dialling. */
export const DIALLING: readonly Row[] = [
  ...SITES,
  [
    '6.3a',
    'Ring time default 30 s',
    {
      'unless set; it is ordered with the dial': () => {
        expect(labSettings('    ringTimeout: 30 s\n', '').queues[0]?.ringTimeoutMs).toBe(30_000)
        const centre = new Centre({ queue: { ringTimeoutMs: 21_000 } })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        expect(centre.scene.orders('DialCustomer')[0]?.ringTimeoutMs).toBe(21_000)
      },
    },
  ],
  [
    '6.3b',
    'never under 15',
    {
      '14 s are refused, 15 s are not': () => {
        expect(saidOf(replaced(['ringTimeout: 30 s', 'ringTimeout: 14 s']))[0]).toMatch(/15 s to/)
        expect(saidOf(replaced(['ringTimeout: 30 s', 'ringTimeout: 15 s']))).toEqual([])
      },
    },
  ],
  [
    '6.4a',
    'A network failure (5xx, timeout, no route) tries the next trunk within the same attempt',
    {
      'two trunks, one attempt': () => {
        const { centre, alice } = aliceIsCalled()
        alice.cannotBeReached('network-failure')
        const dials = centre.scene.orders('DialCustomer')
        expect(dials.map((dial) => dial.trunkId)).toEqual(['first', 'second'])
        expect(new Set(dials.map((dial) => dial.attemptId)).size).toBe(1)
        expect(alice.record.attempts).toHaveLength(1)
        alice.saysHello()
        expect(centre.rang).toEqual(['bob'])
      },
      'the last one fails too: the attempt is over': () => {
        const { alice } = aliceIsCalled()
        for (let i = 0; i < 2; i++) alice.cannotBeReached('network-failure')
        expect([alice.timesCalled, alice.is, alice.outcome]).toEqual([
          2,
          'closed',
          'network-failure',
        ])
      },
      '500, 502, 503 and 504, no answer to the INVITE, and no route are failures of the network':
        () => {
          const answers = [500, 502, 503, 504].map((sipStatus) => ({ sipStatus }))
          for (const answer of [...answers, {}, { q850: 2 }, { q850: 3 }]) {
            expect([answer, causeOfAnswer(answer, 'customer')]).toEqual([answer, 'network-failure'])
          }
        },
    },
  ],
  [
    '6.4b',
    'an answer from the customer’s side (busy, declined, invalid) does not',
    {
      'over with the first trunk': () => {
        for (const cause of ['busy', 'declined', 'invalid-number'] as const) {
          const { alice } = aliceIsCalled()
          alice.cannotBeReached(cause)
          expect([alice.timesCalled, alice.outcome]).toEqual([1, cause])
        }
      },
      '486, 603 and 404 say so': () => {
        const said = [486, 603, 404].map((sipStatus) => causeOfAnswer({ sipStatus }, 'customer'))
        expect(said).toEqual(['busy', 'declined', 'invalid-number'])
      },
    },
  ],
  [
    '6.5a',
    'Destinations outside the allowed countries',
    {
      'London is not called from a house that calls +1 alone': () => {
        const { centre } = aliceIsCalled({ allowedPrefixes: ['+1'] })
        centre.scene.book({ to: '+442071234567' })
        expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'destination-refused' })
        expect(centre.scene.state.callbacks.size).toBe(1)
      },
      'nor by an agent who would pass Alice on': () => {
        const { centre, bob, alice } = aliceIsCalled({ allowedPrefixes: ['+1'] })
        alice.saysHello()
        bob.picksUp()
        const number = phoneNumber('+442071234567')
        bob.does(alice, { kind: 'CallTransferred', to: { kind: 'number', number } })
        expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'destination-refused' })
        expect(centre.scene.orders('DialOutside')).toEqual([])
      },
    },
  ],
  [
    '6.5b',
    'premium numbers',
    {
      'are refused at the booking, whatever else is allowed': () => {
        const { centre } = aliceIsCalled({ allowedPrefixes: ['+1'], refusedPrefixes: ['+1900'] })
        centre.scene.book({ to: '+19005550100' })
        expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'destination-refused' })
        expect(centre.scene.orders('DialCustomer')).toHaveLength(1)
      },
    },
  ],
  [
    '6.5c',
    'over-limit spend are refused before dialling',
    {
      'who would cost more than is left waits at their place until there is room': () => {
        const spend = { limit: 10, windowMs: HOUR, rates: [{ prefix: '+1', perMinute: 4 }] }
        const { centre, bob, alice } = aliceIsCalled({ spend })
        alice.saysHello()
        bob.picksUp()
        centre.pass(MINUTE + 1)
        alice.hangsUp()
        bob.wrapsUp(alice)
        const dora = centre.customer('Dora').asksForCallback()
        expect([dora.timesCalled, dora.rules.at(-1)]).toEqual([0, 'spend-limit'])
        const spent = { limit: 10, spent: 8, next: 4 }
        expect(dora.record.decisions.at(-1)?.numbers).toMatchObject(spent)
        centre.pass(HOUR + 2 * MINUTE)
        expect(dora.timesCalled).toBe(1)
      },
      'who does not answer costs nothing': () => {
        const spend = { limit: 4, windowMs: HOUR, rates: [{ prefix: '+1', perMinute: 4 }] }
        const { centre, alice } = aliceIsCalled({ spend })
        alice.doesNotAnswer()
        expect(centre.customer('Dora').asksForCallback().timesCalled).toBe(1)
      },
      'Bob passes nobody on over the limit; a call that is up costs each minute begun': () => {
        const spend = { limit: 10, windowMs: HOUR, rates: [{ prefix: '+1', perMinute: 4 }] }
        const { centre, bob, alice } = aliceIsCalled({ spend })
        alice.saysHello()
        bob.picksUp()
        centre.pass(MINUTE + 1)
        const number = phoneNumber('+13035550100')
        bob.does(alice, { kind: 'CallTransferred', to: { kind: 'number', number } })
        expect(centre.scene.lastReply).toMatchObject({ ok: false, code: 'spend-limit' })
        expect(alice.is).toBe('talking')
      },
    },
  ],
]
