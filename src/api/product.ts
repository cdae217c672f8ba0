import type { Effect, Reply } from '../core/state/effects.ts'
import type { Event } from '../core/state/events.ts'
import type { AgentId, CallbackId, LegId, PhoneNumber, QueueId } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import type { State } from '../core/state/state.ts'
import type { Instant } from '../core/time.ts'
import type { Observation } from '../ports/softswitch.ts'
import type { Health, LabNumber, PhoneAccess, ShadowRequest, ShadowResource } from './protocol.ts'

/** The audio that was analysed on one leg, from the answer on, or its early media. */
export interface AnalysedSeconds {
  readonly file: string
  readonly durationMs: number
  /** Level of each 20 ms, dB below full scale. */
  readonly levelsDbfs: readonly number[]
  /** The level over which the detector took it for voice, for each of them. */
  readonly thresholdsDbfs: readonly number[]
}

/** What the API sees of a running Ringfirst. */
export interface Product {
  now(): Instant
  /** Read, never changed. */
  readonly state: State
  /** Resolves when the event is durable. Rejects with an operating error. */
  submit(event: Event): Promise<Reply>
  /** Tells of everything that is published from here on; returns what ends it. */
  subscribe(handler: (publication: Publication) => void): () => void
  /** What was published after a point, oldest first; undefined where that is no longer held. */
  backlog(after: Cursor): readonly Publication[] | undefined
  /** Tells of what is seen on the switch; returns what ends it. */
  observe(handler: (observation: Observation) => void): () => void
  health(): Health
  findInteraction(id: CallbackId): Promise<InteractionRecord | undefined>
  recentInteractions(count: number): Promise<readonly InteractionRecord[]>
  interactionsOfNumber(number: PhoneNumber, count: number): Promise<readonly InteractionRecord[]>
  /** Where the switch writes recordings; absolute. */
  readonly recordingsFolder: string
  /** The audio that call analysis heard on a leg; undefined where it is not kept. */
  analysedAudio(legId: LegId): Promise<AnalysedSeconds | undefined>
  /** What other pacing would have done in the last 24 hours. Throws `shadow-busy`, `shadow-failed`. */
  shadow(queueId: QueueId, change: ShadowRequest): Promise<ShadowResource>
  /** In the text format of Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
  readonly labNumbers: readonly LabNumber[]
  /** Where browser phones connect; undefined where the switch takes none. */
  readonly webSocketUrl: string | undefined
  /** What a browser registers with as an agent's phone; a scripted phone gives way. */
  takeSeat(agentId: AgentId): PhoneAccess | undefined
}

/** A place in the stream: an entry of the journal, and which of its publications. */
export interface Cursor {
  readonly sequence: number
  readonly index: number
}

/** One thing that the world is told, with its place in the stream. */
export interface Publication extends Cursor {
  readonly at: Instant
  readonly effect: Extract<Effect, { kind: 'Publish' | 'PublishDecision' | 'PublishAgent' }>
}
