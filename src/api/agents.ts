import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { present } from '../core/assert.ts'
import type { AgentEvent, CallbackRescheduled } from '../core/state/events.ts'
import { agentId, isCallbackId, NAME_RULE, presenceId, type AgentId } from '../core/ids.ts'
import { instant } from '../core/time.ts'
import { LIMITS } from '../core/limits.ts'
import { OperatingError } from '../errors.ts'
import { resolveSchedule } from '../wall-time.ts'
import { wordingOf } from '../wording.ts'
import { newCallbackId } from './callbacks.ts'
import { InvalidRequest } from './failure.ts'
import type { Product } from './product.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'

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

const LOCAL_TIME = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a local time: 2026-05-01T09:00')

/** The body of a reschedule. */
export const RESCHEDULE_REQUEST = z.strictObject({
  callbackId: z.string().refine(isCallbackId, 'must be the id of a callback').exactOptional(),
  dueAt: z.iso.datetime({ offset: true }).exactOptional(),
  /** Instead: a local time where the customer is. */
  at: z
    .strictObject({
      from: LOCAL_TIME,
      until: LOCAL_TIME.exactOptional(),
      timeZone: z.string().min(1).max(64),
    })
    .exactOptional(),
  /** Whether the new callback waits for this agent alone. */
  own: z.boolean().default(false),
})

/** The body of a break. */
export const OFF_QUEUE_REQUEST = z.strictObject({
  reason: z.string().min(1).max(LIMITS.offQueueReasonChars).exactOptional(),
})

/** The body of a choice of phone. */
export const PHONE_REQUEST = z.strictObject({
  device: z.enum(['softphone', 'other']).exactOptional(),
  connection: z.enum(['per-call', 'persistent']).exactOptional(),
})

type AgentRequest = { Params: { id: string } }

/** What agents do: on and off queue, accept, start, reschedule, wrap up, hang up. Answers 204. */
export function agentRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  const on = (path: string, eventOf: (agent: AgentId, body: unknown) => AgentEvent): void => {
    app.post<AgentRequest>(`/v1/agents/:id/${path}`, async (request, reply) => {
      const agent = readAgent(product, request.params.id)
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
  on('off-queue', (agent, body) => ({
    kind: 'AgentWentOffQueue',
    agentId: agent,
    ...read(OFF_QUEUE_REQUEST, body ?? {}),
  }))
  on('phone', (agent, body) => ({
    kind: 'PhoneChosen',
    agentId: agent,
    ...read(PHONE_REQUEST, body ?? {}),
  }))
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
    const { callbackId, own, ...when } = read(RESCHEDULE_REQUEST, body)
    return {
      kind: 'CallbackRescheduled',
      agentId: agent,
      callbackId: namedOrInHand(product, agent, callbackId),
      newCallbackId: newCallbackId(product.now()),
      ...momentOf(when),
      ...(own ? { ownerId: agent } : {}),
    }
  })
  on('wrap-up', (agent, body) => {
    const { callbackId: named, ...wrapUp } = read(WRAP_UP_REQUEST, body)
    const callbackId = namedOrInHand(product, agent, named)
    return { kind: 'WrapUpCompleted', agentId: agent, callbackId, ...wrapUp }
  })
}

/** An agent that exists. Throws `unknown-agent`. */
export function readAgent(product: Product, text: string): AgentId {
  if (NAME_RULE.test(text) && product.state.agents.has(agentId(text))) return agentId(text)
  throw new OperatingError('unknown-agent', { agentId: text.slice(0, 64) })
}

/** When a customer is called again, by a moment or by the clock where they are. */
function momentOf({
  dueAt,
  at,
}: Pick<z.output<typeof RESCHEDULE_REQUEST>, 'dueAt' | 'at'>): Pick<
  CallbackRescheduled,
  'dueAt' | 'wallTime'
> {
  if ((dueAt === undefined) === (at === undefined)) {
    throw new InvalidRequest([
      { code: 'invalid-field', field: 'dueAt', message: 'give dueAt or at, one of the two' },
    ])
  }
  if (dueAt !== undefined) return { dueAt: instant(Date.parse(dueAt)) }
  const wallTime = present(at, 'one of the two is given')
  const resolved = resolveSchedule(wallTime)
  if (resolved !== undefined) {
    const opensAt = 'dueAt' in resolved ? resolved.dueAt : resolved.windows[0]?.opensAt
    return { dueAt: present(opensAt, 'a window opens at a moment'), wallTime }
  }
  const message = 'is no local time of a zone of the IANA list, or ends before it begins'
  throw new InvalidRequest([{ code: 'invalid-field', field: 'at', message }])
}

function namedOrInHand(product: Product, agent: AgentId, named: string | undefined) {
  return named !== undefined && isCallbackId(named) ? named : inHand(product, agent)
}

/** The interaction that the agent has in hand: the one that has them now, or accepted last. */
export function inHand(product: Product, id: AgentId) {
  const agent = product.state.agents.get(id)
  if (agent === undefined) throw new OperatingError('unknown-agent', { agentId: id })
  const callbackId = agent.callbackId ?? agent.held.at(-1)?.callbackId
  if (callbackId !== undefined) return callbackId
  throw new OperatingError('agent-not-on-call', { agentId: id })
}

/** A body that its schema lets through. Throws `InvalidRequest` naming every wrong field. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
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
