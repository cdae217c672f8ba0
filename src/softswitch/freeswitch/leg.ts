import type { Arrival, LegReleased, SurveyedLeg } from '../../core/state/events.ts'
import type { LegId, RecordingId } from '../../core/ids.ts'
import type { Cause } from '../../core/state/outcome.ts'
import type { Instant } from '../../core/time.ts'
import type { Side } from '../release-cause.ts'
import type { Listener } from '../listener.ts'
import type { MediaServer } from './media-server.ts'

/** How far a leg has come; it never goes back. */
const STAGES = ['ordered', 'created', 'ringing', 'early-media', 'answered'] as const

export type Stage = (typeof STAGES)[number]

/** Which leg it is, and whose. */
export interface LegIdentity {
  readonly id: LegId
  readonly side: Side
  /** FreeSWITCH's own name for it: of legs that we originate the id itself, of inbound legs not. */
  readonly channelId: string
  /** Of a leg that came in: what it said of itself. */
  readonly arrival?: Arrival
}

/** How long the parts of a leg may take. */
export interface LegTimes {
  /** From the order to the answer. */
  readonly ringTimeoutMs: number
  /** Without any provisional answer for so long, nobody is there. */
  readonly provisionalTimeoutMs: number
}

/** What the adapter remembers of one leg. FreeSWITCH holds the leg itself, as a channel. */
export class Leg {
  readonly id: LegId
  readonly channelId: string
  readonly side: Side
  readonly arrival: Arrival | undefined
  readonly server: MediaServer
  readonly orderedAt: Instant
  readonly times: LegTimes
  stage: Stage = 'ordered'
  /** Whether it has been in park: until then FreeSWITCH has not let go of it and cannot bridge it. */
  parked = false
  /** What is to be done with it as soon as it is parked: joined to one or attached to one. */
  whenParked: (() => Promise<void>) | undefined
  /** What it is being ended for, by our own order. */
  ending: Cause | undefined
  bridgedTo: LegId | undefined
  prompt: PlayingPrompt | undefined
  /** What the channel plays, by the names that FreeSWITCH ends it by; more than one only after a crash. */
  displaced: readonly string[] = []
  hearing: LegHearing | undefined
  readonly recordings = new Map<RecordingId, RunningRecording>()
  readonly #timers = new Map<string, () => void>()

  constructor(identity: LegIdentity, server: MediaServer, orderedAt: Instant, times: LegTimes) {
    this.id = identity.id
    this.channelId = identity.channelId
    this.side = identity.side
    this.arrival = identity.arrival
    this.server = server
    this.orderedAt = orderedAt
    this.times = times
  }

  /** Goes on to a later stage; false where it is there already or beyond. */
  reach(stage: Stage): boolean {
    if (STAGES.indexOf(stage) <= STAGES.indexOf(this.stage)) return false
    this.stage = stage
    return true
  }

  get answered(): boolean {
    return this.stage === 'answered'
  }

  /** As a survey names it. */
  get surveyed(): SurveyedLeg {
    const state = this.answered ? 'answered' : this.hasProgress ? 'ringing' : 'dialling'
    const bridged = this.bridgedTo === undefined ? {} : { bridgedTo: this.bridgedTo }
    const waits = this.arrival === undefined || this.answered || this.ending !== undefined
    return {
      legId: this.id,
      state,
      ...bridged,
      ...(waits ? {} : { arrival: this.arrival as Arrival }),
    }
  }

  /** Whether the far end was ever heard to ring. */
  get hasProgress(): boolean {
    return STAGES.indexOf(this.stage) >= STAGES.indexOf('ringing')
  }

  /** Keeps what disarms a timer; one of the same name is disarmed first. */
  arm(name: string, disarm: () => void): void {
    this.disarm(name)
    this.#timers.set(name, disarm)
  }

  disarm(name: string): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  /** Lets go of everything that this process holds for it. */
  forget(): void {
    for (const name of [...this.#timers.keys()]) this.disarm(name)
    this.hearing?.stop()
    this.hearing = undefined
  }
}

/** How a leg ended, without its name. */
export type Release = Omit<LegReleased, 'kind' | 'legId'>

/** A prompt that a leg's far end hears. */
export interface PlayingPrompt {
  readonly name: string
  /** Analysis of the far end goes on as if nothing were played. */
  readonly underAnalysis: boolean
}

/** What listens to the leg. */
export interface LegHearing {
  readonly listener: Listener
  answered(): void
  parked(): Promise<void>
  stop(): void
}

/** A recording that FreeSWITCH writes. */
export interface RunningRecording {
  /** Unknown of one that an earlier process ordered. */
  readonly startedAt: Instant | undefined
  /** Ends that are told because the recording goes on behind a new prompt. */
  partsEnding: number
}
