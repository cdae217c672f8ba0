import { describe, expect, it } from 'vitest'
import { agentId, queueId } from '../../src/core/ids.ts'
import { estimateWait, noteDeparture } from '../../src/core/queue/estimate.ts'
import { createQueue } from '../../src/core/state/queue.ts'
import { saysNothingNew } from '../../src/core/recovery.ts'
import { segmentsOf, subTasksOf } from '../../src/core/state/segment.ts'
import { instant } from '../../src/core/time.ts'
import { callbackView } from '../../src/core/view/board.ts'
import { makeQueueSettings } from '../support/organisation.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { house } from '../support/house.ts'

describe('the estimate of a wait', () => {
  it.each([1, 3, 10, 40])(
    'holds for four in five at position %i, when agents come at random',
    (at) => {
      const random = createRandom(at)
      let [held, tries] = [0, 0]
      for (; tries < 2_000; tries++) {
        const queue = createQueue(makeQueueSettings())
        let now = 0
        for (let i = 0; i < 60; i++)
          noteDeparture(queue, instant((now += random.exponential(9_000))))
        const estimate = estimateWait(queue, at, instant(now))
        let waitMs = 0
        for (let i = 0; i < at; i++) waitMs += random.exponential(9_000)
        if (estimate === undefined) throw new Error('the line has moved')
        if (waitMs >= estimate.lowMs && waitMs <= estimate.highMs) held++
      }
      expect(held / tries).toBeGreaterThan(0.77)
      expect(held / tries).toBeLessThan(0.83)
    },
  )

  it('is not given while the line has not moved', () => {
    const queue = createQueue(makeQueueSettings())
    expect(estimateWait(queue, 1, instant(1_000))).toBeUndefined()
  })
})

describe('why a customer is not served', () => {
  const reason = (scene: ReturnType<typeof house>, id: ReturnType<typeof scene.book>) =>
    callbackView(scene.state, id, scene.now)?.why?.rule

  it('is one reason, and another when that one is gone', () => {
    const scene = house()
    scene.book()
    const alice = scene.book()
    const reasons = [reason(scene, alice)]
    scene.onQueue()
    reasons.push(reason(scene, alice))
    scene.say({ kind: 'QueueClosed', queueId: queueId('support') })
    reasons.push(reason(scene, alice))
    scene.say({ kind: 'SwitchLost', why: 'test' })
    reasons.push(reason(scene, alice))
    expect(reasons).toEqual(['not-first', 'pacing-cap', 'queue-closed', 'switch-lost'])
  })

  it('is that the owner is away, or that it is not due', () => {
    const scene = house()
    const owned = scene.book({ ownerId: agentId('bob') })
    const later = scene.book({ dueAt: instant(scene.now + 60_000) })
    expect([reason(scene, owned), reason(scene, later)]).toEqual(['owner-away', 'not-due'])
  })

  it('is nothing where the call is under way', () => {
    const scene = house()
    scene.onQueue()
    expect(reason(scene, scene.book())).toBeUndefined()
  })
})

describe('segments', () => {
  it('are the callback and each voice call inside it', () => {
    const scene = house({ mode: 'agent-first' })
    scene.onQueue()
    const alice = scene.book()
    scene.accept(alice)
    scene.talk(alice)
    scene.wait(5_000)
    scene.hangUp(alice)
    scene.wait(1_000)
    scene.talk(alice)
    scene.wait(7_000)
    scene.hangUp(alice)
    scene.wrapUp(alice)
    const segments = segmentsOf(scene.record(alice))
    expect(segments.map(({ kind, talkMs }) => [kind, talkMs])).toEqual([
      ['callback', undefined],
      ['voice', 5_000],
      ['voice', 7_000],
    ])
    expect(subTasksOf(scene.record(alice)).map(({ task }) => task)).toEqual([
      ...['accepted', 'dialling', 'answered', 'joined'],
      ...['dialling', 'answered', 'joined', 'wrap-up'],
    ])
  })
})

describe('a survey', () => {
  it('says nothing new where the switch has what the journal has, and something where not', () => {
    const scene = house()
    scene.onQueue()
    const alice = scene.book()
    scene.wait(1_000)
    const legId = scene.customerLeg(alice)
    const survey = (state?: 'ringing' | 'answered') => ({
      kind: 'SwitchSurveyed' as const,
      askedAt: scene.now,
      legs: state === undefined ? [] : [{ legId, state }],
    })
    expect(saysNothingNew(scene.state, survey('ringing'))).toBe(true)
    expect(saysNothingNew(scene.state, survey('answered'))).toBe(false)
    expect(saysNothingNew(scene.state, survey())).toBe(false)
    scene.say({ kind: 'SwitchLost', why: 'test' })
    expect(saysNothingNew(scene.state, survey('ringing'))).toBe(false)
  })
})
