import type { FastifyRequest } from 'fastify'
import { admit, admitFor, type Access } from './access.ts'
import { maskNumbers } from './mask.ts'
import type { Right } from './protocol.ts'
import { hasRight } from './rights.ts'
import type { Caller } from './tokens.ts'

/** What routes ask about whoever calls. */
export interface Guard {
  /** Throws where the caller may not. */
  admit(request: FastifyRequest, right: Right): Caller
  /** Throws where the caller may not act for the agent. */
  admitFor(request: FastifyRequest, agentId: string): Caller
  /** Data as the caller may see it. */
  shown<T>(caller: Caller, data: T): T
}

/** Asks tokens and sessions, and masks numbers for those without the right to see them. */
export function createGuard(access: Access): Guard {
  return {
    admit: (request, right) => admit(request, access, right),
    admitFor: (request, agentId) => admitFor(request, access, agentId),
    shown: (caller, data) => (hasRight(caller.role, 'unmasked') ? data : maskNumbers(data)),
  }
}
