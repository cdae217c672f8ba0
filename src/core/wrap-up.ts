import { moveAgent, type Agent } from './agent.ts'
import type { Callback } from './callback.ts'
import type { AgentEvent } from './events.ts'
import type { CallbackId } from './ids.ts'
import type { WrapUpRecord } from './interaction.ts'
import { becomeFree, publish } from './presence.ts'
import type { Queue } from './queue.ts'
import { close } from './settle.ts'
import { queueOf } from './state.ts'
import { later } from './time.ts'
import { cancelTimer, note, reply, startTimer, type Turn } from './turn.ts'

/** The code that the system sets where an agent's time ran out. */
export const TIMEOUT_CODE = 'wrap-up-timeout'

/** The timer that ends after-call work. Pure. */
export function wrapUpTimer(callbackId: CallbackId): string {
  return `wrap-up ${callbackId}`
}

/**
 * After-call work begins. `optional` frees the agent at once and keeps the interaction open for a
 * late code; `mandatory` waits for the code; `mandatory-timed` until its time; `forced` lasts its
 * whole time, code or not.
 */
export function beginWrapUp(turn: Turn, queue: Queue, callback: Callback, agent: Agent): void {
  const { mode, timeoutMs } = queue.settings.acw
  callback.wrapUpDue = true
  if (mode !== 'mandatory') startTimer(turn, wrapUpTimer(callback.id), later(turn.now, timeoutMs))
  if (mode === 'optional') becomeFree(turn, agent, 'agent-completed-call')
  else {
    moveAgent(agent, 'acw', turn.now)
    publish(turn, agent)
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
  if (callback.state === 'wrapping' && mode !== 'forced') endWrapUp(turn, callback)
}

/** The time for after-call work is over. */
export function wrapUpTimedOut(turn: Turn, callback: Callback): void {
  const { mode } = queueOf(turn.state, callback).settings.acw
  if (mode !== 'optional' && callback.wrapUps.length === 0 && callback.agentId !== undefined) {
    tag(turn, callback, { codes: [TIMEOUT_CODE], setBy: 'system' }, callback.agentId)
  }
  endWrapUp(turn, callback)
}

/** Closes an interaction that has its disposition, no leg left and no code due. */
export function closeIfDone(turn: Turn, callback: Callback): void {
  if (callback.state !== 'ending' && callback.state !== 'wrapping') return
  if (callback.wrapUpDue) return
  if (callback.customerLeg !== undefined || callback.agentLeg !== undefined) return
  close(turn, callback)
}

function endWrapUp(turn: Turn, callback: Callback): void {
  callback.wrapUpDue = false
  cancelTimer(turn, wrapUpTimer(callback.id))
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
  agentId: WrapUpRecord['agentId'],
  text?: string,
): void {
  const calls = callback.participants.flatMap((one) =>
    one.communications.filter((call) => call.joinedAt !== undefined).map((call) => call.legId),
  )
  const own = callback.participants
    .filter((one) => one.agentId === agentId)
    .flatMap((one) => one.communications.map((call) => call.legId))
  const participant = queueOf(turn.state, callback).settings.acw.level === 'participant'
  const record: WrapUpRecord = {
    at: turn.now,
    agentId,
    ...choice,
    ...(text === undefined ? {} : { note: text }),
    taggedTo: participant ? [callback.id, ...calls] : own.slice(-1),
  }
  callback.wrapUps = [...callback.wrapUps, record]
  note(turn, callback, 'wrap-up', {
    agent: agentId,
    codes: choice.codes.join(','),
    by: choice.setBy,
  })
}
