import type { Event } from '../core/state/events.ts'
import {
  agentId,
  callbackId,
  phoneNumber,
  presenceId,
  type PhoneNumber,
  type QueueId,
} from '../core/ids.ts'
import type { AgentSettings, Organisation } from '../core/state/organisation.ts'
import { HOUR_MS, instant, later, type Instant } from '../core/time.ts'
import { drawFate, type Fate, type Habits } from './fate.ts'
import type { Script } from './play.ts'
import { createRandom, seedOf, type Random } from './random.ts'

/** One day of a queue. */
export interface Day {
  readonly queueId: QueueId
  /** Bookings in each hour of the day, 24 of them. */
  readonly arrivals: readonly number[]
  readonly habits: Habits
  readonly agentAnswerMs: number
}

/** What is tried on it. */
export interface Staffing {
  readonly agents: number
  readonly modifier: number
  readonly seed: number
}

const MIDNIGHT = instant(1_800_057_600_000)
/** Agents stay so long after the last hour with bookings. */
const AFTER_HOURS = 1

/**
 * A day with so many agents and such a modifier: bookings at random around the curve, agents on
 * queue from the first hour that has any to one hour after the last. Everything else is as the
 * organisation has it. The same seed gives the same customers, whatever the staffing. Pure.
 */
export function dayScript(organisation: Organisation, day: Day, staffing: Staffing): Script {
  const { queueId, arrivals, habits, agentAnswerMs } = day
  const open = arrivals.findIndex((count) => count > 0)
  const close = arrivals.findLastIndex((count) => count > 0) + 1 + AFTER_HOURS
  const opensAt = later(MIDNIGHT, Math.max(0, open) * HOUR_MS)
  const closesAt = later(MIDNIGHT, close * HOUR_MS)
  const random = createRandom(staffing.seed)
  const bookings = bookingsOf(random, organisation, day)
  const fates = new Map<string, Fate>()
  return {
    queueId,
    endAt: closesAt,
    agentAnswerMs,
    facts: [
      { at: opensAt, event: configured(organisation, queueId, staffing) },
      ...agentNames(staffing).map((name, i) => ({ at: opensAt, event: comes(name, i) })),
      ...bookings,
    ],
    fateOf: (id, attempt) => {
      const key = `${id}/${attempt}`
      const known = fates.get(key)
      if (known !== undefined) return known
      // A fate depends on who and which attempt alone, so that staffings are compared like with like.
      const own = createRandom(staffing.seed ^ seedOf(key))
      const fate = drawFate(own, habits)
      fates.set(key, fate)
      return fate
    },
  }
}

function configured(organisation: Organisation, queueId: QueueId, staffing: Staffing): Event {
  const known = organisation.agents.find((agent) => agent.queues.includes(queueId))
  const agents = agentNames(staffing).map((name): AgentSettings => ({
    id: agentId(name),
    name,
    queues: [queueId],
    connection: known?.connection ?? 'per-call',
    onQueueWhenRegistered: false,
    contact: 'sip:simulated@127.0.0.1',
    ...(known?.skills === undefined ? {} : { skills: known.skills }),
  }))
  const queues = organisation.queues.map((queue) =>
    queue.id === queueId
      ? { ...queue, pacing: { ...queue.pacing, modifier: staffing.modifier } }
      : queue,
  )
  return { kind: 'OrganisationConfigured', organisation: { ...organisation, agents, queues } }
}

function agentNames({ agents }: Staffing): string[] {
  return Array.from({ length: agents }, (_, i) => `agent-${i + 1}`)
}

function comes(name: string, index: number): Event {
  return {
    kind: 'AgentWentOnQueue',
    agentId: agentId(name),
    presenceId: presenceId(uuid(2, index + 1)),
  }
}

/** Bookings at random within each hour, in the order of their moments. */
function bookingsOf(
  random: Random,
  organisation: Organisation,
  { queueId, arrivals }: Day,
): { readonly at: Instant; readonly event: Event }[] {
  const bookings: { at: Instant; event: Event }[] = []
  for (const [hour, count] of arrivals.entries()) {
    if (count === 0) continue
    const gapMs = HOUR_MS / count
    for (let atMs = random.exponential(gapMs); atMs < HOUR_MS; atMs += random.exponential(gapMs)) {
      const number = bookings.length + 1
      bookings.push({
        at: later(MIDNIGHT, hour * HOUR_MS + Math.floor(atMs)),
        event: {
          kind: 'CallbackBooked',
          callbackId: callbackId(uuid(1, number)),
          number: customer(organisation, number),
          queueId,
          source: 'import',
        },
      })
    }
  }
  return bookings
}

/** A number that the site may dial. */
function customer(organisation: Organisation, number: number): PhoneNumber {
  const site = organisation.sites.find(({ id }) => id === organisation.defaultSite)
  const prefix = site?.allowedPrefixes[0] ?? '+1202555'
  return phoneNumber(prefix + String(number).padStart(Math.max(6, 12 - prefix.length), '5'))
}

function uuid(kind: number, number: number): string {
  return `00000000-0000-700${kind}-8000-${number.toString(16).padStart(8, '0')}0000`
}
