import { accept, start, startWhatIsDue } from './dispatch/agent-first.ts'
import { book, cancelCallback } from './callback/booking.ts'
import type { Callback } from './state/callback.ts'
import { callEvent } from './call/call-control.ts'
import { callArrived } from './flow/calls.ts'
import { bar } from './queue/clearance.ts'
import { closeQueue, openQueue } from './queue/closing.ts'
import { editCallback, revealNumber } from './callback/editing.ts'
import { configure } from './configure.ts'
import { choosePhone } from './agent/device.ts'
import { look } from './dispatch/dispatch.ts'
import type { Effect } from './state/effects.ts'
import type { AgentEvent, Event, SwitchEvent, TimerFired, TrunkEvent } from './state/events.ts'
import { flowReply } from './flow/flow.ts'
import { hangUp } from './call/hang-up.ts'
import type { AgentId } from './ids.ts'
import { checkTurn } from './invariants.ts'
import { legEvent } from './call/legs.ts'
import { NONE } from './list.ts'
import { present } from './assert.ts'
import { goesBefore } from './queue/team.ts'
import { findAgent, serveLiveCustomer } from './dispatch/matching.ts'
import { serveOwner } from './callback/owned.ts'
import { goOffQueue, goOnQueue, phoneGone, phoneRegistered } from './agent/presence.ts'
import { missedEvents, switchReturned } from './recovery.ts'
import { reschedule } from './callback/reschedule.ts'
import { scheduleResolved } from './callback/schedule.ts'
import type { State } from './state/state.ts'
import type { Instant } from './time.ts'
import { withdrawSurplus } from './pacing/surplus.ts'
import { timerFired } from './timers.ts'
import { trunkAnswers, trunkSilent } from './state/trunk.ts'
import { createTurn, lookLater, reply, type Turn } from './state/turn.ts'
import { completeWrapUp } from './agent/wrap-up.ts'

/**
 * One event is dealt with, to its end: the state after it and everything that it orders.
 *
 * The same state, event and time give the same result, always: no clock, no randomness, no I/O.
 * The state is owned by the step and updated in place, so the cost of an event does not grow with
 * how many wait. Asserts its invariants after every step; an assertion that fails is a bug.
 */
export function step(
  state: State,
  event: Event,
  now: Instant,
): { readonly state: State; readonly effects: readonly Effect[] } {
  const turn = createTurn(state, now)
  dealWith(turn, event)
  followUp(turn)
  checkTurn(turn)
  return turn
}

/** A trunk that the configuration has no more is nobody's. */
function trunkHeard(turn: Turn, event: TrunkEvent): void {
  const trunk = turn.state.trunks.get(event.trunkId)
  if (trunk === undefined) return
  if (event.kind === 'TrunkSilent') trunkSilent(trunk, turn.now)
  else trunkAnswers(trunk)
}

function dealWith(turn: Turn, event: Event): void {
  switch (event.kind) {
    case 'OrganisationConfigured':
      return configure(turn, event.organisation)
    case 'DispatchPaused':
    case 'DispatchResumed':
      return pause(turn, event.kind === 'DispatchPaused')
    case 'CallbackBooked':
      return book(turn, event)
    case 'CallbackCancelled':
      return cancelCallback(turn, event)
    case 'CallbackEdited':
      return editCallback(turn, event)
    case 'NumberRevealed':
      return revealNumber(turn, event)
    case 'ScheduleResolved':
      return scheduleResolved(turn, event)
    case 'CallArrived':
      return callArrived(turn, event)
    case 'QueueOpened':
      return openQueue(turn, event.queueId)
    case 'QueueClosed':
      return closeQueue(turn, event.queueId)
    case 'HoursChanged':
      turn.state.hours.set(event.hours, event.state)
      return
    case 'Answered':
      return flowReply(turn, event)
    case 'NumberBarred':
    case 'NumberUnbarred':
      return bar(turn, event.number, event.kind === 'NumberBarred')
    default:
      return dealWithCalls(turn, event)
  }
}

function dealWithCalls(turn: Turn, event: AgentEvent | SwitchEvent | TimerFired): void {
  switch (event.kind) {
    case 'AgentWentOnQueue':
      return goOnQueue(turn, event)
    case 'AgentWentOffQueue':
      return goOffQueue(turn, event.agentId, event.reason)
    case 'PhoneChosen':
      return choosePhone(turn, event)
    case 'WrapUpCompleted':
      return completeWrapUp(turn, event)
    case 'AgentHungUp':
      return hangUp(turn, event)
    case 'CallbackAccepted':
      return accept(turn, event)
    case 'CallbackStarted':
      return start(turn, event)
    case 'CallbackRescheduled':
      return reschedule(turn, event)
    case 'PhoneRegistered':
      return phoneRegistered(turn, event)
    case 'PhoneUnregistered':
      return phoneGone(turn, event.agentId, event.why)
    case 'TrunkSilent':
    case 'TrunkAnswers':
      return trunkHeard(turn, event)
    case 'SwitchLost':
      turn.state.switchUp = false
      return
    case 'SwitchSurveyed':
      for (const missed of missedEvents(turn, event)) legEvent(turn, missed)
      return switchReturned(turn)
    case 'TimerFired':
      return timerFired(turn, event.timer)
    case 'LegArrived':
    case 'LegRinging':
    case 'LegEarlyMedia':
    case 'LegAnswered':
    case 'LegReleased':
    case 'LegJudged':
    case 'LegReady':
    case 'BeepHeard':
    case 'DigitPressed':
    case 'PromptEnded':
    case 'RecordingEnded':
    case 'LegsBridged':
    case 'LegsSplit':
    case 'LegAttached':
      return legEvent(turn, event)
    default:
      return callEvent(turn, event)
  }
}

/**
 * What the event set free or in need is matched before anybody new is dialled: live customers
 * are ahead of everyone who is not on the line, an owner's own callbacks ahead of the queue's.
 */
function followUp(turn: Turn): void {
  let servedAgents = 0
  let servedCustomers = 0
  let servedOwners = 0
  for (;;) {
    if (servedAgents < turn.freed.length) {
      const agentId = turn.freed[servedAgents++] as AgentId
      startWhatIsDue(turn, agentId)
      serveLiveCustomer(turn, agentId)
    } else if (servedCustomers < turn.wanting.length) {
      findAgent(turn, turn.wanting[servedCustomers++] as Callback)
    } else if (servedOwners < turn.owners.length) {
      serveOwner(turn, turn.owners[servedOwners++] as AgentId)
    } else if (turn.thinned.length > 0) {
      const { thinned } = turn
      turn.thinned = NONE
      for (const queueId of thinned) withdrawSurplus(turn, queueId)
    } else if (turn.looksDone < turn.looks.length) {
      const { queueId, trigger } = nextLook(turn)
      const queue = turn.state.queues.get(queueId)
      if (queue !== undefined) look(turn, queue, trigger)
    } else return
  }
}

/** The look that comes next; of queues that share agents, the one whose first goes before the others'. */
function nextLook(turn: Turn): Turn['looks'][number] {
  const { state, looksDone } = turn
  let best = looksDone
  if (state.teams.size > 0) {
    for (let i = looksDone + 1; i < turn.looks.length; i++) {
      if (goesBefore(state, lookAt(turn, i).queueId, lookAt(turn, best).queueId)) best = i
    }
  }
  const look = lookAt(turn, best)
  if (best !== looksDone) {
    turn.looks = turn.looks.with(best, lookAt(turn, looksDone)).with(looksDone, look)
  }
  turn.looksDone++
  return look
}

function lookAt(turn: Turn, index: number): Turn['looks'][number] {
  return present(turn.looks[index], 'a look that is due')
}

function pause(turn: Turn, paused: boolean): void {
  turn.state.paused = paused
  if (!paused) {
    for (const queue of turn.state.queues.values()) lookLater(turn, queue.id, 'switch-returned')
  }
  reply(turn, { ok: true })
}
