import { expect } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { muteSenders } from '../../src/desktop/softphone/mute.ts'
import { Centre, SECOND } from './centre.ts'
import { alsoBy, type Row } from './row.ts'

/** Bob and Alice talk; Carol and Sam, a supervisor, are there. */
function talk(queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({
    queue,
    agents: {
      bob: {},
      carol: {},
      sam: { role: 'supervisor', contact: 'sip:sam@phone', queues: [] },
    },
  })
  const bob = centre.agent('bob').goesOnQueue()
  const alice = centre.customer('Alice').asksForCallback().saysHello()
  bob.picksUp()
  const carol = centre.agent('carol').goesOnQueue()
  return { centre, bob, alice, carol, sam: centre.agent('sam') }
}

const CAROL = { kind: 'agent', agentId: agentId('carol') } as const

/** Bob’s phone rings for Alice, who has waited in line for 90 s. */
function bobsPhoneRings() {
  const centre = new Centre()
  const alice = centre.customer('Alice').asksForCallback({ data: { about: 'order 7' } })
  centre.pass(90 * SECOND)
  const bob = centre.agent('bob').goesOnQueue()
  alice.saysHello()
  expect([bob.is, alice.is]).toEqual(['alerting', 'alerting'])
  expect(bob.sees).not.toHaveProperty('joinedAt')
  return { alice, bob }
}

/** Sam, a supervisor, is with Bob and Alice in this way. */
function samIsWithThem(mode: 'listen' | 'whisper' | 'barge') {
  const { centre, sam, alice } = talk()
  sam.does(alice, { kind: 'CallWatched', mode }).picksUp()
  return { attached: centre.scene.orders('AttachLeg').at(-1), alice, bob: centre.scene.agentLeg() }
}

/** Section 8, its second half: what the agent sees, and what can be done with a call. */
export const TALKING: readonly Row[] = [
  [
    '8.5a',
    'The agent’s desktop shows who',
    {
      'her name and her number, while the phone rings': () => {
        const { alice, bob } = bobsPhoneRings()
        expect(bob.sees).toMatchObject({ customerName: 'Alice', number: alice.number })
      },
    },
  ],
  [
    '8.5b',
    'why',
    {
      'a callback of the queue support': () => {
        expect(bobsPhoneRings().bob.sees).toMatchObject({ medium: 'callback', queueId: 'support' })
      },
      'the call of a campaign': () => {
        const campaignId = 'renewals' as never
        const campaigns = [{ id: campaignId, name: 'Renewals', queueId: 'support' as never }]
        const centre = new Centre({ house: { campaigns } })
        const bob = centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback({ campaignId })
        expect(bob.sees).toMatchObject({ campaignId: 'renewals', state: 'offered' })
      },
    },
  ],
  [
    '8.5c',
    'how long they waited',
    {
      '90 s in line': () => {
        expect(bobsPhoneRings().bob.sees).toMatchObject({ waitInQueueMs: 90 * SECOND })
      },
    },
  ],
  [
    '8.5d',
    'the booking’s data before the audio joins',
    {
      'what the booking brought along': () => {
        expect(bobsPhoneRings().bob.sees?.data).toEqual({ about: 'order 7' })
      },
    },
  ],
  [
    '8.6a',
    'Hold',
    {
      'Alice hears music, until Bob takes her back': () => {
        const { bob, alice } = talk({ holdPrompt: 'hold-music' })
        bob.does(alice, { kind: 'CallHeld' })
        expect(alice.hears).toBe('hold-music')
        bob.does(alice, { kind: 'CallResumed' })
        expect(alice.story.slice(-2)).toEqual(['held', 'resumed'])
      },
    },
  ],
  [
    '8.6b',
    'mute',
    {
      'Bob’s own phone sends silence, and his voice again when he unmutes': () => {
        const microphone = { enabled: true }
        const senders = [{ track: microphone }, { track: null }]
        muteSenders(senders, true)
        expect(microphone.enabled).toBe(false)
        muteSenders(senders, false)
        expect(microphone.enabled).toBe(true)
      },
      'also in a browser, by its audio': alsoBy(
        'support/desk-story.ts',
        'mutes: the customer hears nothing',
      ),
    },
  ],
  [
    '8.6c',
    'DTMF',
    {
      'Bob sends 42#, and Alice’s line hears it': () => {
        const { centre, bob, alice } = talk()
        bob.does(alice, { kind: 'DigitsSent', digits: '42#' })
        expect(centre.scene.orders('SendDigits')).toMatchObject([
          { digits: '42#', legId: alice.leg },
        ])
      },
    },
  ],
  [
    '8.6d',
    'blind',
    {
      'passed on without a word: Alice is Carol’s, Bob wraps up his own part': () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'CallTransferred', to: CAROL })
        carol.picksUp()
        expect([alice.is, carol.is, bob.is]).toEqual(['talking', 'communicating', 'acw'])
      },
    },
  ],
  [
    '8.6e',
    'attended transfer',
    {
      'passed on after a word': () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'ConsultStarted', to: CAROL })
        carol.picksUp()
        bob.does(alice, { kind: 'ConsultCompleted' })
        expect([alice.is, carol.is, bob.is]).toEqual(['talking', 'communicating', 'acw'])
      },
    },
  ],
  [
    '8.6f',
    'conference',
    {
      'all three talk, until Bob leaves the other two': () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'ConsultStarted', to: CAROL })
        carol.picksUp()
        bob.does(alice, { kind: 'ConferenceStarted' })
        expect(alice.story).toContain('conference')
        expect([bob.is, carol.is]).toEqual(['communicating', 'communicating'])
        bob.does(alice, { kind: 'ConsultCompleted' })
        expect([bob.is, carol.is, alice.is]).toEqual(['acw', 'communicating', 'talking'])
      },
    },
  ],
  [
    '8.6g',
    'supervisors listen',
    {
      'Sam is with Bob and Alice': () => {
        expect(samIsWithThem('listen').attached).toMatchObject({ mode: 'listen' })
      },
    },
  ],
  [
    '8.6h',
    'whisper',
    {
      'Sam is with Bob and Alice': () => {
        expect(samIsWithThem('whisper').attached).toMatchObject({ mode: 'whisper' })
      },
    },
  ],
  [
    '8.6i',
    'barge',
    {
      'Sam is with Bob and Alice': () => {
        expect(samIsWithThem('barge').attached).toMatchObject({ mode: 'barge' })
      },
    },
  ],
  [
    '8.6j',
    'recording per queue',
    {
      'from the answer, from the join, or not at all': () => {
        for (const [recording, count] of [
          ['answer', 1],
          ['join', 1],
          [undefined, 0],
        ] as const) {
          const { centre } = talk(recording === undefined ? {} : { recording })
          expect(centre.scene.orders('StartRecording')).toHaveLength(count)
        }
      },
    },
  ],
]
