import { expect } from 'vitest'
import { instant } from '../../src/core/time.ts'
import { Centre, HOUR, MINUTE } from './centre.ts'
import { configured, labSettings, saidOf } from './configured.ts'
import { aliceIsCalled, FLOW } from './hearing.ts'
import type { Row } from './row.ts'

/** Verdicts that are no person and no machine. */
const NOBODY = ['fax', 'busy', 'congestion', 'ringback', 'silence', 'unsure'] as const

/** Section 7, its second half: what becomes of whoever answered. */
export const OUTCOMES: readonly Row[] = [
  [
    '7.6',
    'human: to an agent (section 8)',
    {
      'Bob’s phone rings, and they are joined': () => {
        const { alice, bob } = aliceIsCalled()
        alice.saysHello()
        expect(bob.timesRung).toBe(1)
        bob.picksUp()
        expect([alice.is, alice.outcome]).toEqual(['talking', 'connected'])
      },
    },
  ],
  [
    '7.7a',
    'machine: the queue’s only setting is an inbound flow to transfer to (section 12)',
    {
      'with a flow': () => {
        const { alice } = aliceIsCalled({ machineFlow: FLOW })
        alice.isAtTheirVoicemail()
        expect(alice.is).toBe('in-flow')
        alice.theirVoicemailBeeps()
        expect(alice.hears).toBe('message')
        alice.hearsItOut()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'machine'])
      },
    },
  ],
  [
    '7.7b',
    'none set: hang up, disposition machine',
    {
      'without one': () => {
        const { alice, bob } = aliceIsCalled()
        alice.isAtTheirVoicemail()
        expect([alice.is, alice.outcome, bob.timesRung]).toEqual(['closed', 'machine', 0])
      },
    },
  ],
  [
    '7.8a',
    'anything else: hang up',
    {
      'a fax, an engaged tone, silence: the leg is let go, and no agent is disturbed': () => {
        for (const kind of NOBODY) {
          const { centre, alice, bob } = aliceIsCalled()
          const { leg } = alice.picksUp()
          alice.isHeardAs(kind)
          expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ legId: leg }])
          expect([alice.is, bob.timesRung, bob.is]).toEqual(['closed', 0, 'idle'])
        }
      },
    },
  ],
  [
    '7.8b',
    'disposition with that outcome’s code',
    {
      'what was heard': () => {
        for (const kind of NOBODY) {
          const { alice, bob } = aliceIsCalled()
          alice.picksUp().isHeardAs(kind)
          expect([alice.is, alice.outcome, bob.timesRung]).toEqual(['closed', kind, 0])
        }
      },
      'what the network said': () => {
        for (const cause of ['no-answer', 'unreachable', 'unwanted', 'declined'] as const) {
          const { alice } = aliceIsCalled()
          alice.cannotBeReached(cause)
          expect([alice.is, alice.outcome]).toEqual(['closed', cause])
        }
      },
    },
  ],
  [
    '7.9',
    'Nothing unsuccessful is retried',
    {
      'Alice does not answer for 30 s, and is not called again': () => {
        const { centre, alice } = aliceIsCalled()
        alice.doesNotAnswer()
        centre.pass(23 * HOUR)
        expect([alice.timesCalled, alice.outcome]).toEqual([1, 'no-answer'])
      },
    },
  ],
  [
    '7.10a',
    'A queue may opt in to retries with a delay and a maximum',
    {
      'once more after the delay, and no more often than the maximum': () => {
        const { centre, alice } = aliceIsCalled({ retries: { max: 1, delayMs: 10 * MINUTE } })
        alice.isBusy()
        centre.pass(10 * MINUTE - 1)
        expect(alice.timesCalled).toBe(1)
        centre.pass(1)
        expect(alice.timesCalled).toBe(2)
        alice.isBusy()
        centre.pass(HOUR)
        expect([alice.timesCalled, alice.is, alice.outcome]).toEqual([2, 'closed', 'busy'])
      },
      'a number that does not exist is never retried': () => {
        const { alice } = aliceIsCalled({ retries: { max: 3, delayMs: MINUTE } })
        alice.cannotBeReached('invalid-number')
        expect([alice.is, alice.outcome]).toEqual(['closed', 'invalid-number'])
      },
      'attempts to one number are capped over any stretch of time': () => {
        const centre = new Centre({
          queue: { retries: { max: 9, delayMs: MINUTE } },
          house: { attemptCap: { attempts: 2, windowMs: HOUR } },
        })
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        for (let i = 0; i < 2; i++) {
          alice.isBusy()
          centre.pass(MINUTE)
        }
        expect([alice.timesCalled, centre.rule]).toEqual([2, 'attempt-cap'])
        centre.pass(HOUR - 2 * MINUTE)
        expect(alice.timesCalled).toBe(3)
      },
      'a window that closes meanwhile ends it': () => {
        const { centre } = aliceIsCalled({ retries: { max: 3, delayMs: 10 * MINUTE } })
        centre.customer('Alice').isBusy()
        const closesAt = instant(centre.scene.now + 5 * MINUTE)
        const windows = [{ opensAt: centre.scene.now, closesAt }]
        const dora = centre.customer('Dora').asksForCallback({ windows })
        dora.isBusy()
        centre.pass(20 * MINUTE)
        expect([dora.timesCalled, dora.is]).toEqual([1, 'closed'])
      },
      'one to twenty, a minute to a day apart': () => {
        expect(saidOf(configured('retries: { max: 20, delay: 24 h }'))).toEqual([])
        expect(saidOf(configured('retries: { max: 21 }'))).toHaveLength(1)
        expect(saidOf(configured('retries: { max: 1, delay: 59 s }'))).toHaveLength(1)
      },
    },
  ],
  [
    '7.10b',
    'off by default',
    {
      'a queue that says nothing of retries has none': () => {
        expect(labSettings().queues[0]?.retries).toBeUndefined()
        const { centre, alice } = aliceIsCalled()
        alice.isBusy()
        centre.pass(23 * HOUR)
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '7.10c',
    'a retry keeps its place',
    {
      'Alice, who is busy, stands before Eve again, who came after her': () => {
        const { centre, bob, alice } = aliceIsCalled({ retries: { max: 1, delayMs: 10 * MINUTE } })
        centre.pass(MINUTE)
        const dora = centre.customer('Dora').asksForCallback()
        const eve = centre.customer('Eve').asksForCallback()
        centre.pass(MINUTE)
        alice.isBusy()
        dora.saysHello()
        bob.picksUp()
        centre.pass(10 * MINUTE - 1)
        expect(alice.place).toBeUndefined()
        centre.pass(1)
        expect([alice.place, eve.place]).toEqual([1, 2])
        dora.hangsUp()
        bob.wrapsUp(dora)
        expect(centre.called).toEqual(['Alice', 'Dora', 'Alice'])
        alice.isBusy()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'busy'])
      },
    },
  ],
]
