import { expect } from 'vitest'
import { agentId, campaignId, queueId } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { instant } from '../../src/core/time.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { configured, saidOf } from './configured.ts'
import { shownBy, type Row } from './row.ts'

const SUPPORT = queueId('support')
const HOUSE = { bob: {}, carol: {}, dave: {} }
const RULE = {
  preferredAgents: [
    { agents: [agentId('carol')], timeoutMs: 5_000 },
    { agents: [agentId('dave')], timeoutMs: 5_000 },
  ],
}

/** Bob has spoken to Alice, and Carol and Dave have been idle for longer than he has. */
function afterBobSpokeToAlice(queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({ queue: { lastAgentTimeoutMs: 5_000, ...queue }, agents: HOUSE })
  const bob = centre.agent('bob').goesOnQueue()
  const alice = centre.customer('Alice').asksForCallback().saysHello()
  bob.picksUp()
  for (const name of ['carol', 'dave']) centre.agent(name).goesOnQueue()
  alice.hangsUp()
  bob.wrapsUp(alice)
  return { centre, alice, rung: () => centre.rang.at(-1) }
}

/** Section 13: preferred agents. */
export const PREFERRED: readonly Row[] = [
  [
    '13.1',
    'A queue may have preferred-agent rules: steps that name agents, each with its own time-out, before everyone else',
    {
      'Carol, however long others have been idle': () => {
        const centre = new Centre({ queue: RULE, agents: HOUSE })
        for (const name of ['bob', 'dave', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol'])
      },
      'Carol is busy: nobody for 5 s, then Dave': () => {
        const pacing = { policy: 'cap', modifier: 2 } as const
        const centre = new Centre({ queue: { ...RULE, pacing }, agents: HOUSE })
        for (const name of ['carol', 'dave', 'bob']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        centre.agent('carol').picksUp()
        centre.customer('Dora').asksForCallback().saysHello()
        centre.pass(5 * SECOND - 1)
        expect(centre.rang).toEqual(['carol'])
        centre.pass(1)
        expect(centre.rang).toEqual(['carol', 'dave'])
      },
      'and when the last step is over, everyone': () => {
        const centre = new Centre({
          queue: { ...RULE, pacing: { policy: 'cap', modifier: 2 } },
          agents: HOUSE,
        })
        for (const name of ['carol', 'dave', 'bob']) centre.agent(name).goesOnQueue()
        for (const [customer, agent] of [
          ['Alice', 'carol'],
          ['Dora', 'dave'],
        ] as const) {
          centre.customer(customer).asksForCallback().saysHello()
          if (agent === 'dave') centre.pass(5 * SECOND)
          centre.agent(agent).picksUp()
        }
        centre.customer('Eve').asksForCallback().saysHello()
        centre.pass(10 * SECOND - 1)
        expect(centre.rang).toEqual(['carol', 'dave'])
        centre.pass(1)
        expect(centre.rang).toEqual(['carol', 'dave', 'bob'])
      },
    },
  ],
  [
    '13.2',
    'While such a rule is in use, in-queue callbacks (and calls) are no longer routed to the last agent who handled the customer; the rule’s agents are tried instead',
    {
      'without a rule: the last agent': () => {
        const { alice, rung } = afterBobSpokeToAlice()
        alice.asksForCallback().saysHello()
        expect(rung()).toBe('bob')
      },
      'with one: the rule’s': () => {
        const { alice, rung } = afterBobSpokeToAlice(RULE)
        alice.asksForCallback().saysHello()
        expect(rung()).toBe('carol')
      },
      'and for her own call too': () => {
        const without = afterBobSpokeToAlice()
        without.alice.callsIn()
        expect(without.rung()).toBe('bob')
        const { alice, rung } = afterBobSpokeToAlice(RULE)
        alice.callsIn()
        expect(rung()).toBe('carol')
      },
    },
  ],
  [
    '13.3',
    'Scheduled callbacks are not affected: their owner or last agent still counts',
    {
      'their last agent': () => {
        const { centre, alice, rung } = afterBobSpokeToAlice(RULE)
        alice.asksForCallback({ in: MINUTE })
        centre.pass(MINUTE)
        alice.saysHello()
        expect(rung()).toBe('bob')
      },
      'their owner': () => {
        const { centre, alice, rung } = afterBobSpokeToAlice(RULE)
        alice.asksForCallback({ in: MINUTE, owner: 'dave' })
        centre.pass(MINUTE)
        alice.saysHello()
        expect(rung()).toBe('dave')
      },
    },
  ],
]

const TAKE_OVER = { takeOver: { prompt: 'keep-place', digit: '1' } }

/** Section 14: the customer calls in first. */
export const CALLS_FIRST: readonly Row[] = [
  [
    '14.1',
    'Nothing is cancelled by default: the callback keeps its place and the call takes its own',
    {
      'Alice’s callback, Dora’s, Alice’s call': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback()
        alice.callsIn()
        expect([alice.place, dora.place, alice.callsPlace]).toEqual([1, 2, 3])
      },
    },
  ],
  [
    '14.2',
    'One queue, calls not interrupting callbacks: the callback may go out while the customer is on the line; it meets busy and is settled so',
    {
      'Alice talks to Bob; Carol’s dial meets busy': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('bob').goesOnQueue()
        const caller = centre.customer('Alice').callsIn()
        centre.agent('bob').picksUp()
        expect(caller.callIs).toBe('talking')
        const id = centre.scene.book({ to: caller.number })
        centre.agent('carol').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
        centre.scene.release(centre.scene.customerLeg(id), 'busy')
        expect(centre.scene.record(id)).toMatchObject({ state: 'closed', disposition: 'busy' })
        expect(caller.callIs).toBe('talking')
      },
    },
  ],
  [
    '14.3',
    'Several queues: the customer may reach an agent first, and the callback is still routed when its turn comes',
    {
      'Alice reaches Bob in support; her callback of sales goes out when he is done': () => {
        const queues = [SUPPORT, queueId('sales')]
        const centre = new Centre({ queues: { sales: {} }, agents: { bob: { queues } } })
        const alice = centre.customer('Alice').callsIn()
        const id = centre.scene.book({ to: alice.number, queueId: queueId('sales') })
        const bob = centre.agent('bob').goesOnQueue().picksUp()
        expect([alice.callIs, centre.called]).toEqual(['talking', []])
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect(centre.scene.customerLeg(id)).toBeDefined()
      },
    },
  ],
  [
    '14.4',
    'Opt-in per queue, and no other system found has it: recognise the number, offer to take the callback’s place for this call, and settle the callback when the call is answered by an agent',
    {
      'Alice hears the offer, takes it, and stands where her callback stood; Bob answers': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback()
        alice.callsIn()
        expect(alice.hears).toBe('keep-place')
        alice.presses('1')
        expect([alice.callsPlace, dora.place]).toEqual([1, 2])
        const bob = centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual([])
        expect(alice.outcome).toBeUndefined()
        bob.picksUp()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'called-in'])
      },
      'she hangs up before: her callback is back at its place': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        const alice = centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback()
        alice.callsIn().presses('1').hangsUp()
        expect([alice.is, alice.place]).toEqual(['waiting', 1])
      },
      'who has no callback is offered nothing': () => {
        const centre = new Centre({ queue: TAKE_OVER })
        expect(centre.customer('Alice').callsIn().heard).not.toContain('keep-place')
      },
      'it is off unless the queue has it': () => {
        expect(saidOf(configured("takeOver: { prompt: keep-place, digit: '1' }"))).toEqual([])
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback().callsIn()
        expect(alice.heard).not.toContain('keep-place')
      },
    },
  ],
]

const RENEWALS = campaignId('renewals')
const campaigns = [{ id: RENEWALS, name: 'Renewals', queueId: SUPPORT }]
const NONE_AT_ALL = { call: { max: 0, interruptedBy: [] }, callback: { max: 0, interruptedBy: [] } }

/** Section 15: campaigns. */
export const CAMPAIGNS: readonly Row[] = [
  [
    '15.1',
    'A list of contacts with preview dialling: an agent gets one preview per campaign; callable times per contact time zone; do-not-call list',
    {
      'a contact is shown to an agent and dialled by nobody else': () => {
        const centre = new Centre({ house: { campaigns } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        expect([alice.is, bob.sees?.campaignId, alice.timesCalled]).toEqual([
          'offered',
          RENEWALS,
          0,
        ])
        bob.accepts(alice).calls(alice)
        expect(alice.timesCalled).toBe(1)
      },
      'one preview per campaign, whatever the utilization': () => {
        const agents = { bob: { utilization: NONE_AT_ALL } }
        const centre = new Centre({ house: { campaigns }, agents })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        const dora = centre.customer('Dora').asksForCallback({ campaignId: RENEWALS })
        bob.accepts(alice)
        expect([alice.is, dora.is]).toEqual(['accepted', 'waiting'])
        bob.wrapsUp(alice)
        expect(dora.is).toBe('offered')
      },
      'callable times per contact: inside their own hours alone, and on the next day again': () => {
        const centre = new Centre({ house: { campaigns } })
        const at = (hours: number) => instant(centre.scene.now + hours * HOUR)
        const windows = [
          { opensAt: at(1), closesAt: at(2) },
          { opensAt: at(25), closesAt: at(26) },
        ]
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS, windows })
        const seen = [alice.is]
        for (const hours of [1, 1, 23]) {
          centre.pass(hours * HOUR)
          seen.push(alice.is)
        }
        expect(seen).toEqual(['scheduled', 'waiting', 'scheduled', 'waiting'])
      },
      'in the contact’s own time zone': shownBy('wall-time.test.ts', 'Europe/'),
      'the do-not-call list: neither booked nor, if listed since, dialled': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback().mayNotBeCalled()
        centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, alice.outcome]).toEqual([0, 'refused'])
        expect(alice.asksForCallback().refusal).toBe('do-not-call')
      },
      'nor offered as a preview': () => {
        const centre = new Centre({ house: { campaigns } })
        const alice = centre.customer('Alice').asksForCallback({ campaignId: RENEWALS })
        alice.mayNotBeCalled()
        centre.agent('bob').goesOnQueue()
        expect([alice.is, alice.outcome]).toEqual(['closed', 'refused'])
      },
    },
  ],
  [
    '15.2',
    'Enough for the rules above to be real',
    {
      'no number is dialled again within a set time after a call to it was abandoned': () => {
        const noAgent = { then: 'rebook', redialAfterMs: MINUTE } as const
        const pacing = { policy: 'cap', modifier: 2 } as const
        const centre = new Centre({
          queue: { pacing, noAgent },
          house: { abandonLockMs: 72 * HOUR },
        })
        const bob = centre.agent('bob').goesOnQueue()
        const dora = centre.customer('Dora').asksForCallback().saysHello()
        bob.picksUp()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        centre.pass(21 * SECOND)
        centre.pass(MINUTE)
        expect([alice.timesCalled, alice.rules.at(-1)]).toEqual([1, 'abandon-lock'])
        expect(dora.is).toBe('talking')
        centre.pass(72 * HOUR)
        expect(alice.timesCalled).toBe(2)
      },
    },
  ],
]
