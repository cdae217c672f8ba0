import type { Event } from '../core/state/events.ts'
import type { QueueId } from '../core/ids.ts'
import type { State } from '../core/state/state.ts'
import { DAY_MS, later, SECOND_MS, type Instant } from '../core/time.ts'
import { hoursState, nextHoursChange, type OpeningHours } from '../opening-hours.ts'
import type { Clock } from '../ports/clock.ts'

/** What was told may have found no room: so much later it is looked at again. */
const LOOK_AGAIN_MS = 10 * SECOND_MS

/** What keeping hours needs of its surroundings. */
export interface HoursKeeping {
  readonly hours: readonly OpeningHours[]
  /** Which calendar a queue keeps; a queue without one is always open. */
  readonly queues: ReadonlyMap<QueueId, string>
  readonly clock: Clock
  readonly state: () => State
  readonly post: (event: Event) => void
}

/**
 * What has to be told for queues and calendars to stand as their hours say, at a moment. Nothing
 * where they do. Pure but for the time zones of this Node.
 */
export function hoursToTell(
  { hours, queues }: Pick<HoursKeeping, 'hours' | 'queues'>,
  state: State,
  now: Instant,
): readonly Event[] {
  const events: Event[] = []
  const stands = new Map(hours.map((one) => [one.id, hoursState(one, now)]))
  for (const [id, standing] of stands) {
    if (state.hours.get(id) === standing) continue
    events.push({ kind: 'HoursChanged', hours: id, state: standing })
  }
  for (const queue of state.queues.values()) {
    const calendar = queues.get(queue.id)
    const closed = calendar !== undefined && stands.get(calendar) !== 'open'
    if (queue.closed === closed) continue
    events.push({ kind: closed ? 'QueueClosed' : 'QueueOpened', queueId: queue.id })
  }
  return events
}

/** Opens and closes queues by their hours, from now on; returns what ends it. */
export function keepHours(keeping: HoursKeeping): () => void {
  const { hours, clock, state, post } = keeping
  let disarm: () => void = () => undefined
  const wake = (): void => {
    const events = hoursToTell(keeping, state(), clock.now())
    for (const event of events) post(event)
    const next = events.length > 0 ? later(clock.now(), LOOK_AGAIN_MS) : nextChange(hours, clock)
    disarm = clock.at(next, wake)
  }
  wake()
  return () => disarm()
}

function nextChange(hours: readonly OpeningHours[], clock: Clock): Instant {
  const now = clock.now()
  return hours
    .map((one) => nextHoursChange(one, now))
    .reduce((a, b) => (a < b ? a : b), later(now, DAY_MS))
}
