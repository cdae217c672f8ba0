import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when the condition has held all the time; rejects at the first moment at which it does not. */
export async function remains(condition: () => boolean, forMs: number): Promise<void> {
  const end = Date.now() + forMs
  do {
    if (!condition()) throw new Error(`no longer so, ${end - Date.now()} ms before the end`)
    await sleep(10)
  } while (Date.now() < end)
}

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
