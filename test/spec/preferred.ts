import { expect } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, MINUTE, SECOND } from './centre.ts'
import { configured, saidOf } from './configured.ts'
import { type Row } from './row.ts'

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
    '13.1a',
    'A queue may have preferred-agent rules: steps that name agents',
    {
      'Carol, then Dave, of the configuration': () => {
        const steps = '[{ agents: [carol], timeout: 5 s }, { agents: [dave], timeout: 5 s }]'
        const { settings } = configured(`preferredAgents: ${steps}`)
        expect(settings?.organisation.queues[0]?.preferredAgents).toEqual(RULE.preferredAgents)
        expect(
          saidOf(configured('preferredAgents: [{ agents: [nobody], timeout: 5 s }]')),
        ).toHaveLength(1)
      },
    },
  ],
  [
    '13.1b',
    'each with its own time-out',
    {
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
    },
  ],
  [
    '13.1c',
    'before everyone else',
    {
      'Carol, however long others have been idle': () => {
        const centre = new Centre({ queue: RULE, agents: HOUSE })
        for (const name of ['bob', 'dave', 'carol']) centre.agent(name).goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        expect(centre.rang).toEqual(['carol'])
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
    '13.2a',
    'While such a rule is in use, in-queue callbacks (and calls) are no longer routed to the last agent who handled the customer',
    {
      'without a rule: the last agent, for a callback and for her own call': () => {
        const one = afterBobSpokeToAlice()
        one.alice.asksForCallback().saysHello()
        expect(one.rung()).toBe('bob')
        const other = afterBobSpokeToAlice()
        other.alice.callsIn()
        expect(other.rung()).toBe('bob')
      },
      'with one: not him': () => {
        const { alice, rung } = afterBobSpokeToAlice(RULE)
        alice.asksForCallback().saysHello()
        expect(rung()).not.toBe('bob')
      },
    },
  ],
  [
    '13.2b',
    'the rule’s agents are tried instead',
    {
      'for a callback, and for her own call': () => {
        const one = afterBobSpokeToAlice(RULE)
        one.alice.asksForCallback().saysHello()
        expect(one.rung()).toBe('carol')
        const other = afterBobSpokeToAlice(RULE)
        other.alice.callsIn()
        expect(other.rung()).toBe('carol')
      },
    },
  ],
  [
    '13.3a',
    'Scheduled callbacks are not affected',
    {
      'Alice’s goes to Bob, who spoke to her last, and not to Carol of the rule': () => {
        const { centre, alice, rung } = afterBobSpokeToAlice(RULE)
        alice.asksForCallback({ in: MINUTE })
        centre.pass(MINUTE)
        alice.saysHello()
        expect(rung()).toBe('bob')
      },
    },
  ],
  [
    '13.3b',
    'their owner or last agent still counts',
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
