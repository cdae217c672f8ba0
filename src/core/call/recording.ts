import { assert } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import type { LegEvent } from '../state/events.ts'
import { recordingIdOf, type LegId } from '../ids.ts'
import type { RecordingRecord } from '../state/interaction.ts'
import { LIMITS } from '../limits.ts'
import type { RecordingMoment } from '../state/organisation.ts'
import { queueOf } from '../state/state.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

type RecordingEnded = Extract<LegEvent, { readonly kind: 'RecordingEnded' }>

/**
 * The moment has come from which a queue may want its customers recorded. A leg is recorded once,
 * from then to its end: waiting, hold and transfers are in it.
 */
export function recordFrom(turn: Turn, callback: Callback, moment: RecordingMoment): void {
  const { recording } = queueOf(turn.state, callback).settings
  const { customerLeg } = callback.course
  if (recording === undefined || customerLeg === undefined) return
  if (moment === 'answer' && recording === 'join') return
  if (callback.course.recordings.some(({ legId }) => legId === customerLeg)) return
  startRecording(turn, callback, customerLeg)
}

/** A leg is recorded from now on. Undefined where the interaction holds as many as it may. */
export function startRecording(
  turn: Turn,
  callback: Callback,
  legId: LegId,
): RecordingRecord | undefined {
  if (callback.course.recordings.length >= LIMITS.recordingsPerInteraction) return undefined
  const id = recordingIdOf(callback.id, legId, callback.course.recordings.length + 1)
  const record: RecordingRecord = {
    id,
    legId,
    startedAt: turn.now,
    endedAt: undefined,
    file: undefined,
    lengthMs: undefined,
    whole: undefined,
    why: undefined,
  }
  begun(callback).recordings = [...callback.course.recordings, record]
  turn.effects.push({ kind: 'StartRecording', legId, recording: id })
  return record
}

/** A recording ends before its leg does. */
export function stopRecording(turn: Turn, { id, legId }: RecordingRecord): void {
  turn.effects.push({ kind: 'StopRecording', legId, recording: id })
}

/** What the switch says of a recording that is over; only one that is not whole is worth a line. */
export function recordingEnded(turn: Turn, callback: Callback, event: RecordingEnded): void {
  const record = callback.course.recordings.find(({ id }) => id === event.recording)
  if (record === undefined || record.endedAt !== undefined) return
  assert(event.lengthMs >= 0, 'a recording has a length')
  record.endedAt = turn.now
  record.file = event.file
  record.lengthMs = event.lengthMs
  record.whole = event.whole
  record.why = event.why
  if (event.whole) return
  note(turn, callback, 'recording-incomplete', { why: event.why ?? 'cut-short' }, event.legId)
}
