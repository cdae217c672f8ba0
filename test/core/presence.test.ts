import { describe, expect, it } from 'vitest'
import { agentId, presenceId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
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
function talking() {
  const scene = new Scene()
  scene.onQueue()
  const alice = scene.book()
  scene.answer(scene.customerLeg(alice))
  scene.judge(scene.customerLeg(alice), 'human')
  scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
  scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
  return { scene, alice }
}

describe('an agent whose phone loses its connection', () => {
  it('is off queue at once where nobody is on the line', () => {
    const scene = new Scene()
    scene.onQueue()
    phoneGone(scene)
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
    expect(scene.agentState()).toBe('off-queue')
  })
})
