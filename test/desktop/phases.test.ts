import { describe, expect, it } from 'vitest'
import type { WireNote } from '../../src/api/protocol/callback.ts'
import { clockText, numberText, secondsText } from '../../src/desktop/controls/format.ts'
import { phasesOf, tickStepMs } from '../../src/desktop/calls/phases.ts'

const START_MS = Date.parse('2026-05-01T12:00:00.000Z')

/** A timeline from `seconds event role-or-verdict` lines. */
function timeline(...lines: string[]): WireNote[] {
  return lines.map((line) => {
    const [seconds = '0', event = '', what = ''] = line.split(' ')
    const detail =
      event === 'judged' ? { verdict: what } : event === 'leg-released' ? { role: what } : {}
    const at = new Date(START_MS + Number(seconds) * 1_000).toISOString()
    return { at, event: event as WireNote['event'], text: line, detail }
  })
}

function inSeconds(phases: readonly { kind: string; fromMs: number; toMs: number | undefined }[]) {
  return phases.map(({ kind, fromMs, toMs }) => [
    kind,
    (fromMs - START_MS) / 1_000,
    toMs === undefined ? undefined : (toMs - START_MS) / 1_000,
  ])
}

describe('the phases of a call', () => {
  it('are none before the first dial', () => {
    expect(phasesOf(timeline('0 booked', '0 entered-queue'))).toBeUndefined()
  })

  it('lead a live customer from the ring to the conversation, and the agent to the wrap-up', () => {
    const phases = phasesOf(
      timeline(
        '0 booked',
        '5 dialling',
        '6 ringing',
        '8 answered',
        '9 judged human',
        '9 agent-alerting',
        '10 agent-answered',
        '10.5 joined',
        '30 leg-released customer',
        '30 leg-released agent',
        '33 wrap-up',
        '33 closed',
      ),
    )
    expect(inSeconds(phases?.customer ?? [])).toEqual([
      ['ringing', 5, 8],
      ['listening', 8, 9],
      ['waiting', 9, 10.5],
      ['talking', 10.5, 30],
    ])
    expect(inSeconds(phases?.agent ?? [])).toEqual([
      ['alerting', 9, 10.5],
      ['talking', 10.5, 30],
      ['wrapping', 30, 33],
    ])
    expect(phases?.marks.map((mark) => mark.kind)).toEqual(['verdict', 'joined'])
  })

  it('leave what still lasts open', () => {
    const phases = phasesOf(
      timeline('0 dialling', '2 answered', '6 judged machine', '6 flow-started'),
    )
    expect(inSeconds(phases?.customer ?? [])).toEqual([
      ['ringing', 0, 2],
      ['listening', 2, 6],
      ['machine', 6, undefined],
    ])
  })

  it('show an agent who did not answer, then the next', () => {
    const phases = phasesOf(
      timeline(
        '0 dialling',
        '2 answered',
        '3 judged human',
        '3 agent-alerting',
        '18 agent-not-responding',
        '18 agent-alerting',
        '20 joined',
      ),
    )
    expect(inSeconds(phases?.agent ?? [])).toEqual([
      ['alerting', 3, 18],
      ['alerting', 18, 20],
      ['talking', 20, undefined],
    ])
  })
})

describe('an axis', () => {
  it.each([
    [12_000, 2_000],
    [30_000, 5_000],
    [240_000, 60_000],
    [7_200_000, 1_800_000],
  ])('of %i ms has a line every %i ms', (spanMs, stepMs) => {
    expect(tickStepMs(spanMs)).toBe(stepMs)
  })
})

describe('what people read', () => {
  it.each([
    [0, '0:00'],
    [7_900, '0:07'],
    [754_000, '12:34'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('%i ms that run are %s', (ms, text) => {
    expect(clockText(ms)).toBe(text)
  })

  it.each([
    ['+12025550100', '+1 202 555 0100'],
    ['+1••••••0100', '+1 ••• ••• 0100'],
    ['+442079460000', '+442079460000'],
  ])('the number %s is %s', (number, text) => {
    expect(numberText(number)).toBe(text)
  })

  it('a length that is over has tenths', () => {
    expect(secondsText(420)).toBe('0.4 s')
  })
})
