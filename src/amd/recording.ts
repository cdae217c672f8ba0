import { createDetector, type Detector, type DetectorOptions } from './detector.ts'
import type { Finding, Verdict } from './verdict.ts'

/** What was found in a recording that begins at the answer. Milliseconds from its first sample. */
export interface Hearing {
  readonly verdict: Verdict
  readonly first: Verdict
  /** When the speaker had talked for longer than most people do; undefined where that never was. */
  readonly likelyMachineAtMs: number | undefined
  /** When a message may start; undefined where no machine was ready. */
  readonly readyAtMs: number | undefined
  readonly beeps: readonly {
    readonly atMs: number
    readonly startMs: number
    readonly endMs: number
    readonly hz: number
  }[]
  readonly findings: readonly Finding[]
}

/** Audio that never arrived: so many samples from this one on. */
export interface Gap {
  readonly at: number
  readonly count: number
}

const FRAME_SAMPLES = 160

/**
 * Listens to a whole recording as a detector on the line would: in frames of 20 ms, knowing
 * nothing of what comes. What the samples hold in a gap is not heard; gaps stand in order. Pure.
 */
export function hearRecording(
  samples: Int16Array,
  options: DetectorOptions = {},
  gaps: readonly Gap[] = [],
): Hearing {
  const detector = createDetector(options)
  const findings: Finding[] = [...detector.answered()]
  const beeps: { atMs: number; startMs: number; endMs: number; hz: number }[] = []
  let at = 0
  const hearTo = (end: number, isLost: boolean): void => {
    for (; at < end; at = Math.min(end, at + FRAME_SAMPLES)) {
      const sound = samples.subarray(at, Math.min(end, at + FRAME_SAMPLES))
      const found = isLost ? detector.skip(sound.length) : detector.push(sound)
      collect(found, detector, findings, beeps)
    }
  }
  for (const gap of gaps) {
    hearTo(Math.min(samples.length, gap.at), false)
    hearTo(Math.min(samples.length, gap.at + gap.count), true)
  }
  hearTo(samples.length, false)
  collect(detector.settle(), detector, findings, beeps)
  const verdicts = findings.flatMap((finding) =>
    finding.kind === 'verdict' ? [finding.verdict] : [],
  )
  const nothing: Verdict = { kind: 'unsure', confidence: 0, atMs: 0, evidence: ['no audio'] }
  const ready = findings.findLast((finding) => finding.kind === 'ready')
  return {
    verdict: verdicts.at(-1) ?? nothing,
    first: verdicts[0] ?? nothing,
    likelyMachineAtMs: findings.find((finding) => finding.kind === 'likely-machine')?.atMs,
    readyAtMs: ready?.atMs,
    beeps,
    findings,
  }
}

function collect(
  found: readonly Finding[],
  detector: Detector,
  findings: Finding[],
  beeps: { atMs: number; startMs: number; endMs: number; hz: number }[],
): void {
  for (const finding of found) {
    findings.push(finding)
    if (finding.kind === 'beep') {
      beeps.push({
        atMs: finding.atMs,
        startMs: finding.startMs,
        endMs: finding.endMs,
        hz: finding.hz,
      })
    }
  }
  const newest = beeps.at(-1)
  if (newest !== undefined && detector.beep?.startMs === newest.startMs)
    newest.endMs = detector.beep.endMs
}
