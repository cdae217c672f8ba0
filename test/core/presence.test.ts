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

const LATER = presenceId('00000000-0000-7000-9000-000000980000')

function pageAt(name: string): string {
  return `sip:bob@${name}.invalid;transport=ws`
}

function pageOpened(scene: Scene, name: string): void {
  scene.say({
    kind: 'PhoneRegistered',
    agentId: BOB,
    contact: pageAt(name),
    expiresAt: instant(scene.now + 60_000),
    presenceId: presenceId('00000000-0000-7000-9000-000000990000'),
  })
}

/** Bob talks with Alice. */
function talking(scene = new Scene(), contact?: string) {
  scene.onQueue('bob', contact)
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

describe('an agent who opens another page because the first has died', () => {
  it('gets the customer on it, who hears music meanwhile', () => {
    const scene = new Scene()
    const { alice } = talking(scene, pageAt('old'))
    const old = scene.agentLeg()
    pageOpened(scene, 'old')
    expect(scene.orders('ReleaseLeg')).toEqual([])
    pageOpened(scene, 'new')
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: old, cause: 'unreachable' }])
    scene.release(old, 'unreachable', { by: 'us' })
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ legId: scene.customerLeg(alice) })
    expect(scene.orders('DialAgent').at(-1)).toMatchObject({ contact: pageAt('new') })
    scene.answer(scene.agentLeg())
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
    expect(scene.agentState()).toBe('communicating')
  })

  it('is rung on it where the old one rang', () => {
    const scene = new Scene()
    scene.onQueue('bob', pageAt('old'))
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    const old = scene.agentLeg()
    pageOpened(scene, 'new')
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: old, cause: 'cancelled' }])
    scene.release(old, 'cancelled', { by: 'us' })
    expect(scene.orders('DialAgent').at(-1)).toMatchObject({ contact: pageAt('new') })
    expect(scene.agentState()).toBe('alerting')
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

  it('stands again on another page, however soon, and the customer is joined to it', () => {
    const scene = new Scene(
      makeOrganisation({ agents: [makeAgentSettings('bob', { connection: 'persistent' })] }),
    )
    scene.onQueue('bob', pageAt('old'))
    const old = scene.agentLeg()
    scene.answer(old)
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: old })
    pageOpened(scene, 'new')
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: old, cause: 'unreachable' }])
    scene.release(old, 'unreachable', { by: 'us' })
    expect(scene.orders('DialAgent').at(-1)).toMatchObject({ contact: pageAt('new') })
    scene.answer(scene.agentLeg())
    expect(scene.orders('BridgeLegs').at(-1)).toMatchObject({ b: scene.agentLeg() })
    expect(scene.orders('ReleaseLeg')).toHaveLength(1)
  })

  it('is given nobody while the page that it stood at is given up for another', () => {
    const scene = new Scene(
      makeOrganisation({ agents: [makeAgentSettings('bob', { connection: 'persistent' })] }),
    )
    scene.onQueue('bob', pageAt('old'))
    const old = scene.agentLeg()
    scene.answer(old)
    phoneGone(scene)
    pageOpened(scene, 'new')
    expect(scene.state.agents.get(BOB)?.idleTurn).toBeUndefined()
    scene.release(old, 'unreachable', { by: 'us' })
    scene.answer(scene.agentLeg())
    expect(scene.agentLeg()).not.toBe(old)
    expect(scene.state.agents.get(BOB)?.idleTurn).toBeDefined()
  })

  it('stands again, on the phone chosen, where its agent left and is back before it was gone', () => {
    const agents = [makeAgentSettings('bob', { connection: 'persistent', contact: 'sip:bob@desk' })]
    const scene = new Scene(makeOrganisation({ agents }))
    scene.onQueue()
    const first = scene.agentLeg()
    scene.answer(first)
    scene.say({ kind: 'AgentWentOffQueue', agentId: BOB })
    scene.say({ kind: 'PhoneChosen', agentId: BOB, device: 'other' })
    scene.say({ kind: 'AgentWentOnQueue', agentId: BOB, presenceId: LATER })
    expect(scene.agentLeg()).toBe(first)
    scene.settle()
    expect(scene.orders('DialAgent').at(-1)).toMatchObject({ contact: 'sip:bob@desk' })
    scene.answer(scene.agentLeg())
    expect(scene.agentState()).toBe('idle')
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
