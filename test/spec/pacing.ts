import { expect } from 'vitest'
import { agentId, queueId, trunkId } from '../../src/core/ids.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { teach } from '../support/learned.ts'
import { Centre, HOUR, SECOND, type CentrePlan } from './centre.ts'
import { labSettings } from './configured.ts'
import type { Row } from './row.ts'

const CAP = { policy: 'cap', modifier: 9 } as const

/** Agents by number, all on queue, and a long line. */
function crowd(agents: number, answerRate: number, plan: CentrePlan = {}): Centre {
  const names = Array.from({ length: agents }, (_, i) => `agent-${i}`)
  const centre = new Centre({
    ...plan,
    queue: { pacing: { policy: 'auto', modifier: 3 }, ...plan.queue },
    agents: Object.fromEntries(names.map((name) => [name, {}])),
  })
  teach(centre.scene, 600, answerRate)
  for (let i = 0; i < 3 * agents; i++) centre.customer(`Customer ${i}`).asksForCallback()
  for (const name of names) centre.agent(name).goesOnQueue()
  return centre
}

function trunkOf(settings: { readonly channels: number; readonly callsPerSecond: number }) {
  const id = trunkId('first')
  const sites = makeOrganisation().sites.map((site) => ({ ...site, trunks: [id] }))
  return { trunks: [{ id, callerIds: [], ...settings }], sites }
}

/** Section 5: dispatch and pacing. */
export const PACING: readonly Row[] = [
  [
    '5.1',
    'The queue is looked at in exactly these moments, not by polling: an agent goes on queue; an agent completes a call and is not about to go off queue; a callback arrives in the queue (booked, or due); an eligible callback has been dispatched',
    {
      'an agent goes on queue': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        expect(alice.timesCalled).toBe(0)
        centre.agent('bob').goesOnQueue()
        expect(alice.timesCalled).toBe(1)
      },
      'an agent completes a call and stays': () => {
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
      'not when the agent is about to go off queue': () => {
        const centre = new Centre()
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        const dora = centre.customer('Dora').asksForCallback()
        bob.picksUp().goesOffQueue()
        alice.hangsUp()
        bob.wrapsUp(alice)
        expect([dora.timesCalled, bob.is]).toEqual([0, 'off-queue'])
      },
      'a callback is booked, or comes due': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        centre.agent('bob').goesOnQueue()
        centre.agent('carol').goesOnQueue()
        expect(centre.customer('Alice').asksForCallback().timesCalled).toBe(1)
        const dora = centre.customer('Dora').asksForCallback({ in: HOUR })
        centre.pass(HOUR)
        expect(dora.timesCalled).toBe(1)
      },
      'one has been dispatched: is there room for the next, and again when it has ended': () => {
        const centre = new Centre({ agents: { bob: {}, carol: {} } })
        for (const name of ['Alice', 'Dora', 'Eve']) centre.customer(name).asksForCallback()
        centre.agent('bob').goesOnQueue()
        expect(centre.called).toEqual(['Alice'])
        centre.customer('Alice').isBusy()
        expect(centre.called).toEqual(['Alice', 'Dora'])
      },
      'time alone dials nobody and decides nothing': () => {
        const centre = new Centre()
        centre.customer('Alice').asksForCallback()
        const before = centre.scene.orders('PublishDecision').length
        centre.pass(23 * HOUR)
        expect(centre.scene.orders('PublishDecision')).toHaveLength(before)
      },
    },
  ],
  [
    '5.2',
    'A callback whose customer is dialled, or has answered and waits, is in flight',
    {
      'from the dial to the conversation, and not in it': () => {
        const centre = new Centre({ queue: { pacing: CAP } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        const seen = [centre.inFlight]
        alice.picksUp()
        seen.push(centre.inFlight)
        alice.isHeardAs('human')
        seen.push(centre.inFlight)
        bob.picksUp()
        seen.push(centre.inFlight)
        expect(seen).toEqual([1, 1, 1, 0])
      },
      'nor once it has ended': () => {
        const centre = new Centre()
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        expect(centre.inFlight).toBe(1)
        alice.isBusy()
        expect(centre.inFlight).toBe(0)
      },
    },
  ],
  [
    '5.3',
    'The pacing modifier m (1.0 or more) times the number of agents logged in to the queue, rounded down, is the most callbacks in flight at once',
    {
      '1.5 times three agents are four': () => {
        const agents = { bob: {}, carol: {}, dave: {} }
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 1.5 } }, agents })
        for (const name of Object.keys(agents)) centre.agent(name).goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([4, 'pacing-cap'])
      },
    },
  ],
  [
    '5.4',
    'Within that cap a policy decides: cap fills it; idle keeps one dial per idle agent; auto (default) dials as many as keep the share of customers who wait over 2 s after answering at or under the target (3 % of live answers over a rolling window) for the highest agent occupancy, learns answer rate and ring-time distribution per queue and trunk, counts agents whose ACW ends within the trunk’s shortest ring time, and cancels surplus ringing legs when agents vanish',
    {
      'cap fills it, whoever is idle': () => {
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 2 } } })
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        bob.picksUp()
        for (const name of ['Dora', 'Eve', 'Frank']) centre.customer(name).asksForCallback()
        expect(centre.called).toEqual(['Alice', 'Dora', 'Eve'])
        expect(alice.is).toBe('talking')
      },
      'idle keeps one dial per idle agent': () => {
        const pacing = { policy: 'idle', modifier: 5 } as const
        const centre = new Centre({ queue: { pacing }, agents: { bob: {}, carol: {} } })
        centre.agent('bob').goesOnQueue()
        centre.agent('carol').goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([2, 'pacing-idle'])
      },
      'idle in two queues is one agent, not two': () => {
        const queues = [queueId('support'), queueId('sales')]
        const idle = { pacing: { policy: 'idle', modifier: 5 } } as const
        const plan = { queue: idle, queues: { sales: idle }, agents: { bob: { queues } } }
        const centre = new Centre(plan)
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        centre.customer('Dora').asksForCallback({ queue: 'sales' })
        expect(centre.called).toEqual(['Alice'])
        centre.customer('Alice').isBusy()
        expect(centre.called).toEqual(['Alice', 'Dora'])
      },
      'auto is the default': () => {
        expect(
          labSettings('    pacing:\n      policy: auto', '    pacing:').queues[0]?.pacing,
        ).toEqual({ policy: 'auto', modifier: 1 })
      },
      'auto dials more than agents are idle where few answer, and not where most do': () => {
        expect(crowd(20, 0.3).inFlight).toBeGreaterThan(22)
        expect(crowd(20, 0.95).inFlight).toBeLessThanOrEqual(21)
      },
      'auto says with which risk it refused the next': () => {
        const centre = crowd(20, 0.4)
        expect(centre.rule).toBe('pacing-auto')
        const { riskPercent = 0, allowedRiskPercent = 100 } = centre.numbers
        expect(riskPercent).toBeGreaterThan(allowedRiskPercent)
      },
      'auto learns per trunk: what a queue has seen of one says nothing of another': () => {
        const learned = crowd(20, 0.3)
        const queue = learned.scene.state.queues.get(queueId('support'))
        expect([...(queue?.learning.trunks.keys() ?? [])]).toEqual([trunkId('first')])
      },
      'auto learns who waited too long for an agent, and who did not': () => {
        const centre = new Centre({ queue: { pacing: { policy: 'cap', modifier: 1 } } })
        const bob = centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback().saysHello()
        bob.picksUp()
        centre.customer('Dora').asksForCallback().saysHello()
        centre.pass(20 * SECOND)
        const queue = centre.scene.state.queues.get(queueId('support'))
        expect(queue?.learning.late).toEqual([false, true])
      },
      'auto counts an agent whose ACW ends before any phone is answered': () => {
        const acw = { mode: 'forced', timeoutMs: 20_000, level: 'participant' } as const
        const centre = new Centre({ queue: { pacing: { policy: 'auto', modifier: 2 }, acw } })
        teach(centre.scene, 600, 0.5, 8_000)
        const bob = centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().saysHello()
        bob.picksUp()
        const dora = centre.customer('Dora').asksForCallback()
        alice.hangsUp()
        expect([bob.is, dora.timesCalled]).toEqual(['acw', 0])
        centre.pass(14 * SECOND)
        expect([bob.is, dora.timesCalled]).toEqual(['acw', 1])
      },
      'auto lets surplus phones ring no more when agents vanish; each keeps its place': () => {
        const centre = crowd(20, 0.4)
        const before = centre.inFlight ?? 0
        for (let i = 2; i < 20; i++) centre.agent(`agent-${i}`).goesOffQueue()
        const newest = centre.customer(centre.called.at(-1) ?? '')
        expect([newest.rules.at(-1), newest.outcome]).toEqual(['pacing-surplus', undefined])
        expect(centre.inFlight).toBeLessThan(before / 2)
        expect(newest.rank).toBe(newest.record.bookedAt)
      },
    },
  ],
  [
    '5.5',
    'With 5 agents or fewer it never dials more than one per idle agent',
    {
      'five agents, one in ten answers: five dials; six agents: more': () => {
        expect(crowd(5, 0.1).inFlight).toBe(5)
        expect(crowd(6, 0.1).inFlight).toBeGreaterThan(6)
      },
    },
  ],
  [
    '5.6',
    'Trunk limits (calls per second, channels), the site’s limits and destination rules come last and always hold',
    {
      channels: () => {
        const centre = new Centre({
          queue: { pacing: CAP },
          house: trunkOf({ channels: 2, callsPerSecond: 100 }),
        })
        centre.agent('bob').goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([2, 'trunk-channels'])
        centre.customer('Customer 0').isBusy()
        expect(centre.called).toHaveLength(3)
      },
      'calls per second': () => {
        const centre = new Centre({
          queue: { pacing: CAP },
          house: trunkOf({ channels: 100, callsPerSecond: 2 }),
        })
        centre.agent('bob').goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([2, 'trunk-rate'])
        centre.pass(SECOND)
        expect(centre.called).toHaveLength(4)
      },
      'the site’s calls at once, over all its trunks': () => {
        const sites = makeOrganisation().sites.map((site) => ({ ...site, channels: 3 }))
        const centre = new Centre({ queue: { pacing: CAP }, house: { sites } })
        centre.agent('bob').goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([3, 'site-channels'])
        centre.customer('Customer 0').isBusy()
        expect(centre.called).toHaveLength(4)
      },
      'destinations, also those barred since the booking': () => {
        const centre = new Centre()
        const alice = centre.customer('Alice').asksForCallback()
        const organisation = makeOrganisation()
        const sites = organisation.sites.map((site) => ({ ...site, refusedPrefixes: ['+1202'] }))
        centre.happens({
          kind: 'OrganisationConfigured',
          organisation: { ...organisation, sites },
        })
        centre.agent('bob').goesOnQueue()
        expect([alice.timesCalled, alice.outcome]).toEqual([0, 'refused'])
      },
    },
  ],
  [
    '5.7',
    'Every decision, and every refusal, is recorded with its rule and the numbers it used: “why was this callback (not) dialled?” has an answer, live and afterwards',
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
      'afterwards it is on the record that was saved': () => {
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
