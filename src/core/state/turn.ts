import type { Callback } from './callback.ts'
import type { DecisionTrigger } from './decision.ts'
import type { Effect, Reply } from './effects.ts'
import type { AgentId, LegId, QueueId } from '../ids.ts'
import type { Note, NoteDetail, NoteEvent } from './interaction.ts'
import { LIMITS } from '../limits.ts'
import { NONE, withOne } from '../list.ts'
import type { State } from './state.ts'
import { timerName, type TimerKind } from './timer.ts'
import type { Instant } from '../time.ts'
import type { Agent } from './agent.ts'
import { present } from '../assert.ts'
import { begun } from './course.ts'

/** The state at a moment: what a question needs that orders nothing. */
export interface Moment {
  readonly state: State
  readonly now: Instant
}

/** One turn of the core: the state, the time, and what has been ordered so far. */
export interface Turn extends Moment {
  readonly effects: Effect[]
  /** Queues to look at when the event itself is dealt with, each with what made us look. */
  looks: readonly { readonly queueId: QueueId; readonly trigger: DecisionTrigger }[]
  /** How many of these looks have been made. */
  looksDone: number
  /** Agents who became free in this turn, to be matched with live customers first. */
  freed: readonly AgentId[]
  /** Owners whose own callbacks are to be looked at. */
  owners: readonly AgentId[]
  /** Queues that have lost an agent while customers ring for them. */
  thinned: readonly QueueId[]
  /** Live customers who became in need of an agent in this turn. */
  wanting: readonly Callback[]
}

/** A turn that has ordered nothing yet. */
export function createTurn(state: State, now: Instant): Turn {
  return {
    state,
    now,
    effects: [],
    looks: NONE,
    looksDone: 0,
    freed: NONE,
    owners: NONE,
    thinned: NONE,
    wanting: NONE,
  }
}

/** Answers whoever submitted the event. */
export function reply(turn: Turn, answer: Reply): void {
  turn.effects.push({ kind: 'Reply', reply: answer })
}

/** Arms a timer, or moves it. */
export function startTimer(turn: Turn, kind: TimerKind, whose: string, at: Instant): void {
  turn.state.timers[kind].set(whose, at)
  turn.effects.push({ kind: 'StartTimer', timer: timerName(kind, whose), at })
}

/** Disarms a timer where it is armed. */
export function cancelTimer(turn: Turn, kind: TimerKind, whose: string): void {
  if (!turn.state.timers[kind].delete(whose)) return
  turn.effects.push({ kind: 'CancelTimer', timer: timerName(kind, whose) })
}

/** The queue will be looked at before the turn ends; the first trigger names the look. */
export function lookLater(turn: Turn, queueId: QueueId, trigger: DecisionTrigger): void {
  const { looks } = turn
  for (let i = turn.looksDone; i < looks.length; i++) if (looks[i]?.queueId === queueId) return
  turn.looks = withOne(looks, { queueId, trigger })
}

/** Fewer agents are needed elsewhere, or more are idle: queues that wait for that are looked at. */
export function lookAtAgentless(turn: Turn): void {
  for (const id of turn.state.agentless) lookLater(turn, id, 'limit-lifted')
}

/** A free agent will be matched before the turn ends: with live customers, then with their own. */
export function matchLater(turn: Turn, agentId: AgentId): void {
  turn.freed = withOne(turn.freed, agentId)
  if (turn.state.owned.has(agentId)) lookAtOwner(turn, agentId)
}

/** An owner's own callbacks will be looked at before the turn ends. */
export function lookAtOwner(turn: Turn, ownerId: AgentId): void {
  turn.owners = withOne(turn.owners, ownerId)
}

/** An agent will be looked for before the turn ends, for a customer who waits for one. */
export function findAgentLater(turn: Turn, callback: Callback): void {
  turn.wanting = withOne(turn.wanting, callback)
}

/** Who rings for a queue that has lost an agent will be counted again before the turn ends. */
export function thin(turn: Turn, queueId: QueueId): void {
  if (!turn.thinned.includes(queueId)) turn.thinned = withOne(turn.thinned, queueId)
}

/** Adds a line to an interaction's timeline and tells the world. */
export function note(
  turn: Turn,
  callback: Callback,
  event: NoteEvent,
  detail?: NoteDetail,
  legId?: LegId,
): void {
  const line: Note = { at: turn.now, event, legId, detail }
  const { timeline } = callback.course
  if (timeline.length === 0) begun(callback).timeline = [line]
  else if (timeline.length < LIMITS.timelineLines) timeline.push(line)
  turn.effects.push({ kind: 'Publish', callbackId: callback.id, note: line })
}

/** The agent who has the callback in hand. */
export function agentOf(turn: Turn, callback: Callback): Agent {
  const id = present(callback.course.agentId, 'a joined callback has an agent')
  return present(turn.state.agents.get(id), 'an agent that exists')
}
