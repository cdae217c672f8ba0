import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { abandonmentView, ABANDON_WINDOW_MS } from '../core/callback/abandonment.ts'
import { NAME_RULE, queueId } from '../core/ids.ts'
import { HOUR_MS } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import { InvalidRequest } from './failure.ts'
import type { Product } from './product.ts'
import type { Guard } from './guard.ts'

/** What abandonment may be asked: over how many hours until now; at most 30 days. */
export const ABANDONMENT_QUERY = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(ABANDON_WINDOW_MS / HOUR_MS)
    .default(24),
})

type ByQueue = { Params: { id: string } }

/** What rules of outbound calling ask for: rates of abandoned calls. */
export function complianceRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.get<ByQueue>('/v1/queues/:id/abandonment', async (request) => {
    guard.admit(request, 'read')
    const { id } = request.params
    const queue = NAME_RULE.test(id) ? product.state.queues.get(queueId(id)) : undefined
    if (queue === undefined) throw new OperatingError('unknown-queue', { queueId: id })
    const windowMs = readHours(request.query) * HOUR_MS
    return { queueId: id, ...abandonmentView(queue, product.now(), windowMs) }
  })
}

function readHours(query: unknown): number {
  const parsed = ABANDONMENT_QUERY.safeParse(query)
  if (parsed.success) return parsed.data.hours
  throw new InvalidRequest([
    { code: 'invalid-field', field: 'hours', message: 'must be a whole number from 1 to 720' },
  ])
}
