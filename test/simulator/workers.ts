import type { Agent } from '../../src/core/state/agent.ts'
import type { Callback } from '../../src/core/state/callback.ts'
import type { TransferTarget } from '../../src/core/state/conversation.ts'
import type { CallAction } from '../../src/core/state/events.ts'
import {
  callbackId,
  presenceId,
  type AgentId,
  type CallbackId,
  type PresenceId,
} from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { uuid, type Surroundings } from './people.ts'
import { OUTSIDE } from './sites.ts'

const MODES = ['listen', 'whisper', 'barge'] as const

/** Agents who work and do not, and do with their calls whatever a desktop lets them; supervisors. */
export class Workers {
  private readonly around: Surroundings
  private readonly giveUp: (id: CallbackId) => void
  private made = 0

  constructor(around: Surroundings, giveUp: (id: CallbackId) => void) {
    this.around = around
    this.giveUp = giveUp
  }

  /** An agent does one thing, and another some time later. */
  work(id: AgentId): void {
    const { random, time, state } = this.around
    const presence = presenceId(uuid(2, random.between(0, 2 ** 30)))
    const agent = state().agents.get(id)
    if (agent?.contact === undefined || random.chance(0.2)) this.register(id, presence)
    else if (random.chance(0.05)) this.loseLine(id, presence)
    if (agent !== undefined && !this.supervise(agent) && !this.workOn(agent)) {
      this.comeOrGo(id, presence)
    }
    time.after(random.exponential(8_000), () => this.work(id))
  }

  private register(agentId: AgentId, presence: PresenceId): void {
    const { time, tell } = this.around
    tell({
      kind: 'PhoneRegistered',
      agentId,
      contact: `sip:${agentId}@127.0.0.1`,
      expiresAt: instant(time.now + 3_600_000),
      presenceId: presence,
    })
  }

  /** A page is loaded anew, a connection is cut: the phone is back soon, or not so soon. */
  private loseLine(agentId: AgentId, presence: PresenceId): void {
    const { random, time, tell } = this.around
    tell({ kind: 'PhoneUnregistered', agentId, why: 'connection-lost' })
    time.after(random.exponential(4_000), () => this.register(agentId, presence))
  }

  /** Says whether there was something to do. */
  private workOn(agent: Agent): boolean {
    const inHand = agent.callbackId ?? agent.held.at(-1)?.callbackId
    const callback = inHand === undefined ? undefined : this.around.state().callbacks.get(inHand)
    if (callback === undefined) return false
    const { random, tell } = this.around
    const { id } = callback
    const order = { agentId: agent.id, callbackId: id }
    const dice = random.next()
    if (agent.state === 'acw' && callback.course.agentId !== agent.id) {
      if (dice < 0.6) this.wrapUp(agent.id, id)
      return true
    }
    switch (callback.state) {
      case 'offered':
        if (dice < 0.9) tell({ kind: 'CallbackAccepted', ...order })
        return true
      case 'accepted':
        if (dice < 0.6) tell({ kind: 'CallbackStarted', ...order })
        else if (dice < 0.75) this.reschedule(agent.id, id)
        else this.wrapUp(agent.id, id)
        return true
      case 'wrapping':
        if (dice < 0.6) this.wrapUp(agent.id, id)
        else if (dice < 0.8) tell({ kind: 'CallbackStarted', ...order })
        return true
      case 'talking':
        this.control(agent, callback)
        return dice < 0.9
      default:
        return false
    }
  }

  /** Something that a desktop has a button for, whether it is possible now or not. */
  private control(agent: Agent, callback: Callback): void {
    const { random, tell } = this.around
    const order = { agentId: agent.id, callbackId: callback.id }
    if (random.chance(0.08)) return tell({ kind: 'AgentHungUp', ...order })
    if (random.chance(0.4)) return
    const third = callback.course.talk?.third !== undefined
    const actions: readonly CallAction[] = third
      ? [
          { kind: 'ConsultCompleted' },
          { kind: 'ConsultCancelled' },
          { kind: 'ConferenceStarted' },
          { kind: 'DigitsSent', digits: '12#' },
        ]
      : [
          { kind: 'CallHeld' },
          { kind: 'CallResumed' },
          { kind: 'CallResumed' },
          { kind: 'DigitsSent', digits: '12#' },
          { kind: 'CallTransferred', to: this.target() },
          { kind: 'ConsultStarted', to: this.target() },
        ]
    tell({ ...random.pick(actions), ...order })
  }

  private target(): TransferTarget {
    const { random, organisation } = this.around
    const what = random.between(0, 3)
    if (what === 0) return { kind: 'queue', queueId: random.pick(organisation.queues).id }
    if (what === 1) return { kind: 'number', number: random.pick(OUTSIDE) }
    return { kind: 'agent', agentId: random.pick(organisation.agents).id }
  }

  /** A supervisor off queue watches a call, changes how, leaves it. */
  private supervise({ id, settings, watching, state }: Agent): boolean {
    const { random, tell } = this.around
    if (settings.role !== 'supervisor' || state !== 'off-queue' || random.chance(0.3)) return false
    const callbacks = this.around.state().callbacks
    const talks = [...callbacks.values()].filter((one) => one.state === 'talking')
    const callback = watching ?? (talks.length > 0 ? random.pick(talks).id : undefined)
    if (callback === undefined) return false
    const order = { agentId: id, callbackId: callback }
    if (watching !== undefined && random.chance(0.3)) tell({ kind: 'WatchEnded', ...order })
    else tell({ kind: 'CallWatched', mode: random.pick(MODES), ...order })
    return true
  }

  private reschedule(agentId: AgentId, id: CallbackId): void {
    const { random, tell, time } = this.around
    const newCallbackId = callbackId(uuid(4, ++this.made))
    const dueAt = instant(time.now + random.between(60_000, 600_000))
    const owner = random.chance(0.5) ? { ownerId: agentId } : {}
    tell({ kind: 'CallbackRescheduled', agentId, callbackId: id, newCallbackId, dueAt, ...owner })
    time.after(14_400_000, () => this.giveUp(newCallbackId))
  }

  private wrapUp(agentId: AgentId, id: CallbackId): void {
    this.around.tell({ kind: 'WrapUpCompleted', agentId, callbackId: id, codes: ['done'] })
  }

  private comeOrGo(agentId: AgentId, presence: PresenceId): void {
    const { random, tell, isOver } = this.around
    if (isOver() || random.chance(0.05)) tell({ kind: 'AgentWentOffQueue', agentId })
    else tell({ kind: 'AgentWentOnQueue', agentId, presenceId: presence })
  }
}
