import {
  callsUp,
  liveAgent,
  liveCall,
  liveQueue,
  liveWaiting,
  tellingDecision,
} from '../core/view/live.ts'
import type { Queue } from '../core/state/queue.ts'
import type { Product } from './product.ts'
import type { Live, LiveChange, LiveQueue, LiveTable, LiveTrunk } from './protocol.ts'
import { decisionText } from './sentences.ts'
import type { TrunkLog } from './trunk-log.ts'
import { toWire } from './wire.ts'

const TABLES: readonly LiveTable[] = ['queues', 'agents', 'calls', 'waiting', 'trunks']

/** The whole board at this moment, every number in full. */
export function readLive(product: Product, trunks: TrunkLog): Live {
  const { state } = product
  const now = product.now()
  const rows = {
    agents: [...state.agents.values()].map((agent) => liveAgent(state, agent)),
    calls: callsUp(state).map((callback) => liveCall(state, callback)),
    waiting: [...state.queues.values()].flatMap((queue) => [...liveWaiting(queue)]),
  }
  return {
    ...toWire({ at: now, switchUp: state.switchUp, paused: state.paused, ...rows }),
    queues: [...state.queues.values()].map((queue) => queueRow(queue, product)),
    trunks: trunkRows(product, trunks),
    problems: product.health().problems,
  } as Live
}

/** Remembers the board as it was told last, and says what has changed since. */
export class LiveBoard {
  readonly #product: Product
  readonly #trunks: TrunkLog
  #told: Live | undefined
  readonly #texts = new Map<LiveTable, Map<string, string>>()

  constructor(product: Product, trunks: TrunkLog) {
    this.#trunks = trunks
    this.#product = product
  }

  /** The board as everyone has it who heard every change. */
  get told(): Live {
    if (this.#told === undefined) this.change()
    return this.#told as Live
  }

  /** What has changed since the last time; undefined where nothing has. */
  change(): LiveChange | undefined {
    const live = readLive(this.#product, this.#trunks)
    const changed: Record<string, unknown> = {}
    const gone: Record<string, readonly string[]> = {}
    for (const table of TABLES) {
      const { rows, ids } = this.#compare(table, live[table])
      if (rows.length > 0) changed[table] = rows
      if (ids.length > 0) gone[table] = ids
    }
    const before = this.#told
    this.#told = live
    const { at, switchUp, paused, problems } = live
    const isSame =
      before?.switchUp === switchUp &&
      before.paused === paused &&
      before.problems.join() === problems.join() &&
      Object.keys(changed).length + Object.keys(gone).length === 0
    return isSame ? undefined : { at, switchUp, paused, problems, changed, gone }
  }

  #compare(
    table: LiveTable,
    rows: readonly { readonly id: string }[],
  ): { readonly rows: readonly object[]; readonly ids: readonly string[] } {
    const before = this.#texts.get(table)
    const after = new Map(rows.map((row) => [row.id, JSON.stringify(row)]))
    this.#texts.set(table, after)
    return {
      rows: rows.filter(({ id }) => before?.get(id) !== after.get(id)),
      ids: [...(before?.keys() ?? [])].filter((id) => !after.has(id)),
    }
  }
}

function queueRow(queue: Queue, product: Product): LiveQueue {
  const decision = tellingDecision(queue)
  const row = toWire(liveQueue(queue, product.now())) as LiveQueue
  if (decision === undefined) return row
  const decidedAt = new Date(decision.at).toISOString()
  const { rule, numbers, agentId } = decision
  const why = { rule, numbers, ...(agentId === undefined ? {} : { agentId }) }
  return { ...row, pacing: { ...row.pacing, ...why, text: decisionText(decision), decidedAt } }
}

function trunkRows(product: Product, trunks: TrunkLog): readonly LiveTrunk[] {
  return [...product.state.trunks.values()].map((trunk) => ({
    id: trunk.id,
    channelsInUse: trunk.channelsInUse,
    channels: trunk.settings.channels,
    callsPerSecond: trunk.settings.callsPerSecond,
    ...countsOf(trunks, trunk.id, product),
  }))
}

function countsOf(
  log: TrunkLog,
  trunk: string,
  product: Product,
): Pick<LiveTrunk, 'attempts' | 'failures' | 'lastFailureAt'> {
  const { causes: _, ...counts } = log.countsOf(trunk, product.now())
  return counts
}
