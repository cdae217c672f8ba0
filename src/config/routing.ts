import { agentId, campaignId, queueId } from '../core/ids.ts'
import type {
  AgentSettings,
  Campaign,
  ClosingSettings,
  Organisation,
  QueueSettings,
} from '../core/state/organisation.ts'
import type { Mutable } from '../core/mutable.ts'
import type { Config } from './schema.ts'

type ConfiguredQueue = Config['queues'][string]

/** What a queue says of who gets whom; what it does not say is left out. Pure. */
export function queueRouting(queue: ConfiguredQueue): Partial<QueueSettings> {
  const settings: Partial<Mutable<QueueSettings>> = {}
  const { ownership, retries, whenClosed } = queue
  if (queue.reserveAgent !== undefined) settings.reserveAgent = queue.reserveAgent
  if (ownership !== undefined)
    settings.ownership = { limitMs: ownership.limit, then: ownership.then }
  if (queue.preferredAgents !== undefined) {
    settings.preferredAgents = queue.preferredAgents.map(({ agents, timeout }) => ({
      agents: agents.map(agentId),
      timeoutMs: timeout,
    }))
  }
  if (queue.lastAgentTimeout !== undefined) settings.lastAgentTimeoutMs = queue.lastAgentTimeout
  if (retries !== undefined) {
    const { max, delay, outcomes } = retries
    settings.retries = { max, delayMs: delay, ...(outcomes === undefined ? {} : { outcomes }) }
  }
  if (whenClosed !== undefined) settings.whenClosed = closingOf(whenClosed)
  if (queue.takeOver !== undefined) settings.takeOver = queue.takeOver
  if (queue.recording !== undefined) settings.recording = queue.recording
  if (queue.autoStart !== undefined) settings.autoStartMs = queue.autoStart
  if (queue.autoEnd !== undefined) settings.autoEndMs = queue.autoEnd
  return settings
}

/** What an agent's section says of whom they may be given. Pure. */
export function agentRouting({
  skills,
  utilization,
}: Config['agents'][string]): Partial<AgentSettings> {
  return {
    ...(skills.length === 0 ? {} : { skills }),
    ...(utilization === undefined ? {} : { utilization }),
  }
}

/** What holds for the whole house: lists, caps, campaigns. Pure. */
export function houseRouting(config: Config): Partial<Organisation> {
  const { utilization, campaigns, doNotCall, attemptCap, abandonLock, phoneGrace } = config
  return {
    ...(utilization === undefined ? {} : { utilization }),
    ...(doNotCall.length === 0 ? {} : { doNotCall }),
    ...(attemptCap === undefined
      ? {}
      : { attemptCap: { attempts: attemptCap.attempts, windowMs: attemptCap.window } }),
    ...(abandonLock === undefined ? {} : { abandonLockMs: abandonLock }),
    ...(phoneGrace === undefined ? {} : { phoneGraceMs: phoneGrace }),
    campaigns: Object.entries(campaigns).map(([id, campaign]) => ({
      id: campaignId(id),
      name: campaign.name ?? id,
      queueId: queueId(campaign.queue),
      ...callableOf(config, campaign.hours),
    })),
  }
}

function callableOf({ hours }: Config, calendar: string | undefined): Pick<Campaign, 'callable'> {
  const kept = calendar === undefined ? undefined : hours[calendar]
  return kept === undefined ? {} : { callable: { open: kept.open, holidays: kept.holidays } }
}

function closingOf({ waiting, to }: NonNullable<ConfiguredQueue['whenClosed']>): ClosingSettings {
  if (waiting === 'move')
    return to === undefined ? { waiting: 'keep' } : { waiting, to: queueId(to) }
  return { waiting }
}
