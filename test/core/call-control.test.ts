import { describe, expect, it } from 'vitest'
import type { TransferTarget } from '../../src/core/state/conversation.ts'
import type { CallAction } from '../../src/core/state/events.ts'
import { agentId, legId, phoneNumber, queueId, type CallbackId } from '../../src/core/ids.ts'
import type { AcwMode } from '../../src/core/state/organisation.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const SALES = queueId('sales')
const OUTSIDE = phoneNumber('+12025559999')

/** Bob talks with Alice; Carol and Dave are on queue, Sam has a phone and no queue. */
class Talk extends Scene {
  readonly alice: CallbackId

  constructor(mode: AcwMode = 'mandatory', persistent: readonly string[] = []) {
    const queues = [queueId('support'), SALES]
    const acw = { mode, timeoutMs: 30_000, level: 'participant' } as const
    const connection = (name: string) =>
      persistent.includes(name) ? ('persistent' as const) : ('per-call' as const)
    super(
      makeOrganisation({
        queues: [makeQueueSettings({ acw }), makeQueueSettings({ id: SALES, acw })],
        agents: [
          makeAgentSettings('bob', { connection: connection('bob') }),
          makeAgentSettings('carol', { queues: [SALES], connection: connection('carol') }),
          makeAgentSettings('dave', { queues }),
          makeAgentSettings('sam', { role: 'supervisor', queues: [], contact: 'sip:sam@phone' }),
        ],
      }),
    )
    this.onQueue('bob')
    if (persistent.includes('bob')) this.say({ kind: 'LegAnswered', legId: this.agentLeg('bob') })
    this.alice = this.book()
    this.answer(this.customerLeg(this.alice))
    this.judge(this.customerLeg(this.alice), 'human')
    if (!persistent.includes('bob')) this.say({ kind: 'LegAnswered', legId: this.agentLeg('bob') })
    this.bridged('bob')
    this.onQueue('carol')
    if (persistent.includes('carol')) {
      this.say({ kind: 'LegAnswered', legId: this.agentLeg('carol') })
    }
  }

  get leg() {
    return this.customerLeg(this.alice)
  }

  get third() {
    return this.orders('DialOutside').at(-1)?.legId ?? legId('none')
  }

  order(order: CallAction, by = 'bob'): void {
    this.say({ ...order, agentId: agentId(by), callbackId: this.alice })
  }

  bridged(name: string): void {
    this.say({ kind: 'LegsBridged', a: this.leg, b: this.agentLeg(name) })
  }

  get conversation() {
    return this.state.callbacks.get(this.alice)?.course.talk
  }

  get events() {
    return this.record(this.alice).timeline.map(({ event }) => event)
  }

  /** The last of these orders, in order. */
  last(count: number): string[] {
    const shown = new Set(['BridgeLegs', 'SplitLegs', 'AttachLeg', 'PlayPrompt', 'ReleaseLeg'])
    return this.ordered
      .filter(({ kind }) => shown.has(kind))
      .map(({ kind }) => kind)
      .slice(-count)
  }
}

const carol: TransferTarget = { kind: 'agent', agentId: agentId('carol') }
const outside: TransferTarget = { kind: 'number', number: OUTSIDE }
const sales: TransferTarget = { kind: 'queue', queueId: SALES }

describe('on hold', () => {
  it('Alice hears music and Bob nobody, until he takes her back', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallHeld' })
    expect(scene.last(2)).toEqual(['SplitLegs', 'PlayPrompt'])
    expect(scene.conversation?.state).toBe('held')
    expect(scene.agentState()).toBe('communicating')
    scene.order({ kind: 'CallResumed' })
    expect(scene.last(1)).toEqual(['BridgeLegs'])
    expect(scene.conversation?.state).toBe('together')
  })

  it.each([
    ['Alice hangs up', (scene: Talk) => scene.release(scene.leg, 'normal')],
    ['Bob hangs up', (scene: Talk) => scene.release(scene.agentLeg(), 'normal')],
  ])('when %s, Bob wraps up and the callback is done', (_, happen) => {
    const scene = new Talk()
    scene.order({ kind: 'CallHeld' })
    happen(scene)
    scene.settle()
    expect(scene.agentState()).toBe('acw')
    scene.wrapUp(scene.alice)
    expect(scene.stateOf(scene.alice)).toBe('closed')
    expect(scene.agentState()).not.toBe('acw')
  })

  it.each(['CallResumed', 'ConsultCompleted', 'ConferenceStarted', 'ConsultCancelled'] as const)(
    'is not what the call is: %s is refused',
    (kind) => {
      const scene = new Talk()
      scene.order({ kind })
      expect(scene.lastReply).toMatchObject({ ok: false, code: 'not-now' })
    },
  )

  it('is for whoever has the call alone', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallHeld' }, 'carol')
    expect(scene.lastReply).toMatchObject({ ok: false, code: 'agent-not-on-call' })
  })
})

describe('passed on without a word', () => {
  it('to Carol, Alice is hers as soon as she answers; Bob wraps up his own part', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to: carol })
    expect(scene.agentState()).toBe('acw')
    expect(scene.rung.at(-1)).toBe('carol')
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.bridged('carol')
    scene.settle()
    scene.wrapUp(scene.alice)
    expect(scene.agentState()).toBe('idle')
    expect(scene.agentState('carol')).toBe('communicating')
    scene.hangUp(scene.alice)
    expect(scene.agentState('carol')).toBe('acw')
    scene.wrapUp(scene.alice, 'carol')
    expect(scene.record(scene.alice)).toMatchObject({ state: 'closed', disposition: 'connected' })
    expect(scene.record(scene.alice).wrapUps.map((one) => one.agentId)).toEqual(['bob', 'carol'])
  })

  it('to Carol who does not answer, Alice waits for an agent of the queue', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to: carol })
    scene.release(scene.agentLeg('carol'), 'no-answer', { by: 'us' })
    expect(scene.agentState('carol')).toBe('not-responding')
    expect(scene.stateOf(scene.alice)).toBe('awaiting-agent')
    scene.settle()
    scene.wrapUp(scene.alice)
    expect(scene.rung.at(-1)).toBe('bob')
  })

  it('to a queue, Alice goes to its longest idle agent', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to: sales })
    expect(scene.rung.at(-1)).toBe('carol')
    expect(scene.record(scene.alice).queueId).toBe('sales')
  })

  it('to a number, Alice talks outside until one of the two hangs up', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to: outside })
    expect(scene.stateOf(scene.alice)).toBe('transferred')
    expect(scene.agentState()).toBe('acw')
    scene.answer(scene.third)
    expect(scene.orders('BridgeLegs').at(-1)).toMatchObject({ a: scene.leg, b: scene.third })
    scene.settle()
    scene.wrapUp(scene.alice)
    expect(scene.agentState()).toBe('idle')
    scene.release(scene.third, 'normal')
    scene.settle()
    expect(scene.record(scene.alice)).toMatchObject({ state: 'closed', disposition: 'connected' })
  })

  it('to a number that is busy, Alice waits for an agent', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to: outside })
    scene.release(scene.third, 'busy')
    expect(scene.stateOf(scene.alice)).toBe('awaiting-agent')
    scene.hangUp(scene.alice)
    scene.wrapUp(scene.alice)
    expect(scene.record(scene.alice)).toMatchObject({ state: 'closed', disposition: 'connected' })
  })

  it.each([
    [{ kind: 'agent', agentId: agentId('nobody') }, 'unknown-agent'],
    [{ kind: 'agent', agentId: agentId('dave') }, 'no-phone'],
    [{ kind: 'agent', agentId: agentId('sam') }, 'agent-busy'],
    [{ kind: 'queue', queueId: queueId('nowhere') }, 'unknown-queue'],
    [{ kind: 'number', number: phoneNumber('+19005550100') }, 'destination-refused'],
  ] as const)('to %j is refused as %s, and the call goes on', (to, code) => {
    const scene = new Talk()
    scene.order({ kind: 'CallTransferred', to })
    expect(scene.lastReply).toMatchObject({ ok: false, code })
    expect(scene.conversation?.state).toBe('together')
  })
})

describe('a third party', () => {
  it('is asked while Alice hears music, then has her', () => {
    const scene = new Talk()
    scene.order({ kind: 'ConsultStarted', to: carol })
    expect(scene.last(2)).toEqual(['SplitLegs', 'PlayPrompt'])
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    expect(scene.orders('BridgeLegs').at(-1)).toMatchObject({ a: scene.agentLeg('bob') })
    scene.order({ kind: 'ConsultCompleted' })
    expect(scene.record(scene.alice).state).toBe('talking')
    expect([scene.agentState('bob'), scene.agentState('carol')]).toEqual(['acw', 'communicating'])
    scene.settle()
    scene.hangUp(scene.alice)
    scene.wrapUp(scene.alice, 'carol')
    expect(scene.stateOf(scene.alice)).toBe('wrapping')
    scene.wrapUp(scene.alice, 'bob')
    expect(scene.stateOf(scene.alice)).toBe('closed')
  })

  it('who is asked and let go again has no call', () => {
    const scene = new Talk()
    scene.order({ kind: 'ConsultStarted', to: carol })
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.order({ kind: 'ConsultCancelled' })
    scene.settle()
    expect(scene.agentState('carol')).toBe('idle')
    expect(scene.conversation?.state).toBe('held')
  })

  it('makes three with Bob and Alice; any of the two agents may leave', () => {
    const scene = new Talk()
    scene.order({ kind: 'ConsultStarted', to: carol })
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.order({ kind: 'ConferenceStarted' })
    expect(scene.orders('AttachLeg').at(-1)).toMatchObject({
      legId: scene.agentLeg('carol'),
      to: scene.agentLeg('bob'),
      mode: 'barge',
    })
    scene.release(scene.agentLeg('bob'), 'normal')
    expect(scene.agentState('carol')).toBe('communicating')
    expect(scene.orders('BridgeLegs').at(-1)).toMatchObject({ b: scene.agentLeg('carol') })
    expect(scene.agentState('bob')).toBe('acw')
  })

  it('outside makes three too; when they go, Bob and Alice are together', () => {
    const scene = new Talk()
    scene.order({ kind: 'ConsultStarted', to: outside })
    scene.answer(scene.third)
    scene.order({ kind: 'ConferenceStarted' })
    scene.release(scene.third, 'normal')
    expect(scene.conversation?.state).toBe('together')
    scene.hangUp(scene.alice)
    expect(scene.agentState()).toBe('acw')
  })

  it('hears the keys that Bob presses while he asks', () => {
    const scene = new Talk()
    scene.order({ kind: 'ConsultStarted', to: outside })
    scene.answer(scene.third)
    scene.order({ kind: 'DigitsSent', digits: '12#' })
    expect(scene.orders('SendDigits').at(-1)).toMatchObject({ legId: scene.third, digits: '12#' })
  })

  it.each([
    ['rings', false],
    ['has answered', true],
  ])('who %s when Alice hangs up is let go, and free', (_, answered) => {
    const scene = new Talk('optional')
    scene.order({ kind: 'ConsultStarted', to: carol })
    if (answered) scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.release(scene.leg, 'normal')
    scene.wait(31_000)
    scene.settle()
    expect(scene.agentState('carol')).toBe('idle')
    expect(scene.agentState('bob')).toBe('idle')
    expect(scene.stateOf(scene.alice)).toBe('closed')
  })

  it('with a leg that stays up is joined at once, and keeps the leg', () => {
    const scene = new Talk('mandatory', ['bob', 'carol'])
    scene.order({ kind: 'ConsultStarted', to: carol })
    expect(scene.conversation?.third?.answered).toBe(true)
    scene.order({ kind: 'ConsultCompleted' })
    expect(scene.agentState('carol')).toBe('communicating')
    scene.hangUp(scene.alice)
    scene.wrapUp(scene.alice, 'carol')
    scene.wrapUp(scene.alice, 'bob')
    expect(scene.stateOf(scene.alice)).toBe('closed')
    expect(scene.state.legs.size).toBe(2)
    expect([scene.agentState('bob'), scene.agentState('carol')]).toEqual(['idle', 'idle'])
  })
})

describe('a supervisor', () => {
  const samAnswers = (scene: Talk): void =>
    void scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('sam') })

  it('listens from the moment their phone is answered, and it is on record', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallWatched', mode: 'listen' }, 'sam')
    expect(scene.orders('AttachLeg')).toHaveLength(0)
    samAnswers(scene)
    expect(scene.orders('AttachLeg').at(-1)).toMatchObject({
      legId: scene.agentLeg('sam'),
      to: scene.agentLeg('bob'),
      mode: 'listen',
    })
    scene.order({ kind: 'CallWatched', mode: 'whisper' }, 'sam')
    expect(scene.orders('AttachLeg').at(-1)?.mode).toBe('whisper')
    scene.order({ kind: 'WatchEnded' }, 'sam')
    scene.settle()
    expect(scene.events).toEqual(
      expect.arrayContaining(['watch-asked', 'watch-began', 'watch-changed', 'watch-ended']),
    )
    expect(scene.conversation?.watchers).toEqual([])
  })

  it('goes with Alice to her next agent', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallWatched', mode: 'listen' }, 'sam')
    samAnswers(scene)
    scene.order({ kind: 'ConsultStarted', to: carol })
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg('carol') })
    scene.order({ kind: 'ConsultCompleted' })
    expect(scene.orders('AttachLeg').at(-1)?.to).toBe(scene.agentLeg('carol'))
  })

  it.each(['before', 'after'])(
    'is let go when the call ends %s their phone is answered',
    (when) => {
      const scene = new Talk()
      scene.order({ kind: 'CallWatched', mode: 'barge' }, 'sam')
      if (when === 'after') samAnswers(scene)
      scene.hangUp(scene.alice)
      scene.settle()
      expect(scene.state.agents.get(agentId('sam'))?.watching).toBeUndefined()
      expect(scene.state.legs.size).toBe(0)
    },
  )

  it('who is watching a call is given no other', () => {
    const scene = new Talk()
    scene.order({ kind: 'CallWatched', mode: 'listen' }, 'sam')
    scene.onQueue('sam')
    expect(scene.lastReply).toMatchObject({ ok: false, code: 'agent-busy' })
  })
})
