import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CallbackEdited } from '../core/state/events.ts'
import { agentId, NAME_RULE, queueId, type CallbackId, type PhoneNumber } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import { read } from './agents.ts'
import { BOOKING_DATA } from './booking.ts'
import { findCallback, readId, summaryOf } from './callbacks.ts'
import type { Product } from './product.ts'
import type { History, Revealed, ShadowResource } from './protocol.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'

const name = z.string().regex(NAME_RULE, 'must be a name of the configuration')

/** The body of an edit. */
export const EDIT_REQUEST = z
  .strictObject({
    customerName: z
      .string()
      .min(1)
      .max(128)
      .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
      .exactOptional(),
    priority: z.int().min(LIMITS.prioritiesMin).max(LIMITS.prioritiesMax).exactOptional(),
    queueId: name.exactOptional(),
    ownerId: name.nullable().exactOptional(),
    dueAt: z.iso.datetime({ offset: true }).exactOptional(),
    data: BOOKING_DATA.exactOptional(),
  })
  .refine((edit) => Object.keys(edit).length > 0, 'says nothing to change')

/** The body of a question about other pacing. */
export const SHADOW_REQUEST = z.strictObject({
  policy: z.enum(['auto', 'idle', 'cap']).exactOptional(),
  modifier: z.number().min(1).max(100).exactOptional(),
})

const HISTORY_SHOWN = 20

type CallbackPath = { Params: { id: string } }

/** What supervisors do with callbacks that wait, and what is known of a customer. */
export function steeringRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.patch<CallbackPath>('/v1/callbacks/:id', async (request) => {
    const caller = guard.admit(request, 'steer')
    const callbackId = readId(request.params.id)
    const event = editOf(callbackId, caller.name, read(EDIT_REQUEST, request.body))
    settled(await product.submit(event), { callbackId, agentId: String(event.ownerId ?? '') })
    return guard.shown(caller, await findCallback(product, callbackId))
  })
  app.post<CallbackPath>('/v1/queues/:id/shadow', async (request): Promise<ShadowResource> => {
    guard.admit(request, 'steer')
    const { id } = request.params
    const queue = NAME_RULE.test(id) ? product.state.queues.get(queueId(id)) : undefined
    if (queue === undefined) throw new OperatingError('unknown-queue', { queueId: id.slice(0, 64) })
    return product.shadow(queue.id, read(SHADOW_REQUEST, request.body))
  })
  app.post<CallbackPath>('/v1/callbacks/:id/reveal', async (request): Promise<Revealed> => {
    const caller = guard.admit(request, 'reveal')
    const callbackId = readId(request.params.id)
    const { number } = await findCallback(product, callbackId)
    const event = { kind: 'NumberRevealed', callbackId, by: caller.name } as const
    settled(await product.submit(event), { callbackId })
    return { number }
  })
  app.get<CallbackPath>('/v1/callbacks/:id/history', async (request) => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, await historyOf(product, readId(request.params.id)))
  })
}

function editOf(
  callbackId: CallbackId,
  by: string,
  { queueId: queue, ownerId, dueAt, ...plain }: z.output<typeof EDIT_REQUEST>,
): CallbackEdited {
  return {
    kind: 'CallbackEdited',
    callbackId,
    by,
    ...plain,
    ...(queue === undefined ? {} : { queueId: queueId(queue) }),
    ...(ownerId === undefined ? {} : { ownerId: ownerId === null ? null : agentId(ownerId) }),
    ...(dueAt === undefined ? {} : { dueAt: instant(Date.parse(dueAt)) }),
  }
}

async function historyOf(product: Product, id: CallbackId): Promise<History> {
  const number = await numberOf(product, id)
  const records = await product.interactionsOfNumber(number, HISTORY_SHOWN + 1)
  return {
    interactions: records
      .filter((record) => record.id !== id && record.closedAt !== undefined)
      .slice(0, HISTORY_SHOWN)
      .map((record) => {
        const note = record.wrapUps.findLast((one) => one.note !== undefined)?.note
        return {
          ...summaryOf(record),
          agentIds: record.participants.flatMap((one) => one.agentId ?? []),
          wrapUpCodes: record.wrapUps.flatMap(({ codes }) => codes),
          ...(note === undefined ? {} : { wrapUpNote: note }),
        }
      }),
  }
}

async function numberOf(product: Product, id: CallbackId): Promise<PhoneNumber> {
  const open = product.state.callbacks.get(id)
  if (open !== undefined) return open.customer
  const record = await product.findInteraction(id)
  if (record === undefined) throw new OperatingError('unknown-callback', { callbackId: id })
  return record.number
}
