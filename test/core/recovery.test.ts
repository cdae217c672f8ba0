import { describe, expect, it } from 'vitest'
import { legId, trunkId } from '../../src/core/ids.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { instant } from '../../src/core/time.ts'
import { Scene } from '../support/scene.ts'

describe('a survey of the switch', () => {
  it('settles an attempt whose leg is gone as interrupted, with its reason', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.wait(1_000)
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs: [] })
    const record = scene.record(alice)
    expect(record).toMatchObject({
      disposition: 'interrupted',
      cause: 'interrupted',
      state: 'closed',
    })
    expect(record.timeline.find((line) => line.event === 'leg-released')?.detail).toMatchObject({
      detail: 'not on the switch when it was asked',
    })
    expect(scene.orders('DialCustomer')).toHaveLength(1)
  })

  it('says nothing about a leg that was ordered after the question', () => {
    const scene = new Scene()
    scene.onQueue()
    const askedAt = scene.now
    scene.wait(10)
    const alice = scene.book()
    scene.say({ kind: 'SwitchSurveyed', askedAt, legs: [] })
    expect(scene.record(alice).disposition).toBeUndefined()
  })

  it('finds out that a customer has answered meanwhile', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.wait(1_000)
    const leg = scene.customerLeg(alice)
    scene.say({
      kind: 'SwitchSurveyed',
      askedAt: scene.now,
      legs: [{ legId: leg, state: 'answered' }],
    })
    expect(scene.record(alice).state).toBe('listening')
  })

  it('lets a call arrive that came in while nobody listened, and no second time', () => {
    const scene = new Scene()
    const id = legId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0001')
    const arrival = { trunkId: trunkId('acme'), calledNumber: '+12025559999' }
    const legs = [{ legId: id, state: 'ringing' as const, arrival }]
    scene.wait(10)
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs })
    expect(scene.orders('ReleaseLeg')).toEqual([
      { kind: 'ReleaseLeg', legId: id, cause: 'invalid-number' },
    ])
  })

  it('adopts a conversation that went on without us', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    scene.wait(1_000)
    const [a, b] = [scene.customerLeg(alice), scene.agentLeg()]
    scene.say({
      kind: 'SwitchSurveyed',
      askedAt: scene.now,
      legs: [
        { legId: a, state: 'answered', bridgedTo: b },
        { legId: b, state: 'answered', bridgedTo: a },
      ],
    })
    expect(scene.record(alice).state).toBe('talking')
  })

  it('hangs up a leg that nobody knows', () => {
    const scene = new Scene()
    const stray = legId('00000000-0000-7000-8000-000000990001')
    scene.say({
      kind: 'SwitchSurveyed',
      askedAt: instant(scene.now),
      legs: [{ legId: stray, state: 'answered' }],
    })
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: stray, cause: 'interrupted' }])
  })

  it('frees the agent of a conversation that was cut, after their after-call work', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.join(alice)
    scene.wait(1_000)
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs: [] })
    expect(scene.agentState()).toBe('acw')
    expect(scene.record(alice)).toMatchObject({ disposition: 'connected', cause: 'interrupted' })
  })

  it('does not blame the agent whose phone rang when all was cut', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.agentState()).toBe('alerting')
    scene.wait(1_000)
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs: [] })
    expect(scene.agentState()).toBe('idle')
    expect(scene.record(alice)).toMatchObject({ disposition: 'interrupted', state: 'closed' })
  })
})

describe('a snapshot', () => {
  it('gives back a state that writes the same snapshot', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book({ data: { order: 7 } })
    scene.book({ dueAt: instant(scene.now + 5_000) })
    scene.book({ priority: 3 })
    scene.join(alice)
    const written = writeSnapshot(scene.state)
    expect(writeSnapshot(readSnapshot(written))).toBe(written)
  })

  it('of another format is refused', () => {
    expect(() => readSnapshot('{"format":99}')).toThrow('a snapshot of format 3')
  })
})
