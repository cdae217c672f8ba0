import { assert, present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import type { DecisionRule } from '../state/decision.ts'
import { attemptIdOf, legIdOf, type LegId, type PhoneNumber, type TrunkId } from '../ids.ts'
import {
  createAttempt,
  createCommunication,
  type AttemptRecord,
  type CommunicationRecord,
  type ParticipantRecord,
} from '../state/interaction.ts'
import { createLeg } from '../state/leg.ts'
import { LIMITS } from '../limits.ts'
import { NONE, withOne } from '../list.ts'
import { rememberAttempt } from '../state/numbers.ts'
import { moveInQueue } from '../queue/place.ts'
import type { Queue } from '../state/queue.ts'
import { rings } from '../call/ringing.ts'
import type { Site } from '../state/organisation.ts'
import { trunksFor, trunksOf } from '../state/site.ts'
import { chargeDial } from '../state/spending.ts'
import { isBarred, siteOf, type State } from '../state/state.ts'
import type { Instant } from '../time.ts'
import { takeTrunk, trunkRoom, type TrunkUse } from '../state/trunk.ts'
import { note, type Moment, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** A trunk with room, or the rule that no trunk passed. */
export type TrunkChoice =
  | { readonly trunk: TrunkUse }
  | {
      readonly rule: Extract<
        DecisionRule,
        'site-channels' | 'trunk-channels' | 'trunk-rate' | 'no-trunk'
      >
      readonly numbers: Readonly<Record<string, number>>
      /** When a limit of rate lifts. */
      readonly at?: Instant
    }

/**
 * The first of the site's trunks for a number, in fail-over order, that was not tried and has room. One that
 * answers no questions comes after all others: it may still take calls, and may be the only one.
 */
export function trunkForAttempt(
  turn: Moment,
  queue: Queue,
  number: PhoneNumber,
  tried: readonly TrunkId[],
): TrunkChoice {
  const site = siteOf(turn.state, queue)
  const calls = site.channels === undefined ? 0 : callsOf(turn.state, site)
  if (site.channels !== undefined && calls >= site.channels) {
    return { rule: 'site-channels', numbers: { channels: site.channels, calls } }
  }
  let rateLifts: Instant | undefined
  let full = 0
  let silent: TrunkUse | undefined
  for (const id of trunksFor(site, number)) {
    if (tried.includes(id)) continue
    const trunk = present(turn.state.trunks.get(id), 'a site names trunks that exist')
    const room = trunkRoom(trunk, turn.now)
    if (room.room && trunk.silentSince === undefined) return { trunk }
    if (room.room) {
      silent ??= trunk
      continue
    }
    full++
    if (room.at !== undefined && (rateLifts === undefined || room.at < rateLifts))
      rateLifts = room.at
  }
  if (silent !== undefined) return { trunk: silent }
  const numbers = { trunksFull: full, trunksTried: tried.length }
  if (full === 0) return { rule: 'no-trunk', numbers }
  if (rateLifts === undefined) return { rule: 'trunk-channels', numbers }
  return { rule: 'trunk-rate', numbers, at: rateLifts }
}

/** Calls that are up over a site's trunks. */
function callsOf({ trunks }: State, site: Site): number {
  return trunksOf(site).reduce((calls, id) => calls + (trunks.get(id)?.channelsInUse ?? 0), 0)
}

/** A new attempt: the first in line leaves it and is dialled over a trunk. */
export function beginAttempt(turn: Turn, queue: Queue, callback: Callback, trunk: TrunkUse): void {
  moveInQueue(turn, callback, 'dialling')
  begun(callback).passedOver = NONE
  callback.preference = undefined
  openAttempt(turn, queue, callback, trunk)
}

/** The attempt itself: agent-first, the agent is on the line already. */
export function openAttempt(turn: Turn, queue: Queue, callback: Callback, trunk: TrunkUse): void {
  assert(callback.course.customerLeg === undefined, 'one live leg a customer')
  assert(callback.course.attempts.length < LIMITS.attemptsPerCallback, 'attempts are bounded')
  const course = begun(callback)
  course.firstDialledAt ??= turn.now
  course.answeredAt = undefined
  course.verdict = undefined
  // Of a machine's flow in an earlier attempt nothing is left.
  course.flow = undefined
  course.ready = false
  const { attemptCap } = turn.state.organisation ?? {}
  if (attemptCap !== undefined) {
    rememberAttempt(turn.state.numbers, callback.customer, attemptCap, turn.now)
  }
  const id = attemptIdOf(callback.id, course.attempts.length + 1)
  const legId = nextLegId(callback)
  const attempt = createAttempt(id, turn.now, { legId, trunkId: trunk.id })
  course.attempts = withOne(course.attempts, attempt)
  dialCustomer(turn, queue, callback, trunk, legId)
}

/**
 * The same attempt goes on over another trunk: a network failed, no answer of the customer's. Not
 * for a number that may not be called any more since it began.
 */
export function continueAttempt(turn: Turn, queue: Queue, callback: Callback): boolean {
  if (!turn.state.switchUp || turn.state.paused) return false
  if (isBarred(turn.state, callback.customer)) return false
  const tried = attemptOf(callback).legs.map((leg) => leg.trunkId)
  const choice = trunkForAttempt(turn, queue, callback.customer, tried)
  if (!('trunk' in choice)) return false
  const legId = nextLegId(callback)
  attemptOf(callback).legs.push({ legId, trunkId: choice.trunk.id })
  dialCustomer(turn, queue, callback, choice.trunk, legId)
  return true
}

/** The attempt that runs, or ran last. */
export function attemptOf(callback: Callback): AttemptRecord {
  return present(callback.course.attempts.at(-1), 'a dialled callback has an attempt')
}

/** The id of the interaction's next leg. */
export function nextLegId(callback: Callback): LegId {
  const count = ++begun(callback).legCount
  assert(count <= LIMITS.legsPerInteraction, 'legs of an interaction are bounded')
  return legIdOf(callback.id, count)
}

/** A participant's new call, on record from its order on. */
export function addCommunication(
  turn: Turn,
  callback: Callback,
  role: ParticipantRecord['role'],
  legId: LegId,
  agentId?: ParticipantRecord['agentId'],
): void {
  const call = createCommunication(legId, turn.now)
  const known = participantOf(callback, role, agentId)
  if (known === undefined) addParticipant(callback, role, agentId, [call])
  else known.communications.push(call)
}

/** A party of the interaction, on record once, with or without a call. */
export function joinParticipants(
  callback: Callback,
  role: ParticipantRecord['role'],
  agentId?: ParticipantRecord['agentId'],
): void {
  if (participantOf(callback, role, agentId) === undefined) {
    addParticipant(callback, role, agentId, [])
  }
}

function participantOf(
  callback: Callback,
  role: ParticipantRecord['role'],
  agentId: ParticipantRecord['agentId'],
): ParticipantRecord | undefined {
  for (const one of callback.course.participants) {
    if (one.role === role && one.agentId === agentId) return one
  }
  return undefined
}

function addParticipant(
  callback: Callback,
  role: ParticipantRecord['role'],
  agentId: ParticipantRecord['agentId'],
  communications: CommunicationRecord[],
): void {
  const course = begun(callback)
  course.participants = withOne(course.participants, { role, agentId, communications })
}

/** The record of a leg's call; undefined where the leg has none. */
export function communicationOf(callback: Callback, legId: LegId): CommunicationRecord | undefined {
  for (const { communications } of callback.course.participants) {
    for (let i = communications.length - 1; i >= 0; i--) {
      if (communications[i]?.legId === legId) return communications[i]
    }
  }
  return undefined
}

function dialCustomer(
  turn: Turn,
  queue: Queue,
  callback: Callback,
  trunk: TrunkUse,
  legId: LegId,
): void {
  const attempt = attemptOf(callback)
  takeTrunk(trunk, turn.now)
  const site = siteOf(turn.state, queue)
  const bill = chargeDial(turn.state.spending, site, callback.customer, turn.now)
  begun(callback).customerLeg = legId
  const origin = { id: legId, role: 'customer', callback, trunkId: trunk.id, bill } as const
  const leg = createLeg(origin, turn.now)
  turn.state.legs.set(legId, leg)
  rings(turn.state, leg, callback)
  addCommunication(turn, callback, 'customer', legId)
  note(turn, callback, 'dialling', { attempt: attempt.id, trunk: trunk.id }, legId)
  turn.effects.push({
    kind: 'DialCustomer',
    legId,
    attemptId: attempt.id,
    number: callback.customer,
    trunkId: trunk.id,
    callerIdNumber: shownNumber(callback, trunk),
    callerIdName: callback.details.callerIdName,
    ringTimeoutMs: queue.settings.ringTimeoutMs,
    maxCallMs: queue.settings.maxCallMs,
  })
}

/** The number on the booking where the trunk allows it, else the trunk's own first one. */
export function shownNumber(callback: Callback, trunk: TrunkUse): PhoneNumber | undefined {
  const asked = callback.details.callerIdNumber
  const { callerIds } = trunk.settings
  if (asked !== undefined && (callerIds.length === 0 || callerIds.includes(asked))) return asked
  return callerIds[0]
}
