import { present } from './assert.ts'
import type { Callback } from './callback.ts'
import { RATE_TIMER } from './dispatch.ts'
import { flowStepTimedOut } from './flow.ts'
import { agentId, callbackId, queueId } from './ids.ts'
import { firstInLine } from './line.ts'
import { armSchedule, moveInQueue } from './place.ts'
import { phoneGone } from './presence.ts'
import type { Queue } from './queue.ts'
import { lookLater, note, type Turn } from './turn.ts'
import { announce, waitLimitReached } from './waiting.ts'
import { wrapUpTimedOut } from './wrap-up.ts'

/** A timer came due; one that was disarmed or moved meanwhile is ignored. */
export function timerFired(turn: Turn, timer: string): void {
  const dueAt = turn.state.timers.get(timer)
  if (dueAt === undefined || dueAt > turn.now) return
  turn.state.timers.delete(timer)
  const [what = '', whose = ''] = timer.split(' ')
  const handler = HANDLERS[what]
  present(handler, `a timer of a known kind: ${what}`)(turn, whose)
}

const HANDLERS: Readonly<Record<string, (turn: Turn, whose: string) => void>> = {
  [RATE_TIMER]: (turn) => {
    for (const queue of turn.state.queues.values()) {
      if (queue.blocked) lookLater(turn, queue.id, 'limit-lifted')
    }
  },
  due: (turn, whose) => {
    const queue = turn.state.queues.get(queueId(whose))
    if (queue !== undefined) enterDue(turn, queue)
  },
  announce: (turn, whose) => forCallback(turn, whose, announce),
  wait: (turn, whose) => forCallback(turn, whose, waitLimitReached),
  flow: (turn, whose) => forCallback(turn, whose, flowStepTimedOut),
  'wrap-up': (turn, whose) => forCallback(turn, whose, wrapUpTimedOut),
  phone: (turn, whose) => phoneGone(turn, agentId(whose)),
}

/** Every scheduled callback that is due by now enters the line, and the queue is looked at. */
function enterDue(turn: Turn, queue: Queue): void {
  for (;;) {
    const next = firstInLine(queue.schedule)
    if (next === undefined || next.rankedAt > turn.now) break
    moveInQueue(turn, next.callback, 'waiting')
    next.callback.dueAt = undefined
    note(turn, next.callback, 'entered-queue')
    lookLater(turn, queue.id, 'callback-arrived')
  }
  armSchedule(turn, queue)
}

function forCallback(
  turn: Turn,
  whose: string,
  handler: (turn: Turn, callback: Callback) => void,
): void {
  const callback = turn.state.callbacks.get(callbackId(whose))
  if (callback !== undefined) handler(turn, callback)
}
