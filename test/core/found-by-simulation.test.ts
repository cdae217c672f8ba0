import { describe, expect, it } from 'vitest'
import { present } from '../../src/core/assert.ts'
import { agentId, phoneNumber, queueId, trunkId, type CallbackId } from '../../src/core/ids.ts'
import { createLearning, knownOfTrunk } from '../../src/core/state/learning.ts'
import { instant } from '../../src/core/time.ts'
import { ALICE_NUMBER } from '../support/caller-scene.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const SALES = queueId('sales')

/** Bob talks with Alice; Carol serves sales as well. */
function talk(changes: Parameters<typeof makeQueueSettings>[0] = {}): {
  readonly scene: Scene
  readonly alice: CallbackId
} {
  const acw = { mode: 'forced', timeoutMs: 30_000, level: 'participant' } as const
  const scene = new Scene(
    makeOrganisation({
      queues: [makeQueueSettings(changes), makeQueueSettings({ id: SALES, acw })],
      agents: [makeAgentSettings('bob'), makeAgentSettings('carol', { queues: [SALES] })],
    }),
  )
  scene.onQueue('bob')
  const alice = scene.book({ to: ALICE_NUMBER })
  scene.join(alice)
  return { scene, alice }
}

function transfer(scene: Scene, callbackId: CallbackId): void {
  const to = { kind: 'queue', queueId: SALES } as const
  scene.say({ kind: 'CallTransferred', agentId: agentId('bob'), callbackId, to })
}

/** What the simulator found once; each is a scene that no world may play again. */
describe('a customer who is passed on', () => {
  it('hears comfort once, though the same music played before', () => {
    const { scene, alice } = talk()
    transfer(scene, alice)
    const legId = scene.customerLeg(alice)
    const before = scene.orders('PlayPrompt').length
    scene.say({ kind: 'PromptEnded', legId, prompt: 'comfort', completed: false })
    expect(scene.orders('PlayPrompt')).toHaveLength(before)
  })

  it('has waited until their first agent, whoever comes after', () => {
    const { scene, alice } = talk()
    const waitMs = scene.record(alice).waitAfterAnswerMs
    transfer(scene, alice)
    scene.wait(5_000)
    scene.onQueue('carol')
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.say({
      kind: 'LegsBridged',
      a: scene.customerLeg(alice),
      b: scene.agentLeg('carol'),
    })
    expect(scene.record(alice).waitAfterAnswerMs).toBe(waitMs)
  })

  it('leaves an agent whose code ends their work as their own queue asks', () => {
    const { scene, alice } = talk()
    transfer(scene, alice)
    scene.settle()
    scene.wrapUp(alice, 'bob')
    expect(scene.agentState('bob')).toBe('idle')
  })
})

describe('a customer who is about to be joined', () => {
  it('hears comfort again when the agent’s phone goes before that', () => {
    const { scene, alice } = talk()
    scene.hangUp(alice)
    scene.wrapUp(alice)
    const dora = scene.book()
    scene.answer(scene.customerLeg(dora))
    scene.judge(scene.customerLeg(dora), 'human')
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    scene.release(scene.agentLeg(), 'normal')
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ prompt: 'comfort', loop: true })
  })
})

describe('an order of several lanes', () => {
  it('has nobody of more skills dialled before who needs some of them', () => {
    const skills = ['billing', 'spanish']
    const pacing = { policy: 'cap', modifier: 9 } as const
    const scene = new Scene(
      makeOrganisation({
        queues: [makeQueueSettings({ pacing })],
        agents: [makeAgentSettings('bob', { skills })],
      }),
    )
    scene.onQueue()
    const first = scene.book({ skills: ['spanish'] })
    const second = scene.book({ skills: ['spanish'] })
    scene.book({ skills })
    expect(scene.dialled).toEqual([first])
    scene.release(scene.customerLeg(first), 'busy')
    expect(scene.dialled).toEqual([first, second])
  })
})

describe('a retry', () => {
  it('begins with nothing of the flow in which an earlier attempt was cut', () => {
    const machineFlow = [
      { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
      { kind: 'play', prompt: 'message' } as const,
    ]
    const scene = new Scene(
      makeOrganisation({
        queues: [makeQueueSettings({ machineFlow, retries: { max: 1, delayMs: 60_000 } })],
      }),
    )
    scene.onQueue()
    const alice = scene.book()
    const first = scene.customerLeg(alice)
    scene.answer(first)
    scene.judge(first, 'machine')
    scene.say({ kind: 'LegReady', legId: first, by: 'beep', atMs: 7_000 })
    scene.release(first, 'interrupted')
    scene.wait(60_000)
    const second = scene.customerLeg(alice)
    scene.answer(second)
    scene.judge(second, 'human')
    expect(scene.stateOf(alice)).toBe('alerting')
    scene.wait(2_000)
    scene.say({ kind: 'PromptEnded', legId: second, prompt: 'announcement', completed: true })
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ legId: second, prompt: 'comfort' })
  })
})

describe('a machine whose flow ends in a queue', () => {
  it('hears comfort there: a person may be listening by now', () => {
    const machineFlow = [
      { kind: 'play', prompt: 'message' } as const,
      { kind: 'enter-queue', queueId: queueId('support') } as const,
    ]
    const scene = new Scene(makeOrganisation({ queues: [makeQueueSettings({ machineFlow })] }))
    scene.onQueue()
    const legId = scene.customerLeg(scene.book())
    scene.answer(legId)
    scene.say({ kind: 'AgentWentOffQueue', agentId: agentId('bob') })
    scene.judge(legId, 'machine')
    const { prompt } = present(scene.orders('PlayPrompt').at(-1), 'a message is played')
    scene.say({ kind: 'PromptEnded', legId, prompt, completed: true })
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ prompt: 'comfort', loop: true })
  })
})

describe('an attempt whose network failed', () => {
  it('does not go on over the next trunk to a number that was barred meanwhile', () => {
    const { trunks, sites } = makeOrganisation()
    const first = present(trunks[0], 'a house has a trunk')
    const scene = new Scene(
      makeOrganisation({
        trunks: [first, { ...first, id: trunkId('second') }],
        sites: sites.map((site) => ({ ...site, trunks: [first.id, trunkId('second')] })),
      }),
    )
    scene.onQueue()
    const alice = scene.book({ to: ALICE_NUMBER })
    scene.say({ kind: 'NumberBarred', number: phoneNumber(ALICE_NUMBER) })
    scene.release(scene.customerLeg(alice), 'network-failure')
    expect(scene.orders('DialCustomer')).toHaveLength(1)
  })
})

describe('a call that was given up while it rang', () => {
  it('does not go on over the next trunk when its network fails meanwhile', () => {
    const pacing = { policy: 'cap', modifier: 1 } as const
    const scene = new Scene(makeOrganisation({ queues: [makeQueueSettings({ pacing })] }))
    scene.onQueue()
    const alice = scene.book()
    const legId = scene.customerLeg(alice)
    present(scene.state.legs.get(legId), 'a dialled leg').releasing = true
    scene.release(legId, 'network-failure', { sipStatus: 503 })
    expect(scene.orders('DialCustomer')).toHaveLength(1)
  })
})

describe('an agent who has hung up', () => {
  it('takes the customer back from hold no more, though their leg is not gone yet', () => {
    const { scene, alice } = talk()
    const order = { agentId: agentId('bob'), callbackId: alice } as const
    scene.say({ kind: 'CallHeld', ...order })
    scene.say({ kind: 'AgentHungUp', ...order })
    const before = scene.orders('BridgeLegs').length
    scene.say({ kind: 'CallResumed', ...order })
    expect(scene.orders('BridgeLegs')).toHaveLength(before)
    expect(scene.orders('Reply').at(-1)?.reply).toMatchObject({ code: 'agent-not-on-call' })
  })
})

describe('a process that stood still', () => {
  it('does not call who was to be called before it woke, though its timer comes later', () => {
    const scene = new Scene(makeOrganisation({ queues: [makeQueueSettings()] }))
    const window = { opensAt: scene.now, closesAt: instant(scene.now + 60_000) }
    const alice = scene.book({ windows: [window] })
    scene.now = instant(scene.now + 70_000)
    scene.onQueue()
    expect(scene.dialled).toEqual([])
    expect(scene.record(alice).disposition).toBe('expired')
  })
})

describe('a look at a trunk of which nothing was learned', () => {
  it('leaves no trace, so that who asks why changes nothing', () => {
    const learning = createLearning()
    expect(knownOfTrunk(learning, trunkId('carrier')).times.learned).toBe(0)
    expect(learning.trunks.size).toBe(0)
  })
})
