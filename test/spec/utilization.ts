import { expect } from 'vitest'
import { campaignId, queueId } from '../../src/core/ids.ts'
import type { Medium } from '../../src/core/state/organisation.ts'
import { Centre, SECOND } from './centre.ts'
import { replaced, saidOf } from './configured.ts'
import type { Row } from './row.ts'

const AGENT_FIRST = { mode: 'agent-first' } as const

const holding = (max: number, interruptedBy: readonly Medium[] = []) => ({
  call: { max: 1, interruptedBy: [] },
  callback: { max, interruptedBy },
})

/** Bob holds Alice’s callback, and may be interrupted by these. */
function bobHoldsOne(interruptedBy: readonly Medium[]) {
  const utilization = holding(1, interruptedBy)
  const centre = new Centre({ queue: AGENT_FIRST, agents: { bob: { utilization } } })
  const bob = centre.agent('bob').goesOnQueue()
  bob.accepts(centre.customer('Alice').asksForCallback())
  return centre
}

/** Bob holds Alice’s callback: what Dora wishes for comes to him when he has ended that. */
function onTopOfOne(wish: Parameters<ReturnType<Centre['customer']>['asksForCallback']>[0]): void {
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

/** Section 10: utilization. */
export const UTILIZATION: readonly Row[] = [
  [
    '10.1a',
    'Per agent',
    {
      'Bob may hold one callback, Carol two': () => {
        const agents = { bob: { utilization: holding(1) }, carol: { utilization: holding(2) } }
        const centre = new Centre({ queue: AGENT_FIRST, agents })
        const offeredTo = (name: string) => {
          const agent = centre.agent(name).goesOnQueue()
          for (let i = 0; i < 9; i++) {
            const next = centre.customer(`${name}’s ${i}`).asksForCallback()
            if (next.is !== 'offered') return i
            agent.accepts(next)
          }
          return 9
        }
        expect(offeredTo('bob')).toBe(1)
        centre.customer('bob’s 1').changesTheirMind()
        expect(offeredTo('carol')).toBe(2)
      },
    },
  ],
  [
    '10.1b',
    'or the organisation’s default',
    {
      'it holds for who has no setting: none at all': () => {
        const centre = new Centre({ house: { utilization: holding(0) } })
        centre.agent('bob').goesOnQueue()
        expect(centre.customer('Alice').asksForCallback().is).toBe('waiting')
        expect(centre.customer('Dora').callsIn().callIs).toBe('alerting')
      },
    },
  ],
  [
    '10.1c',
    'for each medium, a maximum held at once (0 to 25)',
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
    '10.1d',
    'which media may interrupt it',
    {
      'calls may: a caller reaches Bob beside the callback that he holds': () => {
        expect(bobHoldsOne(['call']).customer('Dora').callsIn().callIs).toBe('alerting')
      },
    },
  ],
  [
    '10.2a',
    'Calls and callbacks do not interrupt each other by default',
    {
      'a caller waits while Bob holds a callback': () => {
        expect(bobHoldsOne([]).customer('Dora').callsIn().callIs).toBe('queued')
      },
      'a callback waits while Bob talks to a caller': () => {
        const centre = new Centre({ queue: AGENT_FIRST })
        const bob = centre.agent('bob').goesOnQueue()
        const dora = centre.customer('Dora').callsIn()
        bob.picksUp()
        const alice = centre.customer('Alice').asksForCallback()
        expect([dora.callIs, alice.is]).toEqual(['talking', 'waiting'])
        dora.hangsUp()
        bob.wrapsUp(dora)
        expect(alice.is).toBe('offered')
      },
    },
  ],
  [
    '10.2b',
    'the check warns where a setting would let calls overtake callbacks and explains why',
    {
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
    '10.3a',
    'Queue-routed',
    {
      'does not come on top of the one that Bob holds': () => {
        onTopOfOne({})
      },
    },
  ],
  [
    '10.3b',
    'owned',
    {
      'does not come on top of the one that Bob holds': () => {
        onTopOfOne({ owner: 'bob' })
      },
    },
  ],
  [
    '10.3c',
    'scheduled',
    {
      'does not come on top of the one that Bob holds': () => {
        onTopOfOne({ in: SECOND })
      },
    },
  ],
  [
    '10.3d',
    'customer-first callbacks all count the same',
    {
      'does not come on top of the one that Bob holds': () => {
        onTopOfOne({ queue: 'sales' })
      },
    },
  ],
  [
    '10.4',
    'An agent in campaigns gets one preview per campaign, whatever the setting',
    {
      'one of each of two campaigns, though Bob may hold no callback at all': () => {
        const [renewals, surveys] = [campaignId('renewals'), campaignId('surveys')]
        const campaigns = [renewals, surveys].map((id) => ({
          id,
          name: id,
          queueId: queueId('support'),
        }))
        const agents = { bob: { utilization: holding(0) } }
        const centre = new Centre({ house: { campaigns }, agents })
        const bob = centre.agent('bob').goesOnQueue()
        const contact = (name: string, id: typeof renewals) =>
          centre.customer(name).asksForCallback({ campaignId: id })
        const alice = contact('Alice', renewals)
        const dora = contact('Dora', renewals)
        bob.accepts(alice)
        expect([alice.is, dora.is]).toEqual(['accepted', 'waiting'])
        const eve = contact('Eve', surveys)
        expect(eve.is).toBe('offered')
        bob.accepts(eve).wrapsUp(alice)
        expect(dora.is).toBe('offered')
      },
    },
  ],
]
