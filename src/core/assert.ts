/** A bug in Ringfirst itself: never caught to go on, never shown to a caller as their fault. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
}

/** The condition holds, or the process has a bug and stops. On in production. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new AssertionFailure(what)
}

/** The process has a bug and stops; for where the words of an assertion are worth making only then. */
export function fail(what: string): never {
  throw new AssertionFailure(what)
}

/** The value is there, or the process has a bug and stops. */
export function present<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, what)
  return value
}

/** Marks a branch that the types rule out. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`)
}
