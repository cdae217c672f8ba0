import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/state/events.ts'
import { Mailbox } from '../../src/dialer/mailbox.ts'
import { OperatingError } from '../../src/errors.ts'

const timer = (name: number): Event => ({ kind: 'TimerFired', timer: String(name) })

describe('the mailbox', () => {
  it('gives events out in the order in which they came, whoever sent them', async () => {
    const mailbox = new Mailbox(100)
    for (let name = 0; name < 50; name++) {
      if (name % 2 === 0) mailbox.post(timer(name))
      else void mailbox.submit(timer(name))
    }
    const taken = [mailbox.take(7), mailbox.take(100)].flat()
    expect(taken.map(({ event }) => event)).toEqual(
      Array.from({ length: 50 }, (_, name) => timer(name)),
    )
    expect(mailbox.size).toBe(0)
  })

  it('refuses a booking while the last tenth is kept for the switch and the timers', async () => {
    const mailbox = new Mailbox(10)
    for (let name = 0; name < 9; name++) mailbox.post(timer(name))
    await expect(mailbox.submit(timer(9))).rejects.toMatchObject({ code: 'mailbox-full' })
    expect(mailbox.post(timer(9))).toBe(true)
    expect(mailbox.post(timer(10))).toBe(false)
    expect(mailbox.size).toBe(10)
  })

  it('has room again once something was taken', async () => {
    const mailbox = new Mailbox(10)
    for (let round = 0; round < 100; round++) {
      while (mailbox.post(timer(round)));
      expect(mailbox.take(4)).toHaveLength(4)
    }
    expect(mailbox.size).toBe(6)
  })

  it('wakes whoever waits for the next event, at once where one is there', async () => {
    const mailbox = new Mailbox(10)
    const arrival = mailbox.arrival(() => false)
    mailbox.post(timer(1))
    await arrival
    await mailbox.arrival(() => false)
    mailbox.take(1)
    await mailbox.arrival(() => true)
  })

  it('gives bookings back to their senders and keeps what the switch reported', async () => {
    const mailbox = new Mailbox(10)
    mailbox.post(timer(1))
    const booking = mailbox.submit(timer(2))
    mailbox.post(timer(3))
    mailbox.rejectSubmitted(new OperatingError('store-gone', { why: 'test' }))
    await expect(booking).rejects.toMatchObject({ code: 'store-gone' })
    expect(mailbox.take(9).map(({ event }) => event)).toEqual([timer(1), timer(3)])
  })
})
