import { expect } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import type { Medium, QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

const AGENT_FIRST = { mode: 'agent-first' } as const
const ENFORCED = { mode: 'mandatory', timeoutMs: 30_000, level: 'communication' } as const

function agentFirst(queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({ queue: { ...AGENT_FIRST, ...queue } })
  const bob = centre.agent('bob').goesOnQueue()
  return { centre, bob, alice: centre.customer('Alice').asksForCallback() }
}

/** Bob has talked to Alice, who has hung up. */
function afterTheCall(acw: Partial<QueueSettings['acw']> = {}) {
  const settings = { mode: 'mandatory', timeoutMs: 30_000, level: 'participant', ...acw } as const
  const centre = new Centre({ queue: { acw: settings } })
  const bob = centre.agent('bob').goesOnQueue()
  const alice = centre.customer('Alice').asksForCallback().saysHello()
  bob.picksUp()
  const calls = [centre.scene.customerLeg(alice.id), centre.scene.agentLeg()]
  alice.hangsUp()
  return { centre, bob, alice, calls }
}

const holding = (max: number, interruptedBy: readonly Medium[] = []) => ({
  call: { max: 1, interruptedBy: [] },
  callback: { max, interruptedBy },
})

/** Sections 9, 10 and 11: agents first, what an agent holds, and the work after a call. */
export const WORKING: readonly Row[] = [
  [
    '9.1',
    'A queue may start an accepted callback by itself when the agent has not within a set time, and end it by itself after ACW or a set time (0 to 1200 s, default 300)',
    {
      'without it: the callback is offered, accepted, and started by the agent': () => {
        const { centre, bob, alice } = agentFirst()
        expect([alice.is, centre.called]).toEqual(['offered', []])
        bob.accepts(alice)
        centre.pass(20 * MINUTE)
        expect(alice.timesCalled).toBe(0)
        bob.calls(alice)
        alice.saysHello()
        expect([alice.is, alice.outcome]).toEqual(['talking', 'connected'])
      },
      'starts by itself': () => {
        const { centre, bob, alice } = agentFirst({ autoStartMs: 10 * SECOND })
        bob.accepts(alice)
        centre.pass(10 * SECOND - 1)
        expect(bob.timesRung).toBe(0)
        centre.pass(1)
        expect(bob.timesRung).toBe(1)
      },
      'ends by itself, with a code by the system': () => {
        const { centre, bob, alice } = agentFirst({ autoEndMs: 5 * MINUTE, acw: ENFORCED })
        bob.accepts(alice).calls(alice)
        alice.saysHello().hangsUp()
        centre.pass(5 * MINUTE - 1)
        expect(alice.is).not.toBe('closed')
        centre.pass(1)
        expect([alice.is, bob.is]).toEqual(['closed', 'idle'])
        expect(alice.record.wrapUps).toMatchObject([{ setBy: 'system' }])
      },
      'the call drops: Bob may call again, in the same interaction': () => {
        const { bob, alice } = agentFirst()
        bob.accepts(alice).calls(alice)
        alice.saysHello().hangsUp()
        bob.calls(alice)
        alice.saysHello()
        expect(alice.record.attempts).toHaveLength(2)
      },
      'Alice does not answer: nothing is retried by itself, whatever the queue says': () => {
        const { centre, bob, alice } = agentFirst({ retries: { max: 3, delayMs: MINUTE } })
        bob.accepts(alice).calls(alice)
        alice.cannotBeReached('no-answer')
        centre.pass(23 * HOUR)
        expect([alice.timesCalled, alice.is]).toEqual([1, 'accepted'])
      },
      '0 to 1200 s': () => {
        const agentFirstQueue = ['mode: customer-first', 'mode: agent-first'] as const
        const acw = ['level: participant', 'level: communication'] as const
        const withEnd = (autoEnd: string) =>
          saidOf(
            replaced(agentFirstQueue, acw, [
              '    ringTimeout: 30 s\n',
              `    autoEnd: ${autoEnd}\n`,
            ]),
          )
        expect(withEnd('1200 s')).toEqual([])
        expect(withEnd('1201 s')[0]).toMatch(/autoEnd must be/)
      },
      '300 s unless set': () => {
        const changes = [
          ['mode: customer-first', 'mode: agent-first'],
          ['level: participant', 'level: communication'],
          ['    ringTimeout: 30 s\n', '    autoEnd: true\n'],
        ] as const
        expect(replaced(...changes).settings?.organisation.queues[0]?.autoEndMs).toBe(300_000)
      },
    },
  ],
  [
    '9.2',
    'Both need the enforced communication-level ACW setting; the configuration check says so',
    {
      'for each of the two, at participant level, and where the code is optional': () => {
        const agentFirstQueue = ['mode: customer-first', 'mode: agent-first'] as const
        for (const field of ['autoStart', 'autoEnd']) {
          const line = ['    ringTimeout: 30 s\n', `    ${field}: 60 s\n`] as const
          const optional = ['mode: mandatory-timed', 'mode: optional'] as const
          const level = ['level: participant', 'level: communication'] as const
          const needs = `queues.support.${field} needs acw with level: communication and a mode other than optional`
          expect(saidOf(replaced(agentFirstQueue, line))).toEqual([needs])
          expect(saidOf(replaced(agentFirstQueue, line, level, optional))).toEqual([needs])
          expect(saidOf(replaced(agentFirstQueue, line, level))).toEqual([])
        }
      },
    },
  ],
  [
    '10.1',
    'Per agent (or the organisation’s default): for each medium, a maximum held at once (0 to 25) and which media may interrupt it',
    {
      'Bob may hold two callbacks: two are his, the third waits': () => {
        const centre = new Centre({
          queue: AGENT_FIRST,
          agents: { bob: { utilization: holding(2) } },
        })
        const bob = centre.agent('bob').goesOnQueue()
        const three = ['Alice', 'Dora', 'Eve'].map((name) =>
          centre.customer(name).asksForCallback(),
        )
        const [alice, dora, eve] = three as [
          (typeof three)[0],
          (typeof three)[0],
          (typeof three)[0],
        ]
        bob.accepts(alice).accepts(dora)
        expect(three.map((one) => one.is)).toEqual(['accepted', 'accepted', 'waiting'])
        bob.wrapsUp(alice)
        expect(eve.is).toBe('offered')
      },
      'the organisation’s default holds for who has no setting: none at all': () => {
        const centre = new Centre({ house: { utilization: holding(0) } })
        centre.agent('bob').goesOnQueue()
        expect(centre.customer('Alice').asksForCallback().is).toBe('waiting')
        expect(centre.customer('Dora').callsIn().callIs).toBe('alerting')
      },
      '0 to 25': () => {
        const house = (max: number) =>
          saidOf(
            replaced([
              'defaultSite: us\n',
              `defaultSite: us\nutilization: { callback: { max: ${max} } }\n`,
            ]),
          )
        expect([house(25), house(26).length]).toEqual([[], 1])
      },
    },
  ],
  [
    '10.2',
    'Calls and callbacks do not interrupt each other by default; the check warns where a setting would let calls overtake callbacks and explains why',
    {
      'Bob holds a callback: a caller waits, unless calls may interrupt': () => {
        for (const [interruptedBy, callIs] of [
          [[], 'queued'],
          [['call'], 'alerting'],
        ] as const) {
          const utilization = holding(1, interruptedBy)
          const centre = new Centre({ queue: AGENT_FIRST, agents: { bob: { utilization } } })
          const bob = centre.agent('bob').goesOnQueue()
          bob.accepts(centre.customer('Alice').asksForCallback())
          expect(centre.customer('Dora').callsIn().callIs).toBe(callIs)
        }
      },
      'the warning': () => {
        const setting = 'utilization: { callback: { interruptedBy: [call] } }'
        const loaded = replaced(['defaultSite: us\n', `defaultSite: us\n${setting}\n`])
        expect(saidOf(loaded)).toEqual([
          'utilization.callback.interruptedBy lets calls overtake callbacks: an agent with a callback in hand is given a call that came later',
        ])
        expect(loaded.settings).toBeDefined()
      },
    },
  ],
  [
    '10.3',
    'Queue-routed, owned, scheduled and customer-first callbacks all count the same',
    {
      'Bob holds one: none of the four comes on top': () => {
        for (const wish of [{}, { owner: 'bob' }, { in: SECOND }, { queue: 'sales' }]) {
          const queues = [queueId('support'), queueId('sales')]
          const plan = { queue: AGENT_FIRST, queues: { sales: {} }, agents: { bob: { queues } } }
          const centre = new Centre(plan)
          const bob = centre.agent('bob').goesOnQueue()
          const alice = centre.customer('Alice').asksForCallback()
          bob.accepts(alice)
          const dora = centre.customer('Dora').asksForCallback(wish)
          centre.pass(SECOND)
          expect([dora.is, dora.timesCalled]).toEqual(['waiting', 0])
          bob.wrapsUp(alice)
          expect(dora.is).not.toBe('waiting')
        }
      },
    },
  ],
  [
    '10.4',
    'An agent in campaigns gets one preview per campaign, whatever the setting',
    {
      'see 15.1': shownBy('spec/callers.ts', 'one preview per campaign, whatever the utilization'),
    },
  ],
  [
    '11.1',
    'participant-level (default): the agent’s code is tagged to the callback interaction and to every voice call inside it (two or more)',
    {
      'the callback, the call to Alice, the call to Bob': () => {
        const { bob, alice, calls } = afterTheCall()
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps).toMatchObject([
          { codes: ['solved'], level: 'participant', taggedTo: [alice.id, ...calls] },
        ])
      },
      'two calls each way where the first one dropped': () => {
        const { bob, alice } = agentFirst()
        bob.accepts(alice)
        for (let i = 0; i < 2; i++) {
          bob.calls(alice)
          alice.saysHello().hangsUp()
        }
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps[0]?.taggedTo).toHaveLength(5)
      },
      'it is the default': () => {
        const { settings } = replaced(['      level: participant\n', ''])
        expect(settings?.organisation.queues[0]?.acw.level).toBe('participant')
      },
    },
  ],
  [
    '11.2',
    'communication-level: the code is tagged to the voice call alone',
    {
      'Bob’s own call': () => {
        const { bob, alice, calls } = afterTheCall({ level: 'communication' })
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps).toMatchObject([
          { level: 'communication', setBy: 'agent', taggedTo: [calls[1]] },
        ])
      },
    },
  ],
  [
    '11.3',
    'If the agent never accepted the callback, the code falls back to participant level, set by the system',
    {
      'Alice hangs up while Bob’s phone rings': () => {
        const centre = new Centre({ queue: { acw: ENFORCED } })
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello().hangsUp()
        expect(alice.record.wrapUps).toMatchObject([
          { level: 'participant', setBy: 'system', taggedTo: [alice.id] },
        ])
      },
    },
  ],
  [
    '11.4',
    'Modes: optional; mandatory, with or without a timer (1 s to 60 min); forced',
    {
      ...Object.fromEntries(
        (
          [
            ['optional', 'idle', 'idle'],
            ['mandatory', 'acw', 'acw'],
            ['mandatory-timed', 'acw', 'idle'],
            ['forced', 'acw', 'idle'],
          ] as const
        ).map(([mode, during, after]) => [
          `${mode}: ${during} right after the call, ${after} when the time is over and no code came`,
          () => {
            const { centre, bob } = afterTheCall({ mode })
            expect(bob.is).toBe(during)
            centre.pass(30 * SECOND - 1)
            expect(bob.is).toBe(during)
            centre.pass(1)
            expect(bob.is).toBe(after)
          },
        ]),
      ),
      'forced: a code ends it no sooner; mandatory: it does': () => {
        for (const [mode, is] of [
          ['forced', 'acw'],
          ['mandatory-timed', 'idle'],
        ] as const) {
          const { bob, alice } = afterTheCall({ mode })
          bob.wrapsUp(alice)
          expect(bob.is).toBe(is)
        }
      },
      '1 s to 60 min': () => {
        const timed = (timeout: string) =>
          saidOf(replaced(['      timeout: 3 s\n', `      timeout: ${timeout}\n`]))
        expect([timed('1 s'), timed('60 min')]).toEqual([[], []])
        expect([timed('999 ms').length, timed('61 min').length]).toEqual([1, 1])
      },
    },
  ],
  [
    '11.5',
    'A report that joins codes to the switch’s call records must reconcile exactly at both levels',
    {
      'every call that a code is tagged to is a call of the record, and was joined': () => {
        for (const level of ['participant', 'communication'] as const) {
          const { bob, alice, calls } = afterTheCall({ level })
          bob.wrapsUp(alice)
          const tagged = alice.record.wrapUps.flatMap(({ taggedTo }) => taggedTo)
          const recorded = alice.record.participants.flatMap(({ communications }) =>
            communications
              .filter(({ joinedAt }) => joinedAt !== undefined)
              .map(({ legId }) => legId),
          )
          expect(recorded.sort()).toEqual([...calls].sort())
          const voice = tagged.filter((id) => (id as string) !== alice.id)
          expect(voice.every((id) => recorded.includes(id as never))).toBe(true)
          expect(voice).toHaveLength(level === 'participant' ? recorded.length : 1)
        }
      },
      'in a million simulated calls': shownBy('simulator/records-watch.ts', 'taggedTo'),
    },
  ],
]
