import {
  makeAgentSettings,
  makeOrganisation,
  makeQueueSettings,
} from '../../support/organisation.ts'
import { teach } from '../../support/learned.ts'
import { Scene } from '../../support/scene.ts'
import type {
  AgentSettings,
  Organisation,
  QueueSettings,
} from '../../../src/core/state/organisation.ts'

/** One sentence of the specification, and the scene that shows that it is so. */
export type Row = readonly [section: number, sentence: string, play: () => void]

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

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

/** Under auto, with a modifier of 3: so many agents on queue, a share of answers, a long line. */
export function crowd(agents: number, answerRate: number): Scene {
  const names = Array.from({ length: agents }, (_, i) => `agent-${i}`)
  const pacing = { policy: 'auto', modifier: 3 } as const
  const scene = house({ pacing }, Object.fromEntries(names.map((name) => [name, {}])))
  teach(scene, 600, answerRate)
  for (let i = 0; i < 3 * agents; i++) scene.book()
  for (const name of names) scene.onQueue(name)
  return scene
}
