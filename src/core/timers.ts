import { autoEnd, autoStart } from './dispatch/agent-first.ts'
import type { Callback } from './state/callback.ts'
import { clearOut } from './queue/closing.ts'
import { flowLimitReached, flowStepTimedOut } from './flow/flow.ts'
import { agentId, callbackId, queueId } from './ids.ts'
import { leadReached } from './agent/lead.ts'
import { offerTimedOut } from './dispatch/offer.ts'
import { preferenceTimedOut } from './queue/preference.ts'
import { partingTimedOut } from './agent/parting.ts'
import { absenceOver, phoneGone } from './agent/presence.ts'
import { deadlinesReached, enterDue } from './callback/schedule.ts'
import { timerNamed, type TimerKind } from './state/timer.ts'
import { lookLater, type Turn } from './state/turn.ts'
import { announce, waitLimitReached } from './call/waiting.ts'
import { wrapUpTimedOut } from './agent/wrap-up.ts'

/** A timer came due; one that was disarmed or moved meanwhile is ignored. */
export function timerFired(turn: Turn, name: string): void {
  const timer = timerNamed(name)
  if (timer === undefined) return
  const { kind, whose } = timer
  const armed = turn.state.timers[kind]
  const dueAt = armed.get(whose)
  if (dueAt === undefined || dueAt > turn.now) return
  armed.delete(whose)
  HANDLERS[kind](turn, whose)
}

const HANDLERS: Readonly<Record<TimerKind, (turn: Turn, whose: string) => void>> = {
  'trunk-rate': (turn) => {
    for (const queue of turn.state.queues.values()) {
      if (queue.blocked) lookLater(turn, queue.id, 'limit-lifted')
    }
  },
  due: (turn, whose) => {
    const queue = turn.state.queues.get(queueId(whose))
    if (queue !== undefined) enterDue(turn, queue)
  },
  deadline: (turn, whose) => {
    const queue = turn.state.queues.get(queueId(whose))
    if (queue !== undefined) deadlinesReached(turn, queue)
  },
  closing: (turn, whose) => {
    const queue = turn.state.queues.get(queueId(whose))
    if (queue !== undefined) clearOut(turn, queue)
  },
  lead: (turn, whose) => {
    const agent = turn.state.agents.get(agentId(whose))
    if (agent !== undefined) leadReached(turn, agent)
  },
  offer: (turn, whose) => forCallback(turn, whose, offerTimedOut),
  prefer: (turn, whose) => forCallback(turn, whose, preferenceTimedOut),
  'auto-start': (turn, whose) => forCallback(turn, whose, autoStart),
  'auto-end': (turn, whose) => forCallback(turn, whose, autoEnd),
  announce: (turn, whose) => forCallback(turn, whose, announce),
  wait: (turn, whose) => forCallback(turn, whose, waitLimitReached),
  flow: (turn, whose) => forCallback(turn, whose, flowStepTimedOut),
  'flow-limit': (turn, whose) => forCallback(turn, whose, flowLimitReached),
  'wrap-up': (turn, whose) => forCallback(turn, whose, wrapUpTimedOut),
  parting: (turn, whose) => partingTimedOut(turn, agentId(whose)),
  phone: (turn, whose) => phoneGone(turn, agentId(whose), 'expired'),
  absence: (turn, whose) => {
    const agent = turn.state.agents.get(agentId(whose))
    if (agent !== undefined) absenceOver(turn, agent)
  },
}

function forCallback(
  turn: Turn,
  whose: string,
  handler: (turn: Turn, callback: Callback) => void,
): void {
  const callback = turn.state.callbacks.get(callbackId(whose))
  if (callback !== undefined) handler(turn, callback)
}
