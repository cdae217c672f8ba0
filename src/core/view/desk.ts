import type { Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import type { AgentId } from '../ids.ts'
import { inOrder } from '../state/line.ts'
import { liveAgent, talkView, watchersOf } from './live.ts'
import { queueOf, siteOf, type State } from '../state/state.ts'
import type { Instant } from '../time.ts'

/** An agent's desk but for texts and history: the contact in hand, what is held, what waits for them. Pure. */
export function deskView(state: State, agent: Agent, now: Instant) {
  const callback =
    agent.callbackId === undefined ? undefined : state.callbacks.get(agent.callbackId)
  const held = agent.held.flatMap(({ callbackId }) => state.callbacks.get(callbackId) ?? [])
  return {
    at: now,
    agent: liveAgent(state, agent),
    phone: {
      registered: agent.registeredContact !== undefined,
      ...given('contact', agent.registeredContact),
      device: agent.device ?? ('softphone' as const),
      otherDevice: agent.settings.contact !== undefined,
      connection: agent.connection ?? agent.settings.connection,
      standing:
        agent.standingLeg !== undefined &&
        state.legs.get(agent.standingLeg)?.answeredAt !== undefined,
    },
    ...(callback === undefined ? {} : { contact: contactView(state, callback) }),
    ...acwView(state, agent, callback),
    held: held.map((one) => contactView(state, one)),
    own: ownCallbacks(state, agent.id),
  }
}

const OWN_SHOWN = 100
/** Of a queue's scheduled callbacks: a desk is drawn often, a month's schedule is long. */
const SCHEDULED_LOOKED_AT = 2_000

function ownCallbacks(state: State, owner: AgentId) {
  const line = state.owned.get(owner)
  const waiting = line === undefined ? [] : [...inOrder(line)].slice(0, OWN_SHOWN)
  const scheduled = [...state.queues.values()]
    .flatMap((queue) => [...queue.schedule.entries.keys()].slice(0, SCHEDULED_LOOKED_AT))
    .filter((callback) => callback.ownerId === owner)
  return [...waiting, ...scheduled].slice(0, OWN_SHOWN).map((callback) => ({
    callbackId: callback.id,
    queueId: callback.queueId,
    number: callback.customer,
    ...(callback.details.customerName === undefined
      ? {}
      : { customerName: callback.details.customerName }),
    ...(callback.dueAt === undefined ? {} : { dueAt: callback.dueAt }),
    rankedAt: callback.rankedAt,
    state: callback.state,
  }))
}

function acwView(state: State, agent: Agent, callback: Callback | undefined) {
  if (agent.state !== 'acw' || callback === undefined) return {}
  const { mode } = queueOf(state, callback).settings.acw
  const endsAt = agent.acwEndsAt
  return { acw: { since: agent.stateSince, mode, ...(endsAt === undefined ? {} : { endsAt }) } }
}

function contactView(state: State, callback: Callback) {
  const { details } = callback
  const queue = queueOf(state, callback)
  const { settings } = queue
  const startsAt = state.timers['auto-start'].get(callback.id)
  const endsAt = state.timers['auto-end'].get(callback.id)
  const { firstDialledAt } = callback.course
  const waitInQueueMs =
    firstDialledAt === undefined ? undefined : firstDialledAt - callback.rankedAt
  return {
    callbackId: callback.id,
    queueId: callback.queueId,
    medium: callback.medium,
    agentFirst: settings.mode === 'agent-first' || details.campaignId !== undefined,
    ...given('campaignId', details.campaignId),
    state: callback.state,
    ...talkView(callback.course.talk),
    watchers: watchersOf(callback.course.talk),
    number: callback.customer,
    timeZone: details.wallTime?.timeZone ?? siteOf(state, queue).timeZone,
    wrapUpCodes: state.organisation?.wrapUpCodes ?? [],
    ...given('customerName', details.customerName),
    bookedAt: callback.bookedAt,
    rankedAt: callback.rankedAt,
    ...given('waitInQueueMs', waitInQueueMs),
    ...given('answeredAt', callback.course.answeredAt),
    ...given('joinedAt', callback.course.joinedAt),
    priority: callback.priority,
    ...given('skills', details.skills),
    attempts: callback.course.attempts.length,
    ...given('callerIdNumber', details.callerIdNumber),
    ...given('callerIdName', details.callerIdName),
    ...given('rescheduledFrom', details.rescheduledFrom),
    ...given('data', details.data),
    ...given('script', settings.script),
    ...given('startsAt', startsAt),
    ...given('endsAt', endsAt),
  }
}

function given<Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [Key in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: T }
}
