import type { Effect } from '../../src/core/state/effects.ts'
import type { CallbackBooked, Event } from '../../src/core/state/events.ts'
import type { CallbackId, QueueId } from '../../src/core/ids.ts'
import type { Note, NoteEvent } from '../../src/core/state/interaction.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { isTaken, type Blame, type Watch } from './watch.ts'

interface Place {
  queueId: QueueId
  readonly skills: readonly string[]
  readonly priority: number
  readonly enteredAt: number
  stands: boolean
  /** Whether it stood when a call took its place. */
  stood: boolean
}

/** Words of the timeline after which a callback stands in line, or no longer does. */
const STANDS: ReadonlySet<NoteEvent> = new Set<NoteEvent>(['entered-queue'])
const LEAVES: ReadonlySet<NoteEvent> = new Set<NoteEvent>([
  'dialling',
  'offered',
  'held-back',
  'put-off',
  'place-taken',
  'window-closed',
  'scheduled',
  'cancelled',
  'attempt-settled',
  'closed',
])

/** A caller whose callback, if they are promised one, stands where they stood. */
interface Caller {
  enteredAt: number
  hasStood: boolean
  promisedIn: QueueId | undefined
}

/** In the ids of callbacks that callers were promised, the place of the 7 in their call's. */
const PROMISED = '8'

/**
 * Nobody is dialled while somebody who goes before them stands in the same queue, whom every agent
 * could serve who can serve them.
 */
export class OrderWatch implements Watch {
  private readonly places = new Map<CallbackId, Place>()
  private readonly callers = new Map<CallbackId, Caller>()
  private readonly customerFirst: ReadonlySet<QueueId>
  /** Flows that change what a caller is ranked by leave no word of it: their promises are not judged. */
  private readonly knowsPromises: boolean
  private readonly blame: Blame

  constructor(organisation: Organisation, blame: Blame) {
    this.blame = blame
    this.customerFirst = new Set(
      organisation.queues.filter(({ mode }) => mode === 'customer-first').map(({ id }) => id),
    )
    const steps = (organisation.flows ?? []).flatMap((flow) => flow.steps)
    this.knowsPromises = !steps.some(
      (step) => step.kind === 'set' && (step.priority ?? step.skills) !== undefined,
    )
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    if (event.kind === 'CallbackBooked' && isTaken(effects)) this.enter(event, now)
    for (const effect of effects) {
      if (effect.kind !== 'Publish') continue
      this.hearOfCaller(effect.callbackId, effect.note, now)
      const place = this.places.get(effect.callbackId)
      if (place === undefined) continue
      if (effect.note.event === 'dialling' && place.stands) this.judge(effect.callbackId, place)
      if (effect.note.event === 'place-taken') place.stood = place.stands
      if (effect.note.event === 'place-returned') place.stands = place.stood
      if (STANDS.has(effect.note.event)) place.stands = true
      if (LEAVES.has(effect.note.event)) place.stands = false
      if (effect.note.event === 'moved') place.queueId = effect.note.detail?.['to'] as QueueId
      if (effect.note.event === 'closed') this.places.delete(effect.callbackId)
    }
  }

  /** Owned ones and contacts of campaigns stand in lines of their own. */
  private enter(event: CallbackBooked, now: Instant): void {
    const isPlain = event.ownerId === undefined && event.campaignId === undefined
    if (!isPlain || event.windows !== undefined) return
    this.places.set(event.callbackId, {
      queueId: event.queueId,
      skills: event.skills ?? [],
      priority: event.priority ?? 0,
      enteredAt: Math.max(event.dueAt ?? now, now),
      stands: false,
      stood: false,
    })
  }

  private hearOfCaller(id: CallbackId, { event, detail }: Note, now: Instant): void {
    if (event === 'call-arrived') {
      this.callers.set(id, { enteredAt: now, hasStood: false, promisedIn: undefined })
    }
    if (event === 'booked') this.keepPromise(id)
    const caller = this.callers.get(id)
    if (caller === undefined) return
    if (event === 'entered-queue' && !caller.hasStood) {
      caller.enteredAt = now
      caller.hasStood = true
    }
    if (event === 'callback-promised') {
      caller.promisedIn = detail?.['queue'] as QueueId
      caller.hasStood = true
    }
    if (event === 'place-taken' || event === 'closed') this.callers.delete(id)
  }

  private keepPromise(id: CallbackId): void {
    if (id[14] !== PROMISED) return
    const caller = this.callers.get(`${id.slice(0, 14)}7${id.slice(15)}` as CallbackId)
    if (caller?.promisedIn === undefined || !this.knowsPromises) return
    this.places.set(id, {
      queueId: caller.promisedIn,
      skills: [],
      priority: 0,
      enteredAt: caller.enteredAt,
      stands: false,
      stood: false,
    })
  }

  private judge(id: CallbackId, place: Place): void {
    if (!this.customerFirst.has(place.queueId)) return
    for (const [otherId, other] of this.places) {
      if (otherId === id || !other.stands || other.queueId !== place.queueId) continue
      if (other.skills.some((skill) => !place.skills.includes(skill))) continue
      const before =
        other.priority > place.priority ||
        (other.priority === place.priority && other.enteredAt < place.enteredAt)
      if (before) this.blame(`${id} is dialled before ${otherId}, whose turn it is`)
    }
  }
}
