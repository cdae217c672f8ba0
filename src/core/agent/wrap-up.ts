import { moveAgent, type Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { AgentEvent } from '../state/events.ts'
import type { AgentId, LegId } from '../ids.ts'
import type { WrapUpRecord } from '../state/interaction.ts'
import { foresee } from './lead.ts'
import { withOne } from '../list.ts'
import { becomeFree, agentChanged } from './presence.ts'
import { partingCoded } from './parting.ts'
import type { Queue } from '../state/queue.ts'
import { awaitRetry } from '../callback/retry.ts'
import { close, settle } from '../callback/settle.ts'
import { queueOf } from '../state/state.ts'
import { returnPlace } from '../callback/take-over.ts'
import { later } from '../time.ts'
import { cancelTimer, note, reply, startTimer, type Turn } from '../state/turn.ts'

/** The code that the system sets where an agent's time ran out. */
export const TIMEOUT_CODE = 'wrap-up-timeout'

/** The code that the system sets where no agent accepted. */
export const NOT_ACCEPTED_CODE = 'not-accepted'

/**
 * After-call work begins. `optional` frees the agent at once and keeps the interaction open for a
 * late code; `mandatory` waits for the code; `mandatory-timed` until its time; `forced` lasts its
 * whole time, code or not.
 */
export function beginWrapUp(turn: Turn, queue: Queue, callback: Callback, agent: Agent): void {
  const { mode, timeoutMs } = queue.settings.acw
  callback.wrapUpDue = true
  if (mode !== 'mandatory') startTimer(turn, 'wrap-up', callback.id, later(turn.now, timeoutMs))
  if (mode === 'optional') becomeFree(turn, agent, 'agent-completed-call')
  else {
    moveAgent(agent, 'acw', turn.now)
    agent.acwEndsAt = mode === 'mandatory' ? undefined : later(turn.now, timeoutMs)
    agentChanged(turn, agent)
    foresee(turn, agent)
  }
}

/** The agent chose codes: tagged at the queue's level, and the after-call work may end. */
export function completeWrapUp(
  turn: Turn,
  event: Extract<AgentEvent, { kind: 'WrapUpCompleted' }>,
): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) {
    return reply(turn, { ok: false, code: 'unknown-callback', detail: event.callbackId })
  }
  if (!callback.participants.some((one) => one.agentId === event.agentId)) {
    return reply(turn, { ok: false, code: 'agent-not-on-call', detail: event.agentId })
  }
  const known = turn.state.organisation?.wrapUpCodes ?? []
  const unknown = event.codes.find((code) => !known.some((one) => one.code === code))
  if (unknown !== undefined) {
    return reply(turn, { ok: false, code: 'unknown-wrap-up-code', detail: unknown })
  }
  tag(turn, callback, { codes: event.codes, setBy: 'agent' }, event.agentId, event.note)
  reply(turn, { ok: true, callbackId: callback.id })
  const { mode } = queueOf(turn.state, callback).settings.acw
  if (callback.parting.includes(event.agentId)) partingCoded(turn, callback, event.agentId)
  else if (callback.state === 'wrapping' && mode !== 'forced') endWrapUp(turn, callback)
  else if (callback.state === 'accepted') giveUp(turn, callback)
}

/** Agent-first: it ends without a call; as its last attempt ended, or nothing was tried. */
export function giveUp(turn: Turn, callback: Callback): void {
  const last = callback.attempts.at(-1)
  settle(turn, callback, last?.outcome ?? 'cancelled', last?.cause ?? 'cancelled')
  closeIfDone(turn, callback)
}

/** Agent-first: the agent calls again, and wraps up after that. */
export function resumeFromWrapUp(turn: Turn, callback: Callback): void {
  callback.wrapUpDue = false
  cancelTimer(turn, 'wrap-up', callback.id)
  const agent = callback.agentId === undefined ? undefined : turn.state.agents.get(callback.agentId)
  if (agent !== undefined) agent.acwEndsAt = undefined
}

/** The time for after-call work is over. */
export function wrapUpTimedOut(turn: Turn, callback: Callback): void {
  const { mode } = queueOf(turn.state, callback).settings.acw
  const { agentId } = callback
  const hasCode = callback.wrapUps.some((one) => one.agentId === agentId)
  if (mode !== 'optional' && !hasCode && agentId !== undefined) {
    tagTimeout(turn, callback, agentId)
  }
  endWrapUp(turn, callback)
}

/** The system's code for an agent whose time has run out. */
export function tagTimeout(turn: Turn, callback: Callback, agentId: AgentId): void {
  tag(turn, callback, { codes: [TIMEOUT_CODE], setBy: 'system' }, agentId)
}

/** Closes an interaction that has its disposition, no leg left and no code due. */
export function closeIfDone(turn: Turn, callback: Callback): void {
  if (callback.state !== 'ending' && callback.state !== 'wrapping') return
  if (callback.wrapUpDue || callback.parting.length > 0) return
  if (callback.customerLeg !== undefined || callback.agentLeg !== undefined) return
  if (callback.retryAt !== undefined) return awaitRetry(turn, callback)
  returnPlace(turn, callback)
  tagNeverAccepted(turn, callback)
  close(turn, callback)
}

/**
 * At communication level a code belongs to the agent's own call. An agent who was alerted and never
 * accepted has none: the system tags the callback itself.
 */
function tagNeverAccepted(turn: Turn, callback: Callback): void {
  if (queueOf(turn.state, callback).settings.acw.level !== 'communication') return
  if (callback.wrapUps.length > 0) return
  const alerted = callback.participants.filter(({ role }) => role === 'agent')
  const accepted = alerted.some((one) => one.communications.some((call) => call.answeredAt))
  const agentId = alerted.at(-1)?.agentId
  if (accepted || agentId === undefined) return
  const codes = [NOT_ACCEPTED_CODE]
  const made = { at: turn.now, agentId, codes, setBy: 'system', level: 'participant' } as const
  callback.wrapUps = [{ ...made, taggedTo: [callback.id] }]
  note(turn, callback, 'wrap-up', { agent: agentId, codes: NOT_ACCEPTED_CODE, by: 'system' })
}

function endWrapUp(turn: Turn, callback: Callback): void {
  callback.wrapUpDue = false
  cancelTimer(turn, 'wrap-up', callback.id)
  const agent = callback.agentId === undefined ? undefined : turn.state.agents.get(callback.agentId)
  if (agent?.state === 'acw' && agent.callbackId === callback.id) {
    becomeFree(turn, agent, 'agent-completed-call')
  }
  closeIfDone(turn, callback)
}

/**
 * At participant level a code belongs to the callback and to every voice call inside it; at
 * communication level to the agent's call alone.
 */
function tag(
  turn: Turn,
  callback: Callback,
  choice: Pick<WrapUpRecord, 'codes' | 'setBy'>,
  agentId: AgentId,
  text?: string,
): void {
  const { codes, setBy } = choice
  const { level: asked } = queueOf(turn.state, callback).settings.acw
  const ownCall = asked === 'communication' ? lastCallOf(callback, agentId) : undefined
  const level = ownCall === undefined ? 'participant' : 'communication'
  const taggedTo = taggedWith(callback, asked, ownCall)
  const made = { at: turn.now, agentId, codes, note: text, setBy, taggedTo, level } as const
  callback.wrapUps = withOne(callback.wrapUps, made)
  note(turn, callback, 'wrap-up', {
    agent: agentId,
    codes: choice.codes.join(','),
    by: choice.setBy,
  })
}

function taggedWith(
  callback: Callback,
  level: WrapUpRecord['level'],
  ownCall: LegId | undefined,
): readonly string[] {
  if (ownCall !== undefined) return [ownCall]
  const tagged: string[] = [callback.id]
  if (level !== 'participant') return tagged
  for (const { communications } of callback.participants) {
    for (const call of communications) if (call.joinedAt !== undefined) tagged.push(call.legId)
  }
  return tagged
}

function lastCallOf(callback: Callback, agentId: AgentId): LegId | undefined {
  const own = callback.participants.find((one) => one.agentId === agentId)
  return own?.communications.at(-1)?.legId
}
