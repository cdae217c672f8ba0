import type { Event } from '../core/state/events.ts'
import type { CallbackId, QueueId } from '../core/ids.ts'
import type { AttemptRecord, InteractionRecord } from '../core/state/interaction.ts'
import type { Organisation, PacingPolicy } from '../core/state/organisation.ts'
import { createState } from '../core/state/state.ts'
import { step } from '../core/step.ts'
import { SECOND_MS, type Instant } from '../core/time.ts'
import { drawFate, type Fate, type Habits } from './fate.ts'
import { play } from './play.ts'
import { createRandom, seedOf } from './random.ts'
import { Tally, type PlayReport } from './tally.ts'

/** An entry of the journal, as shadow pacing reads it. */
export interface Entry {
  readonly at: Instant
  readonly event: Event
}

/** What is to be otherwise in one queue. */
export interface Change {
  readonly queueId: QueueId
  readonly policy?: PacingPolicy
  readonly modifier?: number
}

/** What was, and what would have been. */
export interface ShadowReport {
  /** As the journal has it. */
  readonly actual: PlayReport
  /** Replayed with the settings as they were: how far a replay is from what was. */
  readonly replayed: PlayReport
  /** Replayed with the change. */
  readonly shadow: PlayReport
  /** Of the shadow's dials: those whose outcome is on record, and those that were drawn. */
  readonly recordedDials: number
  readonly drawnDials: number
  /** Customers' own calls, which a replay leaves out. */
  readonly callsLeftOut: number
}

/**
 * A journal replayed with other pacing. Facts are who booked and cancelled, which agents were on
 * queue when, opening hours, lists. Counterfactual is all that follows from dialling: a dial that
 * was made has the outcome, ring, talk and wrap-up that are on record, whenever it is made now; one
 * that was not is drawn, seeded, from what the others were on average. Customers' own calls are left
 * out. Pure.
 */
export function shadowOf(entries: readonly Entry[], change: Change, seed: number): ShadowReport {
  const { records: all, actual } = fold(entries, change.queueId)
  const records = all.filter((record) => record.queueId === change.queueId)
  const habits = habitsOf(records)
  const attempts = new Map(all.map((record) => [record.id, record]))
  let recordedDials = 0
  let drawnDials = 0
  const own = new Set(
    entries.flatMap(({ event }) =>
      event.kind === 'CallbackBooked' && event.queueId === change.queueId ? event.callbackId : [],
    ),
  )
  const fateOf = (id: CallbackId, number: number): Fate => {
    const drawn = drawFate(createRandom(seed ^ seedOf(`${id}/${number}`)), habits)
    const record = attempts.get(id)
    const attempt = record?.attempts[number - 1]
    if (record === undefined || attempt?.endedAt === undefined) {
      if (own.has(id)) drawnDials++
      return drawn
    }
    if (own.has(id)) recordedDials++
    return recordedFate(record, attempt, attempt.endedAt, drawn)
  }
  const replay = (changed: Change): PlayReport =>
    play({
      facts: entries.filter(({ event }) => isFact(event)).map((entry) => altered(entry, changed)),
      endAt: entries.at(-1)?.at ?? (0 as Instant),
      queueId: change.queueId,
      fateOf,
      agentAnswerMs: agentAnswerOf(records),
    })
  const replayed = replay({ queueId: change.queueId })
  recordedDials = 0
  drawnDials = 0
  const shadow = replay(change)
  const callsLeftOut = entries.filter(({ event }) => event.kind === 'CallArrived').length
  return { actual, replayed, shadow, recordedDials, drawnDials, callsLeftOut }
}

/** What the journal itself comes to. */
function fold(
  entries: readonly Entry[],
  queueId: QueueId,
): { readonly records: readonly InteractionRecord[]; readonly actual: PlayReport } {
  const state = createState()
  const tally = new Tally(entries[0]?.at ?? (0 as Instant))
  const records = new Map<CallbackId, InteractionRecord>()
  let lastAt = entries[0]?.at
  for (const { at, event } of entries) {
    const queue = state.queues.get(queueId)
    const onQueue = queue?.loggedIn ?? 0
    tally.staffed(onQueue, onQueue - (queue?.plain.idle.size ?? 0), at - (lastAt ?? at))
    lastAt = at
    for (const effect of step(state, event, at).effects) {
      tally.hear(effect, event, at, queueId)
      if (effect.kind === 'SaveInteraction') keep(records, effect.record)
    }
  }
  return { records: [...records.values()], actual: tally.report() }
}

function keep(records: Map<CallbackId, InteractionRecord>, record: InteractionRecord): void {
  if (record.closedAt !== undefined) records.set(record.id, record)
}

/** What comes from outside, whatever is dialled. */
function isFact({ kind }: Event): boolean {
  switch (kind) {
    case 'OrganisationConfigured':
    case 'DispatchPaused':
    case 'DispatchResumed':
    case 'CallbackBooked':
    case 'CallbackCancelled':
    case 'QueueOpened':
    case 'QueueClosed':
    case 'NumberBarred':
    case 'NumberUnbarred':
    case 'AgentWentOnQueue':
    case 'AgentWentOffQueue':
    case 'PhoneRegistered':
    case 'PhoneUnregistered':
      return true
    default:
      return false
  }
}

function altered({ at, event }: Entry, change: Change): Entry {
  if (event.kind !== 'OrganisationConfigured') return { at, event }
  const organisation: Organisation = {
    ...event.organisation,
    queues: event.organisation.queues.map((queue) =>
      queue.id !== change.queueId
        ? queue
        : {
            ...queue,
            pacing: {
              policy: change.policy ?? queue.pacing.policy,
              modifier: change.modifier ?? queue.pacing.modifier,
            },
          },
    ),
  }
  return { at, event: { kind: 'OrganisationConfigured', organisation } }
}

/** A dial that was made: as it was, and as drawn where it did not come so far. */
function recordedFate(
  record: InteractionRecord,
  attempt: AttemptRecord,
  endedAt: Instant,
  drawn: Fate,
): Fate {
  const { startedAt, answeredAt, verdict, liveAt, joinedAt, cause } = attempt
  const ringMs = (answeredAt ?? endedAt) - startedAt
  if (verdict !== 'human') {
    const refused = cause === 'busy' || cause === 'declined' ? cause : 'no-answer'
    return { ...drawn, ringMs, ends: answeredAt === undefined ? refused : 'machine' }
  }
  const wrapUpAt = record.wrapUps[0]?.at
  return {
    ringMs,
    ends: 'person',
    listenMs: (liveAt ?? endedAt) - (answeredAt ?? startedAt),
    // Who was joined had waited so long, and would have waited longer.
    patienceMs:
      joinedAt === undefined
        ? endedAt - (liveAt ?? endedAt)
        : joinedAt - (liveAt ?? joinedAt) + drawn.patienceMs,
    talkMs: joinedAt === undefined ? drawn.talkMs : endedAt - joinedAt,
    acwMs:
      joinedAt === undefined || wrapUpAt === undefined
        ? drawn.acwMs
        : Math.max(0, wrapUpAt - endedAt),
  }
}

/** Averages of the dials on record, for those that are not. */
function habitsOf(records: readonly InteractionRecord[]): Habits {
  const attempts = records.flatMap((record) => record.attempts)
  const people = attempts.filter(({ verdict }) => verdict === 'human')
  const machines = attempts.filter(({ verdict }) => verdict === 'machine')
  const joined = people.filter(({ joinedAt }) => joinedAt !== undefined)
  const share = (part: readonly unknown[]): number =>
    attempts.length === 0 ? 0.3 : part.length / attempts.length
  return {
    personShare: share(people),
    machineShare: share(machines),
    ringMs: mean(
      people.map(({ startedAt, answeredAt }) => (answeredAt ?? startedAt) - startedAt),
      15,
    ),
    talkMs: mean(
      joined.map(({ joinedAt = 0, endedAt = 0 }) => endedAt - joinedAt),
      240,
    ),
    acwMs: mean(
      records.flatMap(({ wrapUps, attempts: made }) => {
        const [endedAt, at] = [made.at(-1)?.endedAt, wrapUps[0]?.at]
        return endedAt === undefined || at === undefined || at < endedAt ? [] : [at - endedAt]
      }),
      20,
    ),
    patienceMs: 30 * SECOND_MS,
  }
}

function agentAnswerOf(records: readonly InteractionRecord[]): number {
  const agents = records.flatMap(({ participants }) =>
    participants.filter(({ role }) => role === 'agent'),
  )
  return mean(
    agents.flatMap(({ communications }) =>
      communications.flatMap(({ startedAt, answeredAt }) =>
        answeredAt === undefined ? [] : [answeredAt - startedAt],
      ),
    ),
    2,
  )
}

function mean(values: readonly number[], otherwiseS: number): number {
  if (values.length === 0) return otherwiseS * SECOND_MS
  return Math.max(1, values.reduce((sum, value) => sum + value, 0) / values.length)
}
