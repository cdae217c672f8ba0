import { describe, expect, it } from 'vitest'
import { agentId, presenceId, queueId } from '../../src/core/ids.ts'
import { LIMITS } from '../../src/core/limits.ts'
import { instant } from '../../src/core/time.ts'
import { makeAgentSettings, makeOrganisation } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const BOB = agentId('bob')

function phoneGone(scene: Scene): void {
  scene.say({ kind: 'PhoneUnregistered', agentId: BOB, why: 'connection-lost' })
}

function phoneBack(scene: Scene): void {
  scene.say({
    kind: 'PhoneRegistered',
    agentId: BOB,
    contact: 'sip:bob@elsewhere',
    expiresAt: instant(scene.now + 60_000),
    presenceId: presenceId('00000000-0000-7000-9000-000000990000'),
  })
}

/** Bob talks with Alice. */
function talking(scene = new Scene()) {
  scene.onQueue()
  const alice = scene.book()
  scene.answer(scene.customerLeg(alice))
  scene.judge(scene.customerLeg(alice), 'human')
  scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
  scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
  return { scene, alice }
}

describe('an agent whose phone loses its connection', () => {
  it('is offered nobody, and is off queue where the phone is not back in time', () => {
    const scene = new Scene()
    scene.onQueue()
    phoneGone(scene)
    expect(scene.agentState()).toBe('idle')
    scene.book()
    expect(scene.orders('DialCustomer')).toEqual([])
    scene.wait(LIMITS.phoneGraceMs)
    expect(scene.agentState()).toBe('off-queue')
    expect(scene.state.queues.get(queueId('support'))?.loggedIn).toBe(0)
  })

  it('is free again the moment the phone is back in time', () => {
    const scene = new Scene()
    scene.onQueue()
    phoneGone(scene)
    scene.wait(LIMITS.phoneGraceMs - 1)
    phoneBack(scene)
    scene.book()
    expect(scene.orders('DialCustomer')).toHaveLength(1)
    scene.wait(60_000)
    expect(scene.agentState()).toBe('idle')
  })

  it('is off queue at once where the phone signed off', () => {
    const scene = new Scene()
    scene.onQueue()
    scene.say({ kind: 'PhoneUnregistered', agentId: BOB, why: 'asked' })
    expect(scene.agentState()).toBe('off-queue')
  })

  it('keeps the call, and is free after it where the phone is back by then', () => {
    const { scene, alice } = talking()
    phoneGone(scene)
    expect(scene.agentState()).toBe('communicating')
    phoneBack(scene)
    scene.hangUp(alice)
    scene.settle()
    scene.wrapUp(alice)
    expect(scene.agentState()).toBe('idle')
  })

  it('is off queue after the call where the phone is not back', () => {
    const { scene, alice } = talking()
    phoneGone(scene)
    scene.hangUp(alice)
    scene.settle()
    scene.wrapUp(alice)
    scene.wait(LIMITS.phoneGraceMs)
    expect(scene.agentState()).toBe('off-queue')
  })
})

describe('a customer whose agent’s phone breaks off in the middle of the talk', () => {
  it('hears music, and the same agent’s phone rings where it can be reached', () => {
    const { scene, alice } = talking()
    const lost = scene.agentLeg()
    scene.release(lost, 'media-timeout', { by: 'switch' })
    expect(scene.orders('ReleaseLeg')).toEqual([])
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ legId: scene.customerLeg(alice) })
    expect(scene.agentLeg()).not.toBe(lost)
    expect(scene.agentState()).toBe('alerting')
    scene.answer(scene.agentLeg())
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
    expect(scene.agentState()).toBe('communicating')
    scene.hangUp(alice)
    scene.settle()
    expect(scene.agentState()).toBe('acw')
  })

  it('waits ahead of everyone for a page that is loaded anew, and gets the same agent back', () => {
    const { scene, alice } = talking()
    scene.release(scene.agentLeg(), 'unreachable')
    expect(scene.stateOf(alice)).toBe('awaiting-agent')
    expect(scene.agentState()).toBe('idle')
    scene.wait(2_000)
    phoneBack(scene)
    expect(scene.stateOf(alice)).toBe('alerting')
    expect(scene.agentState()).toBe('alerting')
  })

  it('goes to the next agent where the first does not come back', () => {
    const scene = new Scene(
      makeOrganisation({ agents: [makeAgentSettings('bob'), makeAgentSettings('carol')] }),
    )
    const { alice } = talking(scene)
    scene.onQueue('carol')
    scene.release(scene.agentLeg(), 'unreachable')
    expect(scene.agentState('carol')).toBe('alerting')
    scene.wait(LIMITS.phoneGraceMs)
    expect(scene.agentState()).toBe('off-queue')
    expect(scene.stateOf(alice)).toBe('alerting')
  })

  it('is told so and let go where nobody comes in the longest wait', () => {
    const { scene, alice } = talking()
    scene.release(scene.agentLeg(), 'unreachable')
    scene.wait(20_000)
    expect(scene.stateOf(alice)).toBe('farewell')
    scene.release(scene.customerLeg(alice), 'released', { by: 'us' })
    expect(scene.stateOf(alice)).toBe('closed')
  })
})

describe('a standing leg that breaks off', () => {
  it('stands again as soon as the page is back, and its agent is free', () => {
    const scene = new Scene(
      makeOrganisation({ agents: [makeAgentSettings('bob', { connection: 'persistent' })] }),
    )
    scene.onQueue()
    scene.answer(scene.agentLeg())
    const first = scene.agentLeg()
    scene.release(first, 'unreachable')
    expect(scene.agentState()).toBe('idle')
    expect(scene.state.agents.get(BOB)?.idleTurn).toBeUndefined()
    phoneBack(scene)
    expect(scene.agentLeg()).not.toBe(first)
    scene.answer(scene.agentLeg())
    expect(scene.state.agents.get(BOB)?.idleTurn).toBeDefined()
  })

  it.each([
    ['stands again at once where it had stood for a while', 60_000, 2],
    ['is not dialled on and on where its audio never came', 5_000, 1],
  ])('%s', (_, stoodMs, dials) => {
    const scene = new Scene(
      makeOrganisation({ agents: [makeAgentSettings('bob', { connection: 'persistent' })] }),
    )
    scene.onQueue()
    scene.answer(scene.agentLeg())
    scene.wait(stoodMs)
    scene.release(scene.agentLeg(), 'media-timeout', { by: 'switch' })
    expect(scene.orders('DialAgent')).toHaveLength(dials)
    expect(scene.agentState()).toBe('idle')
  })
})
