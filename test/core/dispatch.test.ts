import { describe, expect, it } from 'vitest'
import { agentId, queueId, trunkId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const decisions = (scene: Scene) => scene.orders('PublishDecision').map((effect) => effect.decision)

describe('dispatch', () => {
  it('dials no one while no agent is on queue, and says why with the numbers', () => {
    const scene = new Scene()
    scene.book()
    expect(scene.orders('DialCustomer')).toHaveLength(0)
    expect(decisions(scene).at(-1)).toMatchObject({
      trigger: 'callback-arrived',
      rule: 'no-agent-on-queue',
      accepted: false,
      waiting: 1,
      numbers: { agentsLoggedIn: 0 },
    })
  })

  it('dials when an agent goes on queue', () => {
    const scene = new Scene()
    scene.book()
    scene.onQueue()
    expect(decisions(scene)).toContainEqual(
      expect.objectContaining({ trigger: 'agent-on-queue', rule: 'dialled', accepted: true }),
    )
  })

  it('dials when an agent completes a call, and not when they are about to go off queue', () => {
    for (const leaving of [false, true]) {
      const scene = new Scene()
      scene.onQueue()
      const alice = scene.book()
      scene.book()
      scene.join(alice)
      if (leaving) scene.say({ kind: 'AgentWentOffQueue', agentId: agentId('bob') })
      scene.release(scene.customerLeg(alice), 'normal')
      scene.release(scene.agentLeg(), 'released')
      scene.say({
        kind: 'WrapUpCompleted',
        agentId: agentId('bob'),
        callbackId: alice,
        codes: ['solved'],
      })
      expect(scene.agentState()).toBe(leaving ? 'off-queue' : 'idle')
      expect(scene.orders('DialCustomer')).toHaveLength(leaving ? 1 : 2)
    }
  })

  it('goes on to the next callback when one ends without an agent', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    const dora = scene.book()
    scene.release(scene.customerLeg(alice), 'busy', { sipStatus: 486 })
    expect(scene.customerLeg(dora)).toBeDefined()
  })

  it('keeps the order: higher priority first, then who entered first', () => {
    const scene = new Scene()
    const [first, second, urgent] = [scene.book(), scene.book(), scene.book({ priority: 5 })]
    scene.onQueue()
    const dialled: string[] = []
    for (const id of [urgent, first, second]) {
      dialled.push(scene.orders('DialCustomer').at(-1)?.attemptId.split('/')[0] ?? '')
      scene.release(scene.customerLeg(id), 'busy')
    }
    expect(dialled).toEqual([urgent, first, second])
  })

  it('dials a scheduled callback when it is due and not before', () => {
    const scene = new Scene()
    scene.onQueue()
    scene.book({ dueAt: instant(scene.now + 60_000) })
    scene.wait(59_999)
    expect(scene.orders('DialCustomer')).toHaveLength(0)
    scene.wait(1)
    expect(scene.orders('DialCustomer')).toHaveLength(1)
  })

  it('prefers a trunk that answers, and still has the silent one where there is no other', () => {
    const scene = new Scene()
    scene.say({ kind: 'TrunkSilent', trunkId: trunkId('first') })
    scene.onQueue()
    const alice = scene.book()
    const trunks = (): readonly string[] =>
      scene.orders('DialCustomer').map((order) => order.trunkId)
    expect(trunks()).toEqual(['second'])
    scene.release(scene.customerLeg(alice), 'network-failure')
    expect(trunks()).toEqual(['second', 'first'])
    scene.release(scene.customerLeg(alice), 'network-failure')
    scene.say({ kind: 'TrunkAnswers', trunkId: trunkId('first') })
    scene.book()
    expect(trunks().at(-1)).toBe('first')
  })

  it('waits for a trunk’s rate and goes on by itself when it lifts', () => {
    const trunks = [{ id: trunkId('first'), channels: 10, callsPerSecond: 1, callerIds: [] }]
    const base = makeOrganisation()
    const scene = new Scene(
      makeOrganisation({
        trunks,
        sites: base.sites.map((site) => ({ ...site, trunks: [trunkId('first')] })),
        queues: [makeQueueSettings({ pacing: { policy: 'cap', modifier: 5 } })],
      }),
    )
    scene.onQueue()
    scene.book()
    scene.book()
    expect(scene.orders('DialCustomer')).toHaveLength(1)
    expect(decisions(scene).at(-1)?.rule).toBe('trunk-rate')
    scene.wait(1_000)
    expect(scene.orders('DialCustomer')).toHaveLength(2)
  })

  it('dials no one while the switch is lost or a drain is under way', () => {
    const scene = new Scene()
    scene.say({ kind: 'SwitchLost', why: 'test' })
    scene.onQueue()
    scene.book()
    expect(decisions(scene).at(-1)?.rule).toBe('switch-lost')
    scene.say({ kind: 'DispatchPaused' })
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs: [] })
    expect(decisions(scene).at(-1)?.rule).toBe('draining')
    scene.say({ kind: 'DispatchResumed' })
    expect(scene.orders('DialCustomer')).toHaveLength(1)
  })

  it('serves the live customers of an agent’s queues before dialling anybody new', () => {
    const scene = new Scene(
      makeOrganisation({
        queues: [makeQueueSettings({ pacing: { policy: 'cap', modifier: 2 } })],
        agents: [makeAgentSettings('bob')],
      }),
    )
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.book()
    scene.join(alice)
    scene.answer(scene.customerLeg(dora))
    scene.judge(scene.customerLeg(dora), 'human')
    scene.release(scene.customerLeg(alice), 'normal')
    scene.release(scene.agentLeg(), 'released')
    scene.say({
      kind: 'WrapUpCompleted',
      agentId: agentId('bob'),
      callbackId: alice,
      codes: ['solved'],
    })
    expect(scene.state.callbacks.get(dora)?.state).toBe('alerting')
    expect(scene.state.queues.get(queueId('support'))?.live.size).toBe(0)
  })
})
