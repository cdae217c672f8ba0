import type { LiveWaiting } from '../../api/protocol.ts'
import { inOrder } from '../board/line-order.ts'

/** Someone in line with their place in their queue: 1 is next. */
export interface Placed {
  readonly waiting: LiveWaiting
  readonly place: number
}

/** Everyone of one queue, or of all in turn, whose name or number holds a text; places stay true. Pure. */
export function inTheirOrder(
  waiting: readonly LiveWaiting[],
  queueId: string,
  search: string,
): readonly Placed[] {
  const queues = queueId === '' ? [...new Set(waiting.map((each) => each.queueId))] : [queueId]
  const typed = search.trim().toLowerCase()
  return queues
    .flatMap((id) => inOrder(waiting, id).map((each, i) => ({ waiting: each, place: i + 1 })))
    .filter(({ waiting: { number, customerName = '' } }) =>
      `${number} ${customerName}`.toLowerCase().includes(typed),
    )
}
