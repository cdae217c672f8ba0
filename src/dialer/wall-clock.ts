import type { BookingEvent } from '../core/state/events.ts'
import type { State } from '../core/state/state.ts'
import { resolveSchedule } from '../wall-time.ts'

type ScheduleResolved = Extract<BookingEvent, { kind: 'ScheduleResolved' }>

/**
 * Bookings whose wall-clock times come to other moments by the time zones of this Node than they
 * did when they were booked: governments change their clocks at short notice. Asked once, after
 * a start, since a process never changes its time zones. Pure but for those.
 */
export function schedulesToResolve(state: State): readonly ScheduleResolved[] {
  const events: ScheduleResolved[] = []
  for (const {
    id,
    state: where,
    dueAt,
    details,
    course: { attempts },
  } of state.callbacks.values()) {
    if (where !== 'scheduled' || attempts.length > 0 || details.wallTime === undefined) continue
    const resolved = resolveSchedule(details.wallTime)
    if (resolved === undefined) continue
    const nowDueAt = 'dueAt' in resolved ? resolved.dueAt : resolved.windows[0]?.opensAt
    if (nowDueAt === dueAt) continue
    events.push({ kind: 'ScheduleResolved', callbackId: id, ...resolved })
  }
  return events
}
