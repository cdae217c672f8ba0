import type { Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { Leg } from '../state/leg.ts'
import { becomeBusy, becomeFree } from '../agent/presence.ts'
import { ringOver, rings } from '../call/ringing.ts'
import { queueOf, reservedAgent } from '../state/state.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** An idle agent is kept free for a customer who is about to be dialled. */
export function reserve(turn: Turn, callback: Callback, agent: Agent): void {
  becomeBusy(turn, agent, 'reserved')
  agent.callbackId = callback.id
  begun(callback).agentId = agent.id
  queueOf(turn.state, callback).reserved++
  const leg = customerLegOf(turn, callback)
  if (leg !== undefined) ringOver(turn.state, leg)
  note(turn, callback, 'agent-reserved', { agent: agent.id })
}

/** The reserved agent is about to be rung: from now on they count as alerting. */
export function useReservation(turn: Turn, callback: Callback): void {
  queueOf(turn.state, callback).reserved--
}

/** The customer needs nobody any more, or the agent is gone: the agent is free again. */
export function endReservation(turn: Turn, callback: Callback): void {
  const agent = reservedAgent(turn.state, callback)
  if (agent === undefined) return
  queueOf(turn.state, callback).reserved--
  begun(callback).agentId = undefined
  const leg = customerLegOf(turn, callback)
  if (leg !== undefined) rings(turn.state, leg, callback)
  becomeFree(turn, agent, 'callback-dispatched')
}

function customerLegOf({ state }: Turn, { course: { customerLeg } }: Callback): Leg | undefined {
  return customerLeg === undefined ? undefined : state.legs.get(customerLeg)
}
