import { describe, expect, it } from 'vitest'
import { instant } from '../../src/core/time.ts'
import { schedulesToResolve } from '../../src/dialer/wall-clock.ts'
import { resolveWallTime } from '../../src/wall-time.ts'
import { Scene } from '../support/scene.ts'

describe('wall-clock times after a start', () => {
  const wallTime = { from: '1970-01-02T09:00', timeZone: 'America/New_York' }
  const right = resolveWallTime(wallTime.from, wallTime.timeZone) ?? instant(0)

  it('are left alone where they come to the same moment', () => {
    const scene = new Scene()
    scene.book({ dueAt: right, wallTime })
    expect(schedulesToResolve(scene.state)).toEqual([])
  })

  it('are resolved anew where the time zone has changed since the booking', () => {
    const scene = new Scene()
    const alice = scene.book({ dueAt: instant(right - 3_600_000), wallTime })
    const events = schedulesToResolve(scene.state)
    expect(events).toEqual([{ kind: 'ScheduleResolved', callbackId: alice, dueAt: right }])
    for (const event of events) scene.say(event)
    expect(schedulesToResolve(scene.state)).toEqual([])
  })
})
