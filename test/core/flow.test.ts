import { describe, expect, it } from 'vitest'
import type { CollectStep, FlowStep } from '../../src/core/state/flow-program.ts'
import { agentId, callbackOfCall, queueId } from '../../src/core/ids.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { ALICE_NUMBER, CallerScene } from '../support/caller-scene.ts'
import { makeAgentSettings } from '../support/organisation.ts'

const SUPPORT = queueId('support')
const OFFICE_NUMBER = '+12025550188'
const MENU: CollectStep = {
  kind: 'collect',
  say: ['menu'],
  again: ['sorry'],
  min: 1,
  max: 1,
  firstTimeoutMs: 5_000,
  betweenTimeoutMs: 3_000,
  tries: 2,
  choices: { '1': 1, '2': 3 },
  otherwise: 5,
}
const MENU_FLOW: readonly FlowStep[] = [
  MENU,
  { kind: 'play', prompt: 'one' },
  { kind: 'hang-up' },
  { kind: 'play', prompt: 'two' },
  { kind: 'hang-up' },
  { kind: 'play', prompt: 'neither' },
]
const WAIT: readonly FlowStep[] = [
  { kind: 'enter-queue', queueId: SUPPORT, limitMs: 60_000, limitTo: 6 },
  { kind: 'listen', keys: { '1': 4 } },
  { kind: 'hold', music: 'comfort', forMs: 20_000 },
  { kind: 'jump', to: 2 },
  { kind: 'create-callback', otherwise: 6 },
  { kind: 'say', say: ['promised'] },
  { kind: 'hang-up' },
]

describe('a call to one of our numbers', () => {
  it('is answered when the first step needs it, and not before', () => {
    const scene = new CallerScene([
      { kind: 'branch', when: { kind: 'caller', prefix: '+44' }, otherwise: 2 },
      { kind: 'hang-up', cause: 'busy' },
      { kind: 'play', prompt: 'welcome' },
    ])
    const alice = scene.arrive()
    expect(scene.orders('AnswerLeg')).toHaveLength(1)
    expect(scene.heard(alice)).toBe('welcome')
    scene.arrive('+442071234567')
    expect(scene.orders('AnswerLeg')).toHaveLength(1)
    expect(scene.orders('ReleaseLeg').at(-1)).toMatchObject({ cause: 'busy' })
  })

  it('to a number that leads nowhere is refused as one that does not exist', () => {
    const scene = new CallerScene([])
    scene.arrive(ALICE_NUMBER, '+12025559999')
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ cause: 'invalid-number' }])
    expect(scene.state.callbacks.size).toBe(0)
  })

  it('is let go at the end of its flow, and kept as a record', () => {
    const scene = new CallerScene([{ kind: 'play', prompt: 'closed' }])
    const alice = scene.arrive()
    scene.ends(alice)
    scene.settle()
    expect(scene.record(alice)).toMatchObject({ disposition: 'flow-ended', medium: 'call' })
    expect(scene.state.legs.size).toBe(0)
  })

  it('during a drain is refused for now', () => {
    const scene = new CallerScene([{ kind: 'play', prompt: 'welcome' }])
    scene.say({ kind: 'DispatchPaused' })
    scene.arrive()
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ cause: 'interrupted' }])
  })
})

describe('an entry', () => {
  it.each([
    ['1', 'one'],
    ['2', 'two'],
  ])('of %s leads to %s', (key, prompt) => {
    const scene = new CallerScene(MENU_FLOW)
    const alice = scene.arrive()
    scene.press(alice, key)
    expect(scene.heard(alice)).toBe(prompt)
  })

  it('that is wrong is asked for again, and leads elsewhere when the tries are used up', () => {
    const scene = new CallerScene(MENU_FLOW)
    const alice = scene.arrive()
    scene.press(alice, '7')
    expect(scene.heard(alice)).toBe('sorry menu')
    scene.press(alice, '8')
    expect(scene.heard(alice)).toBe('neither')
  })

  it('plays music while the caller thinks, and asks again when nothing comes', () => {
    const scene = new CallerScene(MENU_FLOW)
    const alice = scene.arrive()
    scene.ends(alice)
    expect(scene.heard(alice)).toBe('comfort')
    scene.wait(5_000)
    expect(scene.heard(alice)).toBe('sorry menu')
  })

  it('that is a number is read outside the core, and one that may not be dialled is wrong', () => {
    const ask: CollectStep = {
      ...MENU,
      max: 15,
      terminator: '#',
      store: 'n',
      check: 'phone-number',
    }
    const { choices: _, ...entry } = ask
    const flow: FlowStep[] = [entry, { kind: 'say', say: [{ digits: 'n' }] }]
    const scene = new CallerScene(flow)
    const alice = scene.arrive()
    scene.press(alice, '9005550100#')
    const [asked] = scene.orders('Ask')
    expect(asked?.about).toEqual({ kind: 'phone-number', text: '9005550100', country: 'US' })
    const answer = (number: string): void => {
      const question = scene.orders('Ask').at(-1)?.question ?? 0
      const data = { number }
      scene.say({ kind: 'Answered', callbackId: alice, question, ok: true, data })
    }
    answer('+19005550100')
    expect(scene.heard(alice)).toBe('sorry menu')
    scene.press(alice, '2025550123#')
    answer('+12025550123')
    expect(scene.heard(alice)).toBe([...'12025550123'].map((digit) => `number-${digit}`).join(' '))
  })
})

describe('a caller who waits', () => {
  it('stands in the line, hears music, and reaches an agent', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    expect(scene.record(alice).state).toBe('queued')
    expect(scene.heard(alice)).toBe('comfort')
    scene.onQueue()
    expect(scene.rung).toEqual(['bob'])
    scene.joined(alice)
    expect(scene.record(alice)).toMatchObject({ state: 'talking', disposition: 'connected' })
    scene.leave(alice)
    scene.wrapUp(alice)
    expect(scene.record(alice).state).toBe('closed')
  })

  it('hears nothing of the flow any more once an agent has picked up', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    scene.onQueue()
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    const before = scene.orders('PlayPrompt').length
    scene.wait(90_000)
    scene.press(alice, '1')
    expect(scene.orders('PlayPrompt')).toHaveLength(before)
  })

  it('goes on in the flow when the agent does not pick up', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    scene.onQueue()
    scene.release(scene.agentLeg(), 'no-answer')
    expect(scene.record(alice).state).toBe('queued')
    scene.wait(20_000)
    expect(scene.orders('PlayPrompt').length).toBeGreaterThan(1)
  })

  it('takes a callback, and is called at the very place once the call is over', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    scene.wait(1_000)
    const carol = scene.arrive('+12025550101')
    const rank = scene.state.callbacks.get(alice)?.rankedAt
    scene.wait(1_000)
    scene.press(alice, '1')
    expect(scene.record(alice).state).toBe('in-flow')
    const booked = callbackOfCall(alice)
    expect(scene.state.callbacks.has(booked)).toBe(false)
    scene.ends(alice)
    scene.settle()
    expect(scene.record(alice).disposition).toBe('callback-booked')
    expect(scene.state.callbacks.get(booked)).toMatchObject({
      state: 'waiting',
      customer: ALICE_NUMBER,
      rankedAt: rank,
    })
    expect([booked, carol].map((id) => scene.position(id))).toEqual([1, 2])
    scene.onQueue()
    expect(scene.dialled).toEqual([booked])
  })

  it('who hangs up on the promise is called all the same', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    scene.press(alice, '1')
    scene.leave(alice)
    expect(scene.record(alice).disposition).toBe('callback-booked')
    expect(scene.stateOf(callbackOfCall(alice))).toBe('waiting')
  })

  it('with a withheld number cannot be promised a call', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive('')
    scene.press(alice, '1')
    scene.settle()
    expect(scene.record(alice).disposition).toBe('flow-ended')
    expect(scene.state.callbacks.size).toBe(0)
  })

  it('leads elsewhere when the longest wait is over', () => {
    const scene = new CallerScene(WAIT)
    const alice = scene.arrive()
    scene.wait(60_000)
    scene.settle()
    expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'flow-ended' })
  })

  it('who changes queues keeps the time at which they came', () => {
    const scene = new CallerScene([
      { kind: 'enter-queue', queueId: SUPPORT },
      { kind: 'hold', music: 'comfort', forMs: 5_000 },
      { kind: 'enter-queue', queueId: queueId('sales') },
      { kind: 'hold', music: 'comfort', forMs: 60_000 },
    ])
    const alice = scene.arrive()
    const rank = scene.state.callbacks.get(alice)?.rankedAt
    scene.wait(6_000)
    expect(scene.state.callbacks.get(alice)).toMatchObject({ queueId: 'sales', rankedAt: rank })
  })
})

describe('a caller who has a callback', () => {
  const again = (step: FlowStep): CallerScene =>
    new CallerScene([
      step,
      { kind: 'say', say: ['done', { position: true }] },
      { kind: 'hang-up' },
      { kind: 'say', say: ['none'] },
    ])

  it('takes its place, and it is settled when an agent answers', () => {
    const scene = again({ kind: 'take-place', otherwise: 3 })
    const booked = scene.book({ to: ALICE_NUMBER })
    scene.wait(1_000)
    scene.book()
    const alice = scene.arrive()
    expect(scene.heard(alice)).toBe('done number-1')
    expect(scene.stateOf(booked)).toBe('taken-over')
    scene.onQueue()
    scene.joined(alice)
    expect(scene.record(booked)).toMatchObject({ disposition: 'called-in' })
  })

  it('takes its place and wants the call on another number: one callback stands there', () => {
    const scene = new CallerScene([
      { kind: 'take-place', otherwise: 3 },
      { kind: 'set', data: { other: OFFICE_NUMBER } },
      { kind: 'create-callback', numberFrom: 'other', otherwise: 3 },
      { kind: 'hang-up' },
    ])
    const booked = scene.book({ to: ALICE_NUMBER })
    const rank = scene.state.callbacks.get(booked)?.number
    const alice = scene.arrive()
    scene.leave(alice)
    expect(scene.record(booked)).toMatchObject({ disposition: 'called-in' })
    const waiting = [...scene.state.callbacks.values()]
    expect(waiting.map(({ customer, number }) => [customer, number])).toEqual([
      [OFFICE_NUMBER, rank],
    ])
  })

  it('gives it up', () => {
    const scene = again({ kind: 'cancel-callback', otherwise: 3 })
    const booked = scene.book({ to: ALICE_NUMBER })
    scene.arrive()
    expect(scene.record(booked)).toMatchObject({ disposition: 'cancelled' })
  })

  it('puts it off, and keeps its place', () => {
    const scene = again({ kind: 'move-callback', byMs: 3_600_000, otherwise: 3 })
    const booked = scene.book({ to: ALICE_NUMBER })
    const rank = scene.state.callbacks.get(booked)?.rankedAt
    scene.arrive()
    expect(scene.state.callbacks.get(booked)).toMatchObject({ state: 'scheduled', rankedAt: rank })
    scene.wait(3_600_000)
    expect(scene.state.callbacks.get(booked)).toMatchObject({ state: 'waiting', rankedAt: rank })
  })

  it('is told so where there is none', () => {
    const scene = again({ kind: 'cancel-callback', otherwise: 3 })
    expect(scene.heard(scene.arrive())).toBe('none')
  })
})

describe('a flow', () => {
  it('asks an endpoint, and what it answers is data from then on', () => {
    const scene = new CallerScene([
      { kind: 'http', url: 'https://crm.example/caller', timeoutMs: 2_000, otherwise: 3 },
      { kind: 'branch', when: { kind: 'data', name: 'tier', is: 'gold' }, otherwise: 3 },
      { kind: 'play', prompt: 'gold' },
      { kind: 'play', prompt: 'plain' },
    ])
    const ask = (alice: ReturnType<CallerScene['arrive']>, tier: string): void => {
      const question = scene.orders('Ask').at(-1)?.question ?? 0
      scene.say({ kind: 'Answered', callbackId: alice, question, ok: true, data: { tier } })
    }
    const alice = scene.arrive()
    expect(scene.heard(alice)).toBe('comfort')
    ask(alice, 'gold')
    expect(scene.heard(alice)).toBe('gold')
    const carol = scene.arrive('+12025550101')
    scene.wait(3_000)
    expect(scene.heard(carol)).toBe('plain')
    ask(carol, 'gold')
    expect(scene.heard(carol)).toBe('plain')
  })

  it('decides by opening hours as they were last told', () => {
    const open = { kind: 'hours', hours: 'office', is: 'open' } as const
    const scene = new CallerScene([
      { kind: 'branch', when: open, otherwise: 3 },
      { kind: 'play', prompt: 'open' },
      { kind: 'hang-up' },
      { kind: 'play', prompt: 'closed' },
    ])
    expect(scene.heard(scene.arrive())).toBe('closed')
    scene.say({ kind: 'HoursChanged', hours: 'office', state: 'open' })
    expect(scene.heard(scene.arrive())).toBe('open')
  })

  it('speaks its language, until a step chooses another', () => {
    const scene = new CallerScene([
      { kind: 'set', language: 'de' },
      { kind: 'say', say: ['welcome', { number: 21 }, { time: '08:30' }] },
    ])
    expect(scene.heard(scene.arrive())).toBe(
      'de/welcome de/number-one-of de/number-and de/number-20 de/number-8 de/time-oclock de/number-30',
    )
  })

  it('that goes round without waiting ends the call', () => {
    const scene = new CallerScene([{ kind: 'jump', to: 0 }])
    const alice = scene.arrive()
    scene.settle()
    expect(scene.record(alice)).toMatchObject({ disposition: 'flow-ended' })
    expect(scene.record(alice).timeline.some(({ event }) => event === 'flow-failed')).toBe(true)
  })

  it.each([
    ['a prompt', [{ kind: 'say', say: ['welcome'] }], 'welcome'],
    ['an entry', MENU_FLOW, 'menu'],
    ['music', [{ kind: 'hold', music: 'comfort', forMs: 9_000 }], 'comfort'],
    ['a wait in line', WAIT, 'comfort'],
  ] as const)('begins %s again after a restart in the middle', (_, steps, prompt) => {
    const scene = new CallerScene(steps)
    const alice = scene.arrive()
    const before = scene.orders('PlayPrompt').length
    const copy = writeSnapshot(readSnapshot(writeSnapshot(scene.state)))
    expect(copy).toBe(writeSnapshot(scene.state))
    scene.restart()
    expect(scene.orders('PlayPrompt')).toHaveLength(before + 1)
    expect(scene.heard(alice)).toBe(prompt)
  })

  it('does not take the end of a prompt from before the restart for the end of the new one', () => {
    const scene = new CallerScene([
      { kind: 'say', say: ['welcome'] },
      { kind: 'play', prompt: 'x' },
    ])
    const alice = scene.arrive()
    const [first] = scene.orders('PlayPrompt')
    scene.restart()
    const legId = scene.legOf(alice)
    const prompt = first?.prompt ?? ''
    scene.say({ kind: 'PromptEnded', legId, prompt, completed: false })
    expect(scene.heard(alice)).toBe('welcome')
    scene.ends(alice)
    expect(scene.heard(alice)).toBe('x')
  })

  it('gives a caller to a named agent first', () => {
    const scene = new CallerScene(
      [
        { kind: 'set', preferredAgents: { agents: [agentId('carol')], timeoutMs: 10_000 } },
        { kind: 'enter-queue', queueId: SUPPORT },
        { kind: 'hold', music: 'comfort', forMs: 60_000 },
      ],
      {},
      { agents: [makeAgentSettings('bob'), makeAgentSettings('carol')] },
    )
    scene.onQueue('bob')
    scene.onQueue('carol')
    scene.arrive()
    expect(scene.rung).toEqual(['carol'])
  })
})
