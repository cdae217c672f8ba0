import type { Finding } from './problem.ts'
import { suggest } from './suggestion.ts'

export type { Finding } from './problem.ts'

/** Where in the configuration a finding is. */
export type Path = readonly (string | number)[]

/** A finding that forbids the configuration. Pure. */
export function error(path: Path, message: string): Finding {
  return { severity: 'error', path, message }
}

/** A finding that does not forbid it. Pure. */
export function warning(path: Path, message: string): Finding {
  return { severity: 'warning', path, message }
}

/** The name is in the group, or the finding that it is not. Pure. */
export function known(path: Path, kind: string, name: string, group: object): readonly Finding[] {
  if (Object.hasOwn(group, name)) return []
  const meant = suggest(name, Object.keys(group))
  const advice =
    meant === undefined
      ? `known: ${Object.keys(group).join(', ') || 'none'}`
      : `did you mean ${meant}?`
  return [error(path, `there is no ${kind} ${name}; ${advice}`)]
}
