import { expect, it } from 'vitest'
import { failureOf, recipe, shrink } from './shrink.ts'
import { runWorld, type WorldOptions } from './world.ts'

/** A slice of the simulation with seeds that nobody has seen; RINGFIRST_SIMULATE_S makes it longer. */
const SECONDS = Number(process.env['RINGFIRST_SIMULATE_S'] ?? 60)

it(
  `finds nothing to blame in ${SECONDS} s of new worlds`,
  () => {
    const endsAt = performance.now() + SECONDS * 1_000
    let worlds = 0
    for (let seed = Math.floor(Math.random() * 2 ** 31); performance.now() < endsAt; seed++) {
      const withFaults = seed % 4 !== 0
      const options: WorldOptions = { seed, callbacks: 200, withFaults, checkEverySteps: 50 }
      const what = failureOf(options)
      if (what !== undefined) expect.fail(recipe(shrink({ options, what })))
      worlds++
    }
    expect(worlds).toBeGreaterThan(0)
  },
  (SECONDS + 120) * 1_000,
)

it('shrinks a failing world to the fewest callbacks with which it fails', () => {
  const run: typeof runWorld = ({ callbacks, withFaults }) => {
    if (withFaults && callbacks >= 37) throw new Error('one dial too many')
    return { ...runWorld({ seed: 1, callbacks: 1, withFaults: false, checkEverySteps: 50 }) }
  }
  const options = { seed: 7, callbacks: 300, withFaults: true, checkEverySteps: 50 }
  const { options: smallest } = shrink({ options, what: 'one dial too many' }, run)
  expect(smallest).toMatchObject({ seed: 7, callbacks: 37, withFaults: true })
})
