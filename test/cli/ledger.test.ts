import { describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { EXIT_BY_DISPOSITION, exitCodeOf } from '../../src/cli/exit-code.ts'
import { endingLine, headingLine, timelineLine } from '../../src/cli/ledger.ts'
import { PLAIN } from '../../src/cli/paint.ts'

const CALL: CallbackResource = {
  id: '0198d4a0-0000-7000-8000-000000000000',
  queueId: 'support',
  number: '+12025550100',
  state: 'closed',
  bookedAt: '2026-05-01T12:00:00.000Z',
  customerName: 'Alice',
  disposition: 'connected',
  cause: 'normal',
  waitAfterAnswerMs: 420,
  verdict: { kind: 'human', confidence: 0.95, atMs: 1_200, evidence: [] },
  timeline: [],
  attempts: [],
  participants: [],
  wrapUps: [],
  decisions: [],
  queueDecisions: [],
}

describe('a call as it is told on a terminal', () => {
  it('begins with who is called', () => {
    expect(headingLine(CALL, PLAIN)).toBe(
      'Calling Alice, +12025550100 for queue support · 0198d4a0-0000-7000-8000-000000000000',
    )
  })

  it('goes on with seconds since the booking', () => {
    const note = { at: '2026-05-01T12:00:02.300Z', event: 'answered', text: 'answers' } as const
    expect(timelineLine(note, CALL.bookedAt, PLAIN)).toBe('    2.3 s  ◆ answers')
  })

  it.each([
    [{}, '✔ connected · heard: human · waited 0.4 s after the answer'],
    [
      {
        disposition: 'machine',
        cause: 'released',
        verdict: { ...CALL.verdict, kind: 'machine', machine: 'voicemail' },
      },
      '■ machine · heard: machine (voicemail) · cause: released',
    ],
  ] as const)('ends with how it ended', (change, line) => {
    expect(endingLine({ ...CALL, ...change } as CallbackResource, PLAIN)).toBe(line)
  })
})

describe('an exit code', () => {
  it('is 0 for an agent reached, and one of its own for every other disposition', () => {
    const codes = Object.values(EXIT_BY_DISPOSITION)
    expect(new Set(codes).size).toBe(codes.length)
    expect(exitCodeOf('connected')).toBe(0)
    for (const code of codes) expect(code === 0 || (code >= 10 && code < 125)).toBe(true)
    expect(exitCodeOf('from-the-future')).toBe(1)
  })
})
