import { expect } from 'vitest'
import { agentId, campaignId, phoneNumber, queueId } from '../../../src/core/ids.ts'
import { instant } from '../../../src/core/time.ts'
import { makeOrganisation, makeQueueSettings } from '../../support/organisation.ts'
import { Scene } from '../../support/scene.ts'
import { house, HOUR_MS, MINUTE_MS, type Row } from './row.ts'

const HOUSE = { bob: {}, carol: {}, dave: {} }
const ALICE = '+12025550100'
const RULE = {
  preferredAgents: [
    { agents: [agentId('carol')], timeoutMs: 5_000 },
    { agents: [agentId('dave')], timeoutMs: 5_000 },
  ],
}

/** Bob has spoken to Alice, and Carol has been idle for longer than he has. */
function afterBobSpokeToAlice(queue: Parameters<typeof house>[0]): Scene {
  const scene = house({ lastAgentTimeoutMs: 5_000, ...queue }, HOUSE)
  scene.onQueue('bob')
  const alice = scene.book({ to: ALICE })
  scene.join(alice)
  for (const name of ['carol', 'dave']) scene.onQueue(name)
  scene.hangUp(alice)
  scene.wrapUp(alice)
  return scene
}

function personAnswers(scene: Scene, id: ReturnType<Scene['book']>): string | undefined {
  scene.answer(scene.customerLeg(id))
  scene.judge(scene.customerLeg(id), 'human')
  return scene.rung.at(-1)
}

const CAMPAIGN = campaignId('renewals')
const CAMPAIGNS = {
  campaigns: [{ id: CAMPAIGN, name: 'Renewals', queueId: queueId('support') }],
}

/** Sections 13, 14 and 15: preferred agents, customers who call first, campaigns; and compliance. */
export const CUSTOMERS: readonly Row[] = [
  [
    13,
    'Preferred agents are tried before everyone else, however long others have been idle',
    () => {
      const scene = house(RULE, HOUSE)
      for (const name of ['bob', 'dave', 'carol']) scene.onQueue(name)
      expect(personAnswers(scene, scene.book())).toBe('carol')
    },
  ],
  [
    13,
    'Each step has its own time-out; then the next step, then everyone',
    () => {
      const scene = house({ ...RULE, pacing: { policy: 'cap', modifier: 2 } }, HOUSE)
      for (const name of ['carol', 'dave', 'bob']) scene.onQueue(name)
      const [first, second] = [scene.book(), scene.book()]
      scene.join(first, 'carol')
      const third = scene.book()
      personAnswers(scene, second)
      expect(scene.rung).toEqual(['carol'])
      scene.wait(5_000)
      expect(scene.rung).toEqual(['carol', 'dave'])
      personAnswers(scene, third)
      scene.wait(9_999)
      expect(scene.rung).toHaveLength(2)
      scene.wait(1)
      expect(scene.rung).toEqual(['carol', 'dave', 'bob'])
    },
  ],
  [
    13,
    'Without a rule, the last agent who handled the customer is tried first',
    () => {
      const scene = afterBobSpokeToAlice({})
      expect(personAnswers(scene, scene.book({ to: ALICE }))).toBe('bob')
    },
  ],
  [
    13,
    'While a rule is in use, in-queue callbacks are no longer routed to the last agent',
    () => {
      const scene = afterBobSpokeToAlice(RULE)
      expect(personAnswers(scene, scene.book({ to: ALICE }))).toBe('carol')
    },
  ],
  [
    13,
    'Nor are calls',
    () => {
      const scene = afterBobSpokeToAlice(RULE)
      scene.call({ from: ALICE })
      expect(scene.rung.at(-1)).toBe('carol')
    },
  ],
  [
    13,
    'Scheduled callbacks are not affected: their last agent still counts',
    () => {
      const scene = afterBobSpokeToAlice(RULE)
      const alice = scene.book({ to: ALICE, dueAt: instant(scene.now + MINUTE_MS) })
      scene.wait(MINUTE_MS)
      expect(personAnswers(scene, alice)).toBe('bob')
    },
  ],
  [
    13,
    'And so does their owner',
    () => {
      const scene = afterBobSpokeToAlice(RULE)
      const dueAt = instant(scene.now + MINUTE_MS)
      const alice = scene.book({ to: ALICE, dueAt, ownerId: agentId('dave') })
      scene.wait(MINUTE_MS)
      expect(personAnswers(scene, alice)).toBe('dave')
    },
  ],
  [
    14,
    'Nothing is cancelled by default: the callback keeps its place and the call takes its own',
    () => {
      const scene = house()
      const alice = scene.book({ to: ALICE })
      const dora = scene.book()
      const call = scene.call({ from: ALICE })
      expect([alice, dora, call].map((id) => scene.position(id))).toEqual([1, 2, 3])
    },
  ],
  [
    14,
    'The callback may go out while the customer is on the line; it meets busy and is settled so',
    () => {
      const scene = house({}, { bob: {}, carol: {} })
      scene.onQueue('bob')
      scene.call({ from: ALICE })
      scene.answer(scene.agentLeg('bob'))
      const alice = scene.book({ to: ALICE })
      scene.onQueue('carol')
      expect(scene.dialled).toEqual([alice])
      scene.release(scene.customerLeg(alice), 'busy')
      expect(scene.record(alice).disposition).toBe('busy')
    },
  ],
  [
    14,
    'Several queues: the customer reaches an agent, and the callback is routed when its turn comes',
    () => {
      const queues = [makeQueueSettings(), makeQueueSettings({ id: queueId('sales') })]
      const base = makeOrganisation()
      const agents = base.agents.map((agent) => ({ ...agent, queues: queues.map(({ id }) => id) }))
      const scene = new Scene(makeOrganisation({ queues, agents }))
      const alice = scene.book({ to: ALICE, queueId: queueId('sales'), priority: -1 })
      const call = scene.call({ from: ALICE })
      scene.onQueue()
      expect(scene.stateOf(call)).toBe('alerting')
      expect(scene.record(alice).disposition).toBeUndefined()
    },
  ],
  [
    14,
    'Opt-in: the caller is offered the callback’s place, takes it, and the callback is settled when an agent answers',
    () => {
      const scene = house({ takeOver: { prompt: 'keep-place', digit: '1' } })
      const alice = scene.book({ to: ALICE })
      const dora = scene.book()
      const call = scene.call({ from: ALICE })
      expect(scene.orders('PlayPrompt').at(-1)?.prompt).toBe('keep-place')
      const legId = scene.state.callbacks.get(call)?.customerLeg
      if (legId !== undefined) scene.say({ kind: 'DigitPressed', legId, digit: '1' })
      expect([call, dora].map((id) => scene.position(id))).toEqual([1, 2])
      scene.onQueue()
      expect(scene.dialled).toEqual([])
      scene.answer(scene.agentLeg())
      if (legId !== undefined) scene.say({ kind: 'LegsBridged', a: legId, b: scene.agentLeg() })
      expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'called-in' })
    },
  ],
  [
    14,
    'Who took the place and hangs up before an agent answered has the callback back at its place',
    () => {
      const scene = house({ takeOver: { prompt: 'keep-place', digit: '1' } })
      const alice = scene.book({ to: ALICE })
      scene.book()
      const call = scene.call({ from: ALICE })
      const legId = scene.state.callbacks.get(call)?.customerLeg
      if (legId !== undefined) scene.say({ kind: 'DigitPressed', legId, digit: '1' })
      scene.hangUp(call)
      expect(scene.position(alice)).toBe(1)
    },
  ],
  [
    15,
    'An agent gets one preview per campaign, whatever their utilization',
    () => {
      const none = { call: { max: 0, interruptedBy: [] }, callback: { max: 0, interruptedBy: [] } }
      const scene = house({}, { bob: { utilization: none } }, CAMPAIGNS)
      scene.onQueue()
      const [first, second] = [1, 2].map(() => scene.book({ campaignId: CAMPAIGN }))
      if (first === undefined || second === undefined) throw new Error('two contacts')
      scene.accept(first)
      expect([scene.stateOf(first), scene.stateOf(second)]).toEqual(['accepted', 'waiting'])
      expect(scene.dialled).toEqual([])
      scene.wrapUp(first)
      expect(scene.stateOf(second)).toBe('offered')
    },
  ],
  [
    15,
    'Callable times: a contact is previewed inside their own hours alone, and waits for the next day',
    () => {
      const scene = house({}, { bob: {} }, CAMPAIGNS)
      const at = (hours: number) => instant(scene.now + hours * HOUR_MS)
      const windows = [
        { opensAt: at(1), closesAt: at(2) },
        { opensAt: at(25), closesAt: at(26) },
      ]
      const contact = scene.book({ campaignId: CAMPAIGN, windows })
      const seen: string[] = []
      for (const hours of [1, 1, 23]) {
        scene.wait(hours * HOUR_MS)
        seen.push(scene.stateOf(contact))
      }
      expect(seen).toEqual(['waiting', 'scheduled', 'waiting'])
    },
  ],
  [
    15,
    'A number on the do-not-call list is neither booked nor, if listed since, dialled',
    () => {
      const scene = house()
      const alice = scene.book({ to: ALICE })
      scene.say({ kind: 'NumberBarred', number: phoneNumber(ALICE) })
      scene.onQueue()
      expect([scene.dialled, scene.record(alice).disposition]).toEqual([[], 'refused'])
      scene.book({ to: ALICE })
      expect(scene.lastReply).toMatchObject({ ok: false, code: 'do-not-call' })
    },
  ],
  [
    15,
    'No number is dialled again within a set time after a call to it was abandoned',
    () => {
      const abandonLockMs = 72 * HOUR_MS
      const pacing = { policy: 'cap', modifier: 2 } as const
      const noAgent = { then: 'rebook', redialAfterMs: MINUTE_MS } as const
      const scene = house({ pacing, noAgent }, { bob: {} }, { abandonLockMs })
      scene.onQueue()
      const [alice, dora] = [scene.book(), scene.book()]
      scene.join(dora)
      personAnswers(scene, alice)
      scene.wait(20_000)
      scene.settle()
      scene.wait(MINUTE_MS)
      expect(scene.record(alice).decisions.at(-1)?.rule).toBe('abandon-lock')
      scene.wait(71 * HOUR_MS)
      expect(scene.dialled).toHaveLength(2)
      scene.wait(HOUR_MS)
      expect(scene.dialled.at(-1)).toBe(alice)
      expect(scene.dialled).toHaveLength(3)
    },
  ],
]
