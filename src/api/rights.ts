import type { Right, Role } from './protocol.ts'

const EVERYONE: readonly Right[] = ['read']

/** What each role may do. An agent acts for the agent named by the token; an operator for any. */
const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  reader: EVERYONE,
  agent: [...EVERYONE, 'book', 'act'],
  supervisor: [...EVERYONE, 'book', 'act', 'steer', 'import', 'reveal', 'watch', 'hear'],
  engineer: [...EVERYONE, 'inspect', 'hear'],
  operator: [...EVERYONE, 'book', 'act', 'act-for-any', 'steer', 'import'],
  admin: [
    ...EVERYONE,
    ...(['book', 'act', 'act-for-any', 'steer', 'import', 'reveal'] as const),
    ...(['watch', 'hear', 'inspect', 'unmasked', 'administer'] as const),
  ],
}

/** The rights of a role. Pure. */
export function rightsOf(role: Role): readonly Right[] {
  return RIGHTS_OF[role]
}

/** Whether a role has a right. Pure. */
export function hasRight(role: Role, right: Right): boolean {
  return RIGHTS_OF[role].includes(right)
}
