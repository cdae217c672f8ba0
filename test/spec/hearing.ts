import { expect } from 'vitest'
import { readWav, writeWav } from '../../src/amd/wav.ts'
import type { Verdict } from '../../src/amd/verdict.ts'
import type { VerdictKind } from '../../src/core/state/outcome.ts'
import { sequence } from '../amd/sounds.ts'
import { Centre, type CentrePlan } from './centre.ts'
import { alsoBy, type Row } from './row.ts'
import { heardAs, heardEarly, heardKnowing, recorded, SOUNDS } from './sounds-heard.ts'

/** A machine is left a message. */
export const FLOW = [
  { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
  { kind: 'play', prompt: 'message' } as const,
  { kind: 'hang-up' } as const,
]

/** Bob is on queue, and Alice’s phone rings. */
export function aliceIsCalled(queue: CentrePlan['queue'] = {}) {
  const centre = new Centre({ queue })
  const bob = centre.agent('bob').goesOnQueue()
  return { centre, bob, alice: centre.customer('Alice').asksForCallback() }
}

/** A verdict of call analysis, as the core is told of it: what is on record then. */
function onRecord({ kind, ...more }: Verdict) {
  const { alice } = aliceIsCalled()
  return alice.picksUp().isHeardAs(kind, more).record.verdict
}

/** Heard as this kind by call analysis itself, and on record as it was heard. */
function isHeard(verdict: Verdict, kind: VerdictKind, more: Partial<Verdict> = {}): void {
  expect(verdict).toMatchObject({ kind, ...more })
  expect(onRecord(verdict)).toEqual(verdict)
}

const VERDICTS: readonly Row[] = [
  [
    '7.3a',
    'Verdicts: human',
    {
      'who says hello, and who answers for a business': () => {
        for (const who of ['hello', 'business']) isHeard(heardAs(recorded(who)).verdict, 'human')
      },
    },
  ],
  [
    '7.3b',
    'machine (voicemail',
    {
      'a greeting and its beep': () => {
        isHeard(heardAs(SOUNDS.voicemail).verdict, 'machine', { machine: 'voicemail' })
      },
    },
  ],
  ...(
    [
      ['7.3c', 'IVR', 'ivr', 'voicemail-plain'],
      ['7.3d', 'call screening', 'screening', 'screening'],
      ['7.3e', 'unavailable announcement', 'unavailable', 'not-in-service'],
    ] as const
  ).map(([number, words, machine, recording]): Row => {
    const sound = recorded(recording)
    return [
      number,
      words,
      {
        'by its sound, where it is known': () => {
          isHeard(heardKnowing(machine, sound), 'machine', { machine })
        },
        'a machine, where it is not': () => {
          expect(heardAs(sound).verdict).toMatchObject({ kind: 'machine' })
        },
      },
    ]
  }),
  [
    '7.3f',
    'fax',
    {
      'its tone': () => {
        isHeard(heardAs(SOUNDS.fax).verdict, 'fax')
      },
    },
  ],
  [
    '7.3g',
    'special information tone (with its kind)',
    {
      'a number that is changed, a number that nobody has': () => {
        const tone = 'special-information-tone'
        isHeard(heardAs(SOUNDS.intercept).verdict, tone, { tone: 'intercept' })
        isHeard(heardAs(SOUNDS.vacantCode).verdict, tone, { tone: 'vacant-code' })
      },
    },
  ],
  ...(
    [
      ['7.3h', 'busy', 'busy'],
      ['7.3i', 'congestion', 'congestion'],
      ['7.3j', 'ringback', 'ringback'],
      ['7.3k', 'silence', 'silence'],
    ] as const
  ).map(([number, words, kind]): Row => [
    number,
    words,
    {
      'as it sounds': () => {
        isHeard(heardAs(SOUNDS[kind]).verdict, kind)
      },
    },
  ]),
  [
    '7.3l',
    'unsure',
    {
      'somebody talks, and the line breaks off': () => {
        isHeard(heardAs(SOUNDS.brokenOff).verdict, 'unsure')
      },
    },
  ],
]

/** Section 7, its first half: who answered. */
export const HEARING: readonly Row[] = [
  [
    '7.1a',
    'Post-connect call analysis',
    {
      'who picks up is listened to before anybody is joined; nothing turns it on': () => {
        const { bob, alice } = aliceIsCalled()
        alice.picksUp()
        expect([alice.is, bob.timesRung]).toEqual(['listening', 0])
        alice.isHeardAs('human')
        expect(bob.timesRung).toBe(1)
      },
    },
  ],
  [
    '7.1b',
    'answering-machine detection',
    {
      'a detector without any setting tells a machine from a person': () => {
        expect(heardAs(recorded('voicemail')).verdict.kind).toBe('machine')
        expect(heardAs(recorded('hello')).verdict.kind).toBe('human')
      },
      'also on real calls': alsoBy(
        'conformance/softswitch/audio.ts',
        'recognises a person while a prompt plays under analysis',
      ),
    },
  ],
  [
    '7.1c',
    'beep detection are on by default',
    {
      'a detector without any setting hears the beep, and that a message may start': () => {
        const { beeps, readyAtMs } = heardAs(SOUNDS.voicemail)
        expect(beeps).toMatchObject([{ hz: 1_000 }])
        expect(readyAtMs).toBeGreaterThan(beeps[0]?.endMs ?? Infinity)
      },
    },
  ],
  [
    '7.2a',
    'Early media is analysed too (special information tones',
    {
      'the call is over before its answer, and no agent is disturbed': () => {
        const [verdict] = heardEarly(SOUNDS.vacantCode)
        const { alice, bob } = aliceIsCalled()
        alice.isHeardAs(verdict?.kind ?? 'human', verdict)
        expect([alice.outcome, bob.timesRung]).toEqual(['special-information-tone', 0])
      },
    },
  ],
  [
    '7.2b',
    'announcements',
    {
      'a network says that there is no such number: its tones, then its words': () => {
        const announcement = sequence(SOUNDS.intercept, recorded('not-in-service'))
        const [verdict, ...more] = heardEarly(announcement)
        expect([verdict?.kind, more]).toEqual(['special-information-tone', []])
        const { alice } = aliceIsCalled()
        alice.isHeardAs(verdict?.kind ?? 'human', verdict)
        expect([alice.is, alice.outcome]).toEqual(['closed', 'special-information-tone'])
      },
      'words alone decide nothing: they may be the music that an office rings with': () => {
        expect(heardEarly(recorded('business'))).toEqual([])
        const { alice } = aliceIsCalled()
        alice.isHeardAs('human')
        expect(alice.is).toBe('dialling')
      },
    },
  ],
  [
    '7.2c',
    'busy',
    {
      'the call is over before its answer': () => {
        for (const kind of ['busy', 'congestion'] as const) {
          const [verdict] = heardEarly(SOUNDS[kind])
          const { alice, bob } = aliceIsCalled()
          alice.isHeardAs(verdict?.kind ?? 'human', verdict)
          expect([alice.outcome, bob.timesRung]).toEqual([kind, 0])
        }
      },
    },
  ],
  ...VERDICTS,
  [
    '7.4a',
    'Each with confidence, evidence and times',
    {
      'as it was heard': () => {
        for (const sound of [recorded('hello'), ...Object.values(SOUNDS)]) {
          const { confidence, evidence, atMs } = heardAs(sound).verdict
          expect(confidence).toBeGreaterThan(0)
          expect(confidence).toBeLessThanOrEqual(1)
          expect(evidence[0]).toMatch(/[a-z]/)
          expect(atMs).toBeGreaterThan(0)
          expect(atMs).toBeLessThanOrEqual(sound.length / 8)
        }
      },
      'on record': () => {
        const evidence = ['speech 820 ms then 600 ms of quiet']
        const verdict = { kind: 'human', confidence: 0.97, atMs: 1_420, evidence } as const
        expect(onRecord(verdict)).toEqual(verdict)
      },
    },
  ],
  [
    '7.4b',
    'each replayable on the recording',
    {
      'what was kept of a call gives the same verdicts at the same moments': () => {
        for (const sound of Object.values(SOUNDS)) {
          expect(heardAs(readWav(writeWav(sound)))).toEqual(heardAs(sound))
        }
      },
    },
  ],
  [
    '7.5a',
    'Listening goes on after a verdict',
    {
      'a machine that turns out to be a person is given to an agent': () => {
        const { alice, bob } = aliceIsCalled({ machineFlow: FLOW })
        alice.isAtTheirVoicemail().isHeardAs('human', {}, true)
        expect(bob.is).toBe('alerting')
      },
    },
  ],
  [
    '7.5b',
    'a beep that arrives later corrects it',
    {
      'a short greeting passes for a person until it beeps': () => {
        const { first, verdict } = heardAs(SOUNDS.shortVoicemail)
        expect([first.kind, verdict.kind, verdict.machine]).toEqual([
          'human',
          'machine',
          'voicemail',
        ])
      },
      'then the agent’s phone rings no more, and the machine gets its message': () => {
        const { alice, bob } = aliceIsCalled({ machineFlow: FLOW })
        alice.saysHello()
        expect(bob.is).toBe('alerting')
        alice.isHeardAs('machine', { machine: 'voicemail' }, true)
        expect([alice.is, bob.is]).toEqual(['in-flow', 'idle'])
      },
    },
  ],
]
