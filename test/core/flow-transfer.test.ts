import { describe, expect, it } from 'vitest'
import type { FlowStep, TransferAim } from '../../src/core/state/flow-program.ts'
import { agentId, legId, phoneNumber, queueId, type LegId } from '../../src/core/ids.ts'
import { CallerScene } from '../support/caller-scene.ts'

const OUTSIDE = phoneNumber('+12025550199')
const passOn = (to: TransferAim): CallerScene => {
  const steps: readonly FlowStep[] = [
    { kind: 'set', data: { manager: OUTSIDE } },
    { kind: 'transfer', to, otherwise: 2 },
    { kind: 'say', say: ['sorry'] },
  ]
  return new CallerScene(steps)
}
const BOB: TransferAim = { kind: 'agent', agentId: agentId('bob') }
const outsideLeg = (scene: CallerScene): LegId =>
  scene.orders('DialOutside').at(-1)?.legId ?? legId('')

describe('a flow that passes a caller on', () => {
  it.each([
    ['a number', { kind: 'number', number: OUTSIDE }],
    ['a number that data holds', { kind: 'data', name: 'manager' }],
  ] as const)('to %s rings it with music, joins the two, and ends with them', (_, to) => {
    const scene = passOn(to)
    const alice = scene.arrive()
    expect(scene.orders('DialOutside')).toMatchObject([{ number: OUTSIDE }])
    expect(scene.heard(alice)).toBe('comfort')
    const outside = outsideLeg(scene)
    scene.say({ kind: 'LegAnswered', legId: outside })
    expect(scene.orders('BridgeLegs')).toMatchObject([{ a: scene.legOf(alice), b: outside }])
    expect(scene.record(alice).disposition).toBe('transferred')
    scene.release(outside, 'normal')
    scene.settle()
    expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'transferred' })
  })

  it('goes on when nobody answers outside', () => {
    const scene = passOn({ kind: 'number', number: OUTSIDE })
    const alice = scene.arrive()
    scene.release(outsideLeg(scene), 'no-answer')
    expect(scene.heard(alice)).toBe('sorry')
    scene.ends(alice)
    scene.settle()
    expect(scene.record(alice).disposition).toBe('flow-ended')
  })

  it('lets the other phone be when the caller hangs up', () => {
    const scene = passOn({ kind: 'number', number: OUTSIDE })
    const alice = scene.arrive()
    scene.leave(alice)
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: outsideLeg(scene) }])
    scene.release(outsideLeg(scene), 'cancelled')
    expect(scene.record(alice)).toMatchObject({
      state: 'closed',
      disposition: 'customer-hung-up',
    })
  })

  it.each([
    ['a number that may not be dialled', { kind: 'number', number: phoneNumber('+19005550100') }],
    ['data that holds none', { kind: 'data', name: 'nothing' }],
    ['an agent who is not there', BOB],
  ] as const)('to %s goes on at once', (_, to) => {
    const scene = passOn(to)
    expect(scene.heard(scene.arrive())).toBe('sorry')
  })

  it('to an agent rings them alone, and joins them', () => {
    const scene = passOn(BOB)
    scene.onQueue()
    const alice = scene.arrive()
    expect(scene.rung).toEqual(['bob'])
    scene.joined(alice)
    expect(scene.record(alice)).toMatchObject({ state: 'talking', disposition: 'connected' })
  })

  it('to an agent who does not answer goes on, out of every line', () => {
    const scene = passOn(BOB)
    scene.onQueue()
    const alice = scene.arrive()
    scene.release(scene.agentLeg(), 'no-answer')
    expect(scene.heard(alice)).toBe('sorry')
    expect(scene.record(alice).state).toBe('in-flow')
    expect(scene.agentState()).toBe('not-responding')
  })

  it('does not ring again after a restart in the middle, and goes on when the ringing ends', () => {
    const scene = passOn({ kind: 'number', number: OUTSIDE })
    const alice = scene.arrive()
    scene.restart()
    expect(scene.orders('DialOutside')).toHaveLength(1)
    scene.release(outsideLeg(scene), 'busy')
    expect(scene.heard(alice)).toBe('sorry')
  })

  it('takes a caller out of the line in which they stand', () => {
    const scene = new CallerScene([
      { kind: 'enter-queue', queueId: queueId('support') },
      { kind: 'transfer', to: { kind: 'number', number: OUTSIDE }, otherwise: 2 },
      { kind: 'say', say: ['sorry'] },
    ])
    const alice = scene.arrive()
    expect(scene.record(alice).state).toBe('transferred')
    expect(scene.state.queues.get(queueId('support'))?.waiting).toBe(0)
  })
})
