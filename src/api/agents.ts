import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { AgentEvent } from '../core/events.ts'
import { agentId, isCallbackId, NAME_RULE, presenceId, type AgentId } from '../core/ids.ts'
import { instant } from '../core/time.ts'
import { LIMITS } from '../core/limits.ts'
import { OperatingError } from '../errors.ts'
import { wordingOf } from '../wording.ts'
import { newCallbackId } from './callbacks.ts'
import { InvalidRequest } from './failure.ts'
import type { Product } from './product.ts'
import { settled } from './refusal.ts'
import type { Guard } from './server.ts'

/** The body of a wrap-up. */
export const WRAP_UP_REQUEST = z.strictObject({
  callbackId: z.string().refine(isCallbackId, 'must be the id of a callback').exactOptional(),
  codes: z.array(z.string().min(1).max(63)).min(1).max(20),
  note: z.string().max(LIMITS.wrapUpNoteChars).exactOptional(),
})

/** The body of an agent-first order: which callback, where several are in hand. */
export const CALLBACK_IN_HAND = z.strictObject({
  callbackId: z.string().refine(isCallbackId, 'must be the id of a callback').exactOptional(),
})

/** The body of a reschedule. */
export const RESCHEDULE_REQUEST = z.strictObject({
  callbackId: z.string().refine(isCallbackId, 'must be the id of a callback').exactOptional(),
  dueAt: z.iso.datetime({ offset: true }),
  /** Whether the new callback waits for this agent alone. */
  own: z.boolean().default(false),
})

type AgentRequest = { Params: { id: string } }

/** What agents do: on and off queue, accept, start, reschedule, wrap up, hang up. Answers 204. */
export function agentRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  const on = (path: string, eventOf: (agent: AgentId, body: unknown) => AgentEvent): void => {
    app.post<AgentRequest>(`/v1/agents/:id/${path}`, async (request, reply) => {
      const agent = readAgent(request.params.id)
      guard.admitFor(request, agent)
      const event = eventOf(agent, request.body)
      settled(await product.submit(event), { agentId: agent })
      return reply.code(204).send()
    })
  }
  on('on-queue', (agent) => ({
    kind: 'AgentWentOnQueue',
    agentId: agent,
    presenceId: presenceId(newCallbackId(product.now())),
  }))
  on('off-queue', (agent) => ({ kind: 'AgentWentOffQueue', agentId: agent }))
  on('hang-up', (agent) => ({
    kind: 'AgentHungUp',
    agentId: agent,
    callbackId: inHand(product, agent),
  }))
  on('accept', (agent, body) => ({
    kind: 'CallbackAccepted',
    agentId: agent,
    callbackId: namedOrInHand(product, agent, read(CALLBACK_IN_HAND, body ?? {}).callbackId),
  }))
  on('start', (agent, body) => ({
    kind: 'CallbackStarted',
    agentId: agent,
    callbackId: namedOrInHand(product, agent, read(CALLBACK_IN_HAND, body ?? {}).callbackId),
  }))
  on('reschedule', (agent, body) => {
    const { callbackId, dueAt, own } = read(RESCHEDULE_REQUEST, body)
    return {
      kind: 'CallbackRescheduled',
      agentId: agent,
      callbackId: namedOrInHand(product, agent, callbackId),
      newCallbackId: newCallbackId(product.now()),
      dueAt: instant(Date.parse(dueAt)),
      ...(own ? { ownerId: agent } : {}),
    }
  })
  on('wrap-up', (agent, body) => {
    const { callbackId: named, ...wrapUp } = read(WRAP_UP_REQUEST, body)
    const callbackId = namedOrInHand(product, agent, named)
    return { kind: 'WrapUpCompleted', agentId: agent, callbackId, ...wrapUp }
  })
}

function readAgent(text: string): AgentId {
  if (NAME_RULE.test(text)) return agentId(text)
  throw new OperatingError('unknown-agent', { agentId: text.slice(0, 64) })
}

function namedOrInHand(product: Product, agent: AgentId, named: string | undefined) {
  return named !== undefined && isCallbackId(named) ? named : inHand(product, agent)
}

/** The interaction that the agent has in hand: the one that has them now, or accepted last. */
function inHand(product: Product, id: AgentId) {
  const agent = product.state.agents.get(id)
  if (agent === undefined) throw new OperatingError('unknown-agent', { agentId: id })
  const callbackId = agent.callbackId ?? agent.held.at(-1)?.callbackId
  if (callbackId !== undefined) return callbackId
  throw new OperatingError('agent-not-on-call', { agentId: id })
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [first, ...others] = parsed.error.issues.map((issue) => ({
    code: 'invalid-field' as const,
    field: issue.path.map(String).join('.') || 'body',
    message: wordingOf(issue),
  }))
  if (first === undefined) throw parsed.error
  throw new InvalidRequest([first, ...others])
}
