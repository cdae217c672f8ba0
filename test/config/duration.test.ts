import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { formatDuration, parseDuration } from '../../src/config/duration.ts'

describe('a duration', () => {
  it.each([
    ['30 s', 30_000],
    ['30s', 30_000],
    ['1.5 min', 90_000],
    ['500 ms', 500],
    ['24 h', 86_400_000],
    ['1 d', 86_400_000],
    [250, 250],
  ])('reads %s', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs)
  })

  it.each(['', '30', 's', '-1 s', '30 seconds', '1 s 2 s', Number.NaN, -5, null, {}])(
    'refuses %s',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs)
      }),
    )
  })
})
