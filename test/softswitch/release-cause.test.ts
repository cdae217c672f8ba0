import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause } from '../../src/core/state/outcome.ts'
import { causeOfAnswer } from '../../src/softswitch/release-cause.ts'

type Row = readonly [sipStatus: number | undefined, q850: number | undefined, cause: Cause]

const CUSTOMER: readonly Row[] = [
  [404, undefined, 'invalid-number'],
  [404, 1, 'invalid-number'],
  [404, 20, 'unreachable'],
  [480, undefined, 'no-answer'],
  [480, 18, 'no-answer'],
  [480, 20, 'unreachable'],
  [480, 34, 'unreachable'],
  [486, undefined, 'busy'],
  [486, 21, 'busy'],
  [487, undefined, 'no-answer'],
  [603, undefined, 'declined'],
  [603, 17, 'busy'],
  [608, 21, 'unwanted'],
  [401, undefined, 'refused'],
  [420, undefined, 'refused'],
  [699, undefined, 'declined'],
  [302, undefined, 'unreachable'],
  [503, 17, 'network-failure'],
  [undefined, 17, 'busy'],
  [undefined, 38, 'network-failure'],
  [undefined, 16, 'network-failure'],
  [undefined, undefined, 'network-failure'],
]

const AGENT: readonly Row[] = [
  [404, undefined, 'unreachable'],
  [410, undefined, 'unreachable'],
  [480, undefined, 'unreachable'],
  [503, undefined, 'unreachable'],
  [486, undefined, 'busy'],
  [603, undefined, 'declined'],
]

function answer(row: Row): { readonly sipStatus?: number; readonly q850?: number } {
  const [sipStatus, q850] = row
  return {
    ...(sipStatus === undefined ? {} : { sipStatus }),
    ...(q850 === undefined ? {} : { q850 }),
  }
}

describe('why a leg was not answered', () => {
  it.each(CUSTOMER)('of a customer: %s with Q.850 %s is %s', (...row) => {
    expect(causeOfAnswer(answer(row), 'customer')).toBe(row[2])
  })

  it.each(AGENT)('of an agent’s phone: %s with Q.850 %s is %s', (...row) => {
    expect(causeOfAnswer(answer(row), 'agent')).toBe(row[2])
  })

  it('is a failure of the network for every 5xx of a trunk and for no 4xx or 6xx', () => {
    const statuses = fc.integer({ min: 300, max: 699 })
    const reasons = fc.option(fc.integer({ min: 1, max: 127 }), { nil: undefined })
    fc.assert(
      fc.property(statuses, reasons, (sipStatus, q850) => {
        const cause = causeOfAnswer(
          { sipStatus, ...(q850 === undefined ? {} : { q850 }) },
          'customer',
        )
        expect(cause === 'network-failure').toBe(sipStatus >= 500 && sipStatus < 600)
      }),
    )
  })
})
