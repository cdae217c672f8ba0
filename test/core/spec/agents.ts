import { expect } from 'vitest'
import { agentId, callbackId, phoneNumber, queueId } from '../../../src/core/ids.ts'
import type { Utilization } from '../../../src/core/state/organisation.ts'
import { instant } from '../../../src/core/time.ts'
import { makeOrganisation, makeQueueSettings } from '../../support/organisation.ts'
import { Scene } from '../../support/scene.ts'
import { house, HOUR_MS, MINUTE_MS, type Row } from './row.ts'

const AGENT_FIRST = { mode: 'agent-first' } as const

function holding(max: number, interruptedBy: Utilization['callback']['interruptedBy'] = []) {
  return { utilization: { call: { max: 1, interruptedBy: [] }, callback: { max, interruptedBy } } }
}

/** Sections 2, 8, 9, 10 and 11: agents, what they hold, and their after-call work. */
export const AGENTS: readonly Row[] = [
  [
    8,
    'A live customer goes to the longest-idle eligible agent',
    () => {
      const scene = house({}, { bob: {}, carol: {} })
      scene.onQueue('carol')
      scene.wait(1_000)
      scene.onQueue('bob')
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      expect(scene.rung).toEqual(['carol'])
    },
  ],
  [
    8,
    'Eligible: with the skills; nobody is dialled for whom no agent with them is idle',
    () => {
      const scene = house({}, { bob: {}, maria: { skills: ['spanish', 'billing'] } })
      scene.onQueue('bob')
      const alice = scene.book({ skills: ['spanish'] })
      expect([scene.dialled, scene.lastRule]).toEqual([[], 'no-skilled-agent'])
      scene.onQueue('maria')
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      expect(scene.rung).toEqual(['maria'])
    },
  ],
  [
    8,
    'Who needs a skill that nobody has does not hold up those behind',
    () => {
      const scene = house()
      scene.book({ skills: ['spanish'] })
      const dora = scene.book()
      scene.onQueue()
      expect(scene.dialled).toEqual([dora])
    },
  ],
  [
    8,
    'Ahead of everyone who is not on the line',
    () => {
      const scene = house({ pacing: { policy: 'cap', modifier: 2 } })
      scene.onQueue()
      const [alice, dora] = [scene.book(), scene.book()]
      scene.join(alice)
      scene.book({ priority: 9 })
      scene.answer(scene.customerLeg(dora))
      scene.judge(scene.customerLeg(dora), 'human')
      scene.hangUp(alice)
      scene.wrapUp(alice)
      expect(scene.stateOf(dora)).toBe('alerting')
    },
  ],
  [
    8,
    'A queue may keep an idle agent free while its customer rings',
    () => {
      const scene = house({ reserveAgent: true, pacing: { policy: 'cap', modifier: 3 } })
      scene.onQueue()
      const alice = scene.book()
      scene.book()
      expect([scene.agentState(), scene.dialled]).toEqual(['reserved', [alice]])
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      expect(scene.agentState()).toBe('alerting')
    },
  ],
  [
    8,
    'And lets the agent go when the customer does not answer',
    () => {
      const scene = house({ reserveAgent: true })
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), 'no-answer')
      expect(scene.agentState()).toBe('idle')
    },
  ],
  [
    8,
    'While no agent is free: comfort at once, an announcement at 2 s, the treatment at 20 s, counted as abandoned',
    () => {
      const scene = house({ pacing: { policy: 'cap', modifier: 2 } })
      scene.onQueue()
      const [alice, dora] = [scene.book(), scene.book()]
      scene.join(dora)
      scene.answer(scene.customerLeg(alice))
      expect(scene.orders('PlayPrompt').at(-1)?.prompt).toBe('comfort')
      scene.judge(scene.customerLeg(alice), 'human')
      scene.wait(2_000)
      expect(scene.orders('PlayPrompt').at(-1)?.prompt).toBe('announcement')
      scene.wait(18_000)
      expect(scene.orders('PlayPrompt').at(-1)?.prompt).toBe('no-agent')
      expect(scene.state.queues.get(queueId('support'))?.answers[0]).toMatchObject({ abandoned: 1 })
    },
  ],
  [
    8,
    'An agent who does not answer becomes not-responding and the next agent is tried',
    () => {
      const scene = house({}, { bob: {}, carol: {} })
      scene.onQueue('bob')
      scene.onQueue('carol')
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      scene.release(scene.agentLeg('bob'), 'no-answer')
      expect([scene.rung, scene.agentState('bob')]).toEqual([['bob', 'carol'], 'not-responding'])
    },
  ],
  [
    8,
    'The customer hanging up cancels the agent’s ringing at once',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      scene.release(scene.customerLeg(alice), 'normal')
      expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: scene.agentLeg() }])
    },
  ],
  [
    9,
    'Agent-first: the callback is offered to an agent, who accepts, then starts the call',
    () => {
      const scene = house(AGENT_FIRST)
      scene.onQueue()
      const alice = scene.book()
      expect([scene.stateOf(alice), scene.dialled]).toEqual(['offered', []])
      scene.accept(alice)
      scene.talk(alice)
      expect(scene.record(alice)).toMatchObject({ state: 'talking', disposition: 'connected' })
    },
  ],
  [
    9,
    'Agent-first: who does not accept in time is not responding, and the next agent is offered it',
    () => {
      const scene = house(AGENT_FIRST, { bob: {}, carol: {} })
      scene.onQueue('bob')
      scene.onQueue('carol')
      const alice = scene.book()
      scene.wait(15_000)
      expect(scene.agentState('bob')).toBe('not-responding')
      scene.accept(alice, 'carol')
      expect(scene.stateOf(alice)).toBe('accepted')
    },
  ],
  [
    9,
    'Agent-first: if the call drops, the agent may call again within the same interaction',
    () => {
      const scene = house(AGENT_FIRST)
      scene.onQueue()
      const alice = scene.book()
      scene.accept(alice)
      scene.talk(alice)
      scene.hangUp(alice)
      scene.talk(alice)
      scene.hangUp(alice)
      scene.wrapUp(alice)
      const record = scene.record(alice)
      expect(record.attempts).toHaveLength(2)
      expect(record.wrapUps[0]?.taggedTo).toHaveLength(5)
    },
  ],
  [
    9,
    'Agent-first: if the customer does not answer, nothing is retried by itself',
    () => {
      const scene = house({ ...AGENT_FIRST, retries: { max: 3, delayMs: MINUTE_MS } })
      scene.onQueue()
      const alice = scene.book()
      scene.accept(alice)
      scene.start(alice)
      scene.answer(scene.agentLeg())
      scene.release(scene.customerLeg(alice), 'no-answer')
      scene.settle()
      scene.wait(23 * HOUR_MS)
      expect([scene.stateOf(alice), scene.dialled.length]).toEqual(['accepted', 1])
    },
  ],
  [
    9,
    'Agent-first: the agent reschedules, and caller ID number and name carry over',
    () => {
      const scene = house(AGENT_FIRST)
      scene.onQueue()
      const shown = { callerIdNumber: phoneNumber('+12025550199'), callerIdName: 'Support' }
      const alice = scene.book(shown)
      scene.accept(alice)
      const again = callbackId('00000000-0000-7000-8003-000000010000')
      scene.say({
        kind: 'CallbackRescheduled',
        agentId: agentId('bob'),
        callbackId: alice,
        newCallbackId: again,
        dueAt: instant(scene.now + HOUR_MS),
      })
      expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'rescheduled' })
      scene.wait(HOUR_MS)
      scene.onQueue()
      scene.accept(again)
      scene.start(again)
      scene.answer(scene.agentLeg())
      expect(scene.orders('DialCustomer')[0]).toMatchObject(shown)
    },
  ],
  [
    9,
    'A queue may start an accepted callback by itself when the agent has not within a set time',
    () => {
      const scene = house({ ...AGENT_FIRST, autoStartMs: 10_000 })
      scene.onQueue()
      scene.accept(scene.book())
      scene.wait(9_999)
      expect(scene.rung).toEqual([])
      scene.wait(1)
      expect(scene.rung).toEqual(['bob'])
    },
  ],
  [
    9,
    'And end it by itself after a set time',
    () => {
      const acw = { mode: 'mandatory', timeoutMs: 30_000, level: 'communication' } as const
      const scene = house({ ...AGENT_FIRST, autoEndMs: 300_000, acw })
      scene.onQueue()
      const alice = scene.book()
      scene.accept(alice)
      scene.talk(alice)
      scene.hangUp(alice)
      scene.wait(300_000)
      expect([scene.stateOf(alice), scene.agentState()]).toEqual(['closed', 'idle'])
      expect(scene.record(alice).wrapUps).toMatchObject([{ setBy: 'system' }])
    },
  ],
  [
    10,
    'An agent holds as many callbacks at once as their maximum says',
    () => {
      const scene = house(AGENT_FIRST, { bob: holding(2) })
      scene.onQueue()
      const [alice, dora, eve] = [scene.book(), scene.book(), scene.book()]
      scene.accept(alice)
      scene.accept(dora)
      const states = [alice, dora, eve].map((id) => scene.stateOf(id))
      expect(states).toEqual(['accepted', 'accepted', 'waiting'])
      scene.wrapUp(alice)
      expect(scene.stateOf(eve)).toBe('offered')
    },
  ],
  [
    10,
    'A maximum of 0 gives none; the organisation’s default holds for who has no setting',
    () => {
      const scene = house({}, { bob: {} }, holding(0))
      scene.onQueue()
      const alice = scene.book()
      expect([scene.stateOf(alice), scene.lastRule]).toEqual(['waiting', 'pacing-idle'])
      expect(scene.stateOf(scene.call())).toBe('alerting')
    },
  ],
  [
    10,
    'Calls and callbacks do not interrupt each other by default; a setting lets them',
    () => {
      for (const [interruptedBy, state] of [
        [[], 'queued'],
        [['call'], 'alerting'],
      ] as const) {
        const scene = house(AGENT_FIRST, { bob: holding(1, interruptedBy) })
        scene.onQueue()
        scene.accept(scene.book())
        expect(scene.stateOf(scene.call())).toBe(state)
      }
    },
  ],
  [
    10,
    'Queue-routed, owned, scheduled and customer-first callbacks all count the same',
    () => {
      for (const booking of [
        {},
        { ownerId: agentId('bob') },
        { dueAt: instant(1_000_000 + 1_000) },
        { queueId: queueId('sales') },
      ]) {
        const queues = [makeQueueSettings(AGENT_FIRST), makeQueueSettings({ id: queueId('sales') })]
        const base = makeOrganisation()
        const agents = base.agents.map((agent) => ({
          ...agent,
          queues: queues.map(({ id }) => id),
        }))
        const scene = new Scene(makeOrganisation({ queues, agents }))
        scene.onQueue()
        scene.accept(scene.book())
        const next = scene.book(booking)
        scene.wait(1_000)
        expect([scene.stateOf(next), scene.dialled]).toEqual(['waiting', []])
      }
    },
  ],
  [
    11,
    'Participant level: the code is tagged to the callback and to every voice call inside it',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.join(alice)
      scene.hangUp(alice)
      scene.wrapUp(alice)
      const calls = [scene.customerLeg(alice), scene.agentLeg()]
      expect(scene.record(alice).wrapUps).toMatchObject([
        { level: 'participant', taggedTo: [alice, ...calls] },
      ])
    },
  ],
  [
    11,
    'Communication level: the code is tagged to the voice call alone',
    () => {
      const scene = house({ acw: { mode: 'mandatory', timeoutMs: 1_000, level: 'communication' } })
      scene.onQueue()
      const alice = scene.book()
      scene.join(alice)
      scene.hangUp(alice)
      scene.wrapUp(alice)
      expect(scene.record(alice).wrapUps).toMatchObject([
        { level: 'communication', taggedTo: [scene.agentLeg()] },
      ])
    },
  ],
  [
    11,
    'If the agent never accepted, the code falls back to participant level, set by the system',
    () => {
      const scene = house({ acw: { mode: 'mandatory', timeoutMs: 1_000, level: 'communication' } })
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      scene.hangUp(alice)
      expect(scene.record(alice).wrapUps).toMatchObject([
        { level: 'participant', setBy: 'system', taggedTo: [alice] },
      ])
    },
  ],
  ...(
    [
      ['optional', 'idle', 'idle'],
      ['mandatory', 'acw', 'acw'],
      ['mandatory-timed', 'acw', 'idle'],
      ['forced', 'acw', 'idle'],
    ] as const
  ).map(([mode, during, after]): Row => [
    11,
    `Mode ${mode}: ${during} right after the call, ${after} when its time is over and no code came`,
    () => {
      const scene = house({ acw: { mode, timeoutMs: 30_000, level: 'participant' } })
      scene.onQueue()
      const alice = scene.book()
      scene.join(alice)
      scene.hangUp(alice)
      expect(scene.agentState()).toBe(during)
      scene.wait(30_000)
      expect(scene.agentState()).toBe(after)
    },
  ]),
]
