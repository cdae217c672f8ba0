import { expect } from 'vitest'
import { queueId, trunkId } from '../../src/core/ids.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { ringTimesOf, teach } from '../support/learned.ts'
import { learnWait } from '../../src/core/state/learning.ts'
import { Centre, SECOND } from './centre.ts'
import { labSettings } from './configured.ts'
import { WHY } from './looks.ts'
import type { Row } from './row.ts'

const CAP = { policy: 'cap', modifier: 9 } as const

/** Agents by number, all on queue, and a long line. */
function crowd(agents: number, answerRate: number, lateAnswers = 0): Centre {
  const names = Array.from({ length: agents }, (_, i) => `agent-${i}`)
  const centre = new Centre({
    queue: { pacing: { policy: 'auto', modifier: 3 } },
    agents: Object.fromEntries(names.map((name) => [name, {}])),
  })
  teach(centre.scene, 600, answerRate)
  const learning = centre.scene.state.queues.get(queueId('support'))?.learning
  if (learning === undefined) throw new Error('a centre has a queue')
  for (let i = 0; i < lateAnswers; i++) learnWait(learning, true, 0.028)
  for (let i = 0; i < 3 * agents; i++) centre.customer(`Customer ${i}`).asksForCallback()
  for (const name of names) centre.agent(name).goesOnQueue()
  return centre
}

function trunkOf(settings: { readonly channels: number; readonly callsPerSecond: number }) {
  const id = trunkId('first')
  const sites = makeOrganisation().sites.map((site) => ({ ...site, trunks: [id] }))
  return { trunks: [{ id, callerIds: [], ...settings }], sites }
}

/** Section 5, its second half: how many are dialled. */
export const PACING: readonly Row[] = [
  [
    '5.4a',
    'Within that cap a policy decides: cap fills it',
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
    },
  ],
  [
    '5.4b',
    'idle keeps one dial per idle agent',
    {
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
    },
  ],
  [
    '5.4c',
    'auto (default) dials as many as keep the share of customers who wait over 2 s after answering at or under the target (3 % of live answers over a rolling window) for the highest agent occupancy',
    {
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
      'auto dials fewer after late answers: what is left of the 3 % is less': () => {
        const [none, some] = [crowd(20, 0.4), crowd(20, 0.4, 6)]
        expect(some.inFlight).toBeLessThan(none.inFlight ?? 0)
        expect(some.numbers['allowedRiskPercent']).toBeLessThan(
          none.numbers['allowedRiskPercent'] ?? 0,
        )
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
    },
  ],
  [
    '5.4d',
    'learns answer rate and ring-time distribution per queue and trunk',
    {
      'each dial is a lesson: how long it rang, and whether somebody answered': () => {
        const centre = new Centre({ queue: { pacing: CAP } })
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback()
        const lessons = () => ringTimesOf(centre.scene).news.length
        expect(lessons()).toBe(0)
        centre.pass(9 * SECOND)
        alice.saysHello()
        centre.customer('Dora').asksForCallback().isBusy()
        expect(lessons()).toBe(2)
      },
      'auto learns per trunk: what a queue has seen of one says nothing of another': () => {
        const learned = crowd(20, 0.3)
        const queue = learned.scene.state.queues.get(queueId('support'))
        expect([...(queue?.learning.trunks.keys() ?? [])]).toEqual([trunkId('first')])
      },
    },
  ],
  [
    '5.4e',
    'counts agents whose ACW ends within the trunk’s shortest ring time',
    {
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
    },
  ],
  [
    '5.4f',
    'cancels surplus ringing legs when agents vanish',
    {
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
    '5.6a',
    'Trunk limits (calls per second, channels)',
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
    },
  ],
  [
    '5.6b',
    'the site’s limits',
    {
      'the site’s calls at once, over all its trunks': () => {
        const sites = makeOrganisation().sites.map((site) => ({ ...site, channels: 3 }))
        const centre = new Centre({ queue: { pacing: CAP }, house: { sites } })
        centre.agent('bob').goesOnQueue()
        for (let i = 0; i < 9; i++) centre.customer(`Customer ${i}`).asksForCallback()
        expect([centre.inFlight, centre.rule]).toEqual([3, 'site-channels'])
        centre.customer('Customer 0').isBusy()
        expect(centre.called).toHaveLength(4)
      },
    },
  ],
  [
    '5.6c',
    'destination rules come last and always hold',
    {
      'the most urgent customer is not called over a full trunk, whatever pacing allows': () => {
        const centre = new Centre({
          queue: { pacing: CAP },
          house: trunkOf({ channels: 1, callsPerSecond: 100 }),
        })
        centre.agent('bob').goesOnQueue()
        centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').asksForCallback({ priority: 100 })
        expect([centre.called, dora.rules.at(-1)]).toEqual([['Alice'], 'trunk-channels'])
        centre.customer('Alice').isBusy()
        expect(centre.called).toEqual(['Alice', 'Dora'])
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
  ...WHY,
]
