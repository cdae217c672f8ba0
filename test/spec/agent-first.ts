import { expect } from 'vitest'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import type { Row } from './row.ts'

const ENFORCED = { mode: 'mandatory', timeoutMs: 30_000, level: 'communication' } as const

/** Alice’s callback is offered to Bob. */
function aliceIsOffered(queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({ queue: { mode: 'agent-first', ...queue } })
  const bob = centre.agent('bob').goesOnQueue()
  return { centre, bob, alice: centre.customer('Alice').asksForCallback() }
}

const AGENT_FIRST_QUEUE = ['mode: customer-first', 'mode: agent-first'] as const
const AT_COMMUNICATION = ['level: participant', 'level: communication'] as const

/** The lab's queue agent-first, with this line, and its code enforced at communication level. */
function withLine(line: string) {
  const written = ['    ringTimeout: 30 s\n', `    ${line}\n`] as const
  return replaced(AGENT_FIRST_QUEUE, AT_COMMUNICATION, written)
}

/** Section 9: auto-start and auto-end. */
export const AGENT_FIRST: readonly Row[] = [
  [
    '9.1a',
    'A queue may start an accepted callback by itself when the agent has not within a set time',
    {
      'without it: the callback is offered, accepted, and started by the agent': () => {
        const { centre, bob, alice } = aliceIsOffered()
        expect([alice.is, centre.called]).toEqual(['offered', []])
        bob.accepts(alice)
        centre.pass(20 * MINUTE)
        expect(alice.timesCalled).toBe(0)
        bob.calls(alice)
        alice.saysHello()
        expect([alice.is, alice.outcome]).toEqual(['talking', 'connected'])
      },
      'with it, after 10 s': () => {
        const { centre, bob, alice } = aliceIsOffered({ autoStartMs: 10 * SECOND })
        bob.accepts(alice)
        centre.pass(10 * SECOND - 1)
        expect(bob.timesRung).toBe(0)
        centre.pass(1)
        expect(bob.timesRung).toBe(1)
      },
      'the call drops: Bob may call again, in the same interaction': () => {
        const { bob, alice } = aliceIsOffered()
        bob.accepts(alice).calls(alice)
        alice.saysHello().hangsUp()
        bob.calls(alice)
        alice.saysHello()
        expect(alice.record.attempts).toHaveLength(2)
      },
      'Alice does not answer: nothing is retried by itself, whatever the queue says': () => {
        const { centre, bob, alice } = aliceIsOffered({ retries: { max: 3, delayMs: MINUTE } })
        bob.accepts(alice).calls(alice)
        alice.cannotBeReached('no-answer')
        centre.pass(23 * HOUR)
        expect([alice.timesCalled, alice.is]).toEqual([1, 'accepted'])
      },
    },
  ],
  [
    '9.1b',
    'end it by itself after ACW',
    {
      'when the time for its code is over: the system sets one, and Bob is free': () => {
        const acw = { ...ENFORCED, mode: 'mandatory-timed' } as const
        const { centre, bob, alice } = aliceIsOffered({ autoEndMs: 5 * MINUTE, acw })
        bob.accepts(alice).calls(alice)
        alice.saysHello().hangsUp()
        centre.pass(30 * SECOND - 1)
        expect([alice.is, bob.is]).toEqual(['wrapping', 'acw'])
        centre.pass(1)
        expect([alice.is, bob.is]).toEqual(['closed', 'idle'])
      },
    },
  ],
  [
    '9.1c',
    'a set time (0 to 1200 s, default 300)',
    {
      'five minutes after the call, with a code by the system': () => {
        const { centre, bob, alice } = aliceIsOffered({ autoEndMs: 5 * MINUTE, acw: ENFORCED })
        bob.accepts(alice).calls(alice)
        alice.saysHello().hangsUp()
        centre.pass(5 * MINUTE - 1)
        expect(alice.is).not.toBe('closed')
        centre.pass(1)
        expect([alice.is, bob.is]).toEqual(['closed', 'idle'])
        expect(alice.record.wrapUps).toMatchObject([{ setBy: 'system' }])
      },
      '0 to 1200 s': () => {
        expect([saidOf(withLine('autoEnd: 0 s')), saidOf(withLine('autoEnd: 1200 s'))]).toEqual([
          [],
          [],
        ])
        expect(saidOf(withLine('autoEnd: 1201 s'))[0]).toMatch(/autoEnd must be/)
      },
      '300 s unless set': () => {
        const { settings } = withLine('autoEnd: true')
        expect(settings?.organisation.queues[0]?.autoEndMs).toBe(300_000)
      },
    },
  ],
  [
    '9.2a',
    'Both need the enforced communication-level ACW setting',
    {
      'with it the configuration is as it should be': () => {
        for (const field of ['autoStart', 'autoEnd'])
          expect(saidOf(withLine(`${field}: 60 s`))).toEqual([])
      },
      'without it nothing of the configuration is taken': () => {
        const line = ['    ringTimeout: 30 s\n', '    autoStart: 60 s\n'] as const
        expect(replaced(AGENT_FIRST_QUEUE, line).settings).toBeUndefined()
      },
    },
  ],
  [
    '9.2b',
    'the configuration check says so',
    {
      'for each of the two, at participant level, and where the code is optional': () => {
        for (const field of ['autoStart', 'autoEnd']) {
          const line = ['    ringTimeout: 30 s\n', `    ${field}: 60 s\n`] as const
          const optional = ['mode: mandatory-timed', 'mode: optional'] as const
          const needs = `queues.support.${field} needs acw with level: communication and a mode other than optional`
          expect(saidOf(replaced(AGENT_FIRST_QUEUE, line))).toEqual([needs])
          expect(saidOf(replaced(AGENT_FIRST_QUEUE, line, AT_COMMUNICATION, optional))).toEqual([
            needs,
          ])
        }
      },
    },
  ],
]
