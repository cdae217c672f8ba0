import { describe, expect, it } from 'vitest'
import { instant, later } from '../../src/core/time.ts'
import { createClock } from '../../src/dialer/clock.ts'

const START_MS = 1_700_000_000_000

function settableTime() {
  const time = { wall: START_MS, elapsed: 0 }
  const pass = (ms: number): void => {
    time.wall += ms
    time.elapsed += ms
  }
  return { time, pass, source: { wallMs: () => time.wall, elapsedMs: () => time.elapsed } }
}

describe('the clock', () => {
  it('keeps the time of day', () => {
    const { pass, source } = settableTime()
    const clock = createClock(source)
    expect(clock.now()).toBe(START_MS)
    pass(1_500)
    expect(clock.now()).toBe(START_MS + 1_500)
  })

  it('follows when the machine is set ahead or was suspended', () => {
    const { time, source } = settableTime()
    const clock = createClock(source)
    time.wall += 3_600_000
    expect(clock.now()).toBe(START_MS + 3_600_000)
  })

  it('runs on at half speed when the machine is set back, until they meet', () => {
    const { time, pass, source } = settableTime()
    const clock = createClock(source)
    time.wall -= 10_000
    const seen = Array.from({ length: 25 }, () => {
      pass(1_000)
      return clock.now() - START_MS
    })
    expect(seen.slice(0, 3)).toEqual([500, 1_000, 1_500])
    expect(seen[19]).toBe(10_000)
    expect(seen[24]).toBe(15_000)
  })

  it('rings no alarm before its moment, and each once', async () => {
    const clock = createClock()
    const rung: number[] = []
    const moments = [1, 5, 20, 20, 40].map((ms) => later(clock.now(), ms))
    await new Promise<void>((resolve) => {
      for (const moment of moments) {
        clock.at(moment, () => {
          rung.push(clock.now() - moment)
          if (rung.length === moments.length) resolve()
        })
      }
    })
    expect(Math.min(...rung)).toBeGreaterThanOrEqual(0)
  })

  it('rings an alarm of the past soon, but never at once', async () => {
    const clock = createClock()
    let isRung = false
    const ring = new Promise<void>((resolve) => {
      clock.at(instant(0), () => {
        isRung = true
        resolve()
      })
    })
    expect(isRung).toBe(false)
    await ring
  })

  it('does not ring an alarm that was disarmed', async () => {
    const clock = createClock()
    let isRung = false
    const disarm = clock.at(later(clock.now(), 5), () => (isRung = true))
    disarm()
    await new Promise<void>((resolve) => clock.at(later(clock.now(), 20), resolve))
    expect(isRung).toBe(false)
  })
})
