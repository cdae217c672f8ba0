import { makeAgentSettings, makeOrganisation, makeQueueSettings } from './organisation.ts'
import { Scene } from './scene.ts'
import type {
  AgentSettings,
  Organisation,
  QueueSettings,
} from '../../src/core/state/organisation.ts'

/** A house with one queue, support, and these agents: Bob alone unless others are named. */
export function house(
  queue: Partial<QueueSettings> = {},
  agents: Readonly<Record<string, Partial<AgentSettings>>> = { bob: {} },
  organisation: Partial<Organisation> = {},
): Scene {
  return new Scene(
    makeOrganisation({
      queues: [makeQueueSettings(queue)],
      agents: Object.entries(agents).map(([name, changes]) => makeAgentSettings(name, changes)),
      ...organisation,
    }),
  )
}
