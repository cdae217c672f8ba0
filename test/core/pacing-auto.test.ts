import { createRingTimes, noteRing } from '../../src/core/state/ring-times.ts'
import { describe, expect, it } from 'vitest'
import { agentId, type CallbackId } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { armedTimers } from '../../src/core/state/timer.ts'
import { step } from '../../src/core/step.ts'
import { ringTimesOf, teach } from '../support/learned.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

/** A queue under `auto` with so many agents, none of them on queue yet. */
function houseOf(agents: number, changes: Partial<QueueSettings> = {}): Scene {
  const pacing = { policy: 'auto', modifier: 3 } as const
  return new Scene(
    makeOrganisation({
      queues: [makeQueueSettings({ pacing, ...changes })],
      agents: names(agents).map((name) => makeAgentSettings(name)),
    }),
  )
}

function names(agents: number): string[] {
  return Array.from({ length: agents }, (_, i) => `agent-${i + 1}`)
}

function open(scene: Scene, agents: number, callbacks: number): CallbackId[] {
  const ids = Array.from({ length: callbacks }, () => scene.book())
  for (const name of names(agents)) scene.onQueue(name)
  return ids
}

const lastDecision = (scene: Scene) => scene.orders('PublishDecision').at(-1)?.decision

describe('pacing auto', () => {
  it('begins with one dial per idle agent while it knows nothing', () => {
    const scene = houseOf(20)
    open(scene, 20, 60)
    expect(scene.dialled).toHaveLength(20)
  })

  it.each([
    [5, 0.2, 5],
    [20, 0.9, 20],
    [20, 0.2, 36],
    [50, 0.9, 50],
    [50, 0.2, 110],
  ])('with %i agents idle and %f answering, dials %i or more', (agents, share, atLeast) => {
    const scene = houseOf(agents)
    teach(scene, 600, share, 8_000)
    open(scene, agents, 150)
    expect(scene.dialled.length).toBeGreaterThanOrEqual(atLeast)
    if (agents <= 5) expect(scene.dialled).toHaveLength(agents)
    expect(scene.dialled.length).toBeLessThanOrEqual(3 * agents)
  })

  it('says with which numbers it refused', () => {
    const scene = houseOf(20)
    teach(scene, 600, 0.5, 8_000)
    open(scene, 20, 150)
    const decision = lastDecision(scene)
    expect(decision).toMatchObject({ rule: 'pacing-auto', accepted: false })
    const { riskPercent, allowedRiskPercent, answerRatePercent, agentsIdle } =
      decision?.numbers ?? {}
    expect(riskPercent).toBeGreaterThan(allowedRiskPercent ?? Infinity)
    expect(answerRatePercent).toBeGreaterThan(45)
    expect(answerRatePercent).toBeLessThan(65)
    expect(agentsIdle).toBe(20)
  })

  it('dials for an agent whose ACW ends before any phone is answered, and not sooner', () => {
    const scene = houseOf(1, { acw: { mode: 'forced', timeoutMs: 30_000, level: 'participant' } })
    teach(scene, 600, 0.9, 8_000)
    const [alice = scene.book()] = open(scene, 1, 2)
    scene.join(alice, 'agent-1')
    scene.hangUp(alice)
    scene.wait(21_000)
    expect(scene.dialled).toHaveLength(1)
    scene.wait(2_000)
    expect(scene.dialled).toHaveLength(2)
    expect(scene.agentState('agent-1')).toBe('acw')
    expect(scene.orders('PublishDecision').findLast((one) => one.decision.accepted)).toMatchObject({
      decision: { trigger: 'acw-ends-soon', numbers: { soonFree: 1, agentsIdle: 0 } },
    })
  })

  it('learns only from dials that say something of customers', () => {
    const scene = houseOf(6)
    const [alice = scene.book(), dora = scene.book()] = open(scene, 6, 2)
    const times = ringTimesOf(scene)
    scene.wait(4_000)
    scene.release(scene.customerLeg(alice), 'interrupted')
    expect(times.news).toEqual([])
    scene.answer(scene.customerLeg(dora))
    scene.judge(scene.customerLeg(dora), 'human')
    expect([times.news, times.personShare]).toEqual([[8], 1])
  })

  it('keeps no more news than one look takes in, also where nobody looks', () => {
    const times = createRingTimes()
    for (let dial = 0; dial < 2_500; dial++) noteRing(times, true, 8_000)
    expect([times.news.length, times.learned]).toEqual([500, 2_000])
  })

  it('lets go the newest dials when twenty agents become two, and each keeps its place', () => {
    const scene = houseOf(20)
    teach(scene, 600, 0.4, 8_000)
    open(scene, 20, 150)
    const dialled = scene.dialled
    expect(dialled.length).toBeGreaterThanOrEqual(20)
    for (const name of names(20).slice(2)) {
      scene.say({ kind: 'AgentWentOffQueue', agentId: agentId(name) })
    }
    scene.settle()
    const gone = dialled.filter((id) => scene.stateOf(id) !== 'dialling')
    const left = dialled.length - gone.length
    expect(left).toBeGreaterThanOrEqual(2)
    expect(left).toBeLessThanOrEqual(6)
    expect(gone).toEqual(dialled.slice(-gone.length))
    expect(scene.orders('PublishDecision').map((one) => one.decision.rule)).toContain(
      'pacing-surplus',
    )
    for (const id of gone) expect(scene.record(id).disposition).toBeUndefined()
    scene.wait(1)
    expect(gone.map((id) => scene.position(id))).toEqual(gone.map((_, i) => i + 1))
  })

  it('lets everyone go when the last agent leaves', () => {
    const scene = houseOf(1)
    const [alice = scene.book()] = open(scene, 1, 1)
    scene.say({ kind: 'LegRinging', legId: scene.customerLeg(alice) })
    scene.say({ kind: 'AgentWentOffQueue', agentId: agentId('agent-1') })
    expect(scene.orders('ReleaseLeg').map((order) => order.cause)).toEqual(['cancelled'])
    scene.answer(scene.customerLeg(alice))
    scene.settle()
    expect(scene.stateOf(alice)).toBe('scheduled')
    expect(scene.record(alice).attempts[0]?.outcome).toBe('cancelled')
  })

  it('goes on from a snapshot as if nothing had been', () => {
    const scene = houseOf(20)
    teach(scene, 600, 0.4, 8_000)
    const ids = open(scene, 20, 150)
    const restored = readSnapshot(writeSnapshot(scene.state))
    expect(writeSnapshot(restored)).toBe(writeSnapshot(scene.state))
    for (const [i, id] of ids.slice(0, 20).entries()) {
      const now = scene.now
      const legId = scene.customerLeg(id)
      const event =
        i % 3 === 0
          ? ({ kind: 'LegReleased', legId, cause: 'busy', by: 'far-end' } as const)
          : ({ kind: 'LegAnswered', legId } as const)
      expect(step(restored, event, now).effects).toEqual(scene.say(event))
      scene.wait(400)
      for (const timer of [...armedTimers(restored.timers)].filter(([, at]) => at <= scene.now)) {
        step(restored, { kind: 'TimerFired', timer: timer[0] }, timer[1])
      }
    }
  })
})
