import { agentId, queueId, siteId, trunkId } from '../../src/core/ids.ts'
import type {
  AgentSettings,
  Organisation,
  QueueSettings,
} from '../../src/core/state/organisation.ts'

/** A queue as the defaults have it, with what a test wants otherwise. */
export function makeQueueSettings(changes: Partial<QueueSettings> = {}): QueueSettings {
  return {
    id: queueId('support'),
    mode: 'customer-first',
    pacing: { policy: 'idle', modifier: 1 },
    ringTimeoutMs: 30_000,
    alertingTimeoutMs: 15_000,
    announcementAfterMs: 2_000,
    maxWaitAfterAnswerMs: 20_000,
    comfortPrompt: 'comfort',
    announcementPrompt: 'announcement',
    noAgent: { prompt: 'no-agent', then: 'hang-up' },
    acw: { mode: 'mandatory', timeoutMs: 30_000, level: 'participant' },
    maxCallMs: 3_600_000,
    ...changes,
  }
}

/** An agent of the support queue whose phone rings for each call. */
export function makeAgentSettings(
  name: string,
  changes: Partial<AgentSettings> = {},
): AgentSettings {
  return {
    id: agentId(name),
    name,
    queues: [queueId('support')],
    connection: 'per-call',
    onQueueWhenRegistered: false,
    ...changes,
  }
}

/** One site with two trunks, one queue, and Bob. */
export function makeOrganisation(changes: Partial<Organisation> = {}): Organisation {
  return {
    defaultSite: siteId('home'),
    sites: [
      {
        id: siteId('home'),
        country: 'US',
        timeZone: 'America/New_York',
        trunks: [trunkId('first'), trunkId('second')],
        allowedPrefixes: [],
        refusedPrefixes: ['+1900'],
      },
    ],
    trunks: [
      { id: trunkId('first'), channels: 100, callsPerSecond: 100, callerIds: [] },
      { id: trunkId('second'), channels: 100, callsPerSecond: 100, callerIds: [] },
    ],
    queues: [makeQueueSettings()],
    agents: [makeAgentSettings('bob')],
    wrapUpCodes: [{ code: 'solved', name: 'Solved' }],
    ...changes,
  }
}
