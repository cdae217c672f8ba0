import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDetector, type Detector } from '../../src/amd/detector.ts'
import { type Gap, hearRecording } from '../../src/amd/recording.ts'
import type { Finding } from '../../src/amd/verdict.ts'
import { readGaps, readWav, writeWav } from '../../src/amd/wav.ts'
import type { LegEvent } from '../../src/core/state/events.ts'
import { learnPrompt } from '../../src/amd/fingerprint.ts'
import { createListener, type Ears, Listener } from '../../src/softswitch/listener.ts'
import { sequence, silence, talk, tone } from '../amd/sounds.ts'
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

  it('knows the announcements that it was given', () => {
    const announcement = talk(6_000, 21)
    const known = learnPrompt('carrier voicemail', 'voicemail', announcement)
    const judged = (knownPrompts: Ears['knownPrompts']) => {
      const told: LegEvent[] = []
      const ears = { tell: (e: LegEvent) => void told.push(e), observe: () => undefined }
      const listener = createListener(newLegId(), { ...ears, keepsAnalysed: false, knownPrompts })
      listener.answered()
      listener.hear(announcement)
      return told.flatMap((event) => (event.kind === 'LegJudged' ? [event.verdict] : []))[0]
    }
    expect(judged(undefined)?.machine).toBeUndefined()
    expect(judged(known === undefined ? [] : [known])).toMatchObject({
      kind: 'machine',
      machine: 'voicemail',
    })
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

  it('keeps what replays to the same verdicts, whatever never came and whatever came early', () => {
    const call = sequence(
      silence(330),
      talk(4_200, 3),
      silence(600),
      tone(400, [1_000]),
      silence(900),
    )
    const frames = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(9)), { minLength: 1 })
    fc.assert(
      fc.property(fc.nat(3_000), frames, (earlySamples, pattern) => {
        const told: LegEvent[] = []
        const kept: [Int16Array, readonly Gap[]][] = []
        const listener = new Listener(
          newLegId(),
          createDetector,
          (event) => told.push(event),
          (samples, gaps) => kept.push([samples, gaps]),
        )
        listener.hear(talk(400, 5).subarray(0, earlySamples))
        listener.answered()
        for (let at = 0, n = 0; at < call.length; n += 1) {
          const [length, fate] = pattern[n % pattern.length]!
          const frame = call.subarray(at, at + length)
          if (fate === 0) listener.miss(frame.length)
          else listener.hear(frame)
          at += length
        }
        listener.stop()
        const file = writeWav(...kept[0]!)
        const { findings } = hearRecording(readWav(file), {}, readGaps(file))
        expect(verdictsIn(findings)).toEqual(
          told.flatMap((event) => (event.kind === 'LegJudged' ? [event.verdict] : [])),
        )
      }),
      { numRuns: 25 },
    )
  })
})

/** Those that were said while the call went on. */
function verdictsIn(findings: readonly Finding[]): object[] {
  return findings.flatMap((finding) =>
    finding.kind === 'verdict' && !finding.verdict.evidence.includes('the audio ended')
      ? [finding.verdict]
      : [],
  )
}
