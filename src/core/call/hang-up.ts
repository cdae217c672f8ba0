import type { AgentEvent } from '../state/events.ts'
import { leaveConsult } from './consult.ts'
import { releaseLeg } from './release.ts'
import { reply, type Turn } from '../state/turn.ts'

/** An agent ends the call from the desktop: their leg is released, the rest follows from that. */
export function hangUp(turn: Turn, event: Extract<AgentEvent, { kind: 'AgentHungUp' }>): void {
  const callback = turn.state.callbacks.get(event.callbackId)
  if (callback === undefined) {
    return reply(turn, { ok: false, code: 'unknown-callback', detail: event.callbackId })
  }
  const third = callback.course.talk?.third
  if (third?.agentId === event.agentId) {
    if (turn.state.legs.get(third.legId)?.presenceId === undefined) {
      releaseLeg(turn, third.legId, 'released')
    } else leaveConsult(turn, callback)
    return reply(turn, { ok: true, callbackId: callback.id })
  }
  if (callback.course.agentId !== event.agentId || callback.course.customerLeg === undefined) {
    return reply(turn, { ok: false, code: 'agent-not-on-call', detail: event.agentId })
  }
  releaseLeg(turn, callback.course.customerLeg, 'released')
  reply(turn, { ok: true, callbackId: callback.id })
}
