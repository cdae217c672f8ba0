import { appendFileSync } from 'node:fs'
import type { SwitchOrder } from '../../src/core/state/effects.ts'
import { createClock } from '../../src/dialer/clock.ts'
import { createDialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import type { Batch, Store } from '../../src/ports/store.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { booking, fakeStep } from '../support/fake-core.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'

/**
 * A process that owns a store, books without pause and writes down what was acknowledged and what
 * was performed, each line before anything else happens. It is made to be killed:
 * `crash-child.ts FOLDER NOTES FIRST-NUMBER MOMENT TURN LEASE-MS`.
 */
const [folder = '', notes = '', first = '1', moment = 'never', turn = '0', leaseMs = '15000'] =
  process.argv.slice(2)

let turns = 0
function dieAt(here: string): void {
  if (here === moment && ++turns >= Number(turn)) process.kill(process.pid, 'SIGKILL')
}

class NotingSwitch extends RecordingSwitch {
  override perform(order: SwitchOrder): void {
    dieAt('before-effect')
    if (order.kind === 'SendDigits') appendFileSync(notes, `performed ${order.digits}\n`)
    dieAt('after-effect')
  }
}

const inner = createPostgresStore({ server: { folder }, leaseMs: Number(leaseMs) })
const store: Store = {
  open: () => inner.open(),
  append: async (batch: Batch) => {
    dieAt('before-append')
    const appended = inner.append(batch)
    if (moment === 'during-append') setImmediate(() => dieAt('during-append'))
    await appended
    dieAt('after-append')
  },
  saveSnapshot: (snapshot) => inner.saveSnapshot(snapshot),
  readJournal: (fromSequence) => inner.readJournal(fromSequence),
  findInteraction: (id) => inner.findInteraction(id),
  recentInteractions: (count) => inner.recentInteractions(count),
  interactionsOfNumber: (number, count) => inner.interactionsOfNumber(number, count),
  close: () => inner.close(),
}

const dialer = createDialer({
  store,
  softswitch: new NotingSwitch(),
  clock: createClock(),
  log: createLog('warn'),
  step: fakeStep,
  fatal: (_, exitCode) => process.exit(exitCode),
})

/** At most ten are in hand, so that a batch is small and its moments are many. */
async function bookForEver(from: number): Promise<void> {
  for (let number = from; ; number += 1) {
    const reply = dialer.submit(booking(number)).then(
      () => appendFileSync(notes, `acknowledged ${number}\n`),
      () => undefined,
    )
    if (number % 10 === 0) await reply
  }
}

await dialer.start()
appendFileSync(notes, 'started\n')
await bookForEver(Number(first))
