import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callbackId, isCallbackId, type CallbackId } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import { recordOf } from '../core/state/record.ts'
import { callbackView } from '../core/view/board.ts'
import { OperatingError } from '../errors.ts'
import { wordingOf } from '../wording.ts'
import { readBooking } from './booking.ts'
import { InvalidRequest, type FieldProblem } from './failure.ts'
import type { Product } from './product.ts'
import type { CallbackList, CallbackResource, CallbackSummary } from './protocol/callback.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'
import { decisionToWire, interactionToWire, toWire } from './wire.ts'

/** The largest list that one request gets. */
const LIST_MAX = 200

/** What `GET /v1/callbacks` may be asked. */
export const LIST_QUERY = z.strictObject({
  state: z
    .enum(['open', 'closed', 'scheduled', 'waiting', 'dialling', 'talking', 'wrapping'])
    .exactOptional(),
  queueId: z.string().exactOptional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(50),
})

/** Booking, reading and cancelling callbacks. */
export function callbackRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.post('/v1/callbacks', async (request, reply) => {
    const caller = guard.admit(request, 'book')
    const id = await book(product, request.body, request.headers['idempotency-key'])
    const resource = guard.shown(caller, await findCallback(product, id.callbackId))
    return reply
      .code(id.existing ? 200 : 201)
      .header('location', `/v1/callbacks/${id.callbackId}`)
      .send(resource)
  })
  app.get('/v1/callbacks', async (request) => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, await listCallbacks(product, readQuery(request.query)))
  })
  app.get<{ Params: { id: string } }>('/v1/callbacks/:id', async (request) => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, await findCallback(product, readId(request.params.id)))
  })
  app.delete<{ Params: { id: string } }>('/v1/callbacks/:id', async (request) => {
    const caller = guard.admit(request, 'steer')
    const id = readId(request.params.id)
    const by = `api:${caller.name}`
    const reply = await product.submit({ kind: 'CallbackCancelled', callbackId: id, by })
    if (!reply.ok && reply.code === 'unknown-callback' && (await product.findInteraction(id))) {
      throw new OperatingError('callback-closed', { callbackId: id })
    }
    settled(reply, { callbackId: id })
    return guard.shown(caller, await findCallback(product, id))
  })
}

/** One that is cut could be another's. */
const KEY_CHARS_MOST = 255

async function book(
  product: Product,
  body: unknown,
  header: string | string[] | undefined,
): Promise<{ readonly callbackId: CallbackId; readonly existing: boolean }> {
  const { organisation } = product.state
  if (organisation === undefined) throw new OperatingError('stopping')
  const key = typeof header === 'string' ? header : undefined
  if (key !== undefined && key.length > KEY_CHARS_MOST) {
    const why = `must have at most ${KEY_CHARS_MOST} characters`
    throw new OperatingError('invalid-field', { field: 'Idempotency-Key', why })
  }
  const event = readBooking(body, organisation, {
    callbackId: newCallbackId(product.now()),
    source: 'api',
    at: product.now(),
    ...(key === undefined || key === '' ? {} : { idempotencyKey: key }),
  })
  const reply = settled(await product.submit(event), { queueId: event.queueId })
  return { callbackId: reply.callbackId ?? event.callbackId, existing: reply.existing === true }
}

/** A UUID of version 7 (RFC 9562 section 5.7) whose last four digits are zero, as legs need it. */
export function newCallbackId(nowMs: number): CallbackId {
  const time = nowMs.toString(16).padStart(12, '0')
  const random = randomBytes(8).toString('hex')
  const variant = (8 + (parseInt(random[3] ?? '0', 16) & 3)).toString(16)
  return callbackId(
    `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 15)}0000`,
  )
}

/** An open callback from the state, a closed one from the store. Throws `unknown-callback`. */
export async function findCallback(product: Product, id: CallbackId): Promise<CallbackResource> {
  const view = callbackView(product.state, id, product.now())
  if (view !== undefined) {
    const { interaction, queueDecisions, ...place } = view
    return {
      ...interactionToWire(interaction),
      ...toWire(place),
      queueDecisions: queueDecisions.map(decisionToWire),
    }
  }
  const record = await findClosed(product, id)
  if (record === undefined) throw new OperatingError('unknown-callback', { callbackId: id })
  return { ...interactionToWire(record), queueDecisions: [] }
}

const COMMIT_LOOKS = 40
const COMMIT_LOOK_EVERY_MS = 25

/** A callback leaves the state a commit before it is in the store: in between it is in neither. */
async function findClosed(
  product: Product,
  id: CallbackId,
): Promise<InteractionRecord | undefined> {
  for (let looks = 1; ; looks++) {
    const record = await product.findInteraction(id)
    const isThere = record?.closedAt !== undefined
    if (isThere || looks === COMMIT_LOOKS) return record
    await sleep(COMMIT_LOOK_EVERY_MS)
  }
}

/** A line of a list. Pure. */
export function summaryOf(record: InteractionRecord): CallbackSummary {
  const {
    timeline: _,
    attempts: __,
    participants: ___,
    wrapUps: ____,
    decisions: _____,
    recordings: ______,
    ...rest
  } = record
  const { verdict, data: _______, ...summary } = rest
  return {
    ...toWire(summary),
    ...(verdict === undefined ? {} : { verdict: verdict.kind, confidence: verdict.confidence }),
  }
}

async function listCallbacks(
  product: Product,
  query: z.output<typeof LIST_QUERY>,
): Promise<CallbackList> {
  const open: InteractionRecord[] = []
  for (const callback of product.state.callbacks.values()) {
    if (matches(query, callback.state, callback.queueId)) open.push(recordOf(callback))
    if (open.length > LIST_MAX) break
  }
  const openIds = new Set(product.state.callbacks.keys())
  const saved = await product.recentInteractions(LIST_MAX)
  const closed = saved.filter(
    (record) => !openIds.has(record.id) && matches(query, 'closed', record.queueId),
  )
  const callbacks = [...open, ...closed].sort((a, b) => b.bookedAt - a.bookedAt)
  return { callbacks: callbacks.slice(0, query.limit).map(summaryOf) }
}

function matches(query: z.output<typeof LIST_QUERY>, state: string, queueId: string): boolean {
  if (query.queueId !== undefined && query.queueId !== queueId) return false
  if (query.state === undefined) return true
  return query.state === 'open' ? state !== 'closed' : query.state === state
}

/** A callback id of a path. Throws `unknown-callback`. */
export function readId(text: string): CallbackId {
  if (isCallbackId(text)) return text
  throw new OperatingError('unknown-callback', { callbackId: text.slice(0, 64) })
}

function readQuery(query: unknown): z.output<typeof LIST_QUERY> {
  const parsed = LIST_QUERY.safeParse(query)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue): FieldProblem => {
    const field = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
    return { code: 'invalid-field', field, message: wordingOf(issue) }
  })
  const [first, ...others] = problems
  if (first === undefined) throw parsed.error
  throw new InvalidRequest([first, ...others])
}
