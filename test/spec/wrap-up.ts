import { expect } from 'vitest'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { runWorld } from '../simulator/world.ts'
import { Centre, SECOND } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import type { Row } from './row.ts'

const ENFORCED = { mode: 'mandatory', timeoutMs: 30_000, level: 'communication' } as const

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

/** Alice hangs up while Bob’s phone rings. */
function aliceHangsUpBefore() {
  const centre = new Centre({ queue: { acw: ENFORCED } })
  centre.agent('bob').goesOnQueue()
  return centre.customer('Alice').asksForCallback().saysHello().hangsUp()
}

/** How Bob is right after the call, and when its time is over and no code came. */
function during(mode: QueueSettings['acw']['mode']): (string | undefined)[] {
  const { centre, bob } = afterTheCall({ mode })
  const seen = [bob.is]
  for (const ms of [30 * SECOND - 1, 1]) {
    centre.pass(ms)
    seen.push(bob.is)
  }
  return seen
}

/** How Bob is once he has given a code. */
function afterTheCode(mode: QueueSettings['acw']['mode']): string | undefined {
  const { bob, alice } = afterTheCall({ mode })
  return bob.wrapsUp(alice).is
}

/** Section 11: ACW and wrap-up codes. */
export const WRAP_UP: readonly Row[] = [
  [
    '11.1a',
    'participant-level (default)',
    {
      'it is the default': () => {
        const { settings } = replaced(['      level: participant\n', ''])
        expect(settings?.organisation.queues[0]?.acw.level).toBe('participant')
      },
    },
  ],
  [
    '11.1b',
    'the agent’s code is tagged to the callback interaction',
    {
      'Bob’s code is the callback’s': () => {
        const { bob, alice } = afterTheCall()
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps).toMatchObject([
          { codes: ['solved'], level: 'participant', setBy: 'agent', agentId: 'bob' },
        ])
        expect(alice.record.wrapUps[0]?.taggedTo[0]).toBe(alice.id)
      },
    },
  ],
  [
    '11.1c',
    'to every voice call inside it (two or more)',
    {
      'the call to Alice and the call to Bob': () => {
        const { bob, alice, calls } = afterTheCall()
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps).toMatchObject([
          { codes: ['solved'], level: 'participant', taggedTo: [alice.id, ...calls] },
        ])
      },
      'two calls each way where the first one dropped': () => {
        const centre = new Centre({ queue: { mode: 'agent-first' } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        bob.accepts(alice)
        for (let i = 0; i < 2; i++) {
          bob.calls(alice)
          alice.saysHello().hangsUp()
        }
        bob.wrapsUp(alice)
        expect(alice.record.wrapUps[0]?.taggedTo).toHaveLength(5)
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
    '11.3a',
    'If the agent never accepted the callback, the code falls back to participant level',
    {
      'Alice hangs up while Bob’s phone rings': () => {
        const { record, id } = aliceHangsUpBefore()
        expect(record.wrapUps).toMatchObject([{ level: 'participant', taggedTo: [id] }])
      },
    },
  ],
  [
    '11.3b',
    'set by the system',
    {
      'nobody chose it': () => {
        const [code, ...more] = aliceHangsUpBefore().record.wrapUps
        expect([code?.setBy, more]).toEqual(['system', []])
      },
    },
  ],
  [
    '11.4a',
    'Modes: optional',
    {
      'Bob is free at once': () => {
        expect(during('optional')).toEqual(['idle', 'idle', 'idle'])
      },
    },
  ],
  [
    '11.4b',
    'mandatory, with or without a timer',
    {
      'without one: until a code comes': () => {
        expect(during('mandatory')).toEqual(['acw', 'acw', 'acw'])
        expect(afterTheCode('mandatory')).toBe('idle')
      },
      'with one: until then, or until it is over': () => {
        expect(during('mandatory-timed')).toEqual(['acw', 'acw', 'idle'])
        expect(afterTheCode('mandatory-timed')).toBe('idle')
      },
    },
  ],
  [
    '11.4c',
    '1 s to 60 min',
    {
      'no less and no more': () => {
        const timed = (timeout: string) =>
          saidOf(replaced(['      timeout: 3 s\n', `      timeout: ${timeout}\n`]))
        expect([timed('1 s'), timed('60 min')]).toEqual([[], []])
        expect([timed('999 ms').length, timed('61 min').length]).toEqual([1, 1])
      },
    },
  ],
  [
    '11.4d',
    'forced',
    {
      'the whole time, whether a code comes or not': () => {
        expect(during('forced')).toEqual(['acw', 'acw', 'idle'])
        expect(afterTheCode('forced')).toBe('acw')
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
      'in a simulated house, whose auditor joins every code to the legs that it saw joined': () => {
        const world = { seed: 11, callbacks: 60, withFaults: true, checkEverySteps: 50 }
        const { violations, dispositions } = runWorld(world)
        expect(violations).toEqual([])
        expect(dispositions.get('connected')).toBeGreaterThan(5)
      },
    },
  ],
]
