import { runWorld, type WorldOptions } from './world.ts'

/** A world in which something is to blame. */
export interface Failure {
  readonly options: WorldOptions
  /** What was blamed, or the bug that ended it. */
  readonly what: string
}

/** What a world is to be blamed for; undefined: nothing. */
export function failureOf(
  options: WorldOptions,
  run: typeof runWorld = runWorld,
): string | undefined {
  try {
    const { violations } = run(options)
    return violations.length === 0 ? undefined : violations.join('\n  ')
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
}

/** Smaller worlds are tried for so long. */
const SHRINK_MS = 30_000

/**
 * The smallest world of the same seed that still fails: first without faults of the switch, where
 * they are not needed, then with ever fewer callbacks. What is blamed may change on the way.
 */
export function shrink(failure: Failure, run: typeof runWorld = runWorld): Failure {
  let smallest = failure
  const endsAt = performance.now() + SHRINK_MS
  const isStill = (options: WorldOptions): boolean => {
    const what = failureOf(options, run)
    if (what !== undefined) smallest = { options, what }
    return what !== undefined
  }
  if (failure.options.withFaults) isStill({ ...failure.options, withFaults: false })
  for (let stepBy = smallest.options.callbacks >> 1; stepBy > 0; stepBy >>= 1) {
    let callbacks = smallest.options.callbacks - stepBy
    while (
      callbacks > 0 &&
      performance.now() < endsAt &&
      isStill({ ...smallest.options, callbacks, checkEverySteps: 1 })
    ) {
      callbacks = smallest.options.callbacks - stepBy
    }
  }
  return smallest
}

/** How to bring a failing world back. Pure. */
export function recipe({ options, what }: Failure): string {
  const quiet = options.withFaults ? '' : ' --quiet'
  const command = `npm run simulate -- --seed ${options.seed} --callbacks ${options.callbacks}${quiet}`
  return `seed ${options.seed}, ${options.callbacks} callbacks: ${command}\n  ${what}`
}
