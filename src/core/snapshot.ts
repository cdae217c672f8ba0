import { assert } from './assert.ts'
import type { Agent } from './agent.ts'
import type { Callback } from './callback.ts'
import type { Leg } from './leg.ts'
import { joinLine } from './line.ts'
import type { Organisation, QueueSettings, Site } from './organisation.ts'
import { queuesOf } from './place.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Decision } from './decision.ts'
import { createState, type State } from './state.ts'
import { IN_FLIGHT } from './callback.ts'
import type { TrunkUse } from './trunk.ts'
import type { Instant } from './time.ts'

const FORMAT = 1

/** A queue without what its callbacks and agents say anyway. */
interface WrittenQueue {
  readonly settings: QueueSettings
  readonly loggedIn: number
  readonly blocked: boolean
  readonly decisions: readonly Decision[]
}

interface Written {
  readonly format: number
  readonly organisation: Organisation | null
  readonly sites: readonly Site[]
  readonly trunks: readonly TrunkUse[]
  readonly queues: readonly WrittenQueue[]
  readonly agents: readonly Agent[]
  readonly callbacks: readonly Callback[]
  readonly idempotencyKeys: readonly [string, { callbackId: Callback['id']; at: Instant }][]
  readonly legs: readonly Leg[]
  readonly timers: readonly [string, Instant][]
  readonly switchUp: boolean
  readonly paused: boolean
  readonly lastNumber: number
}

/** The whole state as text: reading it back gives a state that steps the same way. Pure. */
export function writeSnapshot(state: State): string {
  const written: Written = {
    format: FORMAT,
    organisation: state.organisation ?? null,
    sites: [...state.sites.values()],
    trunks: [...state.trunks.values()],
    queues: [...state.queues.values()].map((queue) => ({
      settings: queue.settings,
      loggedIn: queue.loggedIn,
      blocked: queue.blocked,
      decisions: queue.decisions,
    })),
    agents: [...state.agents.values()],
    callbacks: [...state.callbacks.values()],
    idempotencyKeys: [...state.idempotencyKeys],
    legs: [...state.legs.values()],
    timers: [...state.timers],
    switchUp: state.switchUp,
    paused: state.paused,
    lastNumber: state.lastNumber,
  }
  return JSON.stringify(written)
}

/** The state that a snapshot holds. Asserts its format; pure. */
export function readSnapshot(text: string): State {
  const written = JSON.parse(text) as Written
  assert(written.format === FORMAT, `a snapshot of format ${FORMAT}`)
  const state = createState()
  state.organisation = written.organisation ?? undefined
  state.switchUp = written.switchUp
  state.paused = written.paused
  state.lastNumber = written.lastNumber
  for (const site of written.sites) state.sites.set(site.id, site)
  for (const trunk of written.trunks) state.trunks.set(trunk.id, trunk)
  for (const agent of written.agents)
    state.agents.set(agent.id, withUndefined(agent, AGENT_OPTIONALS))
  for (const leg of written.legs) state.legs.set(leg.id, withUndefined(leg, LEG_OPTIONALS))
  for (const [key, value] of written.idempotencyKeys) state.idempotencyKeys.set(key, value)
  for (const [timer, at] of written.timers) state.timers.set(timer, at)
  for (const queue of written.queues) state.queues.set(queue.settings.id, readQueue(queue))
  for (const agent of state.agents.values()) {
    if (agent.idleTurn === undefined) continue
    for (const queue of queuesOf(state, agent)) joinLine(queue.idle, agent.idleTurn)
  }
  for (const one of written.callbacks) addCallback(state, withUndefined(one, CALLBACK_OPTIONALS))
  return state
}

function readQueue(written: WrittenQueue): Queue {
  const queue = createQueue(written.settings)
  queue.loggedIn = written.loggedIn
  queue.blocked = written.blocked
  queue.decisions.push(...written.decisions)
  return queue
}

/** A callback and its place in the lists of its queue, which a snapshot does not repeat. */
function addCallback(state: State, callback: Callback): void {
  state.callbacks.set(callback.id, callback)
  const queue = state.queues.get(callback.queueId)
  assert(queue !== undefined, 'a callback is in a queue that exists')
  if (callback.disposition === undefined) queue.open.set(callback.customer, callback.id)
  if (IN_FLIGHT.has(callback.state)) queue.inFlight++
  if (callback.state === 'alerting') queue.alerting++
  if (callback.state === 'waiting') joinLine(queue.line, callback)
  if (callback.state === 'awaiting-agent') joinLine(queue.live, callback)
  if (callback.state !== 'scheduled') return
  const due = { priority: 0, rankedAt: callback.dueAt ?? 0, number: callback.number, callback }
  queue.dueEntries.set(callback, due)
  joinLine(queue.schedule, due)
}

const LEG_OPTIONALS = [
  'callbackId',
  'agentId',
  'trunkId',
  'presenceId',
  'answeredAt',
  'prompt',
] as const
const AGENT_OPTIONALS = [
  'idleTurn',
  'presenceId',
  'contact',
  'contactExpiresAt',
  'standingLeg',
  'callLeg',
  'callbackId',
] as const
const CALLBACK_OPTIONALS = [
  'dueAt',
  'customerLeg',
  'agentLeg',
  'agentId',
  'firstDialledAt',
  'answeredAt',
  'joinedAt',
  'verdict',
  'disposition',
  'cause',
  'flowStep',
] as const

/** JSON drops what is undefined: put back, so that every object has one shape. */
function withUndefined<T extends object>(object: T, names: readonly (keyof T)[]): T {
  for (const name of names) if (!(name in object)) Object.assign(object, { [name]: undefined })
  return object
}
