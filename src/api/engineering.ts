import type { FastifyInstance } from 'fastify'
import { isCallbackId, type CallbackId } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { recordOf } from '../core/state/record.ts'
import { OperatingError } from '../errors.ts'
import { LadderLog } from './ladder-log.ts'
import { pcapOf } from './pcap.ts'
import type { Product } from './product.ts'
import type { TrunkReport } from './protocol.ts'
import type { Guard } from './guard.ts'
import type { TrunkLog } from './trunk-log.ts'

type ById = { Params: { id: string } }

/** What engineers look at: SIP ladders and their captures, trunks and the switch. */
export function engineeringRoutes(
  app: FastifyInstance,
  product: Product,
  guard: Guard,
  trunks: TrunkLog,
): void {
  const ladders = new LadderLog()
  const stops = [
    product.observe((seen) => {
      if (seen.kind === 'sip') ladders.keep(seen)
    }),
    product.subscribe((publication) => trunks.hear(publication)),
  ]
  app.addHook('preClose', async () => stops.forEach((stop) => stop()))
  app.get<ById>('/v1/callbacks/:id/ladder', async (request) => {
    const caller = guard.admit(request, 'inspect')
    const record = await findRecord(product, request.params.id)
    return guard.shown(caller, ladders.ladderOf(record))
  })
  app.get<ById>('/v1/callbacks/:id/ladder.pcap', async (request, reply) => {
    const caller = guard.admit(request, 'inspect')
    const record = await findRecord(product, request.params.id)
    return reply
      .type('application/vnd.tcpdump.pcap')
      .header('content-disposition', `attachment; filename="${record.id}.pcap"`)
      .send(pcapOf(guard.shown(caller, ladders.ladderOf(record))))
  })
  app.get('/v1/trunks', async (request) => {
    guard.admit(request, 'inspect')
    return trunkReport(product, trunks)
  })
}

function trunkReport(product: Product, log: TrunkLog): TrunkReport {
  const { state } = product
  return {
    switch: { name: product.health().switch, up: state.switchUp },
    trunks: [...state.trunks.values()].map((trunk) => ({
      id: trunk.id,
      channelsInUse: trunk.channelsInUse,
      channels: trunk.settings.channels,
      callsPerSecond: trunk.settings.callsPerSecond,
      ...(trunk.silentSince === undefined
        ? {}
        : { silentSince: new Date(trunk.silentSince).toISOString() }),
      ...log.countsOf(trunk.id, product.now()),
    })),
  }
}

/** An open interaction from the state, a closed one from the store. Throws `unknown-callback`. */
export async function findRecord(product: Product, id: string): Promise<InteractionRecord> {
  if (!isCallbackId(id))
    throw new OperatingError('unknown-callback', { callbackId: id.slice(0, 64) })
  const record = openRecord(product, id) ?? (await product.findInteraction(id))
  if (record === undefined) throw new OperatingError('unknown-callback', { callbackId: id })
  return record
}

function openRecord(product: Product, id: CallbackId): InteractionRecord | undefined {
  const callback = product.state.callbacks.get(id)
  return callback === undefined ? undefined : recordOf(callback)
}
