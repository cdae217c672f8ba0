import { emptyAgenda, type Agenda } from './agenda.ts'
import type { Callback } from './callback.ts'
import type { Decision } from './decision.ts'
import type { AgentId, QueueId } from '../ids.ts'
import { createLearning, type Learning } from './learning.ts'
import { createLane, PLAIN_LANE, type Lane } from './lane.ts'
import { byRank, countBefore, emptyLine, firstInLine, type Line } from './line.ts'
import type { QueueSettings } from './organisation.ts'
import { NONE } from '../list.ts'
import { OpenNumbers } from './open-numbers.ts'
import { emptyOutlook, type Outlook } from './outlook.ts'
import type { Instant } from '../time.ts'

/** Waiting customers of one kind, and who may serve them. */
export interface Queue {
  readonly id: QueueId
  settings: QueueSettings
  /** The open callback of each number: a second booking returns the first. */
  readonly open: OpenNumbers
  /** Everyone in line, in one order over all lanes; never empty of lanes. */
  readonly lanes: Map<string, Lane>
  /** The lane of callbacks that need no skill. */
  readonly plain: Lane
  /** Calls and agent-first callbacks for whom preferred agents are tried, in the same order. */
  readonly preferring: Line<Callback>
  /** How many are in line: lanes and those for whom preferred agents are tried. */
  waiting: number
  /** Scheduled callbacks, the next due first. */
  readonly schedule: Agenda
  /** Those whose wait in line ends at a moment: an ownership, a window. */
  readonly deadlines: Agenda
  /** Live customers for whom no agent is chosen yet, in the same order. */
  readonly live: Line<Callback>
  /** Dialled, or answered and waiting. */
  inFlight: number
  /** Of those in flight, the ones for whom an agent's phone rings. */
  alerting: number
  /** Of those in flight, the ones for whom an idle agent is kept free. */
  reserved: number
  /** Agents logged in to the queue. */
  loggedIn: number
  /** Of its agents, those who serve other queues as well. */
  teams: readonly Team[]
  /** A trunk limit stopped the last look: look again when it lifts. */
  blocked: boolean
  /** Owners whose own callback a limit of the queue or a trunk held back. */
  readonly blockedOwners: Set<AgentId>
  /** Closed for the day: nobody is dialled or connected. */
  closed: boolean
  /** What the queue's two timers are armed for. */
  readonly armed: { due: Instant | undefined; deadline: Instant | undefined }
  /** Answered calls by the hour, newest last, 30 days of them. */
  readonly answers: AnswerCount[]
  /** The moments at which the last ones left the line to be served, oldest first. */
  readonly departures: Instant[]
  readonly decisions: Decision[]
  /** What is on its way, counted for pacing. */
  readonly outlook: Outlook
  /** What pacing has learned. */
  learning: Learning
}

/** Agents who serve the same queues, of which there are at least two. */
export interface Team {
  readonly queues: readonly Queue[]
  /** Of them, the idle ones who may be given a callback. */
  idle: number
  loggedIn: number
}

/** A queue with nobody in it. */
export function createQueue(settings: QueueSettings): Queue {
  const plain = createLane(PLAIN_LANE, 'callback')
  return {
    id: settings.id,
    settings,
    open: new OpenNumbers(),
    lanes: new Map([[PLAIN_LANE, plain]]),
    plain,
    preferring: emptyLine(),
    waiting: 0,
    schedule: emptyAgenda(),
    deadlines: emptyAgenda(),
    live: emptyLine(),
    inFlight: 0,
    alerting: 0,
    reserved: 0,
    loggedIn: 0,
    teams: NONE,
    blocked: false,
    blockedOwners: new Set(),
    closed: false,
    armed: { due: undefined, deadline: undefined },
    answers: [],
    departures: [],
    decisions: [],
    outlook: emptyOutlook(),
    learning: createLearning(),
  }
}

/** Whether a callback is offered to an agent who then calls, or dialled by itself. Pure. */
export function isOffered(queue: Queue, callback: Callback): boolean {
  return queue.settings.mode === 'agent-first' || callback.details.campaignId !== undefined
}

/** Customers in flight who still need one of the idle agents. Pure. */
export function agentsPromised(queue: Queue): number {
  return queue.inFlight - queue.alerting - queue.reserved
}

/** Customers of whom it is not known yet who they are, or who wait for an agent. Pure. */
export function answeredAndWaiting(queue: Queue): number {
  return agentsPromised(queue) - queue.outlook.ringingCount
}

/** The first of everyone in a queue's line; undefined where nobody is. Pure. */
export function firstOf(queue: Queue): Callback | undefined {
  let best: Callback | undefined
  for (const { line } of queue.lanes.values()) {
    const first = firstInLine(line)
    if (first !== undefined && (best === undefined || byRank(first, best) < 0)) best = first
  }
  return best
}

/**
 * How many go before a rank in the queue's one order: calls and callbacks of every lane; previews
 * are nobody's wait. Pure.
 */
export function countAhead(queue: Queue, rank: Callback): number {
  let ahead = countBefore(queue.preferring, rank)
  for (const lane of queue.lanes.values()) {
    if (lane.medium !== 'preview') ahead += countBefore(lane.line, rank)
  }
  return ahead
}

/** Calls that wait before a rank: each will need an agent first. Pure. */
export function callsAhead(queue: Queue, rank: Callback): number {
  let ahead = 0
  for (const lane of queue.lanes.values()) {
    if (lane.medium === 'call') ahead += countBefore(lane.line, rank)
  }
  return ahead
}

/** What became of a queue's dialled calls that were answered, in one hour. */
export interface AnswerCount {
  readonly from: Instant
  /** Answered by a person. */
  live: number
  /** Answered by a machine. */
  machines: number
  /** People to whom we said that nobody comes. */
  abandoned: number
  /** People who had no agent within the abandon clock, the abandoned among them. */
  late: number
}
