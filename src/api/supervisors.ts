import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { agentId } from '../core/ids.ts'
import { OperatingError } from '../errors.ts'
import { read } from './agents.ts'
import { readId } from './callbacks.ts'
import type { Product } from './product.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'
import type { Caller } from './tokens.ts'

/** The body of a watch. */
export const WATCH_REQUEST = z.strictObject({
  mode: z.enum(['listen', 'whisper', 'barge']),
  /** Whose phone rings, for callers who are nobody's: an admin's choice. */
  agentId: z.string().max(63).exactOptional(),
})

type CallbackPath = { Params: { id: string } }

/** What supervisors do with calls that are up. */
export function supervisorRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.post<CallbackPath>('/v1/callbacks/:id/watch', async (request, reply) => {
    const caller = guard.admit(request, 'watch')
    const { mode, agentId: named } = read(WATCH_REQUEST, request.body)
    const callbackId = readId(request.params.id)
    const supervisor = phoneOf(caller, named)
    const event = { kind: 'CallWatched', agentId: supervisor, callbackId, mode } as const
    settled(await product.submit(event), { agentId: supervisor, callbackId })
    return reply.code(204).send()
  })
  app.delete<CallbackPath>('/v1/callbacks/:id/watch', async (request, reply) => {
    const caller = guard.admit(request, 'watch')
    const callbackId = readId(request.params.id)
    const { agentId: named } = request.query as { readonly agentId?: string }
    const supervisor = phoneOf(caller, named)
    const event = { kind: 'WatchEnded', agentId: supervisor, callbackId } as const
    settled(await product.submit(event), { agentId: supervisor, callbackId })
    return reply.code(204).send()
  })
}

/** A supervisor watches with their own phone; whoever may act for any names one. */
function phoneOf(caller: Caller, named: string | undefined) {
  if (caller.agentId !== undefined) return agentId(caller.agentId)
  if (named !== undefined && /^[a-z0-9-]{1,63}$/.test(named) && caller.role === 'admin') {
    return agentId(named)
  }
  throw new OperatingError('no-phone', { agentId: caller.name })
}
