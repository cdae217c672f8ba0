import type { Callback } from '../state/callback.ts'
import { positionInLine } from '../state/line.ts'
import { lineOf } from './place.ts'
import { countAhead } from '../state/queue.ts'
import { queueOf, type State } from '../state/state.ts'

/**
 * The place in the queue's one order, 1 being next; undefined for who does not stand in line. An
 * owned callback stands in its owner's own line, a preview in its campaign's. Pure.
 */
export function positionOf(state: State, callback: Callback): number | undefined {
  if (callback.state !== 'waiting' && callback.state !== 'queued') return undefined
  const queue = queueOf(state, callback)
  const ownLine = callback.ownerId !== undefined || callback.details.campaignId !== undefined
  if (ownLine) return positionInLine(lineOf(state, queue, callback), callback)
  return countAhead(queue, callback) + 1
}
