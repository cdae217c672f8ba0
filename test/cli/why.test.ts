import { describe, expect, it } from 'vitest'
import { whyText } from '../../src/api/sentences.ts'

describe('why a callback is not dialled now', () => {
  it.each`
    rule                  | numbers                                                                                          | text
    ${'not-due'}          | ${{ inMs: 90_000 }}                                                                              | ${'Not due yet: in 90.0 s'}
    ${'not-first'}        | ${{ position: 3 }}                                                                               | ${'Waits its turn: place 3 in line'}
    ${'owner-away'}       | ${{ isOnQueue: 0 }}                                                                              | ${'Waits for its owner alone, who is off queue'}
    ${'no-skilled-agent'} | ${{}}                                                                                            | ${'Not dialled: no agent with the skills is idle and not promised'}
    ${'pacing-auto'}      | ${{ inFlight: 9, agentsIdle: 2, agentsLoggedIn: 20, riskPercent: 4.2, allowedRiskPercent: 1.3 }} | ${'Not dialled: with 9 in flight, 2 agents idle of 20 on queue one more would meet no agent in 4.2 % of cases, 1.3 % are allowed'}
  `('$rule: $text', ({ rule, numbers, text }) => {
    expect(whyText({ rule, numbers })).toBe(text)
  })
})
