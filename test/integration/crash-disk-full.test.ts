import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { present } from '../../src/core/assert.ts'
import { createClock } from '../../src/dialer/clock.ts'
import { createDialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { booking, fakeStep } from '../support/fake-core.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'
import { openSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const canMount = (() => {
  const trial = openSmallDisk(64)
  trial?.remove()
  return trial !== undefined
})()
let disk: SmallDisk

describe.skipIf(!canMount)(
  `a disk that is full${canMount ? '' : ' (skipped: needs the right to mount a small file system)'}`,
  () => {
    beforeEach(() => {
      disk = present(openSmallDisk(160 * 1_024), 'one could be mounted before')
    })
    afterEach(() => disk.remove())

    it('stops new work with its reason, loses nothing, and goes on once there is room', async () => {
      const softswitch = new RecordingSwitch()
      const store = createPostgresStore({ server: { folder: join(disk.folder, 'data') } })
      const dialer = createDialer({
        store,
        softswitch,
        clock: createClock(),
        log: createLog('silent'),
        step: fakeStep,
        fatal: (failure) => expect.unreachable(String(failure)),
      })
      await dialer.start()
      const giveBack = disk.fill(4 * 1_024 * 1_024)
      let booked = 0
      const acknowledged: number[] = []
      await eventually(async () => {
        const some = Array.from({ length: 500 }, () => 100 + booked++)
        void Promise.allSettled(
          some.map(async (number) =>
            dialer.submit(booking(number)).then(() => acknowledged.push(number)),
          ),
        )
        return dialer.status.phase === 'store-lost'
      }, 60_000)
      await eventually(() => dialer.status.storeFailure?.includes('no room left') === true, 20_000)
      await expect(dialer.submit(booking(99))).rejects.toMatchObject({ code: 'store-full' })
      const performedWhileFull = softswitch.orders.length
      giveBack()
      await eventually(() => dialer.status.phase === 'running', 30_000)
      expect(await dialer.submit(booking(50))).toMatchObject({ ok: true })
      expect(softswitch.orders.length).toBeGreaterThan(performedWhileFull)
      const performed = softswitch.orders.flatMap((order) =>
        order.kind === 'SendDigits' ? [Number(order.digits)] : [],
      )
      const journalled: number[] = []
      for await (const { event } of store.readJournal(1)) {
        if (event.kind === 'CallbackBooked')
          journalled.push(parseInt(event.callbackId.slice(24, 32), 16))
      }
      expect(performed).toEqual(journalled)
      expect(acknowledged.filter((number) => !journalled.includes(number))).toEqual([])
      expect(acknowledged.length).toBeGreaterThan(0)
      await dialer.stop()
    })
  },
)
