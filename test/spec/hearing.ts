import { expect } from 'vitest'
import type { VerdictKind } from '../../src/core/state/outcome.ts'
import { instant } from '../../src/core/time.ts'
import { Centre, HOUR, MINUTE } from './centre.ts'
import { configured, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

const FLOW = [
  { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
  { kind: 'play', prompt: 'message' } as const,
  { kind: 'hang-up' } as const,
]

function aliceIsCalled(queue: NonNullable<ConstructorParameters<typeof Centre>[0]>['queue'] = {}) {
  const centre = new Centre({ queue })
  const bob = centre.agent('bob').goesOnQueue()
  return { centre, bob, alice: centre.customer('Alice').asksForCallback() }
}

/** Section 7: who answered. */
export const HEARING: readonly Row[] = [
  [
    '7.1',
    'Post-connect call analysis, answering-machine detection and beep detection are on by default',
    {
      'who picks up is listened to before anybody is joined; nothing turns it on': () => {
        const { bob, alice } = aliceIsCalled()
        alice.picksUp()
        expect([alice.is, bob.timesRung]).toEqual(['listening', 0])
      },
      'machine and beep, on real audio': shownBy('amd/detector.test.ts', 'beep'),
    },
  ],
  [
    '7.2',
    'Early media is analysed too (special information tones, announcements, busy)',
    {
      'a special information tone, busy or congestion ends the call before its answer': () => {
        for (const tone of ['special-information-tone', 'busy', 'congestion'] as const) {
          const { alice, bob } = aliceIsCalled()
          alice.isHeardAs(tone)
          expect([alice.outcome, bob.timesRung]).toEqual([tone, 0])
        }
      },
      'speech before the answer decides nothing': () => {
        const { alice } = aliceIsCalled()
        alice.isHeardAs('human')
        expect(alice.is).toBe('dialling')
      },
    },
  ],
  [
    '7.3',
    'Verdicts: human; machine (voicemail, IVR, call screening, unavailable announcement); fax; special information tone (with its kind); busy; congestion; ringback; silence; unsure',
    {
      'each is on record with its kind': () => {
        const kinds: readonly (readonly [VerdictKind, object])[] = [
          ['human', {}],
          ...(['voicemail', 'ivr', 'screening', 'unavailable'] as const).map(
            (machine) => ['machine', { machine }] as const,
          ),
          ['fax', {}],
          ['special-information-tone', { tone: 'intercept' }],
          ['busy', {}],
          ['congestion', {}],
          ['ringback', {}],
          ['silence', {}],
          ['unsure', {}],
        ]
        for (const [kind, more] of kinds) {
          const { alice } = aliceIsCalled()
          alice.picksUp().isHeardAs(kind, more)
          expect(alice.record.verdict).toMatchObject({ kind, ...more })
        }
      },
      'heard on signals': shownBy('amd/detector.test.ts', 'special-information-tone'),
    },
  ],
  [
    '7.4',
    'Each with confidence, evidence and times, and each replayable on the recording',
    {
      'on record': () => {
        const { alice } = aliceIsCalled()
        const evidence = ['speech 820 ms then 600 ms of quiet']
        alice.picksUp().isHeardAs('human', { confidence: 0.97, atMs: 1_420, evidence })
        expect(alice.record.verdict).toMatchObject({ confidence: 0.97, atMs: 1_420, evidence })
      },
      'the same audio gives the same verdict': shownBy('amd/laws.test.ts', 'same'),
    },
  ],
  [
    '7.5',
    'Listening goes on after a verdict: a beep that arrives later corrects it',
    {
      'the agent’s phone rings no more, and the machine gets its message': () => {
        const { alice, bob } = aliceIsCalled({ machineFlow: FLOW })
        alice.saysHello()
        expect(bob.is).toBe('alerting')
        alice.isHeardAs('machine', { machine: 'voicemail' }, true)
        expect([alice.is, bob.is]).toEqual(['in-flow', 'idle'])
      },
      'a machine that turns out to be a person is given to an agent': () => {
        const { alice, bob } = aliceIsCalled({ machineFlow: FLOW })
        alice.isAtTheirVoicemail().isHeardAs('human', {}, true)
        expect(bob.is).toBe('alerting')
      },
    },
  ],
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
    '7.7',
    'machine: the queue’s only setting is an inbound flow to transfer to (section 12); none set: hang up, disposition machine',
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
      'without one': () => {
        const { alice, bob } = aliceIsCalled()
        alice.isAtTheirVoicemail()
        expect([alice.is, alice.outcome, bob.timesRung]).toEqual(['closed', 'machine', 0])
      },
    },
  ],
  [
    '7.8',
    'anything else: hang up, disposition with that outcome’s code',
    {
      'what was heard': () => {
        for (const kind of [
          'fax',
          'busy',
          'congestion',
          'ringback',
          'silence',
          'unsure',
        ] as const) {
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
    '7.10',
    '(A queue may opt in to retries with a delay and a maximum; off by default; a retry keeps its place.)',
    {
      'after the delay, at her place, and no more often than the maximum': () => {
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
]
