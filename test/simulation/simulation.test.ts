import { describe, expect, it } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import { dayScript, type Day } from '../../src/simulation/day.ts'
import { advised, peakLoad, planDay } from '../../src/simulation/plan.ts'
import { play } from '../../src/simulation/play.ts'
import { shadowOf, type Entry } from '../../src/simulation/shadow.ts'
import { makeOrganisation, makeQueueSettings } from '../support/organisation.ts'

const QUEUE = queueId('support')
const DAY: Day = {
  queueId: QUEUE,
  arrivals: Array.from({ length: 24 }, (_, hour) => (hour < 9 || hour > 11 ? 0 : 60)),
  habits: {
    personShare: 0.6,
    machineShare: 0.1,
    ringMs: 15_000,
    talkMs: 240_000,
    acwMs: 20_000,
    patienceMs: 30_000,
  },
  agentAnswerMs: 1_500,
}
const HOUSE = makeOrganisation({
  queues: [makeQueueSettings({ pacing: { policy: 'auto', modifier: 1 } })],
})

describe('a simulated day', () => {
  it('is the same for the same seed, and another for another', () => {
    const playWith = (seed: number) => play(dayScript(HOUSE, DAY, { agents: 4, modifier: 1, seed }))
    expect(playWith(1)).toEqual(playWith(1))
    expect(playWith(2).booked).not.toBe(playWith(1).booked)
  })

  it('has the load that Little’s law gives, and shorter waits with more agents', () => {
    expect(peakLoad(DAY)).toBeCloseTo((60 * 0.6 * 260) / 3_600)
    const rows = planDay(HOUSE, DAY, { seed: 1, agents: [1, 3, 5], modifiers: [1] })
    const waits = rows.map(({ report }) => report.meanWaitMs)
    expect(waits).toEqual([...waits].sort((a, b) => b - a))
    const [few, , many] = rows
    expect(few?.report.unserved).toBeGreaterThan(10)
    expect(many?.report.unserved).toBe(0)
    expect(many?.report.dispositions).toMatchObject({ 'no-answer': expect.any(Number) })
    expect(few?.report.occupancy).toBeGreaterThan(0.8)
  })

  it('advises the fewest agents with whom waits are within the goal', () => {
    const rows = planDay(HOUSE, DAY, { seed: 1, agents: [2, 4, 6, 9], modifiers: [1, 2] })
    const best = advised(rows)
    const fewer = rows.filter(({ agents }) => agents < (best?.agents ?? 0))
    expect(best?.isGood).toBe(true)
    expect(fewer.length).toBeGreaterThan(0)
    expect(fewer.some(({ isGood }) => isGood)).toBe(false)
    expect(advised(fewer)).toBeUndefined()
  })
})

describe('a journal in shadow', () => {
  const journal: Entry[] = []
  const actual = play({
    ...dayScript(HOUSE, DAY, { agents: 3, modifier: 1, seed: 5 }),
    hear: (at, event) => journal.push({ at, event }),
  })

  it('comes to what was, where nothing is changed', () => {
    const report = shadowOf(journal, { queueId: QUEUE }, 1)
    expect(report.actual.connected).toBe(actual.connected)
    expect(report.replayed).toEqual(report.shadow)
    expect(Math.abs(report.replayed.connected - actual.connected)).toBeLessThanOrEqual(3)
    expect(report.recordedDials).toBeGreaterThan(0.9 * report.shadow.dials)
  })

  it('shows what another pacing would have done, and which dials it had to draw', () => {
    const change = { queueId: QUEUE, policy: 'cap', modifier: 3 } as const
    const { shadow, replayed, recordedDials, drawnDials } = shadowOf(journal, change, 1)
    expect(shadow.lateShare).toBeGreaterThan(replayed.lateShare + 0.1)
    expect(shadow.meanWaitMs).toBeLessThan(replayed.meanWaitMs)
    expect(recordedDials + drawnDials).toBe(shadow.dials)
  })
})
