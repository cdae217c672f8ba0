import type { Agent } from '../state/agent.ts'
import { present } from '../assert.ts'
import { addCommunication, communicationOf, nextLegId } from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import type { Watcher, AttachMode } from '../state/conversation.ts'
import type { CallOrder, LegReleased } from '../state/events.ts'
import { createLeg, type Leg } from '../state/leg.ts'
import { agentChanged } from '../agent/change.ts'
import { releaseLeg } from './release.ts'
import { queueOf } from '../state/state.ts'
import { note, reply, type Turn } from '../state/turn.ts'

/**
 * A supervisor listens, whispers to the agent, or barges in; asked again, how is changed. Their own
 * phone rings first. Who, when and how is on the interaction's timeline.
 */
export function watch(turn: Turn, order: CallOrder & { readonly mode: AttachMode }): void {
  const callback = turn.state.callbacks.get(order.callbackId)
  const supervisor = turn.state.agents.get(order.agentId)
  if (supervisor === undefined) {
    return reply(turn, { ok: false, code: 'unknown-agent', detail: order.agentId })
  }
  const talk = callback?.course.talk
  if (callback?.state !== 'talking' || talk === undefined) {
    return reply(turn, { ok: false, code: 'not-now', detail: callback?.state ?? 'over' })
  }
  const known = talk.watchers.find((one) => one.agentId === supervisor.id)
  if (known !== undefined) {
    changeMode(turn, callback, known, order.mode)
    return reply(turn, { ok: true, callbackId: callback.id })
  }
  const isFree = supervisor.watching === undefined && supervisor.state === 'off-queue'
  if (supervisor.contact === undefined || !isFree || callback.course.agentId === supervisor.id) {
    const code = supervisor.contact === undefined ? 'no-phone' : 'agent-busy'
    return reply(turn, { ok: false, code, detail: supervisor.id })
  }
  ringSupervisor(turn, callback, supervisor, order.mode)
  reply(turn, { ok: true, callbackId: callback.id })
}

/** The supervisor goes. */
export function endWatch(turn: Turn, order: CallOrder): void {
  const callback = turn.state.callbacks.get(order.callbackId)
  const watcher = callback?.course.talk?.watchers.find((one) => one.agentId === order.agentId)
  if (callback === undefined || watcher === undefined) {
    return reply(turn, { ok: false, code: 'agent-not-on-call', detail: order.agentId })
  }
  releaseLeg(turn, watcher.legId, 'released')
  reply(turn, { ok: true, callbackId: callback.id })
}

/** The supervisor's phone is answered: they take part from now. */
export function watcherAnswered(turn: Turn, callback: Callback, watcher: Watcher): void {
  watcher.present = true
  const communication = communicationOf(callback, watcher.legId)
  if (communication !== undefined) communication.answeredAt = turn.now
  note(turn, callback, 'watch-began', { agent: watcher.agentId, mode: watcher.mode }, watcher.legId)
  attachWatcher(turn, callback, watcher)
}

/** The supervisor's leg is over, whoever ended it. */
export function watcherReleased(
  turn: Turn,
  callback: Callback | undefined,
  leg: Leg,
  event: LegReleased,
): void {
  const supervisor = leg.agentId === undefined ? undefined : turn.state.agents.get(leg.agentId)
  if (supervisor !== undefined) {
    supervisor.watching = undefined
    agentChanged(turn, supervisor)
  }
  if (callback === undefined) return
  const communication = communicationOf(callback, leg.id)
  if (communication !== undefined) {
    communication.endedAt = turn.now
    communication.cause = event.cause
  }
  if (supervisor !== undefined) {
    note(turn, callback, 'watch-ended', { agent: supervisor.id, cause: event.cause }, leg.id)
  }
  const { talk } = callback.course
  if (talk !== undefined) talk.watchers = talk.watchers.filter((one) => one.legId !== leg.id)
}

/** The call has another agent: who watches goes with it. */
export function followAgent(turn: Turn, callback: Callback): void {
  for (const watcher of callback.course.talk?.watchers ?? []) {
    if (watcher.present) attachWatcher(turn, callback, watcher)
  }
}

/** There is nobody to be watched any more. */
export function dismissWatchers(turn: Turn, callback: Callback): void {
  for (const { legId } of callback.course.talk?.watchers ?? []) releaseLeg(turn, legId, 'released')
}

function changeMode(turn: Turn, callback: Callback, watcher: Watcher, mode: AttachMode): void {
  if (watcher.mode === mode) return
  watcher.mode = mode
  if (!watcher.present) return
  note(turn, callback, 'watch-changed', { agent: watcher.agentId, mode }, watcher.legId)
  attachWatcher(turn, callback, watcher)
}

function attachWatcher(turn: Turn, callback: Callback, { legId, mode }: Watcher): void {
  if (callback.course.agentLeg === undefined) return
  turn.effects.push({ kind: 'AttachLeg', legId, to: callback.course.agentLeg, mode })
}

function ringSupervisor(turn: Turn, callback: Callback, supervisor: Agent, mode: AttachMode): void {
  const talk = present(callback.course.talk, 'who is watched has a conversation')
  const { alertingTimeoutMs, maxCallMs } = queueOf(turn.state, callback).settings
  const legId = nextLegId(callback)
  const watcher: Watcher = { agentId: supervisor.id, legId, since: turn.now, mode, present: false }
  talk.watchers = [...talk.watchers, watcher]
  supervisor.watching = callback.id
  agentChanged(turn, supervisor)
  const origin = { id: legId, role: 'supervisor', callback, agentId: supervisor.id } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  addCommunication(turn, callback, 'supervisor', legId, supervisor.id)
  note(turn, callback, 'watch-asked', { agent: supervisor.id, mode }, legId)
  turn.effects.push({
    kind: 'DialAgent',
    legId,
    agentId: supervisor.id,
    contact: present(supervisor.contact, 'a supervisor who watches has a phone'),
    shownName: callback.details.customerName ?? callback.customer,
    shownNumber: callback.customer,
    ringTimeoutMs: alertingTimeoutMs,
    maxCallMs,
  })
}
