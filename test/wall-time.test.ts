import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSchedule, resolveWallTime } from '../src/wall-time.ts'

const utc = (local: string, zone: string): string | undefined => {
  const at = resolveWallTime(local, zone)
  return at === undefined ? undefined : new Date(at).toISOString()
}

describe('a wall-clock time', () => {
  it.each`
    local                 | zone                     | moment                        | why
    ${'2026-01-15T09:00'} | ${'Europe/London'}       | ${'2026-01-15T09:00:00.000Z'} | ${'winter'}
    ${'2026-07-15T09:00'} | ${'Europe/London'}       | ${'2026-07-15T08:00:00.000Z'} | ${'summer'}
    ${'2026-03-29T01:30'} | ${'Europe/London'}       | ${'2026-03-29T01:30:00.000Z'} | ${'skipped: an hour later'}
    ${'2026-10-25T01:30'} | ${'Europe/London'}       | ${'2026-10-25T00:30:00.000Z'} | ${'shown twice: the first'}
    ${'2026-03-08T02:30'} | ${'America/New_York'}    | ${'2026-03-08T07:30:00.000Z'} | ${'skipped'}
    ${'2026-11-01T01:30'} | ${'America/New_York'}    | ${'2026-11-01T05:30:00.000Z'} | ${'shown twice'}
    ${'2026-04-05T01:45'} | ${'Australia/Lord_Howe'} | ${'2026-04-04T14:45:00.000Z'} | ${'half an hour, shown twice'}
    ${'2026-06-01T00:00'} | ${'Asia/Kathmandu'}      | ${'2026-05-31T18:15:00.000Z'} | ${'45 minutes off'}
  `('$local in $zone is $moment ($why)', ({ local, zone, moment }) => {
    expect(utc(local, zone)).toBe(moment)
  })

  it.each([
    ['2026-02-30T09:00', 'Europe/London'],
    ['2026-02-03 09:00', 'Europe/London'],
    ['2026-02-03T09:00', 'Europe/Gotham'],
  ])('%s in %s is none', (local, zone) => {
    expect(resolveWallTime(local, zone)).toBeUndefined()
  })

  it('is shown by the clocks at its moment, or was skipped by them', () => {
    const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca']
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 365 * 24 * 4 }),
        fc.constantFrom(...zones),
        (quarters, timeZone) => {
          const local = new Date(Date.UTC(2026, 0, 1) + quarters * 900_000)
            .toISOString()
            .slice(0, 16)
          const at = resolveWallTime(local, timeZone)
          const shown = new Date(at ?? 0)
            .toLocaleString('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
            .replace(' ', 'T')
          expect(shown >= local).toBe(true)
          expect(Date.parse(`${shown}Z`) - Date.parse(`${local}Z`)).toBeLessThanOrEqual(3_600_000)
        },
      ),
    )
  })

  it('with an end is a window, and none where the end comes first', () => {
    const timeZone = 'Europe/London'
    const windows = resolveSchedule({
      from: '2026-01-15T09:00',
      until: '2026-01-15T11:00',
      timeZone,
    })
    expect(windows).toMatchObject({ windows: [{ opensAt: Date.UTC(2026, 0, 15, 9) }] })
    const from = '2026-01-15T12:00'
    expect(resolveSchedule({ from, until: '2026-01-15T11:00', timeZone })).toBeUndefined()
  })
})
