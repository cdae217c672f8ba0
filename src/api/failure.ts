import { AssertionFailure } from '../core/assert.ts'
import { LIMITS } from '../core/limits.ts'
import { ERRORS, OperatingError, type ErrorCode } from '../errors.ts'
import type { ErrorBody } from './protocol.ts'

/** One field of a request that is wrong. */
export interface FieldProblem {
  readonly code: ErrorCode
  readonly field: string
  readonly message: string
}

/** A request with one or more wrong fields: all of them are told at once. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest'
  readonly problems: readonly [FieldProblem, ...FieldProblem[]]

  constructor(problems: readonly [FieldProblem, ...FieldProblem[]]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join('; '))
    this.problems = problems
  }
}

/** How a request that failed is answered. */
export interface Failure {
  readonly httpStatus: number
  readonly body: ErrorBody
  /** A bug of ours, to be logged. */
  readonly isBug: boolean
}

/** The answer for anything thrown while a request was handled. Bugs show nothing of their inside. Pure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof InvalidRequest) return invalid(thrown)
  if (thrown instanceof OperatingError) {
    const { code, message, httpStatus } = thrown
    return { httpStatus, body: { error: { code, message } }, isBug: false }
  }
  const known = frameworkFailure(thrown)
  if (known !== undefined && !(thrown instanceof AssertionFailure)) return failureOf(known)
  return { ...failureOf(new OperatingError('internal')), isBug: true }
}

function invalid({ problems }: InvalidRequest): Failure {
  const [first] = problems
  const message = problems.map((problem) => `${problem.field}: ${problem.message}`).join('; ')
  return {
    httpStatus: ERRORS[first.code].httpStatus,
    body: {
      error: {
        code: first.code,
        message,
        field: first.field,
        problems: problems.map(({ field, message: why }) => ({ field, message: why })),
      },
    },
    isBug: false,
  }
}

const NOT_PARSED = 'it does not parse, or a field of it is called __proto__ or constructor'

/** What the HTTP framework refuses by itself, in words of the catalogue. */
function frameworkFailure(thrown: unknown): OperatingError | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  switch (thrown.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new OperatingError('body-too-large', { limit: LIMITS.requestBytes })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new OperatingError('malformed-body', { why: 'send Content-Type: application/json' })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new OperatingError('malformed-body', { why: 'it is empty' })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new OperatingError('malformed-body', { why: NOT_PARSED })
    case 'ECONNRESET':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new OperatingError('malformed-body', { why: 'it does not have its Content-Length' })
    default:
      return undefined
  }
}
