import type { RecordingEnded } from '../core/state/events.ts'
import type { RecordingFault } from '../core/state/outcome.ts'
import type { LegId, RecordingId } from '../core/ids.ts'

/** The name of a recording's file within the recordings folder. Pure. */
export function fileOf(recording: RecordingId): string {
  return `${recording}.wav`
}

/** The end of a recording, as both switches tell it. Pure. */
export function recordingEnd(
  legId: LegId,
  recording: RecordingId,
  lengthMs: number,
  why?: RecordingFault,
): RecordingEnded {
  const end = {
    kind: 'RecordingEnded',
    legId,
    recording,
    file: fileOf(recording),
    lengthMs,
  } as const
  return why === undefined ? { ...end, whole: true } : { ...end, whole: false, why }
}
