import { describe, expect, it } from 'vitest'
import type { Ladder, LiveWaiting } from '../../src/api/protocol.ts'
import { inOrder } from '../../src/desktop/board/line-order.ts'
import { changesOf } from '../../src/desktop/callbacks/changes.ts'
import { inTheirOrder } from '../../src/desktop/callbacks/line.ts'
import { columnsOf, rungsOf } from '../../src/desktop/calls/ladder.ts'
import { shortcutOf, type KeyPress } from '../../src/desktop/controls/key-press.ts'
import { rowsInSight } from '../../src/desktop/controls/rows-in-sight.ts'
import { codesFound } from '../../src/desktop/desk/codes.ts'
import { contactInHand, stageOf } from '../../src/desktop/desk/stage.ts'
import { applyChange } from '../../src/desktop/live/live-board.ts'
import { changeOf, houseOf } from './fake/house.ts'
import { LADDER } from './fake/interaction.ts'
import { deskOf } from './fake/scenes.ts'

describe('the board', () => {
  const house = houseOf({ agents: 60, waiting: 80, queues: ['support', 'billing'] })

  it('keeps every row that did not change as the same object, so that it is not drawn again', () => {
    const change = changeOf(house, 3)
    const next = applyChange(house, change)
    const moved = new Set(change.changed.agents?.map(({ id }) => id))
    expect(moved.size).toBeGreaterThan(0)
    next.agents.forEach((agent, i) => expect(agent === house.agents[i]).toBe(!moved.has(agent.id)))
  })

  it('takes rows that are gone away and adds those that are new', () => {
    const next = applyChange(house, changeOf(house, 1))
    expect(next.waiting).toHaveLength(80)
    expect(next.waiting.map(({ id }) => id)).not.toContain(house.waiting[0]?.id)
    expect(next.trunks).toBe(house.trunks)
  })
})

describe('the line', () => {
  const row = (id: string, rest: Partial<LiveWaiting> = {}): LiveWaiting => ({
    id,
    queueId: 'support',
    medium: 'callback',
    number: '+1202555••00',
    priority: 0,
    rankedAt: '2026-11-25T12:00:00.000Z',
    order: 0,
    attempts: 0,
    ...rest,
  })

  it('has calls and callbacks in one order: priority, then the time of entry, then the order', () => {
    const late = row('late', { rankedAt: '2026-11-25T12:05:00.000Z', medium: 'call' })
    const second = row('second', { order: 2 })
    const first = row('first', { order: 1 })
    const urgent = row('urgent', { priority: 5, rankedAt: '2026-11-25T12:09:00.000Z' })
    const ids = inOrder([late, second, row('x', { queueId: 'billing' }), first, urgent], 'support')
    expect(ids.map(({ id }) => id)).toEqual(['urgent', 'first', 'second', 'late'])
  })

  it('says the true place of whoever is found by name', () => {
    const line = [row('a', { order: 1 }), row('b', { order: 2, customerName: 'Alice' })]
    expect(inTheirOrder(line, '', 'alice').map(({ place }) => place)).toEqual([2])
  })

  it('sends of a form what was changed alone', () => {
    expect(changesOf({ priority: 0, ownerId: null }, { priority: 5, ownerId: null })).toEqual({
      priority: 5,
    })
  })

  it('draws the rows in sight alone, however long it is', () => {
    expect(rowsInSight(0, 400, 40, 1_000)).toEqual({ first: 0, end: 16 })
    expect(rowsInSight(20_000, 400, 40, 1_000)).toEqual({ first: 494, end: 516 })
    expect(rowsInSight(39_600, 400, 40, 1_000).end).toBe(1_000)
    expect(rowsInSight(0, 400, 40, 0)).toEqual({ first: 0, end: 0 })
  })
})

describe('the desk', () => {
  const ringing = { line: 'ready', microphone: 'granted', muted: false } as const
  const call = { state: 'ringing', shownName: '', shownNumber: '', sinceMs: 0 } as const

  it.each([
    ['offered', false, 'offered'],
    ['accepted', false, 'accepted'],
    ['alerting', true, 'ringing'],
    ['alerting', false, 'coming'],
    ['starting', true, 'ringing'],
    ['calling', false, 'calling'],
    ['talking', false, 'talking'],
    ['wrapping', false, 'wrapping'],
  ])('with a callback that is %s (phone rings: %s) is %s', (state, rings, stage) => {
    const desk = deskOf('alerting', { state })
    const phone = rings ? { ...ringing, call } : ringing
    expect(stageOf(contactInHand(desk), desk, phone)).toBe(stage)
  })

  it('believes the server and not the phone: a call that the server does not know is no customer', () => {
    const desk = deskOf('idle')
    expect(stageOf(undefined, desk, { ...ringing, call: { ...call, state: 'up' } })).toBe('nobody')
    expect(stageOf(undefined, desk, { ...ringing, call })).toBe('ringing')
  })

  it('finds a wrap-up code by any part of its words', () => {
    const codes = [
      { code: 'follow-up', name: 'Follow up' },
      { code: 'sale', name: 'Sale, follow the invoice' },
    ]
    expect(codesFound(codes, 'foll').map(({ code }) => code)).toEqual(['follow-up', 'sale'])
    expect(codesFound(codes, 'invoice sale').map(({ code }) => code)).toEqual(['sale'])
    expect(codesFound(codes, 'refund')).toEqual([])
  })
})

describe('shortcuts', () => {
  const press: KeyPress = {
    code: 'KeyH',
    key: 'h',
    altKey: false,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    repeat: false,
    isTyping: false,
  }

  it.each([
    ['a letter', press, 'letter', 'H'],
    ['a letter while typing', { ...press, isTyping: true }, 'letter', undefined],
    [
      'a letter with Ctrl, which is the browser’s',
      { ...press, ctrlKey: true },
      'letter',
      undefined,
    ],
    ['a letter that is held down', { ...press, repeat: true }, 'letter', undefined],
    ['a digit', { ...press, key: '5', code: 'Digit5' }, 'letter', undefined],
    ['a letter alone', press, 'alt-shift', undefined],
    ['Alt+Shift', { ...press, altKey: true, shiftKey: true, isTyping: true }, 'alt-shift', 'H'],
    ['a letter when they are off', press, 'off', undefined],
  ] as const)('%s is %3$s', (_what, pressed, style, letter) => {
    expect(shortcutOf(pressed, style)).toBe(letter)
  })
})

describe('the ladder', () => {
  it('stands the trunk left, Ringfirst in the middle, the agent right', () => {
    expect(columnsOf(LADDER)).toEqual(['carrier-a', '', 'bob'])
  })

  it('points each message the way it went, with its time since the first', () => {
    const rungs = rungsOf(LADDER)
    expect(rungs[0]).toMatchObject({ from: 1, to: 0, text: 'INVITE', sinceText: '+0.000 s' })
    expect(rungs[2]).toMatchObject({ from: 0, to: 1, text: '180 Ringing', status: 180 })
    expect(rungs[7]).toMatchObject({ from: 2, to: 1, text: '200 OK', status: 200 })
  })

  it('reads responses with and without the version of SIP', () => {
    const [first] = LADDER.messages
    if (first === undefined) throw new Error('the ladder has messages')
    const bare: Ladder = { ...LADDER, messages: [{ ...first, firstLine: '486 Busy Here' }] }
    expect(rungsOf(bare)[0]).toMatchObject({ text: '486 Busy Here', status: 486 })
  })
})
