import { type Agent, moveAgent } from '../state/agent.ts'
import { present } from '../assert.ts'
import {
  addCommunication,
  communicationOf,
  nextLegId,
  shownNumber,
  trunkForAttempt,
} from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import type { ThirdParty, TransferTarget } from '../state/conversation.ts'
import type { RefusalCode } from '../state/effects.ts'
import type { LegId, PhoneNumber } from '../ids.ts'
import { createLeg } from '../state/leg.ts'
import { ringAgent } from '../dispatch/alerting.ts'
import { leaveFlow } from '../flow/halt.ts'
import { dispose } from '../callback/settle.ts'
import { becomeBusy, becomeFree } from '../agent/presence.ts'
import { agentChanged } from '../agent/change.ts'
import { releaseLeg } from './release.ts'
import { destinationRefusal } from '../state/site.ts'
import { chargeDial, overspending } from '../state/spending.ts'
import { queueOf, siteOf } from '../state/state.ts'
import { takeTrunk, type TrunkUse } from '../state/trunk.ts'
import { note, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** Somebody to be rung, found to be free, or why they are not. */
export type Reachable =
  | { readonly kind: 'agent'; readonly agent: Agent }
  | { readonly kind: 'number'; readonly number: PhoneNumber; readonly trunk: TrunkUse }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string }

/** Whether a target can be rung now: an idle agent with a phone, a number that the site may call. */
export function reach(turn: Turn, callback: Callback, to: TransferTarget): Reachable {
  if (to.kind === 'agent') {
    const agent = turn.state.agents.get(to.agentId)
    if (agent === undefined) return refused('unknown-agent', to.agentId)
    if (agent.contact === undefined) return refused('no-phone', to.agentId)
    if (agent.idleTurn === undefined) return refused('agent-busy', to.agentId)
    return { kind: 'agent', agent }
  }
  if (to.kind === 'queue') return refused('unknown-queue', to.queueId)
  const queue = queueOf(turn.state, callback)
  const site = siteOf(turn.state, queue)
  const refusal = destinationRefusal(site, to.number)
  if (refusal !== undefined) return refused('destination-refused', refusal)
  const over = overspending(turn.state, site, to.number, turn.now)
  if (over !== undefined) return refused('spend-limit', `${over.spent} of ${over.limit}`)
  if (!turn.state.switchUp) return refused('no-trunk-free', 'switch-lost')
  const choice = trunkForAttempt(turn, queue, to.number, [])
  if (!('trunk' in choice)) return refused('no-trunk-free', choice.rule)
  return { kind: 'number', number: to.number, trunk: choice.trunk }
}

/** Rings a third party; a standing leg is there at once. */
export function ringThird(
  turn: Turn,
  callback: Callback,
  party: Exclude<Reachable, { kind: 'refused' }>,
): ThirdParty {
  const third =
    party.kind === 'agent'
      ? ringColleague(turn, callback, party.agent)
      : ringOutside(turn, callback, party.number, party.trunk)
  present(callback.course.talk, 'who rings a third has a conversation').third = third
  if (third.answered) thirdPresent(turn, callback, third)
  return third
}

/** The third party's phone is answered. */
export function thirdAnswered(turn: Turn, callback: Callback, third: ThirdParty): void {
  third.answered = true
  thirdPresent(turn, callback, third)
}

/** The third party is let go by us, where there is one. */
export function letThirdGo(turn: Turn, callback: Callback): void {
  const { talk } = callback.course
  const third = talk?.third
  if (talk === undefined || third === undefined) return
  talk.third = undefined
  const leg = turn.state.legs.get(third.legId)
  const agent = third.agentId === undefined ? undefined : turn.state.agents.get(third.agentId)
  if (leg?.presenceId === undefined) releaseLeg(turn, third.legId, 'cancelled')
  else {
    leg.callback = undefined
    const { agentLeg } = callback.course
    if (agentLeg !== undefined) turn.effects.push({ kind: 'SplitLegs', a: agentLeg, b: leg.id })
  }
  if (agent?.callbackId !== callback.id) return
  becomeFree(turn, agent, 'agent-completed-call')
  // Their phone has not hung up yet: the interaction stays open for that.
  if (agent.freeing) begun(callback).parting = [...callback.course.parting, agent.id]
}

function thirdPresent(turn: Turn, callback: Callback, third: ThirdParty): void {
  const communication = communicationOf(callback, third.legId)
  if (communication !== undefined) communication.answeredAt = turn.now
  const agent = third.agentId === undefined ? undefined : turn.state.agents.get(third.agentId)
  if (agent !== undefined) {
    moveAgent(agent, 'communicating', turn.now)
    agentChanged(turn, agent)
  }
  note(turn, callback, 'third-answered', whoIs(third), third.legId)
  const { customerLeg, agentLeg } = callback.course
  const isTransfer = callback.state === 'transferred'
  if (isTransfer && callback.course.disposition === undefined) {
    leaveFlow(turn, callback)
    dispose(turn, callback, 'transferred', 'normal')
  }
  const other = isTransfer ? customerLeg : agentLeg
  if (other !== undefined) turn.effects.push({ kind: 'BridgeLegs', a: other, b: third.legId })
}

function ringColleague(turn: Turn, callback: Callback, agent: Agent): ThirdParty {
  becomeBusy(turn, agent, 'alerting')
  agent.callbackId = callback.id
  const standing = agent.standingLeg
  const legId = standing ?? nextLegId(callback)
  addCommunication(turn, callback, 'agent', legId, agent.id)
  note(turn, callback, 'third-ringing', { agent: agent.id }, legId)
  if (standing === undefined) {
    ringAgent(turn, queueOf(turn.state, callback), callback, agent, legId)
  } else present(turn.state.legs.get(standing), 'a standing leg is up').callback = callback
  return { legId, agentId: agent.id, number: undefined, answered: standing !== undefined }
}

function ringOutside(
  turn: Turn,
  callback: Callback,
  number: PhoneNumber,
  trunk: TrunkUse,
): ThirdParty {
  const queue = queueOf(turn.state, callback)
  const { ringTimeoutMs, maxCallMs } = queue.settings
  const legId: LegId = nextLegId(callback)
  takeTrunk(trunk, turn.now)
  const bill = chargeDial(turn.state.spending, siteOf(turn.state, queue), number, turn.now)
  const origin = { id: legId, role: 'third', callback, trunkId: trunk.id, bill } as const
  turn.state.legs.set(legId, createLeg(origin, turn.now))
  addCommunication(turn, callback, 'third', legId)
  note(turn, callback, 'third-ringing', { number }, legId)
  turn.effects.push({
    kind: 'DialOutside',
    legId,
    number,
    trunkId: trunk.id,
    callerIdNumber: shownNumber(callback, trunk),
    callerIdName: callback.details.callerIdName,
    ringTimeoutMs,
    maxCallMs,
  })
  return { legId, agentId: undefined, number, answered: false }
}

function whoIs(third: ThirdParty): Readonly<Record<string, string>> {
  return third.agentId === undefined ? { number: third.number ?? '' } : { agent: third.agentId }
}

function refused(code: RefusalCode, detail: string): Reachable {
  return { kind: 'refused', code, detail }
}
