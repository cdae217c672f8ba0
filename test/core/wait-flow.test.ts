import { describe, expect, it } from 'vitest'
import type { FlowStep } from '../../src/core/state/flow-program.ts'
import type { CallbackId } from '../../src/core/ids.ts'
import { phoneNumber } from '../../src/core/ids.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const WAIT: readonly FlowStep[] = [
  { kind: 'hold', music: 'comfort', forMs: 2_000 },
  { kind: 'play', prompt: 'please-hold' },
]
const NOBODY: readonly FlowStep[] = [
  {
    kind: 'collect',
    say: ['nobody-came'],
    again: ['sorry'],
    min: 1,
    max: 1,
    firstTimeoutMs: 5_000,
    betweenTimeoutMs: 3_000,
    tries: 1,
    choices: { '1': 1, '2': 2 },
    otherwise: 4,
  },
  { kind: 'rebook', delayMs: 600_000 },
  {
    kind: 'transfer',
    to: { kind: 'number', number: phoneNumber('+12025550199') },
    otherwise: 3,
  },
  { kind: 'play', prompt: 'goodbye' },
  { kind: 'hang-up' },
]

/** Bob is taken by Dora, and Alice answers her callback. */
function answered(changes: Partial<QueueSettings>): { scene: Scene; alice: CallbackId } {
  const queue = makeQueueSettings({ pacing: { policy: 'cap', modifier: 2 }, ...changes })
  const scene = new Scene(makeOrganisation({ queues: [queue] }))
  scene.onQueue()
  const [alice, dora] = [scene.book(), scene.book()]
  scene.join(dora)
  scene.answer(scene.customerLeg(alice))
  scene.wait(900)
  return { scene, alice }
}
const ends = (scene: Scene, alice: CallbackId): void => {
  const legId = scene.customerLeg(alice)
  const order = scene.orders('PlayPrompt').findLast((each) => each.legId === legId)
  scene.say({ kind: 'PromptEnded', legId, prompt: order?.prompt ?? '', completed: true })
}
const heard = (scene: Scene): string => {
  const order = scene.orders('PlayPrompt').at(-1)
  return (order?.parts ?? [order?.prompt]).join(' ')
}

describe('a person who waits after answering, in the flow of their queue', () => {
  it('hears music from the answer on, and what the flow says, its time counted from there', () => {
    const { scene, alice } = answered({ waitFlow: WAIT })
    const before = scene.orders('PlayPrompt').length
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.orders('PlayPrompt')).toHaveLength(before)
    scene.wait(1_099)
    expect(heard(scene)).toBe('comfort')
    scene.wait(1)
    expect(heard(scene)).toBe('please-hold')
    ends(scene, alice)
    expect(heard(scene)).toBe('comfort')
    expect(scene.record(alice).state).toBe('awaiting-agent')
  })

  it('gets the agent who is free at any moment of it', () => {
    const { scene, alice } = answered({ waitFlow: WAIT })
    scene.judge(scene.customerLeg(alice), 'human')
    scene.wait(1_500)
    scene.onQueue('bob')
    scene.hangUp(scene.dialled[1] as CallbackId)
    scene.wrapUp(scene.dialled[1] as CallbackId)
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
    expect(scene.record(alice)).toMatchObject({ state: 'talking', disposition: 'connected' })
  })

  it('is left by whoever is found to be a machine after all', () => {
    const machineFlow: FlowStep[] = [{ kind: 'wait-for-beep', timeoutMs: 30_000 }]
    const { scene, alice } = answered({ waitFlow: WAIT, machineFlow })
    scene.judge(scene.customerLeg(alice), 'human')
    scene.judge(scene.customerLeg(alice), 'machine', {}, true)
    scene.wait(5_000)
    expect(heard(scene)).not.toBe('please-hold')
    expect(scene.record(alice).state).toBe('in-flow')
  })

  it.each([
    ['an announcement by settings', {}],
    ['a flow', { waitFlow: WAIT }],
  ])('hears music again after a restart in the middle of %s', (_, changes) => {
    const { scene, alice } = answered(changes)
    const legId = scene.customerLeg(alice)
    scene.judge(legId, 'human')
    scene.wait(1_200)
    const before = scene.orders('PlayPrompt').length
    scene.say({ kind: 'SwitchLost', why: 'Ringfirst was started' })
    scene.wait(10)
    const legs = [...scene.state.legs.keys()].map((id) => ({
      legId: id,
      state: 'answered' as const,
    }))
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs })
    expect(scene.orders('PlayPrompt').length).toBeGreaterThan(before)
  })
})

describe('a person for whom no agent came, in the flow of their queue', () => {
  const nobodyCame = () => {
    const { scene, alice } = answered({ noAgent: { then: 'rebook', flow: NOBODY } })
    scene.judge(scene.customerLeg(alice), 'human')
    scene.wait(20_000)
    expect(heard(scene)).toBe('nobody-came')
    return { scene, alice, legId: scene.customerLeg(alice) }
  }

  it('keeps their place, and is called again when they asked for it', () => {
    const { scene, alice, legId } = nobodyCame()
    const rank = scene.state.callbacks.get(alice)?.rankedAt
    scene.say({ kind: 'DigitPressed', legId, digit: '1' })
    scene.release(legId, 'released', { by: 'us' })
    expect(scene.state.callbacks.get(alice)).toMatchObject({ state: 'scheduled', rankedAt: rank })
    expect(scene.state.queues.get(scene.record(alice).queueId)?.answers.at(-1)).toMatchObject({
      live: 2,
      abandoned: 1,
    })
  })

  it('is passed on', () => {
    const { scene, alice, legId } = nobodyCame()
    scene.say({ kind: 'DigitPressed', legId, digit: '2' })
    const outside = scene.orders('DialOutside').at(-1)?.legId
    if (outside === undefined) throw new Error('nobody outside was rung')
    scene.say({ kind: 'LegAnswered', legId: outside })
    expect(scene.record(alice).disposition).toBe('transferred')
    scene.release(outside, 'normal')
    scene.settle()
    expect(scene.record(alice).state).toBe('closed')
  })

  it.each([
    ['keys nothing', (scene: Scene) => scene.wait(2 * 60_000 + 5_000)],
    ['hangs up', () => undefined],
  ] as const)('and who %s is abandoned', (_, act) => {
    const { scene, alice, legId } = nobodyCame()
    act(scene)
    scene.release(legId, 'normal')
    expect(scene.record(alice)).toMatchObject({ disposition: 'abandoned', state: 'closed' })
  })
})

describe('a person who picks up beside a machine', () => {
  it('is not left waiting for ever', () => {
    const machineFlow: FlowStep[] = [{ kind: 'play', prompt: 'machine-message' }]
    const { scene, alice } = answered({ machineFlow })
    const legId = scene.customerLeg(alice)
    scene.judge(legId, 'machine')
    scene.wait(5_000)
    scene.judge(legId, 'human', {}, true)
    expect(scene.record(alice).state).toBe('awaiting-agent')
    scene.wait(20_000)
    expect(heard(scene)).toBe('no-agent')
  })
})
