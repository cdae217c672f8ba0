import type { Agent, IdleTurn } from './agent.ts'
import type { Callback } from './callback.ts'
import type { CampaignId } from '../ids.ts'
import { emptyLine, type Line } from './line.ts'
import type { Organisation } from './organisation.ts'
import { hasRoom, mayPreview, utilizationOf } from './utilization.ts'

/**
 * Those in a queue's line whom the same agents can serve: one medium, one set of skills, or one
 * campaign. The queue's order is the order of all its lanes together; a lane makes the next one
 * for a given agent, and the next agent for a given customer, the first of a line.
 */
export interface Lane {
  readonly key: string
  readonly medium: 'callback' | 'call' | 'preview'
  readonly skills: readonly string[]
  readonly campaignId: CampaignId | undefined
  readonly line: Line<Callback>
  /** Of a lane with skills: its customers in flight who still need one of the idle. */
  promised: number
  /** Idle agents who qualify, longest idle first. */
  readonly idle: Line<IdleTurn>
}

/** The key of callbacks that need no skill. */
export const PLAIN_LANE = 'callback'

/** The lane to which a callback, a call or a preview belongs. Pure. */
export function laneKeyOf(callback: Pick<Callback, 'medium' | 'details'>): string {
  const { skills, campaignId } = callback.details
  if (campaignId !== undefined) return `preview ${campaignId}`
  if (skills === undefined || skills.length === 0) return callback.medium
  return `${callback.medium} ${JSON.stringify([...new Set(skills)].sort())}`
}

/** A lane with nobody in it. */
export function createLane(
  key: string,
  medium: Lane['medium'],
  skills: readonly string[] = [],
  campaignId?: CampaignId,
): Lane {
  return { key, medium, skills, campaignId, promised: 0, line: emptyLine(), idle: emptyLine() }
}

/** Whether an agent whose phone is free may be given who waits in a lane. Pure. */
export function qualifies(
  organisation: Organisation | undefined,
  agent: Agent,
  lane: Lane,
): boolean {
  if (lane.skills.length > 0 && !hasSkills(agent, lane.skills)) return false
  if (lane.campaignId !== undefined) return mayPreview(agent, lane.campaignId)
  if (lane.medium === 'preview') return false
  return hasRoom(utilizationOf(organisation, agent), agent, lane.medium)
}

function hasSkills(agent: Agent, skills: readonly string[]): boolean {
  const has = agent.settings.skills
  return has !== undefined && skills.every((skill) => has.includes(skill))
}
