import { expect } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import { whyNotServed } from '../../src/core/view/why.ts'
import { whyText } from '../../src/api/sentences.ts'
import { Centre, HOUR, MINUTE } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import type { Row } from './row.ts'

const CAP = { policy: 'cap', modifier: 9 } as const

/** Section 5, its first half: when the queue is looked at, and what is in flight. */
export const LOOKS: readonly Row[] = [
  [
    '5.1a',
    'The queue is looked at in exactly these moments, not by polling',
    {
      'time alone dials nobody and decides nothing': () => {
        const centre = new Centre()
        centre.customer('Alice').asksForCallback()
        const before = centre.scene.orders('PublishDecision').length
        centre.pass(23 * HOUR)
        expect(centre.scene.orders('PublishDecision')).toHaveLength(before)
        expect(centre.scene.orders('StartTimer')).toEqual([])
      },
      'nor does what changes nothing for who waits': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        bob.picksUp()
        centre.customer('Dora').asksForCallback()
        const before = centre.scene.orders('PublishDecision').length
        centre.pass(MINUTE)
        centre.customer('Eve').asksForCallback({ in: HOUR })
        centre.customer('Eve').changesTheirMind()
        expect(centre.scene.orders('PublishDecision')).toHaveLength(before)
      },
    },
  ],
  [
    '5.1b',
    'an agent goes on queue',
    {
      'Alice waits, and is called when Bob comes': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        expect(alice.timesCalled).toBe(0)
        centre.agent('bob').goesOnQueue()
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '5.1c',
    'an agent completes a call and is not about to go off queue',
    {
      'Bob has wrapped up and stays: Dora is called': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        const dora = centre.customer('Dora').asksForCallback()
        bob.picksUp()
        alice.hangsUp()
        expect(dora.timesCalled).toBe(0)
        bob.wrapsUp(alice)
        expect(dora.timesCalled).toBe(1)
      },
      'he is about to leave: she is not': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        const dora = centre.customer('Dora').asksForCallback()
        bob.picksUp().goesOffQueue()
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect([dora.timesCalled, bob.is]).toEqual([0, 'off-queue'])
      },
    },
  ],
  [
    '5.1d',
    'a callback arrives in the queue (booked, or due)',
    {
      booked: () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        expect(centre.customer('Alice').asksForCallback().timesCalled).toBe(1)
      },
      due: () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const dora = centre.customer('Dora').asksForCallback({ in: HOUR })
        expect(dora.timesCalled).toBe(0)
        centre.pass(HOUR)
        expect(dora.timesCalled).toBe(1)
      },
    },
  ],
  [
    '5.1e',
    'an eligible callback has been dispatched',
    {
      'is there room for the next?': () => {
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 2 } } })
        for (const name of ['Alice', 'Dora', 'Eve']) centre.customer(name).asksForCallback()
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice', 'Dora'])
      },
      'and again when one has ended without taking an agent': () => {
        const centre = new Centre()
        for (const name of ['Alice', 'Dora', 'Eve']) centre.customer(name).asksForCallback()
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').isBusy()
        expect(centre.called).toEqual(['Alice', 'Dora'])
      },
    },
  ],
  [
    '5.2a',
    'A callback whose customer is dialled',
    {
      'counts from the dial to its end': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        expect(centre.inFlight).toBe(0)
        centre.agent('bob').goesOnQueue()
        expect(centre.inFlight).toBe(1)
        alice.isBusy()
        expect(centre.inFlight).toBe(0)
      },
    },
  ],
  [
    '5.2b',
    'has answered and waits, is in flight',
    {
      'until the conversation, and not in it': () => {
        const centre = new Centre({ queue: { pacing: CAP } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().picksUp()
        const seen = [centre.inFlight]
        alice.isHeardAs('human')
        seen.push(centre.inFlight)
        bob.picksUp()
        seen.push(centre.inFlight)
        expect(seen).toEqual([1, 1, 0])
      },
    },
  ],
  [
    '5.3',
    'The pacing modifier m (1.0 or more) times the number of agents logged in to the queue, rounded down, is the most callbacks in flight at once',
    {
      '1.5 times three agents are four, whether they are idle or not': () => {
        const agents = { bob: {}, carol: {}, dave: {} }
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 1.5 } }, agents })
        for (const name of Object.keys(agents)) centre.agent(name).goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([4, 'pacing-cap'])
        expect(centre.numbers).toMatchObject({ agentsLoggedIn: 3, cap: 4, inFlight: 4 })
      },
      'of agents on queue alone: with one of the three off queue they are three': () => {
        const agents = { bob: {}, carol: {}, dave: {} }
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 1.5 } }, agents })
        for (const name of ['bob', 'carol']) centre.agent(name).goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect(centre.inFlight).toBe(3)
      },
      '1.0 or more': () => {
        const modifier = (m: string) => saidOf(replaced(['modifier: 1.0', `modifier: ${m}`]))
        expect([modifier('1'), modifier('2.5')]).toEqual([[], []])
        expect(modifier('0.9')[0]).toMatch(/pacing.modifier/)
      },
    },
  ],
]

/** Section 5, its last sentence: why this one was, or was not, dialled. */
export const WHY: readonly Row[] = [
  [
    '5.7a',
    'Every decision, and every refusal, is recorded with its rule and the numbers it used',
    {
      'a refusal, and then the dial': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        expect(alice.record.decisions.at(-1)).toMatchObject({
          rule: 'no-agent-on-queue',
          accepted: false,
          numbers: { agentsLoggedIn: 0, cap: 0 },
        })
        centre.agent('bob').goesOnQueue()
        expect(alice.record.decisions.at(-1)).toMatchObject({
          rule: 'dialled',
          accepted: true,
          trigger: 'agent-on-queue',
          numbers: { agentsLoggedIn: 1, agentsIdle: 1, inFlight: 0, cap: 1 },
        })
      },
    },
  ],
  [
    '5.7b',
    '“why was this callback (not) dialled?” has an answer, live and afterwards',
    {
      'live, in words': () => {
        const centre = new Centre()
        const said = (name: string) => {
          const callback = centre.scene.state.callbacks.get(centre.customer(name).id)
          const why = callback && whyNotServed(centre.scene.state, callback, centre.scene.now)
          return why && whyText(why)
        }
        centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback()
        centre.customer('Eve').asksForCallback({ in: MINUTE })
        expect([said('Alice'), said('Dora'), said('Eve')]).toEqual([
          'Not dialled: no agent is on queue',
          'Waits its turn: place 2 in line',
          'Not due yet: in 60.0 s',
        ])
      },
      'afterwards, on the record that was saved': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        bob.picksUp()
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect([alice.is, alice.rules]).toEqual(['closed', ['dialled', 'agent-chosen']])
        expect(alice.record.decisions.at(-1)?.agentId).toBe(agentId('bob'))
      },
    },
  ],
]
