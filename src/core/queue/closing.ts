import type { QueueId } from '../ids.ts'
import { firstInLine, type Line } from '../state/line.ts'
import type { Callback } from '../state/callback.ts'
import { LIMITS } from '../limits.ts'
import { changePlace } from './place.ts'
import type { Queue } from '../state/queue.ts'
import { settle } from '../callback/settle.ts'
import type { State } from '../state/state.ts'
import { lookLater, note, reply, startTimer, type Turn } from '../state/turn.ts'
import { closeIfDone } from '../callback/close.ts'

/**
 * Opening hours ended, as resolved outside: nobody is dialled or offered any more. Who waits is
 * kept in place, moved to another queue with the same place, or ended, as the queue is set. Calls
 * that are up, and callers in line, go on.
 */
export function closeQueue(turn: Turn, queueId: QueueId): void {
  const queue = turn.state.queues.get(queueId)
  if (queue === undefined) return reply(turn, { ok: false, code: 'unknown-queue', detail: queueId })
  queue.closed = true
  reply(turn, { ok: true })
  clearOut(turn, queue)
}

/** Opening hours began: whoever waits is dialled again, each at their place. */
export function openQueue(turn: Turn, queueId: QueueId): void {
  const queue = turn.state.queues.get(queueId)
  if (queue === undefined) return reply(turn, { ok: false, code: 'unknown-queue', detail: queueId })
  queue.closed = false
  reply(turn, { ok: true })
  lookLater(turn, queue.id, 'queue-opened')
}

/** The queue that takes the bookings of a closed one; undefined: it keeps them itself. Pure. */
export function closingQueue(state: State, queue: Queue | undefined): Queue | undefined {
  const { whenClosed } = queue?.settings ?? {}
  if (queue?.closed !== true || whenClosed?.waiting !== 'move') return undefined
  return state.queues.get(whenClosed.to)
}

/** A batch of those who wait leaves; the rest in the next step, so that no step is long. */
export function clearOut(turn: Turn, queue: Queue): void {
  const settings = queue.settings.whenClosed
  if (!queue.closed || settings === undefined || settings.waiting === 'keep') return
  const target = settings.waiting === 'move' ? turn.state.queues.get(settings.to) : undefined
  let left: number = LIMITS.closingBatch
  for (const line of linesOf(queue)) {
    for (let first = firstInLine(line); first !== undefined && left > 0; left--) {
      if (settings.waiting === 'expire') expire(turn, first)
      else if (target === undefined) return
      else move(turn, first, target)
      first = firstInLine(line)
    }
  }
  if (left === 0) startTimer(turn, 'closing', queue.id, turn.now)
}

/** The lines of callbacks; callers on the line are left to their flow. */
function linesOf(queue: Queue): Line<Callback>[] {
  return [...queue.lanes.values()].filter(({ medium }) => medium !== 'call').map(({ line }) => line)
}

function expire(turn: Turn, callback: Callback): void {
  settle(turn, callback, 'expired', 'cancelled')
  closeIfDone(turn, callback)
}

/** The place goes along: priority and time of entry are the same in the other queue. */
function move(turn: Turn, callback: Callback, target: Queue): void {
  const from = turn.state.queues.get(callback.queueId)
  if (target.open.has(callback.customer)) return expire(turn, callback)
  note(turn, callback, 'moved', { from: callback.queueId, to: target.id })
  from?.open.delete(callback.customer)
  changePlace(turn, callback, () => {
    callback.queueId = target.id
    target.open.set(callback.customer, callback.id)
  })
  lookLater(turn, target.id, 'callback-arrived')
}
