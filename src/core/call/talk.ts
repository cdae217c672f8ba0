import { countJoin } from '../callback/abandonment.ts'
import { armAutoEnd, holds } from '../dispatch/agent-first.ts'
import { moveAgent, type Agent } from '../state/agent.ts'
import { assert } from '../assert.ts'
import { communicationOf } from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import { createConversation } from '../state/conversation.ts'
import { remember } from '../state/numbers.ts'
import type { Cause } from '../state/outcome.ts'
import { moveInQueue } from '../queue/place.ts'
import { agentChanged } from '../agent/change.ts'
import { recordFrom } from './recording.ts'
import { releaseLeg } from './release.ts'
import { disarmCall, dispose } from '../callback/settle.ts'
import { queueOf } from '../state/state.ts'
import { dismissWatchers } from './supervision.ts'
import { settleTakenPlace } from '../callback/take-over.ts'
import { letThirdGo } from './third-party.ts'
import { lookLater, note, type Turn, agentOf } from '../state/turn.ts'
import { beginWrapUp } from '../agent/wrap-up.ts'
import { begun } from '../state/course.ts'

/** Customer and agent hear each other: the callback has reached its end, the rest is talk. */
export function startTalk(turn: Turn, callback: Callback): void {
  const agent = agentOf(turn, callback)
  disarmCall(turn, callback)
  begun(callback).flow = undefined
  moveInQueue(turn, callback, 'talking')
  if (agent.state !== 'communicating') moveAgent(agent, 'communicating', turn.now)
  agentChanged(turn, agent)
  begun(callback).talk = createConversation()
  const { joinedAt = turn.now, answeredAt = turn.now } = callback.course
  // Of several joins since the answer the first one ended the wait.
  begun(callback).joinedAt = joinedAt < answeredAt ? turn.now : joinedAt
  countJoin(turn, callback)
  for (const legId of [callback.course.customerLeg, callback.course.agentLeg]) {
    const communication = legId === undefined ? undefined : communicationOf(callback, legId)
    if (communication !== undefined) communication.joinedAt ??= turn.now
  }
  const waitAfterAnswerMs = turn.now - (callback.course.answeredAt ?? turn.now)
  note(turn, callback, 'joined', { agent: agent.id, waitAfterAnswerMs })
  recordFrom(turn, callback, 'join')
  if (callback.course.disposition === undefined) dispose(turn, callback, 'connected', 'normal')
  rememberLastAgent(turn, callback, agent)
  settleTakenPlace(turn, callback)
  lookLater(turn, callback.queueId, 'callback-dispatched')
}

/** One of the two is gone: the other is let go, and the agent's after-call work begins. */
export function endTalk(
  turn: Turn,
  callback: Callback,
  cause: Cause,
  who: 'customer' | 'agent',
): void {
  assert(callback.state === 'talking', 'only a talk ends')
  begun(callback).cause = who === 'agent' && cause === 'normal' ? 'released' : cause
  const agent = agentOf(turn, callback)
  endConversation(turn, callback)
  const { agentLeg: agentLegId } = callback.course
  const agentLeg = agentLegId === undefined ? undefined : turn.state.legs.get(agentLegId)
  const { customerLeg } = callback.course
  if (customerLeg !== undefined) releaseLeg(turn, customerLeg, 'released')
  if (agentLeg?.presenceId !== undefined) {
    agentLeg.callback = undefined
    begun(callback).agentLeg = undefined
  } else if (agentLeg !== undefined) releaseLeg(turn, agentLeg.id, 'released')
  moveInQueue(turn, callback, 'wrapping')
  beginWrapUp(turn, queueOf(turn.state, callback), callback, agent)
  if (holds(agent, callback)) armAutoEnd(turn, callback)
}

/** Whoever else is on the line goes too. */
export function endConversation(turn: Turn, callback: Callback): void {
  letThirdGo(turn, callback)
  dismissWatchers(turn, callback)
  begun(callback).talk = undefined
}

/** Kept only where some queue asks for the last agent. */
function rememberLastAgent(turn: Turn, callback: Callback, agent: Agent): void {
  const queues = turn.state.organisation?.queues ?? []
  if (queues.some(({ lastAgentTimeoutMs }) => lastAgentTimeoutMs !== undefined)) {
    remember(turn.state.numbers.lastAgents, callback.customer, agent.id)
  }
}
