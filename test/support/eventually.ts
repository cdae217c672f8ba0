import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves once the condition holds, however it fails before; rejects after the time limit with the last failure. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  limitMs = 10_000,
  everyMs = 10,
): Promise<void> {
  const deadline = Date.now() + limitMs
  let last: unknown
  while (Date.now() < deadline) {
    try {
      if (await condition()) return
      last = undefined
    } catch (thrown) {
      last = thrown
    }
    await sleep(everyMs)
  }
  throw new Error(`still not so after ${limitMs} ms`, { cause: last })
}
