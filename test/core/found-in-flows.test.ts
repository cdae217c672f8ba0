import { describe, expect, it } from 'vitest'
import { agentId, legId, queueId } from '../../src/core/ids.ts'
import { ALICE_NUMBER, CallerScene, SUPPORT_NUMBER } from '../support/caller-scene.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { instant } from '../../src/core/time.ts'
import { present } from '../../src/core/assert.ts'

const SALES = queueId('sales')

/** What the simulator found once about callers and their flows, as scenes. */
describe('a caller', () => {
  it('who has not been answered yet is so before they are joined', () => {
    const scene = new CallerScene([
      { kind: 'enter-queue', queueId: queueId('support') },
      { kind: 'hold', music: 'music', forMs: 60_000 },
    ])
    scene.onQueue()
    const call = scene.arrive()
    expect(scene.orders('AnswerLeg')).toHaveLength(1)
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    expect(scene.orders('BridgeLegs')).toHaveLength(1)
    expect(scene.legOf(call)).toBe(scene.orders('BridgeLegs')[0]?.a)
  })

  it('who prefers an agent and leaves the line is out of it', () => {
    const preferredAgents = [{ agents: [agentId('bob')], timeoutMs: 60_000 }]
    const scene = new CallerScene(
      [
        { kind: 'enter-queue', queueId: queueId('support') },
        { kind: 'hold', music: 'music', forMs: 1_000 },
        { kind: 'leave-queue' },
        { kind: 'hold', music: 'music', forMs: 60_000 },
      ],
      { queue: { preferredAgents } },
    )
    scene.onQueue()
    scene.call() // Bob's phone rings for somebody else
    const call = scene.arrive()
    expect(scene.stateOf(call)).toBe('queued')
    scene.wait(1_000)
    expect(scene.stateOf(call)).toBe('in-flow')
  })

  it('whose recording is never told to have ended goes on all the same', () => {
    const scene = new CallerScene([
      { kind: 'record', maxMs: 5_000 },
      { kind: 'play', prompt: 'done' },
    ])
    const call = scene.arrive()
    scene.wait(11_000)
    expect(scene.heard(call)).toBe('done')
  })

  it('whose number is never checked is asked again', () => {
    const scene = new CallerScene([
      {
        kind: 'collect',
        say: ['number'],
        again: ['again'],
        min: 1,
        max: 12,
        terminator: '#',
        firstTimeoutMs: 5_000,
        betweenTimeoutMs: 2_000,
        tries: 2,
        check: 'phone-number',
        otherwise: 1,
      },
    ])
    const call = scene.arrive()
    scene.press(call, '12#')
    scene.wait(1_000)
    expect(scene.heard(call)).toBe('again number')
  })

  it('hears a prompt that is begun anew to its end', () => {
    const scene = new CallerScene([
      { kind: 'listen', keys: { '1': 1 } },
      { kind: 'play', prompt: 'news' },
      { kind: 'play', prompt: 'done' },
    ])
    const call = scene.arrive()
    const first = scene.orders('PlayPrompt').at(-1)?.prompt ?? ''
    scene.press(call, '1')
    scene.say({ kind: 'PromptEnded', legId: scene.legOf(call), prompt: first, completed: false })
    expect(scene.heard(call)).toBe('news')
    scene.ends(call)
    expect(scene.heard(call)).toBe('done')
  })

  it('whose call is told again after its end does not call again', () => {
    const scene = new CallerScene([{ kind: 'play', prompt: 'news' }])
    const call = scene.arrive()
    const { trunkId, ...known } = { trunkId: 'first', calledNumber: '+12025550150' }
    scene.leave(call)
    const legId = scene.legOf(call)
    scene.say({ kind: 'LegArrived', legId, trunkId: trunkId as never, ...known })
    expect(scene.state.callbacks.size).toBe(0)
    expect(scene.orders('ReleaseLeg').at(-1)?.legId).toBe(legId)
  })

  it('who puts a callback off does not bring it forward', () => {
    const scene = new CallerScene([
      { kind: 'move-callback', byMs: 60_000, otherwise: 1 },
      { kind: 'play', prompt: 'done' },
    ])
    const dueAt = instant(scene.now + 3_600_000)
    const callback = scene.book({ to: ALICE_NUMBER, dueAt })
    scene.arrive()
    expect(scene.state.callbacks.get(callback)?.dueAt).toBe(dueAt)
  })

  it('who gives a place back when its window is over is not called outside it', () => {
    const scene = new CallerScene([
      { kind: 'take-place', otherwise: 1 },
      { kind: 'hold', music: 'music', forMs: 600_000 },
    ])
    const window = { opensAt: scene.now, closesAt: instant(scene.now + 60_000) }
    const callback = scene.book({ to: ALICE_NUMBER, windows: [window] })
    const call = scene.arrive()
    expect(scene.stateOf(callback)).toBe('taken-over')
    scene.wait(60_000)
    scene.leave(call)
    scene.wait(1)
    expect(scene.record(callback).disposition).toBe('expired')
  })
})

describe('a caller whose flow leads from one queue to the next', () => {
  it('is part of the state until the phone that rang first has hung up', () => {
    const scene = new CallerScene(
      [
        { kind: 'enter-queue', queueId: queueId('support') },
        { kind: 'hold', music: 'music', forMs: 5_000 },
        { kind: 'enter-queue', queueId: SALES },
        { kind: 'hold', music: 'music', forMs: 60_000 },
      ],
      {},
      { agents: [makeAgentSettings('bob'), makeAgentSettings('carol', { queues: [SALES] })] },
    )
    scene.onQueue('bob')
    scene.onQueue('carol')
    const call = scene.arrive()
    scene.wait(5_000)
    scene.release(scene.legOf(call), 'normal')
    scene.release(scene.agentLeg('carol'), 'cancelled', { by: 'us' })
    expect(scene.stateOf(call)).toBe('ending')
    scene.release(scene.agentLeg('bob'), 'cancelled', { by: 'us' })
    expect([scene.record(call).state, scene.agentState('bob')]).toEqual(['closed', 'idle'])
  })
})

describe('a survey that tells of a call that came in', () => {
  it('counts its channel before anybody new is dialled', () => {
    const { trunks, sites } = makeOrganisation()
    const first = present(trunks[0], 'a house has a trunk')
    const pacing = { policy: 'cap', modifier: 1 } as const
    const scene = new CallerScene(
      [{ kind: 'hold', music: 'music', forMs: 60_000 }],
      { queue: { pacing } },
      {
        trunks: [{ ...first, channels: 1 }],
        sites: sites.map((site) => ({ ...site, trunks: [first.id] })),
      },
    )
    scene.onQueue()
    scene.book()
    scene.book()
    scene.wait(1_000)
    const arrival = { trunkId: first.id, calledNumber: SUPPORT_NUMBER }
    const came = legId('00000000-0000-4000-8003-000000090001')
    const legs = [{ legId: came, state: 'ringing', arrival } as const]
    scene.say({ kind: 'SwitchSurveyed', askedAt: scene.now, legs })
    expect(scene.orders('DialCustomer')).toHaveLength(1)
    expect(scene.orders('AnswerLeg')).toHaveLength(1)
  })
})

describe('a flow that passes a caller on to an agent', () => {
  it('leaves them be who hold a callback that calls may not interrupt', () => {
    const bob = agentId('bob')
    const steps = [{ kind: 'transfer', to: { kind: 'agent', agentId: bob }, otherwise: 1 } as const]
    const scene = new CallerScene(
      [...steps, { kind: 'say', say: ['sorry'] }],
      {},
      { queues: [makeQueueSettings({ mode: 'agent-first' })] },
    )
    scene.onQueue()
    const booked = scene.book()
    scene.accept(booked)
    const caller = scene.arrive()
    expect([scene.rung, scene.heard(caller)]).toEqual([[], 'sorry'])
    scene.wrapUp(booked)
    scene.arrive('+12025550101')
    expect(scene.rung).toEqual(['bob'])
  })
})
