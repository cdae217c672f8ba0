import { assert, present } from './assert.ts'
import type { Agent } from './state/agent.ts'
import { type AnswerCount, createQueue, type Queue } from './state/queue.ts'
import { begun, NOTHING_YET } from './state/course.ts'
import { isInFlight, type Callback } from './state/callback.ts'
import type { AgentId, CallbackId, PhoneNumber, QueueId, SiteId, TrunkId } from './ids.ts'
import type { HoursState } from './state/flow-program.ts'
import { knowing, type Learning } from './state/learning.ts'
import { callbackOf, type Leg } from './state/leg.ts'
import { joinIdle } from './queue/idle.ts'
import { formTeams } from './queue/team.ts'
import type { Organisation, QueueSettings, Site } from './state/organisation.ts'
import { expectAgent } from './pacing/prospect.ts'
import { joinFlight, joinListsQuietly } from './queue/place.ts'
import type { NumberHistory } from './state/numbers.ts'
import { rings } from './call/ringing.ts'
import type { RingTimes } from './state/ring-times.ts'
import type { Decision } from './state/decision.ts'
import { createState, type State } from './state/state.ts'
import { armedTimers, timerNamed } from './state/timer.ts'
import type { TrunkUse } from './state/trunk.ts'
import type { Instant } from './time.ts'

/** Counts up where an older snapshot could not be read any more. */
export const SNAPSHOT_FORMAT = 3
const FORMAT_PATTERN = /^\{"format":(\d+)[,}]/

/** A queue without what its callbacks and agents say anyway. */
interface WrittenQueue {
  readonly settings: QueueSettings
  readonly loggedIn: number
  readonly blocked: boolean
  readonly decisions: readonly Decision[]
  readonly blockedOwners?: readonly AgentId[]
  readonly closed?: boolean
  readonly answers?: readonly AnswerCount[]
  readonly departures?: readonly Instant[]
  readonly learning?: WrittenLearning
}

/** A leg with its interaction's id in the place of the interaction. */
type WrittenLeg = Omit<Leg, 'callback'> & {
  readonly callback?: undefined
  readonly callbackId: CallbackId | undefined
}

/** A callback without the course that everyone has who only waits. */
type WrittenCallback = Omit<Callback, 'course'> & {
  readonly course?: Callback['course'] | undefined
}

/** What pacing has learned, without the curves that follow from it. */
type WrittenLearning = Omit<Learning, 'trunks'> & {
  readonly trunks: readonly (readonly [TrunkId, RingTimes])[]
}

/** What is remembered of numbers, each list with the oldest first. */
interface WrittenNumbers {
  readonly barred: readonly PhoneNumber[]
  readonly lastAgents: readonly [PhoneNumber, AgentId][]
  readonly abandonedAt: readonly [PhoneNumber, Instant][]
  readonly attempts: readonly [PhoneNumber, readonly Instant[]][]
}

interface Written {
  readonly format: number
  readonly organisation: Organisation | null
  readonly sites: readonly Site[]
  readonly trunks: readonly TrunkUse[]
  readonly queues: readonly WrittenQueue[]
  readonly agents: readonly Agent[]
  readonly callbacks: readonly WrittenCallback[]
  readonly idempotencyKeys: readonly [string, { callbackId: Callback['id']; at: Instant }][]
  readonly legs: readonly WrittenLeg[]
  readonly timers: readonly (readonly [string, Instant])[]
  readonly numbers?: WrittenNumbers
  readonly spending?: readonly (readonly [SiteId, { at: Instant; amount: number }[]])[]
  readonly hours?: readonly [string, HoursState][]
  readonly endedCalls?: readonly Callback['id'][]
  readonly agentless?: readonly QueueId[]
  readonly switchUp: boolean
  readonly paused: boolean
  readonly lastNumber: number
}

/** The whole state as text: reading it back gives a state that steps the same way. Pure. */
export function writeSnapshot(state: State): string {
  const written: Written = {
    format: SNAPSHOT_FORMAT,
    organisation: state.organisation ?? null,
    sites: [...state.sites.values()],
    trunks: [...state.trunks.values()],
    queues: [...state.queues.values()].map((queue) => ({
      settings: queue.settings,
      loggedIn: queue.loggedIn,
      blocked: queue.blocked,
      decisions: queue.decisions,
      blockedOwners: [...queue.blockedOwners],
      closed: queue.closed,
      answers: queue.answers,
      departures: queue.departures,
      learning: writeLearning(queue.learning),
    })),
    agents: [...state.agents.values()],
    callbacks: [...state.callbacks.values()].map(writeCallback),
    idempotencyKeys: [...state.idempotencyKeys],
    legs: [...state.legs.values()].map(writeLeg),
    timers: [...armedTimers(state.timers)],
    hours: [...state.hours],
    numbers: writeNumbers(state.numbers),
    spending: [...state.spending],
    endedCalls: [...state.endedCalls],
    agentless: [...state.agentless],
    switchUp: state.switchUp,
    paused: state.paused,
    lastNumber: state.lastNumber,
  }
  return JSON.stringify(written)
}

/** In which format a snapshot was written. Asserts that it is one; pure. */
export function snapshotFormat(text: string): number {
  return Number(present(FORMAT_PATTERN.exec(text)?.[1], 'a snapshot begins with its format'))
}

/** The state that a snapshot holds. Asserts its format; pure. */
export function readSnapshot(text: string): State {
  const written = JSON.parse(text) as Written
  assert(written.format === SNAPSHOT_FORMAT, `a snapshot of format ${SNAPSHOT_FORMAT}`)
  const state = createState()
  state.organisation = written.organisation ?? undefined
  state.switchUp = written.switchUp
  state.paused = written.paused
  state.lastNumber = written.lastNumber
  state.doNotCall = new Set(written.organisation?.doNotCall)
  readNumbers(state, written.numbers)
  for (const [name, value] of written.hours ?? []) state.hours.set(name, value)
  readSets(state, written)
  for (const site of written.sites) state.sites.set(site.id, site)
  for (const trunk of written.trunks) state.trunks.set(trunk.id, trunk)
  for (const agent of written.agents)
    state.agents.set(agent.id, withUndefined(agent, AGENT_OPTIONALS))
  for (const [key, value] of written.idempotencyKeys) state.idempotencyKeys.set(key, value)
  for (const [name, at] of written.timers) {
    const { kind, whose } = present(timerNamed(name), 'a timer of a known kind')
    state.timers[kind].set(whose, at)
  }
  for (const queue of written.queues) state.queues.set(queue.settings.id, readQueue(state, queue))
  formTeams(state)
  for (const agent of state.agents.values()) {
    joinIdle(state, agent)
    agent.prospect = undefined
    expectAgent(state, agent)
  }
  for (const callback of written.callbacks) addCallback(state, readCallback(callback))
  for (const leg of written.legs) state.legs.set(leg.id, readLeg(state, leg))
  countReservations(state)
  countRinging(state)
  return state
}

function readSets(state: State, { endedCalls, agentless, spending }: Written): void {
  for (const [id, charges] of spending ?? []) state.spending.set(id, charges)
  for (const id of endedCalls ?? []) state.endedCalls.add(id)
  for (const id of agentless ?? []) state.agentless.add(id)
}

function countReservations(state: State): void {
  for (const agent of state.agents.values()) {
    const callback = agent.state === 'reserved' ? workOf(state, agent) : undefined
    const queue = callback === undefined ? undefined : state.queues.get(callback.queueId)
    if (queue !== undefined) queue.reserved++
  }
}

function countRinging(state: State): void {
  for (const leg of state.legs.values()) {
    const { callback } = leg
    if (callback?.course.customerLeg === leg.id) rings(state, leg, callback)
  }
}

function workOf(state: State, agent: Agent): Callback | undefined {
  return agent.callbackId === undefined ? undefined : state.callbacks.get(agent.callbackId)
}

function writeCallback(callback: Callback): WrittenCallback {
  return callback.course === NOTHING_YET ? { ...callback, course: undefined } : callback
}

function readCallback({ course, ...written }: WrittenCallback): Callback {
  const callback = { ...withUndefined(written, CALLBACK_OPTIONALS), course: NOTHING_YET }
  if (course !== undefined) Object.assign(begun(callback), course)
  return callback
}

function writeLeg(leg: Leg): WrittenLeg {
  return { ...leg, callback: undefined, callbackId: callbackOf(leg)?.id }
}

function readLeg(state: State, { callbackId, ...leg }: WrittenLeg): Leg {
  const callback = callbackId === undefined ? undefined : state.callbacks.get(callbackId)
  return withUndefined({ ...leg, callback }, LEG_OPTIONALS)
}

function writeLearning(learning: Learning): WrittenLearning {
  const trunks = [...learning.trunks].map(([id, { times }]) => [id, times] as const)
  return { ...learning, trunks }
}

function readLearning(written: WrittenLearning): Learning {
  const trunks = written.trunks.map(([id, times]) => [id, knowing(times)] as const)
  return { ...written, trunks: new Map(trunks) }
}

function writeNumbers({ barred, lastAgents, abandonedAt, attempts }: NumberHistory) {
  return {
    barred: [...barred],
    lastAgents: [...lastAgents],
    abandonedAt: [...abandonedAt],
    attempts: [...attempts],
  }
}

function readNumbers(state: State, written: WrittenNumbers | undefined): void {
  if (written === undefined) return
  const { barred, lastAgents, abandonedAt, attempts } = state.numbers
  for (const number of written.barred) barred.add(number)
  for (const [number, agent] of written.lastAgents) lastAgents.set(number, agent)
  for (const [number, at] of written.abandonedAt) abandonedAt.set(number, at)
  for (const [number, moments] of written.attempts) attempts.set(number, moments)
}

function readQueue(state: State, written: WrittenQueue): Queue {
  const queue = createQueue(written.settings)
  queue.armed.due = state.timers.due.get(queue.id)
  queue.armed.deadline = state.timers.deadline.get(queue.id)
  queue.loggedIn = written.loggedIn
  queue.blocked = written.blocked
  queue.closed = written.closed ?? false
  queue.decisions.push(...written.decisions)
  queue.answers.push(...(written.answers ?? []))
  queue.departures.push(...(written.departures ?? []))
  if (written.learning !== undefined) queue.learning = readLearning(written.learning)
  for (const owner of written.blockedOwners ?? []) queue.blockedOwners.add(owner)
  return queue
}

/** A callback and its place in the lists of its queue, which a snapshot does not repeat. */
function addCallback(state: State, callback: Callback): void {
  state.callbacks.set(callback.id, callback)
  const queue = state.queues.get(callback.queueId)
  assert(queue !== undefined, 'a callback is in a queue that exists')
  const isOpen = callback.medium === 'callback' && callback.course.disposition === undefined
  if (isOpen) queue.open.set(callback.customer, callback.id)
  if (isInFlight(callback)) joinFlight(state, queue, callback)
  joinListsQuietly(state, queue, callback)
}

const LEG_OPTIONALS = [
  'agentId',
  'trunkId',
  'bill',
  'presenceId',
  'contact',
  'answeredAt',
  'prompt',
] as const
const AGENT_OPTIONALS = [
  'idleTurn',
  'presenceId',
  'contact',
  'contactExpiresAt',
  'absentUntil',
  'standingLeg',
  'callLeg',
  'callbackId',
  'acwEndsAt',
  'prospect',
  'registeredContact',
  'device',
  'connection',
  'offQueueReason',
  'watching',
] as const
const CALLBACK_OPTIONALS = ['dueAt', 'ownerId', 'preference', 'window', 'placeOf'] as const

/** JSON drops what is undefined: put back, so that every object has one shape. */
function withUndefined<T extends object>(object: T, names: readonly (keyof T)[]): T {
  for (const name of names) if (!(name in object)) Object.assign(object, { [name]: undefined })
  return object
}
