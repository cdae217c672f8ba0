import { OperatingError } from '../errors.ts'
import { later } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Batch, Store } from '../ports/store.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000

/** What the loop hears while a batch is on its way. */
export interface CommitWatch {
  /** The store did not take it; it is tried again. */
  retrying(failure: OperatingError): void
  /** True once nobody waits for it any more. */
  isGivenUp(): boolean
}

/**
 * Makes a batch durable, however long it takes: the state has moved on already, so the very same
 * batch is tried until the store takes it. Rejects where trying again cannot help (`lease-lost`, a
 * bug), or with the last failure once the batch is given up.
 */
export async function commit(
  store: Store,
  batch: Batch,
  clock: Clock,
  watch: CommitWatch,
): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await store.append(batch)
    } catch (thrown) {
      if (!(thrown instanceof OperatingError) || !thrown.retryable || watch.isGivenUp())
        throw thrown
      watch.retrying(thrown)
      await pause(clock, pauseMs)
    }
  }
}

function pause(clock: Clock, pauseMs: number): Promise<void> {
  return new Promise((resolve) => clock.at(later(clock.now(), pauseMs), resolve))
}
