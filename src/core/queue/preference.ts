import { isOnQueue, serves, type Agent } from '../state/agent.ts'
import { isPreferring, type Callback } from '../state/callback.ts'
import type { AgentId } from '../ids.ts'
import { qualifies, type Lane } from '../state/lane.ts'
import { byRank } from '../state/line.ts'
import type { PreferredStep } from '../state/organisation.ts'
import { changePlace } from './place.ts'
import type { Queue } from '../state/queue.ts'
import { queueOf, type State } from '../state/state.ts'
import { later } from '../time.ts'
import {
  cancelTimer,
  findAgentLater,
  lookLater,
  note,
  startTimer,
  type Turn,
} from '../state/turn.ts'

const NO_STEPS: readonly PreferredStep[] = []

/**
 * Who is tried before everyone else. A queue's rule replaces the last agent, for calls and for
 * callbacks booked in the queue; one booked for a time keeps to its last agent. Pure.
 */
export function preferredSteps(
  state: State,
  queue: Queue,
  callback: Callback,
): readonly PreferredStep[] {
  const { lastAgentTimeoutMs } = queue.settings
  const preferredAgents = callback.details.preferredAgents ?? queue.settings.preferredAgents
  const isScheduled = callback.details.scheduled === true
  if (preferredAgents !== undefined && preferredAgents.length > 0 && !isScheduled) {
    return preferredAgents
  }
  if (lastAgentTimeoutMs === undefined) return NO_STEPS
  const last = state.numbers.lastAgents.get(callback.customer)
  return last === undefined ? NO_STEPS : [{ agents: [last], timeoutMs: lastAgentTimeoutMs }]
}

/** The first step begins, where there is one with anybody on queue. Says whether it did. */
export function beginPreference(turn: Turn, queue: Queue, callback: Callback): boolean {
  if (callback.preference !== undefined) return isPreferring(callback)
  const steps = preferredSteps(turn.state, queue, callback)
  if (steps.length === 0) return false
  goToStep(turn, callback, steps, 0)
  return isPreferring(callback)
}

/** A step took its time: the next one, or everyone. */
export function preferenceTimedOut(turn: Turn, callback: Callback): void {
  const { preference } = callback
  const waits = ['waiting', 'queued', 'awaiting-agent'].includes(callback.state)
  if (preference === undefined || !isPreferring(callback) || !waits) return
  const queue = queueOf(turn.state, callback)
  goToStep(turn, callback, preference.steps, preference.step + 1)
  if (callback.state === 'awaiting-agent' || isPreferring(callback)) findAgentLater(turn, callback)
  else lookLater(turn, queue.id, 'callback-arrived')
}

/** The customer has an agent or is gone: no step runs any more. */
export function endPreference(turn: Turn, callback: Callback): void {
  const { preference } = callback
  if (preference === undefined || !isPreferring(callback)) return
  cancelTimer(turn, 'prefer', callback.id)
  callback.preference = { steps: preference.steps, step: preference.steps.length }
}

/** Whether a customer may be given to an agent as far as preferences go. Pure. */
export function accepts(callback: Callback, agentId: AgentId): boolean {
  const { preference } = callback
  const step = preference?.steps[preference.step]
  return step === undefined || step.agents.includes(agentId)
}

/** The longest idle of the step that is tried, or would be tried first; undefined: none. Pure. */
export function preferredOf(
  turn: Turn,
  queue: Queue,
  lane: Lane,
  callback: Callback,
): Agent | undefined {
  const steps = callback.preference?.steps ?? preferredSteps(turn.state, queue, callback)
  let best: Agent | undefined
  for (const id of steps[callback.preference?.step ?? 0]?.agents ?? []) {
    const agent = turn.state.agents.get(id)
    if (agent?.idleTurn === undefined || !serves(agent, queue.id)) continue
    if (!qualifies(turn.state.organisation, agent, lane)) continue
    if (best?.idleTurn === undefined || byRank(agent.idleTurn, best.idleTurn) < 0) best = agent
  }
  return best
}

/** A step whose agents are all off queue takes no time. */
function goToStep(
  turn: Turn,
  callback: Callback,
  steps: readonly PreferredStep[],
  from: number,
): void {
  let step = from
  while (step < steps.length && !anyOnQueue(turn.state, steps[step])) step++
  changePlace(turn, callback, () => {
    callback.preference = { steps, step }
  })
  const timeoutMs = steps[step]?.timeoutMs
  if (timeoutMs === undefined) return cancelTimer(turn, 'prefer', callback.id)
  startTimer(turn, 'prefer', callback.id, later(turn.now, timeoutMs))
  note(turn, callback, 'preferring', { agents: steps[step]?.agents.join(',') ?? '', timeoutMs })
}

function anyOnQueue(state: State, step: PreferredStep | undefined): boolean {
  return (
    step?.agents.some((id) => {
      const agent = state.agents.get(id)
      return agent !== undefined && isOnQueue(agent)
    }) ?? false
  )
}
