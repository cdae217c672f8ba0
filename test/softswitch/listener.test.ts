import { describe, expect, it } from 'vitest'
import type { Detector } from '../../src/amd/detector.ts'
import type { Finding } from '../../src/amd/verdict.ts'
import type { LegEvent } from '../../src/core/state/events.ts'
import { Listener } from '../../src/softswitch/listener.ts'
import { newLegId } from '../support/switch-recorder.ts'

const VERDICT: Finding = {
  kind: 'verdict',
  verdict: {
    kind: 'machine',
    machine: 'voicemail',
    confidence: 0.9,
    atMs: 1_200,
    evidence: ['long'],
  },
  correction: true,
}
const BEEP: Finding = { kind: 'beep', atMs: 5_100, startMs: 4_600, endMs: 5_000, hz: 1_000 }
const READY: Finding = { kind: 'ready', by: 'beep', atMs: 5_300 }

function detectorThatFinds(...findings: readonly Finding[]): Detector {
  return {
    push: () => findings,
    skip: () => findings,
    answered: () => [],
    promptStarted: () => undefined,
    promptEnded: () => undefined,
    settle: () => [],
    beep: undefined,
  }
}

describe('a listener', () => {
  it('tells what was found as events of its leg', () => {
    const legId = newLegId()
    const told: LegEvent[] = []
    const listener = new Listener(
      legId,
      () => detectorThatFinds(VERDICT, BEEP, READY),
      (e) => told.push(e),
    )
    listener.hear(new Int16Array(160))
    expect(told).toEqual([
      { kind: 'LegJudged', legId, verdict: VERDICT.verdict, correction: true },
      { kind: 'BeepHeard', legId, startMs: 4_600, endMs: 5_000, hz: 1_000 },
      { kind: 'LegReady', legId, by: 'beep', atMs: 5_300 },
    ])
  })

  it('says nothing once it was stopped', () => {
    const told: LegEvent[] = []
    const listener = new Listener(
      newLegId(),
      () => detectorThatFinds(VERDICT),
      (e) => told.push(e),
    )
    listener.stop()
    listener.hear(new Int16Array(160))
    listener.miss(160)
    expect(told).toEqual([])
  })
})

describe('a listener that keeps what it hears', () => {
  it('hands it over once, from the answer on, with silence for what did not come', () => {
    const kept: Int16Array[] = []
    const listener = new Listener(
      newLegId(),
      () => detectorThatFinds(),
      () => undefined,
      (samples) => kept.push(samples),
    )
    listener.hear(new Int16Array(160).fill(1))
    listener.answered()
    listener.hear(new Int16Array(160).fill(2))
    listener.miss(80)
    listener.stop()
    listener.stop()
    expect(kept.map((samples) => [samples.length, samples[0], samples[200]])).toEqual([[240, 2, 0]])
  })
})
