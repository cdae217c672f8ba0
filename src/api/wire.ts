import type { Decision } from '../core/state/decision.ts'
import type { QueueId } from '../core/ids.ts'
import type { InteractionRecord, Note } from '../core/state/interaction.ts'
import type { BoardView } from '../core/view/board.ts'
import type { Wire } from './protocol/wire.ts'
import type { WireBoardView } from './protocol.ts'
import type { WireDecision, WireInteraction, WireNote } from './protocol/callback.ts'
import { decisionText, noteText, triggerText } from './sentences.ts'

/** Fields that hold a moment, by the word they end with. */
const MOMENT = /^at$|^since$|At$|Since$/

/** Plain data as it goes over the wire: each moment as ISO 8601. Pure. */
export function toWire<T>(data: T): Wire<T> {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) =>
      typeof value === 'number' && MOMENT.test(key) ? new Date(value).toISOString() : value,
    ),
  ) as Wire<T>
}

/** A line of a timeline with its sentence. Pure. */
export function noteToWire(note: Note): WireNote {
  return { ...toWire(note), text: noteText(note) }
}

/** A decision with its sentence. Pure. */
export function decisionToWire(decision: Decision): WireDecision {
  const because = triggerText(decision.trigger)
  return { ...toWire(decision), text: decisionText(decision), because }
}

/** An interaction with its sentences. Pure. */
export function interactionToWire(record: InteractionRecord): WireInteraction {
  const { timeline, decisions, ...rest } = record
  return {
    ...toWire(rest),
    timeline: timeline.map(noteToWire),
    decisions: decisions.map(decisionToWire),
  }
}

/** A board with its sentences. Pure. */
export function boardToWire(
  view: BoardView,
  decisionsOf: (queueId: QueueId) => readonly Decision[],
): WireBoardView {
  const { queues, calls, ...rest } = view
  return {
    ...toWire(rest),
    queues: queues.map(({ lastDecision, ...queue }) => ({
      ...toWire(queue),
      decisions: decisionsOf(queue.id).map(decisionToWire),
      ...(lastDecision === undefined ? {} : { lastDecision: decisionToWire(lastDecision) }),
    })),
    calls: calls.map(({ interaction, ...call }) => ({
      ...toWire(call),
      interaction: interactionToWire(interaction),
    })),
  }
}
