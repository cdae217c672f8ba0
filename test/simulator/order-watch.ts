import type { Effect } from '../../src/core/state/effects.ts'
import type { CallbackBooked, Event } from '../../src/core/state/events.ts'
import type { CallbackId, QueueId } from '../../src/core/ids.ts'
import type { NoteEvent } from '../../src/core/state/interaction.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'
import type { Instant } from '../../src/core/time.ts'
import { isTaken, type Blame, type Watch } from './watch.ts'

interface Place {
  queueId: QueueId
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
  'place-taken',
  'window-closed',
  'scheduled',
  'cancelled',
  'attempt-settled',
  'closed',
])

/** Nobody is dialled while somebody who goes before them stands in the same line. */
export class OrderWatch implements Watch {
  private readonly places = new Map<CallbackId, Place>()
  private readonly customerFirst: ReadonlySet<QueueId>
  private readonly blame: Blame

  constructor(organisation: Organisation, blame: Blame) {
    this.blame = blame
    this.customerFirst = new Set(
      organisation.queues.filter(({ mode }) => mode === 'customer-first').map(({ id }) => id),
    )
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    if (event.kind === 'CallbackBooked' && isTaken(effects)) this.enter(event, now)
    for (const effect of effects) {
      if (effect.kind !== 'Publish') continue
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

  /** Owned ones, those with skills and contacts of campaigns stand in lines of their own. */
  private enter(event: CallbackBooked, now: Instant): void {
    const isPlain =
      event.ownerId === undefined &&
      event.campaignId === undefined &&
      (event.skills ?? []).length === 0
    if (!isPlain || event.windows !== undefined) return
    this.places.set(event.callbackId, {
      queueId: event.queueId,
      priority: event.priority ?? 0,
      enteredAt: Math.max(event.dueAt ?? now, now),
      stands: false,
      stood: false,
    })
  }

  private judge(id: CallbackId, place: Place): void {
    if (!this.customerFirst.has(place.queueId)) return
    for (const [otherId, other] of this.places) {
      if (otherId === id || !other.stands || other.queueId !== place.queueId) continue
      const before =
        other.priority > place.priority ||
        (other.priority === place.priority && other.enteredAt < place.enteredAt)
      if (before) this.blame(`${id} is dialled before ${otherId}, whose turn it is`)
    }
  }
}
