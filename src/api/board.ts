import type { Decision } from '../core/state/decision.ts'
import type { QueueId } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { boardView } from '../core/view/board.ts'
import { summaryOf } from './callbacks.ts'
import type { Product } from './product.ts'
import type { Board } from './protocol.ts'
import { boardToWire } from './wire.ts'

/** How many finished interactions a board shows. */
const RECENT_SHOWN = 25
const DECISIONS_SHOWN = 3

/** Makes boards, and remembers the finished interactions between them. */
export interface Boards {
  current(): Promise<Board>
  /** An interaction was saved: the next board reads them again. */
  forgetRecent(): void
}

/** A maker of boards for a product. */
export function createBoards(product: Product): Boards {
  let recent: Promise<readonly InteractionRecord[]> | undefined
  return {
    async current() {
      recent ??= product.recentInteractions(RECENT_SHOWN * 2)
      const records = await recent.catch(() => {
        recent = undefined
        return []
      })
      return {
        ...boardToWire(boardView(product.state, product.now()), (id) => latest(product, id)),
        recent: records
          .filter((record) => record.closedAt !== undefined)
          .slice(0, RECENT_SHOWN)
          .map(summaryOf),
        health: product.health(),
        labNumbers: product.labNumbers,
        wrapUpCodes: product.state.organisation?.wrapUpCodes ?? [],
      }
    },
    forgetRecent() {
      recent = undefined
    },
  }
}

/** The newest decisions of a queue that say more than that nobody waits. */
function latest(product: Product, id: QueueId): readonly Decision[] {
  const decisions = product.state.queues.get(id)?.decisions ?? []
  return decisions
    .filter((decision) => decision.rule !== 'nobody-waiting')
    .slice(-DECISIONS_SHOWN)
    .reverse()
}
