import { queueId, trunkId } from '../../src/core/ids.ts'
import { trunkLearning } from '../../src/core/state/learning.ts'
import { noteRing, type RingTimes } from '../../src/core/state/ring-times.ts'
import type { Scene } from './scene.ts'

/** What the support queue of a scene knows of its first trunk. */
export function ringTimesOf(scene: Scene): RingTimes {
  const queue = scene.state.queues.get(queueId('support'))
  if (queue === undefined) throw new Error('a scene has a queue')
  return trunkLearning(queue.learning, trunkId('first')).times
}

/** The queue has seen so many dials: a share of people, the rest not, each after its ring. */
export function teach(scene: Scene, dials: number, share: number, ringMs = 8_000): void {
  const times = ringTimesOf(scene)
  for (let i = 0; i < dials; i++) {
    noteRing(times, (i * share) % 1 < share, ringMs + (i % 10) * 400)
  }
  scene.wait(1_000)
}
