import { expect } from 'vitest'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, MINUTE, SECOND } from './centre.ts'
import { labSettings, replaced, saidOf } from './configured.ts'
import { alsoBy, type Row } from './row.ts'

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

/** Section 8, its first half: to the agent. */
export const JOINING: readonly Row[] = [
  [
    '8.1a',
    'A live customer goes to the longest-idle eligible agent',
    {
      'longest idle': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('carol').goesOnQueue()
        centre.pass(SECOND)
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
    },
  ],
  [
    '8.1b',
    'skills',
    {
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
    },
  ],
  [
    '8.1c',
    'utilization',
    {
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
    },
  ],
  [
    '8.1d',
    'on queue',
    {
      'on queue: an agent who left meanwhile is not rung': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        centre.agent('bob').goesOffQueue()
        alice.saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
    },
  ],
  [
    '8.1e',
    'ahead of everyone who is not on the line',
    {
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
    '8.2a',
    'While no agent is free the customer hears comfort audio within 500 ms of the answer',
    {
      'comfort in the turn of the answer itself': () => {
        const { dora } = doraWaits()
        dora.picksUp()
        expect(dora.hears).toBe('comfort')
      },
      'also measured in audio, by a caller who takes a callback': alsoBy(
        'conformance/flows.ts',
        'take a callback at their very place, and reach an agent',
      ),
    },
  ],
  [
    '8.2b',
    'then an announcement at 2 s',
    {
      'the announcement 2 s after the answer, not sooner': () => {
        const { centre, dora } = doraWaits()
        dora.saysHello()
        centre.pass(2 * SECOND - 1)
        expect(dora.hears).toBe('comfort')
        centre.pass(1)
        expect(dora.hears).toBe('announcement')
      },
    },
  ],
  [
    '8.2c',
    'after the maximum wait (default 20 s) the queue’s no-agent treatment',
    {
      '20 s after the answer, not sooner': () => {
        const { centre, dora } = doraWaits()
        dora.saysHello()
        centre.pass(20 * SECOND - 1)
        expect(dora.hears).toBe('announcement')
        centre.pass(1)
        expect(dora.hears).toBe('no-agent')
      },
      '20 s unless set': () => {
        const line = '    maxWaitAfterAnswer: 20 s\n'
        expect(labSettings(line, '').queues[0]?.maxWaitAfterAnswerMs).toBe(20_000)
      },
    },
  ],
  [
    '8.2d',
    'message, then rebook at the same place',
    {
      'Dora hears it, is called again a minute later, and stands before Frank, who came after her':
        () => {
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
    },
  ],
  [
    '8.2e',
    'hang up',
    {
      'the message is played to its end, then the leg is let go, and nobody calls again': () => {
        const { centre, dora } = doraWaits({ noAgent: { prompt: 'no-agent', then: 'hang-up' } })
        dora.saysHello()
        const { leg } = dora
        centre.pass(20 * SECOND)
        expect(centre.scene.orders('ReleaseLeg')).toEqual([])
        dora.hearsItOut()
        expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ legId: leg }])
        centre.pass(60 * MINUTE)
        expect([dora.is, dora.timesCalled]).toEqual(['closed', 1])
      },
    },
  ],
  [
    '8.2f',
    'an abandoned call, counted',
    {
      'as abandoned and as late, once': () => {
        const { centre, dora } = doraWaits({ noAgent: { prompt: 'no-agent', then: 'hang-up' } })
        dora.saysHello()
        centre.pass(20 * SECOND)
        dora.hearsItOut()
        const [counted] = [...centre.scene.state.queues.values()][0]?.answers ?? []
        expect([dora.outcome, counted]).toMatchObject(['abandoned', { abandoned: 1, late: 1 }])
      },
    },
  ],
  [
    '8.3a',
    'An agent who does not answer within the alerting time (default 15 s, 7 at least) becomes not-responding',
    {
      'Bob lets it ring': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(bob.is).toBe('alerting')
        bob.letsItRing()
        expect(bob.is).toBe('not-responding')
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
    '8.3b',
    'the next agent is tried',
    {
      'Bob lets it ring, Carol’s phone rings': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        const bob = centre.agent('bob').goesOnQueue()
        const carol = centre.agent('carol').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        bob.letsItRing()
        expect([bob.is, carol.is, alice.is]).toEqual(['not-responding', 'alerting', 'alerting'])
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
]
