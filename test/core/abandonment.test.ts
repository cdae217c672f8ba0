import { describe, expect, it } from 'vitest'
import {
  abandonmentView,
  liveAbandonRate,
  ofcomAbandonRate,
} from '../../src/core/callback/abandonment.ts'
import { proofsOf } from '../../src/core/callback/proof.ts'
import { queueId } from '../../src/core/ids.ts'
import { makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const HOUR_MS = 3_600_000

describe('the rate of abandoned calls', () => {
  it('is that of the calls which a person answered, by the rules of the FCC and the FTC', () => {
    expect(liveAbandonRate(3, 100)).toBe(0.03)
    expect(liveAbandonRate(0, 0)).toBe(0)
  })

  it('is reduced by the share of machines by Ofcom: 29 drops, 9 human, 7 machines are 64.44 %', () => {
    expect(ofcomAbandonRate(29, 9, 7)).toBeCloseTo(0.6444, 4)
  })

  it.each`
    drops | human | machines | rate
    ${0}  | ${10} | ${5}     | ${0}
    ${5}  | ${0}  | ${0}     | ${1}
    ${0}  | ${0}  | ${9}     | ${0}
    ${10} | ${90} | ${0}     | ${0.1}
  `('by Ofcom is $rate with $drops drops, $human human, $machines machines', (row) => {
    expect(ofcomAbandonRate(row.drops, row.human, row.machines)).toBeCloseTo(row.rate, 10)
  })

  it('rolls: what happened longer ago than the window no longer counts', () => {
    const scene = house()
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.join(dora)
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.wait(20_000)
    expect(rate(scene)).toMatchObject({ live: 2, abandoned: 1, late: 1, liveRate: 0.5 })
    scene.wait(26 * HOUR_MS)
    expect(rate(scene)).toMatchObject({ live: 0, abandoned: 0, liveRate: 0 })
  })

  it('counts a machine as a machine, once, when its call is over', () => {
    const scene = house()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'machine')
    scene.settle()
    expect(rate(scene)).toMatchObject({ live: 0, machines: 1 })
  })
})

describe('the abandon clock', () => {
  it.each`
    greetingMs | joinAfterMs | isLate
    ${900}     | ${2_900}    | ${false}
    ${900}     | ${2_901}    | ${true}
    ${3_000}   | ${5_000}    | ${false}
  `(
    'starts at the end of the greeting: $greetingMs ms of it, joined $joinAfterMs ms after the answer',
    ({ greetingMs, joinAfterMs, isLate }) => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      const leg = scene.customerLeg(alice)
      scene.answer(leg)
      scene.wait(400)
      scene.judge(leg, 'human', { greetingEndMs: greetingMs })
      scene.wait(joinAfterMs - 400)
      scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
      scene.say({ kind: 'LegsBridged', a: leg, b: scene.agentLeg() })
      expect(rate(scene).late).toBe(isLate ? 1 : 0)
      expect(proofsOf(scene.record(alice))[0]).toMatchObject({
        waitAfterGreetingMs: joinAfterMs - greetingMs,
        isAbandoned: isLate,
      })
    },
  )

  it('runs for who leaves before anybody comes, as well', () => {
    const scene = house()
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.join(dora)
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human', { greetingEndMs: 500 })
    scene.wait(4_000)
    scene.release(scene.customerLeg(alice), 'normal')
    expect(rate(scene)).toMatchObject({ live: 2, late: 1, abandoned: 0 })
  })
})

describe('the proof of a call', () => {
  it('says how long it rang, when the greeting ended, and when the message began', () => {
    const scene = house()
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.join(dora)
    scene.wait(16_000)
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human', { greetingEndMs: 700 })
    scene.wait(20_000)
    expect(proofsOf(scene.record(alice))).toMatchObject([
      { number: 1, dialledForMs: 16_000, waitAfterGreetingMs: 19_300, isAbandoned: true },
    ])
    expect(proofsOf(scene.record(alice))[0]?.messageAfterGreetingMs).toBe(19_300)
  })
})

function house(): Scene {
  const pacing = { policy: 'cap', modifier: 2 } as const
  return new Scene(makeOrganisation({ queues: [makeQueueSettings({ pacing })] }))
}

function rate(scene: Scene) {
  const queue = scene.state.queues.get(queueId('support'))
  if (queue === undefined) throw new Error('the queue is there')
  return abandonmentView(queue, scene.now, 24 * HOUR_MS)
}
