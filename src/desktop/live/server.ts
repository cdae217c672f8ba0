import type { ErrorBody } from '../../api/protocol.ts'
import { refusalSentence } from '../language/sentences.ts'

/** A request that Ringfirst refused, or that did not reach it. */
export class RequestFailure extends Error {
  /** Of the catalogue of errors; `unreachable` where no answer came. */
  readonly code: string
  readonly problems: readonly { readonly field: string; readonly message: string }[]

  constructor(code: string, message: string, problems: RequestFailure['problems'] = []) {
    super(message)
    this.code = code
    this.problems = problems
  }
}

/** Asks the API. Rejects with a {@link RequestFailure} whose message is for people. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new RequestFailure('unreachable', 'Ringfirst does not answer.')
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json()
  if (response.ok) return answer as T
  const { code, message, problems } = (answer as ErrorBody).error
  throw new RequestFailure(code, message, problems)
}

/** What to tell people of something thrown. Pure. */
export function failureText(thrown: unknown): string {
  if (thrown instanceof RequestFailure) return refusalSentence(thrown.code, thrown.message)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
