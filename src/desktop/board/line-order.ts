import type { LiveWaiting } from '../../api/protocol.ts'

/**
 * Everyone who waits in a queue, in its one order: higher priority first, then by the time they
 * entered the queue. Pure.
 */
export function inOrder(waiting: readonly LiveWaiting[], queueId: string): readonly LiveWaiting[] {
  return waiting
    .filter((each) => each.queueId === queueId)
    .sort(
      (a, b) =>
        b.priority - a.priority ||
        (a.rankedAt < b.rankedAt ? -1 : a.rankedAt > b.rankedAt ? 1 : a.order - b.order),
    )
}
