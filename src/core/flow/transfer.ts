import { alertAgent, joinStanding } from '../dispatch/alerting.ts'
import { present } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { createConversation, moveTalk, type TransferTarget } from '../state/conversation.ts'
import { comfort, isOnTheLine } from './audio.ts'
import type { TransferAim, TransferStep } from '../state/flow-program.ts'
import { leaveQueue } from './standing.ts'
import { dataOf } from './conditions.ts'
import { stepOf, type FlowRun, type Next } from '../state/flow-run.ts'
import { isPhoneNumber } from '../ids.ts'
import { moveInQueue } from '../queue/place.ts'
import { queueOf } from '../state/state.ts'
import { reach, ringThird, type Reachable } from '../call/third-party.ts'
import { note, type Turn } from '../state/turn.ts'
import { hasRoom, utilizationOf } from '../state/utilization.ts'
import { begun } from '../state/course.ts'

/**
 * A caller is passed on by their flow: out of the line, with music, while an agent or somebody
 * outside is rung. Whoever answers has them, and the flow is over; who cannot be rung or does not
 * answer leads to the step's other way.
 */
export function beginTransfer(
  turn: Turn,
  callback: Callback,
  run: FlowRun,
  step: TransferStep,
): Next {
  if (!isOnTheLine(turn, callback, run)) return 'wait'
  const to = targetOf(callback, run, step.to)
  const party = to === undefined ? undefined : reach(turn, callback, to)
  const why = whyNot(turn, callback, party)
  if (party === undefined || party.kind === 'refused' || why !== undefined) {
    note(turn, callback, 'not-transferred', { why: why ?? 'no-number' })
    return { to: step.otherwise }
  }
  leaveQueue(turn, callback, run)
  comfort(turn, callback, run)
  run.awaits = 'party'
  if (party.kind === 'number') {
    note(turn, callback, 'transferred', { number: party.number })
    const talk = createConversation()
    begun(callback).talk = talk
    moveTalk(talk, 'transferring')
    moveInQueue(turn, callback, 'transferred')
    ringThird(turn, callback, party)
    return 'wait'
  }
  const { agent } = party
  note(turn, callback, 'transferred', { agent: agent.id })
  if (agent.standingLeg !== undefined) joinStanding(turn, callback, agent)
  else alertAgent(turn, queueOf(turn.state, callback), callback, agent)
  return 'wait'
}

/** The step that rings somebody; undefined where the flow is elsewhere, or there is none. Pure. */
export function transferStep(callback: Callback): TransferStep | undefined {
  const step = callback.course.flow === undefined ? undefined : stepOf(callback.course.flow)
  return step?.kind === 'transfer' ? step : undefined
}

/** Whoever was rung for the caller did not answer: where the flow goes on. */
export function transferFailed(turn: Turn, callback: Callback): Next {
  const step = present(transferStep(callback), 'a flow that rings somebody')
  begun(callback).talk = undefined
  begun(callback).agentId = undefined
  moveInQueue(turn, callback, 'in-flow')
  note(turn, callback, 'not-transferred', { why: 'no-answer' })
  return { to: step.otherwise }
}

/** A flow gives an agent no more than a queue would; a colleague who asks for them may. */
function whyNot({ state }: Turn, { medium }: Callback, party?: Reachable): string | undefined {
  if (party?.kind === 'refused') return party.code
  if (party?.kind !== 'agent') return undefined
  const { agent } = party
  const hasRoomForOne = hasRoom(utilizationOf(state.organisation, agent), agent, medium)
  return hasRoomForOne ? undefined : 'agent-busy'
}

function targetOf(callback: Callback, run: FlowRun, aim: TransferAim): TransferTarget | undefined {
  if (aim.kind !== 'data') return aim
  const number = dataOf(callback, run, aim.name)
  return number !== undefined && isPhoneNumber(number) ? { kind: 'number', number } : undefined
}
