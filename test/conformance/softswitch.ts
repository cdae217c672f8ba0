import { describe } from 'vitest'
import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { Observation, Softswitch } from '../../src/ports/softswitch.ts'
import type { PhoneAccount, TrunkConnection } from '../../src/softswitch/settings.ts'
import { describeAttachments } from './softswitch/attachments.ts'
import { describeAudio } from './softswitch/audio.ts'
import { describeBridges } from './softswitch/bridges.ts'
import { describeDialling } from './softswitch/dialling.ts'
import { describeInbound } from './softswitch/inbound.ts'
import { describeOrders } from './softswitch/orders.ts'
import { describeOutcomes } from './softswitch/outcomes.ts'
import { describePhones } from './softswitch/phones.ts'
import { describeRecordings } from './softswitch/recordings.ts'
import { createBench } from './softswitch/bench.ts'

/** What the suite asks an adapter to be started with; fixed for the life of the switch. */
export interface SwitchSetup {
  readonly trunks: readonly TrunkConnection[]
  readonly phones: readonly PhoneAccount[]
  /** Prompt files by name; every other name has none. */
  readonly prompts: Readonly<Record<string, string>>
  readonly recordingsFolder: string
  readonly emit: (event: SwitchEvent) => void
  readonly observe: (observation: Observation) => void
}

/** An adapter that has been started for the suite. */
export interface StartedSwitch {
  readonly softswitch: Softswitch
  /** Where desk phones register and carriers call, over UDP; absent where it takes none that way. */
  readonly registrar?: { readonly host: string; readonly port: number }
  /** How long an answered leg may bring no packet here; absent skips that test with its reason. */
  readonly mediaTimeoutMs?: number
  /** Stops the switch and what was started for it. */
  stop(): Promise<void>
}

/** Makes an adapter ready for the suite. */
export interface SoftswitchHarness {
  /** Starts an adapter; called once for the whole suite. */
  start(setup: SwitchSetup): Promise<StartedSwitch>
  /** Why the whole suite cannot run here; absent where it can. */
  readonly skipped?: string
}

/**
 * The MUSTs of `ports/softswitch.ts` as tests, each far end a scripted peer on a real socket. An
 * adapter passes whole or it is none.
 */
export function describeSoftswitch(name: string, harness: SoftswitchHarness): void {
  const { skipped } = harness
  if (skipped !== undefined) {
    describe.skip(`the ${name} switch (skipped: ${skipped})`, () => undefined)
    process.stdout.write(`the ${name} switch is not tested: ${skipped}\n`)
    return
  }
  describe(`the ${name} switch`, () => {
    const bench = createBench(harness)
    describeOrders(bench)
    describeDialling(bench)
    describeOutcomes(bench)
    describeAudio(bench)
    describeBridges(bench)
    describeAttachments(bench)
    describeRecordings(bench)
    describePhones(bench)
    describeInbound(bench)
  })
}
