import type { Reply } from '../core/state/effects.ts'
import { OperatingError } from '../errors.ts'

/** The reply of an event that was taken; one that was refused is thrown as its operating error. */
export function settled(
  reply: Reply,
  details: Readonly<Record<string, string>>,
): Extract<Reply, { ok: true }> {
  if (reply.ok) return reply
  throw new OperatingError(reply.code, { why: reply.detail, ...details })
}
