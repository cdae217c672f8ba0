import type { LegRole } from './live.ts'

/*
 * What engineers look at; all need the right `inspect`.
 *
 *   GET /v1/callbacks/{id}                 the interaction: timeline, decisions, attempts (read)
 *   GET /v1/callbacks/{id}/ladder          → Ladder
 *   GET /v1/callbacks/{id}/ladder.pcap     the same messages for Wireshark
 *   GET /v1/callbacks/{id}/analysis        → Analysis, where the analysed seconds were kept
 *   GET /v1/callbacks/{id}/analysis/{legId}.wav
 *   GET /v1/trunks                         → TrunkReport
 */

/** The SIP messages of every leg of an interaction, oldest first. */
export interface Ladder {
  readonly legs: readonly {
    readonly id: string
    readonly role: LegRole
    /** A trunk, or an agent. */
    readonly farEnd: string
  }[]
  readonly messages: readonly LadderMessage[]
  /** Messages that were no longer held. */
  readonly dropped: number
}

/** One SIP message, credentials removed. */
export interface LadderMessage {
  readonly at: string
  readonly legId: string
  readonly direction: 'sent' | 'received'
  /** `INVITE sip:…` or `180 Ringing`. */
  readonly firstLine: string
  readonly message: string
}

/** What the detector heard on a leg. */
export interface Analysis {
  readonly legs: readonly {
    readonly legId: string
    /** Where its audio is. */
    readonly audioPath: string
    readonly durationMs: number
    /** Level of each 20 ms, dB below full scale, rounded. */
    readonly levelsDbfs: readonly number[]
    /** The level over which it counted as voice, for each of them. */
    readonly thresholdsDbfs: readonly number[]
    /** What the detector said, in order: verdicts, beeps, the greeting's end. */
    readonly marks: readonly {
      readonly atMs: number
      readonly endMs?: number
      readonly kind: string
      readonly text: string
    }[]
  }[]
}

/** The trunks and the switch, for an engineer. */
export interface TrunkReport {
  readonly switch: { readonly name: string; readonly up: boolean }
  readonly trunks: readonly {
    readonly id: string
    readonly channelsInUse: number
    readonly channels: number
    readonly callsPerSecond: number
    /** Since when it does not answer what it is asked; absent: it does, or is not asked. */
    readonly silentSince?: string
    readonly attempts: number
    readonly failures: number
    readonly lastFailureAt?: string
    /** Causes of ended attempts over the last hour, with their counts. */
    readonly causes: Readonly<Record<string, number>>
  }[]
}
