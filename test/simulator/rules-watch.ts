import type { DialCustomer, DialOutside, Effect } from '../../src/core/state/effects.ts'
import type { CallbackBooked, Event } from '../../src/core/state/events.ts'
import type { CallbackId, PhoneNumber, QueueId } from '../../src/core/ids.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { isTaken, type Blame, type Watch } from './watch.ts'

/** No dial outside the rules: lists, destinations, caps, locks, windows, opening hours, previews. */
export class RulesWatch implements Watch {
  private readonly organisation: Organisation
  private readonly blame: Blame
  private readonly barred = new Set<PhoneNumber>()
  private readonly closed = new Set<QueueId>()
  private readonly bookings = new Map<CallbackId, CallbackBooked>()
  private readonly queues = new Map<CallbackId, QueueId>()
  private readonly attempts = new Map<PhoneNumber, { id: string; at: Instant }[]>()
  private readonly abandonedAt = new Map<PhoneNumber, Instant>()
  private readonly accepted = new Set<CallbackId>()
  private readonly joined = new Set<CallbackId>()

  constructor(organisation: Organisation, blame: Blame) {
    this.organisation = organisation
    this.blame = blame
    for (const number of organisation.doNotCall ?? []) this.barred.add(number)
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    this.hear(event)
    if (isTaken(effects)) this.hearTaken(event)
    for (const effect of effects) this.see(effect, now)
  }

  private hear(event: Event): void {
    if (event.kind === 'NumberBarred') this.barred.add(event.number)
    if (event.kind === 'NumberUnbarred') this.barred.delete(event.number)
    if (event.kind === 'QueueClosed') this.closed.add(event.queueId)
    if (event.kind === 'QueueOpened') this.closed.delete(event.queueId)
  }

  private hearTaken(event: Event): void {
    if (event.kind === 'CallbackBooked') {
      this.bookings.set(event.callbackId, event)
      this.queues.set(event.callbackId, event.queueId)
    }
    if (event.kind === 'CallbackRescheduled') {
      const booking = this.bookings.get(event.callbackId)
      const queueId = this.queues.get(event.callbackId)
      if (booking !== undefined && queueId !== undefined) {
        // A customer's wish is over with the new one; a contact's callable times are not.
        const { windows, ...rest } = booking
        const kept = booking.campaignId === undefined || windows === undefined ? {} : { windows }
        this.bookings.set(event.newCallbackId, { ...rest, ...kept, dueAt: event.dueAt })
        this.queues.set(event.newCallbackId, queueId)
      }
    }
    if (event.kind === 'CallbackAccepted') this.accepted.add(event.callbackId)
  }

  private see(effect: Effect, now: Instant): void {
    if (effect.kind === 'DialCustomer') this.judge(effect, now)
    if (effect.kind === 'DialOutside') this.judgeDestination(effect, undefined)
    if (effect.kind !== 'Publish') return
    const { callbackId, note } = effect
    const number = this.bookings.get(callbackId)?.number
    if (note.event === 'moved') this.queues.set(callbackId, note.detail?.['to'] as QueueId)
    if (note.event === 'joined') this.joined.add(callbackId)
    // Who has had an agent, and lost them, is no abandoned call.
    const hadAgent = this.joined.has(callbackId)
    if (note.event === 'no-agent-treatment' && number !== undefined && !hadAgent) {
      this.abandonedAt.set(number, now)
    }
  }

  private judge(order: DialCustomer, now: Instant): void {
    const id = order.attemptId.slice(0, 36) as CallbackId
    const isNew = this.count(order, now)
    if (this.barred.has(order.number)) this.blame(`${id} dials a number on the do-not-call list`)
    const queue = this.queues.get(id)
    this.judgeDestination(order, queue)
    if (!isNew) return
    if (queue !== undefined && this.closed.has(queue)) this.blame(`${id} dials for a closed queue`)
    const booking = this.bookings.get(id)
    const agentFirst =
      booking?.campaignId !== undefined ||
      this.organisation.queues.some((one) => one.id === queue && one.mode === 'agent-first')
    if (agentFirst && !this.accepted.has(id)) this.blame(`${id} dials before an agent accepted`)
    this.judgeTimes(order, booking, agentFirst, now)
  }

  /** A trunk of the site through which the queue dials, and a number that it may call. */
  private judgeDestination(
    { legId, trunkId, number }: DialCustomer | DialOutside,
    queueId: QueueId | undefined,
  ): void {
    const { sites, queues, defaultSite } = this.organisation
    const site = sites.find(({ trunks }) => trunks.includes(trunkId))
    const routes = (site?.routes ?? []).filter(({ prefix }) => number.startsWith(prefix))
    const [route] = routes.sort((a, b) => b.prefix.length - a.prefix.length)
    if (route?.trunks.includes(trunkId) === false) this.blame(`${legId} dials past its route`)
    const isRefused = site?.refusedPrefixes.some((prefix) => number.startsWith(prefix)) ?? true
    if (isRefused) this.blame(`${legId} dials a destination that is not allowed`)
    const queue = queues.find(({ id }) => id === queueId)
    if (queue !== undefined && site?.id !== (queue.site ?? defaultSite)) {
      this.blame(`${legId} dials through another site than its queue's`)
    }
  }

  /** The dial counts as an attempt unless it is the next trunk of one. Says whether it is new. */
  private count({ attemptId, number }: DialCustomer, now: Instant): boolean {
    const all = this.attempts.get(number) ?? []
    if (all.some(({ id }) => id === attemptId)) return false
    const cap = this.organisation.attemptCap
    if (cap !== undefined) {
      const recent = all.filter(({ at }) => at > now - cap.windowMs)
      if (recent.length >= cap.attempts) this.blame(`${attemptId} is one more than the cap`)
    }
    this.attempts.set(number, [...all, { id: attemptId, at: now }])
    return true
  }

  private judgeTimes(
    { attemptId, number }: DialCustomer,
    booking: CallbackBooked | undefined,
    agentFirst: boolean,
    now: Instant,
  ): void {
    const lockMs = this.organisation.abandonLockMs ?? 0
    const abandonedAt = this.abandonedAt.get(number)
    if (abandonedAt !== undefined && now < abandonedAt + lockMs) {
      this.blame(`${attemptId} dials a number too soon after an abandoned call`)
    }
    if (booking === undefined || (agentFirst && booking.campaignId === undefined)) return
    if (booking.dueAt !== undefined && now < booking.dueAt)
      this.blame(`${attemptId} dials too early`)
    const windows = booking.windows ?? [{ opensAt: 0, closesAt: Infinity }]
    const isInside = windows.some(({ opensAt, closesAt }) => opensAt <= now && now < closesAt)
    if (!isInside) this.blame(`${attemptId} dials outside the customer's window`)
  }
}
