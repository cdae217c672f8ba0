import type { Agent } from './agent.ts'
import type { CampaignId } from '../ids.ts'
import {
  DEFAULT_UTILIZATION,
  type Medium,
  type Organisation,
  type Utilization,
} from './organisation.ts'

/** What an agent may hold: their own setting, the organisation's, or one of each. Pure. */
export function utilizationOf(organisation: Organisation | undefined, agent: Agent): Utilization {
  return agent.settings.utilization ?? organisation?.utilization ?? DEFAULT_UTILIZATION
}

/**
 * Whether an agent whose phone is free may be given one more of a medium, beside the callbacks
 * that they have accepted. A phone holds one conversation: what this adds is what they hold
 * besides. Previews of campaigns have a rule of their own and do not count. Pure.
 */
export function hasRoom(utilization: Utilization, agent: Agent, medium: Medium): boolean {
  const held = callbacksHeld(agent)
  const { max } = utilization[medium]
  if (medium === 'callback') return held < max
  return max > 0 && (held === 0 || utilization.callback.interruptedBy.includes(medium))
}

/** An agent has one preview of a campaign, whatever the setting. Pure. */
export function mayPreview(agent: Agent, campaign: CampaignId): boolean {
  return !agent.held.some((work) => work.campaignId === campaign)
}

/** Accepted callbacks that an agent has in hand, previews apart. Pure. */
export function callbacksHeld(agent: Agent): number {
  let held = 0
  for (const work of agent.held) if (work.campaignId === undefined) held++
  return held
}
