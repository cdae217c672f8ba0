import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { TransferTarget } from '../core/state/conversation.ts'
import type { CallAction } from '../core/state/events.ts'
import { agentId, NAME_RULE, queueId, type CallbackId } from '../core/ids.ts'
import { siteOf, queueOf } from '../core/state/state.ts'
import { OperatingError } from '../errors.ts'
import { inHand, read, readAgent } from './agents.ts'
import { readDesk, readDirectory } from './desk.ts'
import { InvalidRequest } from './failure.ts'
import type { Product } from './product.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'
import { readNumber } from './telephone.ts'

const name = z.string().regex(NAME_RULE, 'must be a name of the configuration')

/** The body of a transfer or a consultation. */
export const TRANSFER_REQUEST = z.strictObject({
  agentId: name.exactOptional(),
  queueId: name.exactOptional(),
  number: z.string().min(1).max(64).exactOptional(),
})

/** The body of keys. */
export const DIGITS_REQUEST = z.strictObject({
  digits: z.string().regex(/^[0-9*#]{1,32}$/, 'must be keys: 0 to 9, * and #, at most 32'),
})

type AgentRequest = { Params: { id: string } }

/** What an agent does with a call in hand, and what they need to see for it. */
export function callRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  const on = (
    path: string,
    actionOf: (callbackId: CallbackId, body: unknown) => CallAction,
  ): void => {
    app.post<AgentRequest>(`/v1/agents/:id/${path}`, async (request, reply) => {
      const agent = readAgent(product, request.params.id)
      guard.admitFor(request, agent)
      const callbackId = inHand(product, agent)
      const event = { ...actionOf(callbackId, request.body), agentId: agent, callbackId }
      settled(await product.submit(event), { agentId: agent, callbackId })
      return reply.code(204).send()
    })
  }
  on('hold', () => ({ kind: 'CallHeld' }))
  on('resume', () => ({ kind: 'CallResumed' }))
  on('digits', (_, body) => ({ kind: 'DigitsSent', ...read(DIGITS_REQUEST, body) }))
  on('transfer', (id, body) => ({ kind: 'CallTransferred', to: targetOf(product, id, body) }))
  on('consult', (id, body) => ({ kind: 'ConsultStarted', to: targetOf(product, id, body) }))
  on('consult/complete', () => ({ kind: 'ConsultCompleted' }))
  on('consult/cancel', () => ({ kind: 'ConsultCancelled' }))
  on('consult/conference', () => ({ kind: 'ConferenceStarted' }))
  on('leave', () => ({ kind: 'ConsultCompleted' }))
  deskRoutes(app, product, guard)
}

function deskRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.get<AgentRequest>('/v1/agents/:id/desk', async (request) => {
    const agent = readAgent(product, request.params.id)
    guard.admitFor(request, agent)
    return readDesk(product, agent)
  })
  app.get<AgentRequest>('/v1/agents/:id/phone', async (request) => {
    const agent = readAgent(product, request.params.id)
    guard.admitFor(request, agent)
    const access = product.takeSeat(agent)
    if (access === undefined) throw new OperatingError('no-phone', { agentId: agent })
    return access
  })
  app.get('/v1/directory', async (request) => {
    guard.admit(request, 'act')
    return readDirectory(product)
  })
}

function targetOf(product: Product, callbackId: CallbackId, body: unknown): TransferTarget {
  const given = read(TRANSFER_REQUEST, body)
  const [first, ...others] = Object.keys(given)
  if (first === undefined || others.length > 0) {
    throw wrong('agentId', 'give agentId, queueId or number, exactly one')
  }
  if (given.agentId !== undefined) return { kind: 'agent', agentId: agentId(given.agentId) }
  if (given.queueId !== undefined) return { kind: 'queue', queueId: queueId(given.queueId) }
  const callback = product.state.callbacks.get(callbackId)
  const site =
    callback === undefined ? undefined : siteOf(product.state, queueOf(product.state, callback))
  const number = readNumber(given.number ?? '', site?.country ?? 'US')
  if (!number.ok) throw wrong('number', number.why)
  return { kind: 'number', number: number.number }
}

function wrong(field: string, message: string): InvalidRequest {
  return new InvalidRequest([{ code: 'invalid-field', field, message }])
}
