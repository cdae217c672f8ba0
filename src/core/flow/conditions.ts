import { unreachable } from '../assert.ts'
import type { Callback } from '../state/callback.ts'
import { estimateWait } from '../queue/estimate.ts'
import type { FlowRun } from '../state/flow-run.ts'
import type { Condition, QueueCondition } from '../state/flow-program.ts'
import type { CallbackId, QueueId } from '../ids.ts'
import { hasNumber } from '../state/numbers.ts'
import { countAhead } from '../state/queue.ts'
import type { State } from '../state/state.ts'
import type { Moment } from '../state/turn.ts'

/** Whether a condition holds for a caller now. Pure. */
export function holds(turn: Moment, callback: Callback, run: FlowRun, when: Condition): boolean {
  switch (when.kind) {
    case 'hours':
      return (turn.state.hours.get(when.hours) ?? 'closed') === when.is
    case 'data':
      return dataOf(callback, run, when.name) === when.is
    case 'caller':
      return hasNumber(callback.customer) && callback.customer.startsWith(when.prefix)
    case 'caller-known':
      return hasNumber(callback.customer)
    case 'machine':
      return callback.course.verdict?.machine === when.is
    case 'callback-open':
      return openCallback(turn.state, callback, when.queueId) !== undefined
    case 'queue':
      return queueMeasure(turn, callback, run, when) > when.over
    case 'not':
      return !holds(turn, callback, run, when.of)
    case 'all':
      return when.of.every((each) => holds(turn, callback, run, each))
    case 'any':
      return when.of.some((each) => holds(turn, callback, run, each))
    default:
      return unreachable(when)
  }
}

/** The caller's callback that still waits, in one queue or in any, their own queue first. Pure. */
export function openCallback(
  state: State,
  call: Callback,
  queueId: QueueId | undefined,
): CallbackId | undefined {
  if (call.medium !== 'call' || !hasNumber(call.customer)) return undefined
  const own = state.queues.get(queueId ?? call.queueId)?.open.get(call.customer)
  if (own !== undefined || queueId !== undefined) return waiting(state, own)
  for (const queue of state.queues.values()) {
    const id = waiting(state, queue.open.get(call.customer))
    if (id !== undefined) return id
  }
  return undefined
}

/** How many stand before a caller, and they themselves. Pure. */
export function positionOf(state: State, callback: Callback): number {
  const queue = state.queues.get(callback.queueId)
  return queue === undefined ? 1 : countAhead(queue, callback) + 1
}

/** How long a caller will still wait, in ms; undefined where the line has moved too little to say. Pure. */
export function waitOf(
  turn: Moment,
  callback: Callback,
  queueId: QueueId = callback.queueId,
): number | undefined {
  const queue = turn.state.queues.get(queueId)
  if (queue === undefined) return undefined
  const stands = callback.state === 'queued' && queueId === callback.queueId
  const position = stands ? positionOf(turn.state, callback) : queue.waiting + 1
  return estimateWait(queue, position, turn.now)?.meanMs
}

function waiting(state: State, id: CallbackId | undefined): CallbackId | undefined {
  const callback = id === undefined ? undefined : state.callbacks.get(id)
  return callback?.state === 'waiting' || callback?.state === 'scheduled' ? id : undefined
}

function queueMeasure(
  turn: Moment,
  callback: Callback,
  run: FlowRun,
  { queueId = callback.queueId, measure }: QueueCondition,
): number {
  const queue = turn.state.queues.get(queueId)
  if (queue === undefined) return 0
  switch (measure) {
    case 'waiting':
      return queue.waiting
    case 'agents':
      return queue.loggedIn
    case 'idle-agents':
      return queue.plain.idle.size
    case 'closed':
      return queue.closed ? 1 : 0
    case 'wait-ms': {
      const waitedMs = run.enteredAt === undefined ? 0 : turn.now - run.enteredAt
      return Math.max(waitedMs, waitOf(turn, callback, queueId) ?? 0)
    }
    default:
      return unreachable(measure)
  }
}

/** Text that a flow knows by a name: collected, answered, or brought by the booking. Pure. */
export function dataOf(callback: Callback, run: FlowRun, name: string): string | undefined {
  if (name === 'caller') return callback.customer
  const own = run.data[name] ?? callback.details.data?.[name]
  return typeof own === 'string' || typeof own === 'number' || typeof own === 'boolean'
    ? String(own)
    : undefined
}
