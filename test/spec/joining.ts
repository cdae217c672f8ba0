import { expect } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, MINUTE, SECOND } from './centre.ts'
import { labSettings, replaced, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

/** Bob may have one customer coming while he talks. */
const ONE_COMING = { pacing: { policy: 'cap', modifier: 1 } } as const

/** Bob talks to Alice, and Dora has answered: nobody is free for her. */
function doraWaits(queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({ queue: { ...ONE_COMING, ...queue } })
  const bob = centre.agent('bob').goesOnQueue()
  const alice = centre.customer('Alice').asksForCallback().saysHello()
  bob.picksUp()
  const dora = centre.customer('Dora').asksForCallback()
  return { centre, bob, alice, dora }
}

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

/** Section 8: to the agent. */
export const JOINING: readonly Row[] = [
  [
    '8.1',
    'A live customer goes to the longest-idle eligible agent (skills, utilization, on queue), ahead of everyone who is not on the line',
    {
      'longest idle': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('carol').goesOnQueue()
        centre.pass(SECOND)
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'with the skills; and who needs a skill that nobody has does not hold up those behind':
        () => {
          const maria = { skills: ['spanish', 'billing'] }
          const centre = new Centre({ agents: { bob: {}, maria } })
          centre.agent('bob').goesOnQueue()
          const alice = centre.customer('Alice').asksForCallback({ skills: ['spanish'] })
          const dora = centre.customer('Dora').asksForCallback()
          expect(centre.called).toEqual(['Dora'])
          expect(alice.rules).toContain('no-skilled-agent')
          centre.agent('maria').goesOnQueue()
          alice.saysHello()
          expect(centre.rang).toEqual(['maria'])
          expect(dora.is).toBe('dialling')
        },
      'with all of them: one skill of two is not enough': () => {
        const centre = new Centre({ agents: { maria: { skills: ['spanish'] } } })
        centre.agent('maria').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ skills: ['spanish', 'billing'] })
        expect([alice.timesCalled, centre.rule]).toEqual([0, 'no-skilled-agent'])
      },
      'with room: an agent who may hold no callback is given none': () => {
        const none = {
          call: { max: 1, interruptedBy: [] },
          callback: { max: 0, interruptedBy: [] },
        }
        const centre = new Centre({ agents: { bob: { utilization: none }, carol: {} } })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'on queue: an agent who left meanwhile is not rung': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        centre.agent('bob').goesOffQueue()
        alice.saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'ahead of a callback of any priority that is not on the line': () => {
        const { centre, bob, alice, dora } = doraWaits()
        dora.saysHello()
        const eve = centre.customer('Eve').asksForCallback({ priority: 9 })
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect([dora.is, eve.timesCalled]).toEqual(['alerting', 0])
      },
    },
  ],
  [
    '8.2',
    'While no agent is free the customer hears comfort audio within 500 ms of the answer, then an announcement at 2 s, and after the maximum wait (default 20 s) the queue’s no-agent treatment (message, then rebook at the same place, or hang up): an abandoned call, counted',
    {
      'comfort in the turn of the answer itself': () => {
        const { dora } = doraWaits()
        dora.picksUp()
        expect(dora.hears).toBe('comfort')
      },
      'the announcement 2 s after the answer, not sooner': () => {
        const { centre, dora } = doraWaits()
        dora.saysHello()
        centre.pass(2 * SECOND - 1)
        expect(dora.hears).toBe('comfort')
        centre.pass(1)
        expect(dora.hears).toBe('announcement')
      },
      'the treatment 20 s after it, then hung up, and counted': () => {
        const { centre, dora } = doraWaits()
        dora.saysHello()
        centre.pass(20 * SECOND - 1)
        expect(dora.hears).toBe('announcement')
        centre.pass(1)
        expect(dora.hears).toBe('no-agent')
        dora.hearsItOut()
        expect([dora.is, dora.outcome]).toEqual(['closed', 'abandoned'])
        const [counted] = [...centre.scene.state.queues.values()][0]?.answers ?? []
        expect(counted).toMatchObject({ abandoned: 1, late: 1 })
      },
      'or rebooked at the same place': () => {
        const { centre, dora } = doraWaits({
          noAgent: { prompt: 'no-agent', then: 'rebook', redialAfterMs: MINUTE },
        })
        const { rank } = dora.saysHello()
        const [, frank] = ['Eve', 'Frank'].map((name) => centre.customer(name).asksForCallback())
        centre.pass(20 * SECOND)
        dora.hearsItOut()
        expect([dora.place, frank?.place, centre.called.at(-1)]).toEqual([undefined, 1, 'Eve'])
        centre.pass(MINUTE)
        expect([dora.place, frank?.place, dora.rank]).toEqual([1, 2, rank])
      },
      'measured in audio, by a caller who takes a callback': shownBy(
        'conformance/flows.ts',
        'take a callback at their very place, and reach an agent',
      ),
    },
  ],
  [
    '8.3',
    'An agent who does not answer within the alerting time (default 15 s, 7 at least) becomes not-responding and the next agent is tried',
    {
      'Bob lets it ring, Carol’s phone rings': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const bob = centre.agent('bob').goesOnQueue()
        const carol = centre.agent('carol').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        bob.letsItRing()
        expect([bob.is, carol.is, alice.is]).toEqual(['not-responding', 'alerting', 'alerting'])
      },
      'the phone is rung for the alerting time': () => {
        const centre = new Centre({ queue: { alertingTimeoutMs: 9_000 } })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.scene.orders('DialAgent')[0]?.ringTimeoutMs).toBe(9_000)
      },
      '15 s unless set, 7 at least': () => {
        const line = '    alertingTimeout: 15 s\n'
        expect(labSettings(line, '').queues[0]?.alertingTimeoutMs).toBe(15_000)
        expect(saidOf(replaced([line, '    alertingTimeout: 6 s\n']))[0]).toMatch(/must be 7 s/)
      },
    },
  ],
  [
    '8.4',
    'The customer hanging up cancels the agent’s ringing at once',
    {
      'Alice hangs up while Bob’s phone rings': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        expect(bob.is).toBe('alerting')
        alice.hangsUp()
        expect(centre.scene.orders('ReleaseLeg').at(-1)?.legId).toBe(centre.scene.agentLeg())
        expect([bob.is, alice.outcome]).toEqual(['idle', 'customer-hung-up'])
      },
    },
  ],
  [
    '8.5',
    'The agent’s desktop shows who, why, how long they waited, and the booking’s data before the audio joins',
    {
      'while the phone rings': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback({ data: { about: 'order 7' } })
        centre.pass(90 * SECOND)
        const bob = centre.agent('bob').goesOnQueue()
        alice.saysHello()
        expect(bob.sees).toMatchObject({
          state: 'alerting',
          customerName: 'Alice',
          number: alice.number,
          queueId: 'support',
          waitInQueueMs: 90 * SECOND,
          data: { about: 'order 7' },
        })
        expect(bob.sees).not.toHaveProperty('joinedAt')
      },
    },
  ],
  [
    '8.6',
    'Hold, mute, DTMF, blind and attended transfer, conference; supervisors listen, whisper, barge; recording per queue',
    {
      'hold: Alice hears music, until Bob takes her back': () => {
        const { bob, alice } = talk({ holdPrompt: 'hold-music' })
        bob.does(alice, { kind: 'CallHeld' })
        expect(alice.hears).toBe('hold-music')
        bob.does(alice, { kind: 'CallResumed' })
        expect(alice.story.slice(-2)).toEqual(['held', 'resumed'])
      },
      'mute is the agent’s own phone': shownBy(
        'support/desk-story.ts',
        'mutes: the customer hears nothing',
      ),
      keys: () => {
        const { centre, bob, alice } = talk()
        bob.does(alice, { kind: 'DigitsSent', digits: '42#' })
        expect(centre.scene.orders('SendDigits')).toMatchObject([
          { digits: '42#', legId: alice.leg },
        ])
      },
      'passed on without a word: Alice is Carol’s, Bob wraps up his own part': () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'CallTransferred', to: CAROL })
        carol.picksUp()
        expect([alice.is, carol.is, bob.is]).toEqual(['talking', 'communicating', 'acw'])
      },
      'passed on after a word': () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'ConsultStarted', to: CAROL })
        carol.picksUp()
        bob.does(alice, { kind: 'ConsultCompleted' })
        expect([alice.is, carol.is, bob.is]).toEqual(['talking', 'communicating', 'acw'])
      },
      conference: () => {
        const { bob, carol, alice } = talk()
        bob.does(alice, { kind: 'ConsultStarted', to: CAROL })
        carol.picksUp()
        bob.does(alice, { kind: 'ConferenceStarted' })
        expect(alice.story).toContain('conference')
        expect([bob.is, carol.is]).toEqual(['communicating', 'communicating'])
      },
      'a supervisor listens, whispers, barges': () => {
        const { centre, sam, alice } = talk()
        for (const mode of ['listen', 'whisper', 'barge'] as const) {
          sam.does(alice, { kind: 'CallWatched', mode })
          if (mode === 'listen') sam.picksUp()
          expect(centre.scene.orders('AttachLeg').at(-1)?.mode).toBe(mode)
        }
      },
      'recording, as the queue says': () => {
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
