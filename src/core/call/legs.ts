import { agentAnswered, agentLegReleased, legsBridged } from './agent-leg.ts'
import { present, unreachable } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { customerAnswered, customerJudged, customerReleased } from './customer-leg.ts'
import type { LegEvent, LegReleased } from '../state/events.ts'
import { flowKey, flowPromptEnded, flowRecorded, greetingOver } from '../flow/flow.ts'
import type { LegId } from '../ids.ts'
import { callbackOf, moveLeg, type Leg } from '../state/leg.ts'
import { legArrived } from '../flow/inbound.ts'
import { ringOver } from './ringing.ts'
import { releaseLeg } from './release.ts'
import { standingLegAnswered, standingLegReleased } from '../agent/presence.ts'
import { recordingEnded } from './recording.ts'
import { watcherAnswered, watcherReleased } from './supervision.ts'
import { digitPressed } from '../callback/take-over.ts'
import { noteReleased, thirdOf, thirdReleased } from './third-leg.ts'
import { thirdAnswered } from './third-party.ts'
import { chargeEnd } from '../state/spending.ts'
import { freeTrunk } from '../state/trunk.ts'
import { lookLater, note, type Turn } from '../state/turn.ts'
import { promptEnded } from './waiting.ts'
import { closeIfDone } from '../callback/close.ts'

/** Something happened to a leg; what concerns a leg that is gone is ignored. */
export function legEvent(turn: Turn, event: LegEvent): void {
  if (event.kind === 'LegArrived') return legArrived(turn, event)
  if (event.kind === 'LegsBridged' || event.kind === 'LegsSplit') return pairEvent(turn, event)
  const leg = turn.state.legs.get(event.legId)
  if (leg === undefined) return
  const callback = callbackOf(leg)
  switch (event.kind) {
    case 'LegRinging':
    case 'LegEarlyMedia':
      return progressed(turn, leg, callback, event.kind)
    case 'LegAnswered':
      return answered(turn, leg, callback)
    case 'LegReleased':
      return released(turn, leg, callback, event)
    case 'LegJudged':
      if (callback !== undefined && leg.role === 'customer') customerJudged(turn, callback, event)
      return
    case 'LegReady':
      if (callback?.course.customerLeg === leg.id) greetingOver(turn, callback)
      return
    case 'BeepHeard':
      if (callback !== undefined) {
        note(
          turn,
          callback,
          'beep',
          { startMs: event.startMs, endMs: event.endMs, hz: event.hz },
          leg.id,
        )
      }
      return
    case 'PromptEnded':
      return prompted(turn, leg, callback, event.prompt, event.completed)
    case 'LegAttached':
      return
    case 'RecordingEnded':
      if (callback !== undefined) {
        recordingEnded(turn, callback, event)
        flowRecorded(turn, callback)
      }
      return
    case 'DigitPressed':
      if (callback?.course.customerLeg === leg.id) pressed(turn, callback, event.digit)
      return
    default:
      return unreachable(event)
  }
}

function pairEvent(
  turn: Turn,
  event: Extract<LegEvent, { kind: 'LegsBridged' | 'LegsSplit' }>,
): void {
  const a = turn.state.legs.get(event.a)
  const b = turn.state.legs.get(event.b)
  if (event.kind === 'LegsBridged') {
    if (a !== undefined && b !== undefined) legsBridged(turn, a, b)
    return
  }
  for (const leg of [a, b]) if (leg?.state === 'bridged') moveLeg(leg, 'answered')
}

function progressed(
  turn: Turn,
  leg: Leg,
  callback: Callback | undefined,
  kind: 'LegRinging' | 'LegEarlyMedia',
): void {
  const to = kind === 'LegRinging' ? 'ringing' : 'early'
  if (leg.state === to || leg.state === 'answered' || leg.state === 'bridged') return
  moveLeg(leg, to)
  if (callback === undefined || leg.role !== 'customer') return
  const attempt = callback.course.attempts.at(-1)
  if (attempt !== undefined) attempt.ringingAt ??= turn.now
  note(turn, callback, kind === 'LegRinging' ? 'ringing' : 'early-media', undefined, leg.id)
}

function answered(turn: Turn, leg: Leg, callback: Callback | undefined): void {
  if (leg.answeredAt !== undefined) return
  leg.answeredAt = turn.now
  ringOver(turn.state, leg)
  moveLeg(leg, 'answered')
  if (leg.presenceId !== undefined) return standingLegAnswered(turn, agentOfLeg(turn, leg))
  if (callback === undefined) return
  const third = thirdOf(callback, leg)
  const watcher = callback.course.talk?.watchers.find((one) => one.legId === leg.id)
  if (third !== undefined) thirdAnswered(turn, callback, third)
  else if (watcher !== undefined) watcherAnswered(turn, callback, watcher)
  else if (leg.role === 'customer') customerAnswered(turn, leg, callback)
  else if (leg.role === 'agent') agentAnswered(turn, leg, callback)
  else releaseLeg(turn, leg.id, 'cancelled')
}

function released(turn: Turn, leg: Leg, callback: Callback | undefined, event: LegReleased): void {
  ringOver(turn.state, leg)
  turn.state.legs.delete(leg.id)
  if (leg.trunkId !== undefined) giveBackTrunk(turn, leg)
  if (callback !== undefined) {
    legOver(turn, leg, callback, event)
    if (callback.state !== 'closed') closeIfDone(turn, callback)
  }
  if (leg.role === 'supervisor') watcherReleased(turn, callback, leg, event)
  if (leg.presenceId !== undefined) standingLegReleased(turn, agentOfLeg(turn, leg), leg, event)
}

function legOver(turn: Turn, leg: Leg, callback: Callback, event: LegReleased): void {
  const third = thirdOf(callback, leg)
  if (third !== undefined) return thirdReleased(turn, callback, third, event)
  switch (leg.role) {
    case 'customer':
      return customerReleased(turn, leg, callback, event)
    case 'agent':
      return agentLegReleased(turn, leg, callback, event)
    case 'third':
      return noteReleased(turn, callback, event)
    case 'supervisor':
      return
  }
}

function giveBackTrunk(turn: Turn, leg: Leg): void {
  const trunk = leg.trunkId === undefined ? undefined : turn.state.trunks.get(leg.trunkId)
  if (trunk !== undefined) freeTrunk(trunk)
  const site = leg.bill === undefined ? undefined : turn.state.sites.get(leg.bill.siteId)
  if (site !== undefined) chargeEnd(turn.state.spending, site, leg, turn.now)
  for (const queue of turn.state.queues.values()) {
    if (queue.blocked) lookLater(turn, queue.id, 'limit-lifted')
  }
}

function prompted(
  turn: Turn,
  leg: Leg,
  callback: Callback | undefined,
  prompt: string,
  completed: boolean,
): void {
  if (leg.prompt !== prompt) return
  leg.prompt = undefined
  if (callback?.course.customerLeg !== leg.id) return
  if (callback.course.flow !== undefined) flowPromptEnded(turn, callback, prompt, completed)
  else promptEnded(turn, callback, prompt)
}

function pressed(turn: Turn, callback: Callback, digit: string): void {
  if (callback.course.flow !== undefined) flowKey(turn, callback, digit)
  else digitPressed(turn, callback, digit)
}

function agentOfLeg(turn: Turn, leg: { readonly id: LegId; readonly agentId: Leg['agentId'] }) {
  return present(
    turn.state.agents.get(present(leg.agentId, 'a standing leg has an agent')),
    'an agent that exists',
  )
}
