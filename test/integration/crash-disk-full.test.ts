import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../../src/dialer/clock.ts'
import { createDialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { booking, fakeStep } from '../support/fake-core.ts'
import { temporaryFolder } from '../support/postgres.ts'
import { RecordingSwitch } from '../support/recording-switch.ts'

let disk: string
const canMount = tryMount()

function tryMount(): boolean {
  const folder = temporaryFolder()
  try {
    mount(folder)
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=755', 'tmpfs', folder], {
    stdio: 'ignore',
  })
}

/** Takes all room but so many bytes. */
function fill(file: string, leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(disk)
  const chunk = Buffer.alloc(bsize)
  const handle = openSync(file, 'w')
  for (let left = Math.floor((bavail * bsize - leaveBytes) / bsize); left > 0; left--)
    writeSync(handle, chunk)
  closeSync(handle)
}

describe.skipIf(!canMount)(
  `a disk that is full${canMount ? '' : ' (skipped: needs the right to mount a small file system)'}`,
  () => {
    beforeEach(() => {
      disk = temporaryFolder()
      mount(disk)
    })
    afterEach(() => {
      execFileSync('umount', [disk])
      rmSync(disk, { recursive: true })
    })

    it('stops new work with its reason, loses nothing, and goes on once there is room', async () => {
      const softswitch = new RecordingSwitch()
      const store = createPostgresStore({ server: { folder: join(disk, 'data') } })
      const dialer = createDialer({
        store,
        softswitch,
        clock: createClock(),
        log: createLog('silent'),
        step: fakeStep,
        fatal: (failure) => expect.unreachable(String(failure)),
      })
      await dialer.start()
      const filler = join(disk, 'filler')
      fill(filler, 4 * 1024 * 1024)
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
      rmSync(filler)
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
