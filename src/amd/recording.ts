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

const FRAME_SAMPLES = 160

/**
 * Listens to a whole recording as a detector on the line would: in frames of 20 ms, knowing
 * nothing of what comes. `isLost` tells the frames that never arrived. Pure.
 */
export function hearRecording(
  samples: Int16Array,
  options: DetectorOptions = {},
  isLost: (frame: number) => boolean = () => false,
): Hearing {
  const detector = createDetector(options)
  const findings: Finding[] = [...detector.answered()]
  const beeps: { atMs: number; startMs: number; endMs: number; hz: number }[] = []
  for (let at = 0, frame = 0; at < samples.length; at += FRAME_SAMPLES, frame += 1) {
    const sound = samples.subarray(at, at + FRAME_SAMPLES)
    const found = isLost(frame) ? detector.skip(sound.length) : detector.push(sound)
    collect(found, detector, findings, beeps)
  }
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
