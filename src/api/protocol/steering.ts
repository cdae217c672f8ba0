import type { CallbackSummary } from './callback.ts'
import type { WatchMode } from './live.ts'

/*
 * What supervisors do. Each needs its right, and is on record with who did it.
 *
 *   PATCH  /v1/callbacks/{id}          EditRequest → the callback          steer
 *   DELETE /v1/callbacks/{id}          → the callback                      steer
 *   POST   /v1/callbacks/{id}/reveal   → Revealed                          reveal
 *   POST   /v1/callbacks/{id}/watch    WatchRequest → 204                  watch
 *   DELETE /v1/callbacks/{id}/watch    → 204                               watch
 *   POST   /v1/queues/{id}/shadow      ShadowRequest → ShadowResource      steer
 *   POST   /v1/imports?dryRun=true     text/csv → ImportReport             import
 *   GET    /v1/do-not-call             → DoNotCallList                     read
 *   POST   /v1/do-not-call?dryRun=true text/csv → DoNotCallReport          steer
 *   PUT    /v1/do-not-call/{number}    → 204, and DELETE                   steer
 *   GET    /v1/recordings              → RecordingList                     hear
 *   GET    /v1/recordings/{legId}      audio/wav, with ranges              hear
 */

/** Body of an edit: what is absent stays as it is. Only what waits or is scheduled is edited. */
export interface EditRequest {
  readonly customerName?: string
  readonly priority?: number
  /** Moves it to another queue; it keeps its place by the time it has waited. */
  readonly queueId?: string
  /** Whoever it waits for alone; null: nobody in particular. */
  readonly ownerId?: string | null
  readonly dueAt?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** Body of a question: what would this pacing have done in the last 24 hours? */
export interface ShadowRequest {
  readonly policy?: 'auto' | 'idle' | 'cap'
  /** 1 to 100. */
  readonly modifier?: number
}

/** What came of a day; shares are of 1. */
export interface PlayedDay {
  readonly booked: number
  readonly connected: number
  readonly unserved: number
  readonly dials: number
  readonly meanWaitMs: number
  readonly p90WaitMs: number
  readonly lateShare: number
  readonly abandoned: number
  readonly occupancy: number
}

/** A day as it was, and replayed with other pacing. */
export interface ShadowResource {
  /** The first moment of the journal that was replayed, and the last. */
  readonly from: string
  readonly to: string
  readonly actual: PlayedDay
  /** Replayed with the settings as they were: how far a replay is from what was. */
  readonly replayed: PlayedDay
  readonly shadow: PlayedDay
  /** Of the shadow's dials: those whose outcome is on record, and those that were drawn. */
  readonly recordedDials: number
  readonly drawnDials: number
  /** Customers' own calls, which a replay leaves out. */
  readonly callsLeftOut: number
}

/** One number in full. */
export interface Revealed {
  readonly number: string
}

/** Body of a watch; posted again it changes the mode. The supervisor's own phone rings. */
export interface WatchRequest {
  readonly mode: WatchMode
}

/** What an import did or, dry, would do. */
export interface ImportReport {
  readonly dryRun: boolean
  /** Lines with a contact, the header not counted. */
  readonly rows: number
  readonly booked: number
  /** Open already, or twice in the file. */
  readonly duplicates: number
  readonly refused: number
  /** At most 1,000; `refused` counts them all. */
  readonly problems: readonly {
    /** In the file, counted from 1, the header among them. */
    readonly line: number
    readonly field: string
    readonly message: string
  }[]
  /** Columns of the file that are no fields of a callback: they become its data. */
  readonly dataColumns: readonly string[]
}

/** Numbers that are never dialled. */
export interface DoNotCallList {
  /** How many there are; `numbers` is a part of them, in ascending order. */
  readonly total: number
  readonly numbers: readonly {
    readonly number: string
    /** `configuration`: named there, and removed there. */
    readonly from: 'configuration' | 'list'
  }[]
}

/** What an import of numbers did or, dry, would do. */
export interface DoNotCallReport {
  readonly dryRun: boolean
  readonly rows: number
  readonly added: number
  /** On the list already, or twice in the file. */
  readonly known: number
  readonly refused: number
  /** At most 1,000; `refused` counts them all. Lines are counted from 1. */
  readonly problems: ImportReport['problems']
}

/** Recordings, newest first. */
export interface RecordingList {
  readonly recordings: readonly Recording[]
}

/** One recorded call. */
export interface Recording {
  readonly legId: string
  readonly callback: CallbackSummary
  readonly startedAt: string
  readonly durationMs: number
  readonly bytes: number
}
